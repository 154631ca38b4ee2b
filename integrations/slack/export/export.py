"""An export's lists and days, read into people, places and what was said."""

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from integrations.chat import Channel, Person, PlaceKind, stranger
from integrations.chat_events import Edited, Said, Unreadable
from integrations.chat_history import ExportedDay, ExportedPlace, ExportProblem, NoExport
from integrations.slack import events
from integrations.slack.directory import read_channel, read_person
from integrations.slack.envelopes import LONGEST_ID
from integrations.slack.export.archive import Archive, BadFile
from integrations.slack.ids import SLACK_IDS
from integrations.textfile import decoded

MOST_PROBLEMS = 20
"""Problems that are told of one file; the rest is counted."""
_KINDS = {
    "groups.json": PlaceKind.PRIVATE,
    "mpims.json": PlaceKind.GROUP,
    "dms.json": PlaceKind.DIRECT,
    "channels.json": PlaceKind.PUBLIC,
}
"""What is in each list. A place that two of them have is what the first of these says: never more open than that."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\.json")
_ID = re.compile(rf"[!-~]{{1,{LONGEST_ID}}}")
_WRONG = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class SlackExport:
    """Slack's zip, or the folder that it was unpacked to."""

    def __init__(self, path: Path) -> None:
        """Open it, and read its lists. Raises `NoExport`, and OSError where it cannot be opened."""
        self._archive = Archive(path)
        self.problems: list[ExportProblem] = list(self._archive.problems)
        self.people: Mapping[str, Person] = dict(self._read_people())
        places = {place.id: (place, members) for place, members in self._read_places()}
        if not places:
            raise NoExport("; ".join(f"{each.place}: {each.what}" for each in self.problems) or "no channel is in it")
        self._folders = self._archive.folders()
        self.places: Sequence[ExportedPlace] = tuple(self._with_days(places))

    def close(self) -> None:
        """Close it."""
        self._archive.close()

    @property
    def newest_day(self) -> date | None:
        """The last day of which it has messages."""
        names = (_DAY.fullmatch(name) for place in self.places for name in place.days[-1:])
        return max((found for name in names if name and (found := _date(name[1]))), default=None)

    def day(self, place: ExportedPlace, file: str) -> ExportedDay:
        """What one file of a place says. It costs itself where it cannot be read, and a message of it no other."""
        folder = self._folder_of[place.channel.id]
        found, name = ExportedDay(), f"{folder}/{file}"
        for number, raw in self._list(found.problems, folder, file):
            try:
                told = events.read_past(place.channel.id, raw)
            except Unreadable as problem:
                found.problems.append(ExportProblem(f"{name}: message {number}", str(problem)))
                continue
            if told is None:
                continue
            found.told.append(told)
            said = told.message if isinstance(told, Edited) else told
            if isinstance(said, Said) and said.user not in self.people and (person := _speaker(said, raw)):
                found.strangers.setdefault(person.id, person)
        return dataclasses.replace(found, problems=_some(name, found.problems))

    # --- lists -------------------------------------------------------------------------

    def _read_people(self) -> Iterator[tuple[str, Person]]:
        for number, raw in self._listed("users.json"):
            try:
                _check_id(raw["id"])
                person = read_person(raw)
            except _WRONG as problem:
                self._wrong(f"users.json: entry {number}", f"is no person: {problem}")
                continue
            yield person.id, person

    def _read_places(self) -> Iterator[tuple[Channel, tuple[str, ...] | None]]:
        known: set[str] = set()
        for file, kind in _KINDS.items():
            for number, raw in self._listed(file):
                where = f"{file}: entry {number}"
                try:
                    _check_id(raw["id"])
                    channel = read_channel(raw)
                except _WRONG as problem:
                    self._wrong(where, f"is no conversation: {problem}")
                    continue
                if channel.id in known:
                    self._wrong(where, f"{channel.id} was listed before; it is left out here")
                    continue
                known.add(channel.id)
                if kind is not PlaceKind.PUBLIC or channel.kind is PlaceKind.PUBLIC:
                    channel = dataclasses.replace(channel, kind=kind)
                members = _ids(raw.get("members"))
                if members is None:
                    self._wrong(where, "has no list of the ids of its members, so nobody is known to be in it")
                yield channel, members

    def _listed(self, file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        return self._list(self.problems, file) if self._archive.has(file) else iter(())

    def _list(self, problems: list[ExportProblem], *path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The objects of a file that is a list of them, with their numbers."""
        name = "/".join(path)
        try:
            items = json.loads(decoded(self._archive.read(*path)))
        except BadFile as problem:
            problems.append(ExportProblem(name, str(problem)))
            return
        except UnicodeDecodeError as problem:
            problems.append(ExportProblem(f"{name}: byte {problem.start}", "is no text in UTF-8"))
            return
        except json.JSONDecodeError as problem:
            problems.append(ExportProblem(f"{name}:{problem.lineno}", f"is no JSON: {problem.msg}"))
            return
        except (RecursionError, ValueError, MemoryError) as problem:
            problems.append(ExportProblem(name, f"is no JSON that can be read: {problem}"))
            return
        if not isinstance(items, list):
            problems.append(ExportProblem(name, "is no list"))
            return
        for number, item in enumerate(items, 1):
            if isinstance(item, dict):
                yield number, item
            else:
                problems.append(ExportProblem(f"{name}: entry {number}", "is no object"))

    # --- folders -----------------------------------------------------------------------

    def _with_days(self, places: Mapping[str, tuple[Channel, tuple[str, ...] | None]]) -> Iterator[ExportedPlace]:
        """Every place with its files. A folder is called by its place's name; a direct message's by its id."""
        claims: dict[str, list[str]] = {}
        for channel, _ in places.values():
            folder = next((each for each in (channel.name, channel.id) if each in self._folders), None)
            if folder is not None:
                claims.setdefault(folder, []).append(channel.id)
        self._folder_of: dict[str, str] = {}
        for folder, ids in claims.items():
            if len(ids) == 1:
                self._folder_of[ids[0]] = folder
            else:
                self._wrong(f"{folder}/", f"may be of {' or of '.join(ids)}: it is left out")
        for folder in sorted(self._folders.keys() - claims.keys()):
            self._wrong(f"{folder}/", "no list has a conversation of that name: it is left out")
        for channel, members in places.values():
            days = self._folders[self._folder_of[channel.id]] if channel.id in self._folder_of else ()
            yield ExportedPlace(channel, members, tuple(name for name in days if _DAY.fullmatch(name)))

    def _wrong(self, place: str, what: str) -> None:
        self.problems.append(ExportProblem(place, what))


def _check_id(value: object) -> None:
    if not (isinstance(value, str) and _ID.fullmatch(value)):
        raise ValueError("its id is none")


def _ids(value: object) -> tuple[str, ...] | None:
    """A list of ids. One that is only partly such says nothing for sure."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each and each.isascii() for each in value):
        return None
    return tuple(dict.fromkeys(value))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _speaker(said: Said, raw: Mapping[str, Any]) -> Person | None:
    """Who said it, as far as the message itself tells."""
    if said.app is not None and not SLACK_IDS.is_person(said.user):
        return stranger(said.user, said.app or said.user, is_bot=True)
    profile = raw.get("user_profile")
    named = profile if isinstance(profile, Mapping) else {}
    names = (named.get(name) for name in ("display_name", "real_name", "name"))
    name = next((each for each in names if isinstance(each, str) and each), None)
    return stranger(said.user, name) if name is not None else None


def _some(file: str, problems: list[ExportProblem]) -> list[ExportProblem]:
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MOST_PROBLEMS], ExportProblem(file, f"{more:,} more like these")]
