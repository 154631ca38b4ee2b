"""The kinds of ritual there are, and what each of them may add to `RitualKind`."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol, runtime_checkable

from jobs.cadence.ritual import Occurrence, Result, RitualKind
from jobs.errors import UserError


@runtime_checkable
class Checks(Protocol):
    """A kind that checks its own keys."""

    def problems(self, given: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """What cannot be used: (key, why)."""
        ...


@runtime_checkable
class Connected(Protocol):
    """A kind that needs something outside."""

    @property
    def why_off(self) -> str:
        """Why it cannot report yet ("Jira is not connected"); empty where it can."""
        ...


@runtime_checkable
class Together(Protocol):
    """A kind that runs many occurrences for little more than one."""

    async def run_together(self, occurrences: Sequence[Occurrence]) -> Sequence[Result]:
        """What `run` returns for each of them, in their order. It asks nobody outside."""
        ...


OwnHour = Literal["usual", "possible", "never"]
"""Whether a kind runs at each member's own hour: it is what people mean by it, they may want
it, or the kind says one thing to its whole channel, which each member's hour would repeat."""


class Kinds:
    """The kinds, by name."""

    def __init__(self, kinds: Iterable[RitualKind]) -> None:
        """Know these."""
        self._kinds = {kind.name: kind for kind in kinds}

    def __iter__(self) -> Iterator[RitualKind]:
        return iter(self._kinds.values())

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> RitualKind:
        return self._kinds[name]

    @property
    def names(self) -> list[str]:
        """Every name, in order."""
        return sorted(self._kinds)

    def named(self, name: str) -> RitualKind:
        """The kind that somebody typed. Raises `UserError` with the nearest name."""
        found = self._kinds.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
        if found is None:
            raise UserError(
                f"There is no kind of ritual “{name}”{suggestion(name, self._kinds)} I know: {self.listed}."
            )
        return found

    @property
    def listed(self) -> str:
        """The names as words."""
        return ", ".join(self.names)

    def default_late(self, name: str) -> str:
        """What becomes of a late occurrence where nobody decided: `run`, unless the kind is for its hour only."""
        return str(getattr(self._kinds.get(name), "default_late", "run"))

    def own_hour(self, name: str) -> OwnHour:
        """Whether a kind runs at each member's own hour; `usual` where it does not say."""
        found: OwnHour = getattr(self._kinds.get(name), "own_hour", "usual")
        return found

    @property
    def together(self) -> list[str]:
        """The kinds that run many occurrences as one."""
        return [name for name, kind in self._kinds.items() if isinstance(kind, Together)]

    async def run_together(self, name: str, occurrences: Sequence[Occurrence]) -> Sequence[Result]:
        """Run many occurrences of a kind that is among `together`."""
        kind = self._kinds[name]
        if not isinstance(kind, Together):
            raise TypeError(f"{name} runs one occurrence at a time")
        return await kind.run_together(occurrences)

    def why_off(self, name: str) -> str:
        """Why a kind cannot report yet; empty where it can."""
        kind = self._kinds.get(name)
        if kind is None:
            return "this version does not know the kind"
        return kind.why_off if isinstance(kind, Connected) else ""

    def problems(self, name: str, options: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with a kind's own keys: (key, why)."""
        kind = self._kinds[name]
        return list(kind.problems(options)) if isinstance(kind, Checks) else []


def suggestion(given: str, known: Iterable[str]) -> str:
    """`; did you mean "review_queue"?`, or a full stop where nothing is near."""
    near = difflib.get_close_matches(given.lower(), list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else "."
