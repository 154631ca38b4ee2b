"""What a search is narrowed to: whose words, where, and since when: "retries from @Ben in #backend since Monday"."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from integrations.deferred import dataclass, pattern
from jobs.calendar import moment_of
from jobs.dates.looking_back import DaysNamed, days_named

_AUTHOR = pattern(
    r"(?<!\w)(?:from|by|von|de|por|par|d['\u2019])[\s:]*(?P<sign>@?)(?P<name>\w[\w.-]*(?:\s+\w[\w.-]*)?)", re.IGNORECASE
)
_CHANNEL = pattern(r"(?<!\w)(?:in|en|dans)[\s:]*#(?P<name>(?=[\d-]*[^\W\d])[\w-]+)", re.IGNORECASE)
"""A number is an issue's or a pull request's."""
_SINCE = pattern(r"since|seit|desde|depuis", re.IGNORECASE)
_LITTLE = pattern(r"(?:and|und|y|et|about|what|was|said|everything|all|messages?|alles|todo|tout|\W)*", re.IGNORECASE)
"""What is left where nothing is asked for but somebody's words, or those of some days."""
_A_DAY = timedelta(days=1)
NOWHERE = "#"
"""Stands for a channel that is not there; no id is like it."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Only what these people said, in these channels, on these days; what is empty or None narrows nothing."""

    authors: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    zone: str = "UTC"

    @property
    def narrows(self) -> bool:
        """Return True if anything is left out."""
        return bool(self.authors or self.channels or self.first)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """Return the first moment that is wanted, and the first after it that is not; None where any is."""
        if self.first is None or self.last is None:
            return None
        zone = ZoneInfo(self.zone)
        return moment_of(self.first, time.min, zone), moment_of(self.last + _A_DAY, time.min, zone)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment, as it is counted here."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def fits(self, author: str | None, channel: str | None, day: date) -> bool:
        """Return True if something of that person's, place and day is wanted."""
        return (
            (not self.authors or author in self.authors)
            and (not self.channels or channel in self.channels)
            and (self.first is None or self.last is None or self.first <= day <= self.last)
        )


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The words that are looked for, and what they are narrowed to."""

    words: str
    to: Narrowed
    stranger: str = ""
    """A name behind an `@` that is nobody's here."""


def narrowing(
    typed: str, people: Mapping[str, Sequence[str]], channels: Mapping[str, str], today: date, zone: str
) -> Narrowing:
    """Read what somebody typed; `people` have their names by id, `channels` their ids by name."""
    words, authors = _authors(typed, people)
    if isinstance(authors, str):
        return Narrowing(typed, Narrowed(), authors)
    places: set[str] = set()
    for found in list(_CHANNEL.finditer(words)):
        if (channel := channels.get(found["name"].lower())) is not None:
            places.add(channel)
            words = words.replace(found[0], " ", 1)
    named = days_named(words, french="depuis" in words.casefold())
    rest = _without(words, named)
    since = [each for each in named if _SINCE.match(each.words)]
    if since and rest.strip():
        named = since
    elif not since and not (_LITTLE.fullmatch(rest) and named):
        named = []
    span = named[0].back(today) if named else None
    rest = _without(words, named[:1]) if span else words
    narrowed = Narrowed(authors, frozenset(places), span.first if span else None, span.last if span else None, zone)
    plain = " ".join(rest.split())
    return Narrowing("" if narrowed.narrows and _LITTLE.fullmatch(plain) else plain, narrowed)


def _authors(typed: str, people: Mapping[str, Sequence[str]]) -> tuple[str, frozenset[str] | str]:
    """The words without whose they are to be, and who that is; or a name that nobody has."""
    words, authors = typed, set[str]()
    for found in list(_AUTHOR.finditer(typed)):
        whole = found["name"]
        name = next((each for each in (whole, whole.split()[0]) if _called(each, people)), None)
        if name is not None:
            authors |= _called(name, people)
            words = words.replace(found[0][: len(found[0]) - len(whole) + len(name)], " ", 1)
        elif found["sign"]:
            return typed, whole.split()[0]
    return words, frozenset(authors)


def _called(name: str, people: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Those who are called so, in full or by their first names."""
    wanted = name.casefold()
    return frozenset(
        person
        for person, names in people.items()
        if wanted
        in {*(each.casefold() for each in names), *(first for each in names for first in each.casefold().split()[:1])}
    )


def _without(words: str, named: Sequence[DaysNamed]) -> str:
    for each in sorted(named, key=lambda each: -each.start):
        words = f"{words[: each.start]} {words[each.end :]}"
    return words
