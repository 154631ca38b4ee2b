"""Small words of a standup: days, counts, names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from integrations.enumerated import listed
from integrations.post import Italic, Person, Span

_WORTH_SAYING = 20
"""Characters; where a line has no room for so many, what is left is only counted."""
NOT_IN_CHANNEL = "Only the people of its channel can read or answer this standup. Join the channel first."


def day(when: date) -> str:
    """`Monday 23 November`."""
    return f"{when:%A} {when.day} {when:%B}"


def short(words: str, most: int = 300) -> str:
    """One line of at most `most` characters, cut after a word where one ends in its second half."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    end = line.rfind(" ", 0, most)
    return line[: end if end >= most // 2 else most - 1].rstrip(" ,;:-\u2013") + "…"


def within(parts: Sequence[tuple[str, str]], room: int) -> Iterator[str | Span]:
    """`one (its mark); other and 2 more` of (words, mark), the words in about `room` characters."""
    for number, (words, mark) in enumerate(parts):
        if number and room < _WORTH_SAYING:
            yield f" and {len(parts) - number} more"
            return
        said = short(words, room)
        room -= len(said)
        yield f"; {said}" if number else said
        if mark:
            yield " "
            yield Italic(text=f"({mark})")


def near_day(when: date, now: date) -> str:
    """`Friday`, or `Friday 13 November` where that was a week ago or more."""
    return f"{when:%A}" if (now - when).days < 7 else day(when)


def joined(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def people(named: Iterable[tuple[str, str]]) -> tuple[str | Span, ...]:
    """`A, B and C` of (user id, name), none of them notified."""
    return listed(Person(user=user, name=name) for user, name in named)
