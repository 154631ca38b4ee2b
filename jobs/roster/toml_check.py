"""A rituals file as it was read, and what is wrong with it so far."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from integrations.deferred import pattern
from integrations.words import shortened
from jobs.cadence.kinds import Kinds, suggestion
from jobs.people.team_settings import TeamSettings
from jobs.roster.toml_positions import lines_of
from jobs.roster.toml_writer import is_plain, texts_in, written

TEAM_KEYS = tuple(each.name for each in fields(TeamSettings))
RITUAL_KEYS = {
    "name": str,
    "kind": str,
    "channel": str,
    "at": str,
    "days": list,
    "timezone": str,
    "every": int,
    "late": str,
    "owner": str,
    "title": str,
    "words": str,
    "paused": bool,
}
"""What every ritual may have, and of what type; the rest are its kind's own."""
_CALLED = {str: "a text in quotes", int: "a whole number", bool: "true or false", list: "a list of texts in quotes"}
_WHERE = pattern(r" \(at line (\d+), column \d+\)$")
_ENDLESS = pattern(r"[0-9][0-9_]{4299,}")
"""A number that Python refuses to read; it does not say where it met it."""


class BadFile(Exception):
    """The file cannot be used; `problems` has a line for each mistake, with its place and value."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Remember the problems."""
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class TomlCheck:
    """What `tomllib` made of it, sorted; each problem is noted with its line."""

    def __init__(self, text: str, file: str, kinds: Kinds) -> None:
        self._file = file
        self._kinds = kinds
        self.problems: list[tuple[int, str]] = []
        self.team: dict[str, Any] | None = None
        self.rituals: list[dict[str, Any]] = []
        self._names: list[tuple[int, str]] = []
        try:
            given = tomllib.loads(text)
            self._lines = lines_of(text)
            self._sort(given)
        except (ValueError, RecursionError) as problem:
            raise BadFile([f"{file}:{_no_toml(text, problem)}"]) from problem

    def _sort(self, given: Mapping[str, Any]) -> None:
        for key, value in given.items():
            if key == "team" and isinstance(value, dict):
                self.team = {}
                for name, each in value.items():
                    if name in TEAM_KEYS:
                        self.team[name] = each
                    else:
                        self.wrong(("team", name), name, f"is no key of [team]{suggestion(name, TEAM_KEYS)}", bare=True)
            elif key == "ritual" and isinstance(value, list) and all(isinstance(each, dict) for each in value):
                self.rituals = value
            elif key in ("team", "ritual"):
                self.wrong((key,), key, f"is written {'[team]' if key == 'team' else '[[ritual]]'} here", bare=True)
            else:
                why = f"is no part of a rituals file{suggestion(key, ('team', 'ritual'))}"
                self.wrong((key,), key, why, bare=True)

    def fits(self, number: int, key: str, value: Any) -> bool:
        """Return True if a key may be there with a value of that type."""
        path = ("ritual", number, key)
        if any("\0" in each for each in texts_in(value)):
            self.wrong(path, value, "has the character U+0000, which no text may have")
            return False
        if key in RITUAL_KEYS:
            wanted = RITUAL_KEYS[key]
            good = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
            if good and wanted is list:
                good = all(isinstance(each, str) for each in value)
            if not good:
                self.wrong(path, value, f"is not {_CALLED[wanted]}")
            return good
        kind = self.rituals[number].get("kind")
        if isinstance(kind, str) and kind in self._kinds:
            own = self._kinds.option_names(kind)
            if key not in own:
                why = f"is no key of a {kind}{suggestion(key, (*RITUAL_KEYS, *own))}"
                self.wrong(path, key, why, bare=True)
                return False
        if not is_plain(value):
            self.wrong(path, value, "is of a type that no key takes")
            return False
        return True

    def named(self, number: int, name: str) -> None:
        """Remember that a ritual has that name."""
        self._names.append((number, name))

    def no_name_twice(self) -> None:
        """Note each name that an earlier ritual of the file has."""
        first: dict[str, int] = {}
        for number, name in self._names:
            if name in first:
                line = self._line(("ritual", first[name]))
                self.wrong(("ritual", number, "name"), name, f"is the name of the ritual at line {line} already")
            first.setdefault(name, number)

    def wrong(self, path: tuple[str | int, ...], value: Any, why: str, *, bare: bool = False) -> None:
        """Note a problem at a key, with the value as the file has it (or `bare`, what is said instead of it)."""
        shown = json.dumps(str(value), ensure_ascii=False)[1:-1] if bare else _shown(value)
        place = f" ({path[-1]})" if not bare and isinstance(path[-1], str) else ""
        line = self._line(path)
        self.problems.append((line, f"{self._file}:{line}: {shown} {why.rstrip('.')}{place}"))

    def sorted_problems(self) -> list[str]:
        """Every problem, in the order of the file."""
        return [words for _, words in sorted(self.problems, key=lambda each: each[0])]

    def _line(self, path: tuple[str | int, ...]) -> int:
        """Where a key is; where it is absent, its table's header."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def _no_toml(text: str, problem: Exception) -> str:
    """Where it is no TOML, as far as that is known, and why."""
    if isinstance(problem, RecursionError):
        return "1: is no TOML: it is nested too deeply"
    if not isinstance(problem, tomllib.TOMLDecodeError) and (number := _ENDLESS.search(text)):
        return f"{_line_at(text, number.start())}: {number[0][:20]}… is a number of too many digits"
    where = _WHERE.search(str(problem))
    return f"{where[1] if where else _line_at(text, len(text))}: is no TOML: {_WHERE.sub('', str(problem))}"


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _shown(value: Any, most: int = 60) -> str:
    return shortened(_written(value), most)


def _written(value: Any) -> str:
    try:
        return written(value) if is_plain(value) else str(value)
    except ValueError:  # 0x… of more digits than Python writes as decimals
        return hex(value) if isinstance(value, int) else "it"
