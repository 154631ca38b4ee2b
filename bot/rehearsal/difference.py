"""What is other than it was: what goes at another time, what comes, and what comes no more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from bot.rehearsal.happened import Happened, PlayedMessage, What
from integrations.deferred import dataclass

Sort = tuple[str | None, What, str, str | None]
"""The ritual, what it is, where, and to whom."""
Times = Mapping[date, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """What is other with messages of one sort."""

    moved: tuple[tuple[tuple[str, str], int], ...]
    """On how many days one goes at another time: from, to, and the number."""
    gone: int
    """How many come no more."""
    new: int
    """How many there are more."""
    same: int
    """How many stay as they are."""
    at: tuple[str, ...]
    """When the new ones go; where there are none, when those went that are gone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A change, and of what."""

    ritual: str | None
    what: What
    channel: str
    people: tuple[str, ...]
    """Whom they reach in a direct message, each as often; none where they are said in the channel."""
    change: Change


def differences(now: Happened, then: Happened) -> list[Difference]:
    """Return every difference, people with the same one together."""
    before, after = _by_sort(now.messages), _by_sort(then.messages)
    found: dict[tuple[str | None, What, str, bool, Change], list[str]] = {}
    for sort in {**after, **before}:
        ritual, what, channel, person = sort
        change = _compared(before.get(sort, {}), after.get(sort, {}))
        if change.moved or change.gone or change.new:
            where = channel if channel != person else ""  # of no ritual: it is said in a direct message alone
            people = found.setdefault((ritual, what, where, person is None, change), [])
            people += [person] if person is not None else []
    return [
        Difference(ritual, what, channel, tuple(people), change)
        for (ritual, what, channel, _, change), people in found.items()
    ]


def _by_sort(messages: Sequence[PlayedMessage]) -> dict[Sort, dict[date, list[str]]]:
    found: dict[Sort, dict[date, list[str]]] = {}
    for each in messages:
        if not each.not_sent:
            days = found.setdefault((each.ritual, each.what, each.channel, each.person), {})
            days.setdefault(each.day, []).append(each.clock)
    return found


def _compared(before: Times, after: Times) -> Change:
    moved: Counter[tuple[str, str]] = Counter()
    gone, new, same = list[str](), list[str](), 0
    for day in sorted(before.keys() | after.keys()):
        had, has = Counter(before.get(day, ())), Counter(after.get(day, ()))
        same += (had & has).total()
        lost, won = sorted((had - has).elements()), sorted((has - had).elements())
        moved.update(zip(lost, won, strict=False))
        gone += lost[len(won) :]
        new += won[len(lost) :]
    return Change(tuple(sorted(moved.items())), len(gone), len(new), same, tuple(sorted(set(new or gone))))
