"""The kinds of ritual there are, by name."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jobs.cadence import options
from jobs.cadence.kind import OwnHour, RitualKind
from jobs.cadence.task_words import kind_for
from jobs.errors import UserError


class Kinds:
    """The kinds, by name. A name of an older or a newer version may be none of them."""

    def __init__(self, kinds: Iterable[RitualKind]) -> None:
        """Look kinds up among these."""
        self._kinds = {kind.name: kind for kind in kinds}

    def __iter__(self) -> Iterator[RitualKind]:
        return iter(self._kinds.values())

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> RitualKind:
        return self._kinds[name]

    @property
    def names(self) -> list[str]:
        """Return the names of all kinds, in order."""
        return sorted(self._kinds)

    @property
    def listed(self) -> str:
        """Return the names of all kinds as one list in words."""
        return ", ".join(self.names)

    @property
    def together(self) -> list[str]:
        """The kinds that run many occurrences as one."""
        return [kind.name for kind in self if kind.runs_together]

    def named(self, name: str) -> RitualKind:
        """Return the kind that somebody typed. Raise `UserError` with the nearest name where there is none."""
        found = self._kinds.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
        if found is None:
            raise UserError(
                f"There is no kind of ritual “{name}”{suggestion(name, self._kinds)} I know: {self.listed}."
            )
        return found

    def of_task(self, title: str) -> str:
        """Return the name of the kind that a card's task means by its title."""
        return kind_for(title, {kind.name: kind.task_words for kind in self})

    def default_late(self, name: str) -> str:
        """Return what becomes of a late occurrence where nobody decided: `run` or `skip`."""
        return self._kinds[name].default_late if name in self else "run"

    def own_hour(self, name: str) -> OwnHour:
        """Return whether a kind runs at each member's own hour."""
        return self._kinds[name].own_hour if name in self else "usual"

    def why_off(self, name: str) -> str:
        """Return why a kind cannot report yet; empty where it can."""
        return self._kinds[name].why_off if name in self else "this version does not know the kind"

    def option_names(self, name: str) -> frozenset[str]:
        """Return the kind's own keys."""
        return frozenset(option.name for option in self._kinds[name].options) if name in self else frozenset()

    def problems(self, name: str, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what is wrong with the values of a kind's own keys: (key, why)."""
        return options.problems(self._kinds[name].options, given)


def suggestion(given: str, known: Iterable[str]) -> str:
    """Return `; did you mean "review_queue"?`, or a full stop where nothing is near."""
    near = difflib.get_close_matches(given.lower(), list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else "."
