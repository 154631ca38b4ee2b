"""Reads the days that a question names, which may be past: `yesterday`, `since Monday`, `vor zwei Tagen`.

Days to come are read as `jobs.dates.read` does.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from integrations.deferred import dataclass, pattern
from integrations.word_set import word_set
from jobs.dates.days import DayReader
from jobs.dates.points import Exact, Numbers, Weekday
from jobs.dates.problems import NotRead
from jobs.dates.reading import DateSpan, read
from jobs.dates.tokens import tokens
from jobs.dates.vocabulary import DAYS, KNOWN, MONTHS, UNITS, plain, said
from jobs.dates.week import Week

LONGEST_PHRASE = 6
"""Words of a phrase that names days."""
_DAY = timedelta(days=1)
_MEANINGS_KEPT = 8192
"""Words of which it is kept what they mean for a day: finding it takes longer than all else that is done with one."""
_MARKS = {
    "since": "since seit desde depuis",
    "last": "last past previous letzte letzten letzter letztes vorige vorigen voriger voriges vergangene vergangenen"
    " vergangenes pasado pasada pasados pasadas ultimo ultima ultimos ultimas dernier derniere derniers dernieres"
    " passe passee",
    "ago": "ago vor hace",
    "before": "vorgestern anteayer antier avant-hier",
}
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words.split()}
_LOOKS_BACK = frozenset(_MARK_OF) - {"pasado", "vor"}
"""What leaves no doubt; "pasado mañana" is to come."""
_HIER = pattern(r"(?<![\w'-])hier(?![\w'-])")
_IL_Y_A = pattern(r"\bil y a\b")
_WORD = pattern(r"\d{4}-\d{2}-\d{2}|[^\W_]+(?:(?:-|(?<!\b[dD])['\u2019](?!s\b))[^\W\d_]+)*(?:[./]\d+)*")
"""A word, without the end of "yesterday's" and the beginning of "d'hier"."""
_EXACT = pattern(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?")
_COUNTS = pattern(r"\d{1,4}(?:st|nd|rd|th|er)?")
_INSIDE = word_set("il y a the el la le les los las den dem der am on of que viene qui vient after up")
"""Little words that a phrase may have inside."""
_ALONE = frozenset(("yesterday", "today", "tomorrow", "overmorrow", "weekend", "before", "exact"))
_NEVER = frozenset(("no", "skip", "and", "hour", "back"))
_WITH = frozenset((*DAYS, *MONTHS, *_ALONE, *UNITS, "year", "part"))
"""One of these has to be in a phrase that names days."""
_JUST_COUNTS = frozenset((*UNITS, "year", "number", "inside", "from", "to", "in", "part", *map(str, range(1, 16))))
_MODERN = range(1990, 2100)
_LEAST = 4
"""Letters of a weekday that is written for itself: "sun" and "so" mean something else, too."""


@dataclass(frozen=True, slots=True)
class DaysNamed:
    """A phrase of a text that names days: from `start` to `end`, in characters."""

    start: int
    end: int
    words: str

    def ahead(self, today: date, week: Week | None = None) -> DateSpan | None:
        """Return the days as they lie ahead: "on Monday" is the next one."""
        return _ahead(self.words, today, week or Week()) or _back(self.words, today, week or Week())

    def back(self, today: date, week: Week | None = None) -> DateSpan | None:
        """Return the days as they lie behind: "on Monday" is the last one, "since Monday" ends today."""
        return _back(self.words, today, week or Week()) or _ahead(self.words, today, week or Week())


def days_named(text: str, *, french: bool = False) -> list[DaysNamed]:
    """Return the phrases of a text that name days, in order; `french` reads "hier", which is "here" in German."""
    words = list(_WORD.finditer(text))
    means = [_meaning(match[0], french=french) for match in words]
    found: list[DaysNamed] = []
    at = 0
    while at < len(words):
        begins = means[at] not in ("", "inside", "to") or [word[0] for word in words[at : at + 3]] == ["il", "y", "a"]
        if means[at] == "in" and at + 1 < len(words):
            begins = words[at + 1][0].casefold() not in ("on", "am") and means[at + 1] not in _ALONE | set(DAYS)
        most = min(at + LONGEST_PHRASE, len(words)) if begins else at
        most = next((end for end in range(at, most) if not means[end]), most)
        for end in range(most, at, -1):
            phrase = text[words[at].start() : words[end - 1].end()]
            if french:
                phrase = _HIER.sub("gestern", phrase)
            named = DaysNamed(words[at].start(), words[end - 1].end(), phrase)
            if _may_be_days(words[at:end], means[at:end]) and named.back(_some_day(phrase)):
                found.append(named)
                at = end
                break
        else:
            at += 1
    return found


def _may_be_days(words: Sequence[re.Match[str]], means: Sequence[str]) -> bool:
    """Whether more than little words and numbers are there."""
    if means[-1] == "inside":
        return words[-1][0].casefold() in ("viene", "vient") and not _WITH.isdisjoint(means)
    if len(means) == 1:
        return means[0] in _ALONE or (means[0] in DAYS and len(words[0][0]) >= _LEAST)
    if words[0][0] == "il":
        return means[-1] in UNITS
    if _JUST_COUNTS.issuperset(means):
        return means[0] == "in" and means[-1] in UNITS  # "in 3 days", but not "3 days"
    if {"sun", "may", "mar"} & {word[0].casefold() for word in words} and "number" not in means:
        return False
    return not _WITH.isdisjoint(means)


def _some_day(words: str) -> date:
    """A day from which the words can be read, if they can be at all."""
    year = re.search(r"\d{4}", words)
    return date(int(year[0]), 1, 31) if year and int(year[0]) in _MODERN else date(2024, 1, 31)


@lru_cache(maxsize=_MEANINGS_KEPT)
def _meaning(word: str, *, french: bool) -> str:
    """What a word means for a day; "" for a word that has no part in one."""
    folded = plain(word)
    if french and folded == "hier":
        return "yesterday"
    if folded in _MARK_OF:
        return _MARK_OF[folded]
    if _EXACT.fullmatch(folded):
        return "exact"
    if _COUNTS.fullmatch(folded):
        return "number"
    if folded in _INSIDE:
        return "inside"
    meaning = said(folded)
    return meaning if meaning in KNOWN and meaning not in _NEVER else ""


def _ahead(words: str, today: date, week: Week) -> DateSpan | None:
    text = plain(words)
    if _IL_Y_A.search(text) or any(part in _LOOKS_BACK for part in text.split()):
        return None
    try:
        spans = read(words, today, week).spans
    except NotRead:
        return None
    return DateSpan(spans[0].first, spans[-1].last)


def _back(words: str, today: date, week: Week) -> DateSpan | None:
    text = _IL_Y_A.sub("ago", plain(words))
    if said(text) == "overmorrow":
        return None
    parts = text.split()
    marks = [_MARK_OF.get(part, "") for part in parts]
    if "before" in marks:
        day = today - 2 * _DAY
        return DateSpan(day, today) if "since" in marks else DateSpan(day, day)
    rest = " ".join(part for part, mark in zip(parts, marks, strict=True) if not mark)
    found = _past(rest, today, week, last="last" in marks, ago="ago" in marks)
    if found is None:
        return None
    return DateSpan(found.first, max(found.first, today)) if "since" in marks else found


def _past(words: str, today: date, week: Week, *, last: bool, ago: bool) -> DateSpan | None:
    """The days that lie behind; None where the words name none that do."""
    try:
        reader = DayReader(words, today, week, False, tokens(words))
    except NotRead:
        return None
    reader.tokens = [each for each in reader.tokens if each.kind not in ("from", "in", "this", "article")]
    kinds = [each.kind for each in reader.tokens]
    this = " this " in f" {said(words)} "
    if kinds and kinds[-1] in (*UNITS, "year", "weekend") and len(kinds) <= 2:
        count = _number(reader.tokens[0].text or kinds[0]) if len(kinds) > 1 else None
        return _period(kinds[-1], count, today, week, last=last, ago=ago, this=this)
    try:
        point = reader.point()
    except NotRead:
        return None
    if reader.at < len(reader.tokens):
        return None
    match point:
        case Exact():
            return DateSpan(point.day, point.day) if point.day <= today else None
        case Weekday():
            away = (today.weekday() - point.number) % 7
            day = today - (away or (7 if last else 0)) * _DAY
            return DateSpan(day, day)
        case Numbers() if not point.bare or point.month is not None:
            found = point.last(today)
            return DateSpan(found, found) if found else None
    return None


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and 1 <= int(text) <= 400 else None


def _period(
    unit: str, count: int | None, today: date, week: Week, *, last: bool, ago: bool, this: bool
) -> DateSpan | None:
    days = {"day": 1, "week": 7, "month": 30, "year": 365}.get(unit, 7)
    if ago:
        day = today - (count or 1) * days * _DAY
        return DateSpan(day, day)
    if last and count is not None:
        return DateSpan(today - count * days * _DAY, today)
    start = week.start_of(today)
    if unit == "weekend":
        first, end = week.free(start - 7 * _DAY)
        return DateSpan(first, end) if last else None
    if not last and not this:
        return None
    if unit == "day":
        return DateSpan(today - _DAY, today) if last else DateSpan(today, today)
    if unit == "week":
        return DateSpan(start - 7 * _DAY, start - _DAY) if last else DateSpan(start, start + 6 * _DAY)
    if unit == "month":
        first = today.replace(day=1)
        before = (first - _DAY).replace(day=1)
        return DateSpan(before, first - _DAY) if last else DateSpan(first, _month_end(first))
    year = today.year - last
    return DateSpan(date(year, 1, 1), date(year, 12, 31))


def _month_end(first: date) -> date:
    return (first + 31 * _DAY).replace(day=1) - _DAY
