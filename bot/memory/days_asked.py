"""The days that a question names: "in May 2023", "last Friday", "vor zwei Wochen", "le 3 juillet".

Other than `jobs.dates`, which reads days to come, this looks back, and what it cannot read it leaves.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from integrations.deferred import dataclass, pattern
from integrations.word_set import word_set
from jobs.dates.vocabulary import DAYS, MONTHS, plain, said, words_for

_WORD = pattern(r"\d{4}-\d{2}-\d{2}|[a-z]+|\d+")
_LAST = pattern("last|past|previous|(letzt|vorig|vergangen)e[nrs]?|pasad[oa]|ultim[oa]|derni(er|ere)|passee?")
_AGO = frozenset(("ago", "vor", "hace"))
_IN = pattern("in|during|since|im|seit|en|del?|desde|depuis|of|on|am|el|le|around|early|late|this")
_WHEN = pattern(r"\W*(?:(?:since|until|seit|bis|desde|hasta|depuis|jusqu'a) )?(?:when|wann|cuando|quand)\b")
_FRENCH = frozenset(("le", "la", "les", "qu", "que", "quoi", "qui", "quel", "quelle", "il", "elle", "on"))
"""Where "hier" is yesterday, and not here."""
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "of", "de", "ten", "den"))
_YEARS = range(1990, 2100)
_TOLD_LATER = timedelta(days=14)
"""Days after something in which people still tell of it."""


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """Days that were asked for; what is not known of them is None, and fits any."""

    first: date | None = None
    last: date | None = None
    month: int | None = None
    weekday: int | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when they are told of at the latest; all time where a part of the date is open."""
        if self.first is None or self.last is None:
            return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        first = datetime.combine(self.first, time(), UTC)
        return first - timedelta(days=1), datetime.combine(self.last, time(), UTC) + _TOLD_LATER + timedelta(days=1)

    def fits(self, said_at: datetime) -> float:
        """How well a moment fits: 1 on one of the days, less where it is told of it soon after, else 0."""
        day = said_at.date()
        if self.first is not None and self.last is not None:
            if self.first <= day <= self.last:
                return 1
            return 0.5 if self.last < day <= self.last + _TOLD_LATER else 0
        if self.month is not None:
            if day.month == self.month:
                return 1
            return 0.5 if (day - _TOLD_LATER).month == self.month else 0
        return float(day.weekday() == self.weekday)


def days_asked(question: str, today: date) -> tuple[DaysAsked, ...]:
    """Return what days the question names, seen from `today`; nothing where it names none."""
    words = _WORD.findall(plain(question))
    means = [said(word) if word.isalpha() else word for word in words]
    found: list[DaysAsked] = []
    for at, meaning in enumerate(means):
        read = _at(words, means, at, meaning, today)
        if read is not None:
            found.append(read)
    exact = [each for each in found if each.first is not None]
    return tuple(exact or found)


def asks_when(question: str) -> bool:
    """Return True if a time is asked for."""
    return bool(_WHEN.match(plain(question)))


def names_time(words: Iterable[str]) -> bool:
    """Return True if one of these words, as the search has them, names a time."""
    return not _times().isdisjoint(words)


def is_time(word: str) -> bool:
    """Return True if a word, as the search has it, is a part of a date."""
    return word.isdigit() or word in _times() or said(word) in (*DAYS, *MONTHS)


@cache
def _times() -> frozenset[str]:
    named = words_for(*DAYS, *MONTHS, "today", "tomorrow", "yesterday", "weekend", "week", "month", "year", "next")
    return named | word_set("ago last since until seit letzte letzten pasado pasada dernier derniere")


def _at(words: Sequence[str], means: Sequence[str], at: int, meaning: str, today: date) -> DaysAsked | None:
    if "-" in words[at]:
        try:
            return _days(date.fromisoformat(words[at]))
        except ValueError:
            return None
    if meaning == "yesterday" or (words[at] == "hier" and not _FRENCH.isdisjoint(words)):
        return _days(today - timedelta(days=1))
    if meaning == "today":
        return _days(today)
    if meaning in MONTHS:
        return _month(words, means, at, today)
    beside = {words[near] for near in (at - 1, at + 1) if 0 <= near < len(words)}
    if meaning in DAYS:
        weekday = DAYS.index(meaning)
        if any(map(_LAST.fullmatch, beside)):
            return _days(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
        return DaysAsked(weekday=weekday) if len(words[at]) > 3 else None
    if meaning in ("week", "weekend", "month", "year") and any(map(_LAST.fullmatch, beside)):
        return _before(meaning, today)
    if meaning in _UNITS and at >= 1 and (count := _count(means[at - 1])) is not None:
        around = {*words[max(at - 3, 0) : at - 1], *words[at + 1 : at + 2]}
        if around & _AGO or words[max(at - 4, 0) : at - 1][-3:] == ["il", "y", "a"]:
            day, margin = today - timedelta(days=count * _UNITS[meaning]), timedelta(days=_UNITS[meaning] // 2)
            return _days(day - margin, day + margin)
    if _is_year(words[at]) and not (at and means[at - 1] in MONTHS):
        before = words[max(at - 2, 0) : at]
        if before and _IN.fullmatch(before[-1]) and not any(said(word) in MONTHS for word in before):
            return _days(date(int(words[at]), 1, 1), date(int(words[at]), 12, 31))
    return None


def _month(words: Sequence[str], means: Sequence[str], at: int, today: date) -> DaysAsked | None:
    """A month, with its day and its year where they are there. "may" and "mar" alone are other words, too."""
    month = MONTHS.index(means[at]) + 1
    behind = [word for word in words[at + 1 : at + 5] if word not in _ORDINAL]
    before = [word for word in words[max(at - 3, 0) : at] if word not in _ORDINAL]
    year = next((int(word) for word in behind[:2] if _is_year(word)), None)
    day = next((_number(word) for word in (*before[-1:], *behind[:1]) if 1 <= _number(word) <= 31), None)
    if day is not None:
        try:
            return _days(date(year, month, day)) if year else _latest(month, day, today)
        except ValueError:
            return None
    if year is not None:
        return _days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    if before and _LAST.fullmatch(before[-1]):
        year = today.year - (month >= today.month)
        return _days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return DaysAsked(month=month) if _IN.fullmatch(words[max(at - 1, 0)]) else None


def _latest(month: int, day: int, today: date) -> DaysAsked:
    """That day of any year would say too little: it is the last that was."""
    year = today.year - ((month, day) > (today.month, today.day))
    return _days(date(year, month, day))


def _before(unit: str, today: date) -> DaysAsked:
    monday = today - timedelta(days=today.weekday())
    if unit == "weekend":
        return _days(monday - timedelta(days=2), monday - timedelta(days=1))
    if unit == "week":
        return _days(monday - timedelta(days=7), monday - timedelta(days=1))
    if unit == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return _days(last.replace(day=1), last)
    return _days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def _days(first: date, last: date | None = None) -> DaysAsked:
    return DaysAsked(first, last or first)


def _count(word: str) -> int | None:
    if word == "a":
        return 1
    number = _number(word)
    return number if 1 <= number <= 400 else None


def _is_year(word: str) -> bool:
    return _number(word) in _YEARS


def _number(word: str) -> int:
    """The number that a word is written as; 0 where it is none, or longer than a year: nothing is so many days ago."""
    return int(word) if len(word) <= 4 and word.isdecimal() else 0
