"""Small words of a standup: days, counts, names."""

from collections.abc import Iterable, Sequence
from datetime import date

from integrations.post import Person, Span

NOT_IN_CHANNEL = "Only the people of its channel can read or answer this standup. Join the channel first."


def day(when: date) -> str:
    """`Monday 23 November`."""
    return f"{when:%A} {when.day} {when:%B}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 blocker`, `2 blockers`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def short(words: str, most: int = 300) -> str:
    """One line of at most `most` characters, cut after a word where one ends in its second half."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    end = line.rfind(" ", 0, most)
    return line[: end if end >= most // 2 else most - 1].rstrip(" ,;:-\u2013") + "…"


def listed(spans: Iterable[str | Span]) -> tuple[str | Span, ...]:
    """`A, B and C` of spans."""
    items: Sequence[str | Span] = tuple(spans)
    text: list[str | Span] = []
    for place, item in enumerate(items):
        if place:
            text.append(" and " if place == len(items) - 1 else ", ")
        text.append(item)
    return tuple(text)


def joined(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def people(named: Iterable[tuple[str, str]]) -> tuple[str | Span, ...]:
    """`A, B and C` of (user id, name), none of them notified."""
    return listed(Person(user=user, name=name) for user, name in named)
