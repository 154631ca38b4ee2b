"""Reads the days that people type: `tomorrow`, `next week`, `from 30 Nov to 4 Dec`, `3 days`, `bis Freitag`.

A day alone is that day; `until` begins today and includes the day it names. A weekday is the
next that comes, `next friday` the one of next week; a day without a year is the next that
comes. `3 days` are working days. `until next week`, which names no day, ends before it.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from integrations.deferred import dataclass
from jobs.dates.days import RELATIVE, WHOLE_DAYS, DayReader
from jobs.dates.points import Exact, Numbers, Point
from jobs.dates.problems import NotRead
from jobs.dates.tokens import NUMERALS, tokens
from jobs.dates.vocabulary import DAYS, MONTHS, UNITS
from jobs.dates.week import Week

LONGEST = timedelta(days=366)
"""What ends later than this is taken for a slip of the pen."""
_BEGUN = timedelta(days=31)
"""A range that began no longer ago than this may be meant as one that is under way."""
_FAR = timedelta(days=180)
_MOST_SPANS = 12
_ONLY_A_RANGE = 3
"""Tokens of `24 to 26`."""
_DAY = timedelta(days=1)
_AHEAD = {"next": 1, "coming": 1, "afternext": 2}
"""How many weeks, months or years ahead each is."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days in a row, first and last included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DateReading:
    """What words mean: days to come, in order, and what there is to say about how they were read."""

    spans: tuple[DateSpan, ...]
    remarks: tuple[str, ...] = ()
    until: bool = False
    """Whether they say no more than when an absence ends that begins now."""


def read(words: str, today: date, week: Week | None = None, *, month_first: bool | None = False) -> DateReading:
    """The days that `words` mean, seen from `today`.

    `month_first` says how `03/04` is written here; None asks. Raises `NotRead` for words that
    mean no day to come, or may mean several.
    """
    found = _Reader(words, today, week or Week(), month_first, tokens(words))
    spans = found.spans()
    for span in spans:
        if span.last < today:
            raise NotRead(f"{_named(span.last)} is past.")
        if span.last - today > LONGEST:
            raise NotRead(f"That is {_named(span.last)}, more than a year away.")
    clipped = [DateSpan(max(span.first, today), span.last) for span in spans]
    until = len(spans) == 1 and found.tokens[0].kind in ("to", "back")
    return DateReading(tuple(united(clipped)), tuple(dict.fromkeys(found.remarks)), until)


def united(spans: Sequence[DateSpan]) -> list[DateSpan]:
    """The same days in as few spans as can be, in order."""
    found: list[DateSpan] = []
    for span in sorted(spans, key=lambda each: each.first):
        if found and span.first <= found[-1].last + _DAY:
            found[-1] = DateSpan(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found


class _Reader(DayReader):
    """Reads token by token; what is left over at the end was not understood."""

    def spans(self) -> list[DateSpan]:
        """Return all spans that the words name."""
        found: list[DateSpan | Point] = []
        while self.at < len(self.tokens):
            if not self.takes("comma", "and"):
                found.append(self._span())
        if not found or len(found) > _MOST_SPANS:
            raise self.unread()
        spans: list[DateSpan] = []
        for each in _with_months(found):
            # Of several days each comes after the one before it: "mon and tue", on a Tuesday.
            spans.append(
                each if isinstance(each, DateSpan) else self._alone(each, spans[-1].last if spans else self.today)
            )
        return spans

    # --- spans ---------------------------------------------------------------------

    def _span(self) -> DateSpan | Point:
        if self.takes("back"):
            return DateSpan(self.today, self.day(self.point()) - _DAY)
        if self.takes("to"):
            return DateSpan(self.today, self._until())
        if self.kind() == "part" and self.kind(1) in (*RELATIVE, *DAYS):
            self.take()  # "half a day tomorrow"
            self.remarks.append(WHOLE_DAYS)
        begins = self.takes("from")
        start: DateSpan | Point | None = self._period()
        if start is None and (count := self._count()) is not None:
            return self._counted(self.day(self.point()) if self.takes("from") else self.today, *count)
        if start is None:
            start = self.point()
        if self.takes("to"):
            return self._range(start)
        if not isinstance(start, DateSpan) and (count := self._count()) is not None:
            return self._counted(self.day(start), *count)
        if begins:
            raise NotRead(f"From {_named(start.first if isinstance(start, DateSpan) else self.day(start))} until when?")
        return start

    def _range(self, start: DateSpan | Point) -> DateSpan:
        """From `start` to what comes next."""
        if isinstance(start, DateSpan):
            start = Exact(start.first)
        if self.next_is("end", "rest", "this", *_AHEAD, "weekend", "week") and self._period_ahead():
            ending: Point = Exact(self._until())
        else:
            ending = self.point()
        if _are_bare(start, ending) and sum(token.kind != "from" for token in self.tokens) > _ONLY_A_RANGE:
            raise self.unread()  # "tomorrow 9-12"
        first, last = self._bounds(start, ending)
        if last < first:
            raise NotRead(f"{_named(last)} comes before {_named(first)}.")
        if first < self.today <= last:
            self.remarks.append("The days before today are past.")
        return DateSpan(first, last)

    def _bounds(self, start: Point, ending: Point) -> tuple[date, date]:
        if isinstance(start, Numbers) and isinstance(ending, Exact | Numbers):
            last = self.day(ending)
            before = start.last(last)
            if before is not None and (start.month is None or isinstance(ending, Exact)):
                if isinstance(ending, Numbers) and ending.month is None:
                    first = self.day(start)
                    return first, self.day(ending, first)
                return before, last
            first = self.day(start)
            under_way = before is not None and self.today - _BEGUN <= before < self.today
            if under_way and first - self.today > _FAR:
                return before or first, last
            return first, self.day(ending, first)
        first = self.day(start)
        return first, self.day(ending, first)

    def _counted(self, start: date, number: int, unit: str) -> DateSpan:
        if not 1 <= number <= LONGEST.days:
            raise self.unread()
        if unit == "day":
            return DateSpan(*self.week.counted(start, number))
        if unit == "week":
            return DateSpan(start, start + number * 7 * _DAY - _DAY)
        year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
        most = monthrange(year, month + 1)[1]
        return DateSpan(start, date(year, month + 1, min(start.day, most)) - _DAY)

    def _count(self) -> tuple[int, str] | None:
        """Read how many days, such as `3 days`."""
        apart = 2 if self.kind(1) == "next" else 1  # "les 3 prochains jours"
        if self.kind() in NUMERALS and self.kind(apart) in UNITS:
            number = self.take()
            self.takes("next")
            unit = self.take()
            return int(number.text if number.kind == "number" else number.kind), unit.kind
        return None

    # --- periods -------------------------------------------------------------------

    def _period_ahead(self) -> bool:
        at = self.at
        try:
            return self._until_period() is not None
        finally:
            self.at = at

    def _until(self) -> date:
        if self.takes("back"):
            return self.day(self.point()) - _DAY
        last = self._until_period()
        return self.day(self.point()) if last is None else last

    def _until_period(self) -> date | None:
        """The last day before a period that one is away until, or of one whose end is named."""
        at = self.at
        if self.next_is("end", "rest", "this"):
            period = self._period()
            return None if period is None else period.last
        if self.kind() in MONTHS and not {self.kind(-1), self.kind(1)} & {"number", "nth"}:
            return self._month(MONTHS.index(self.take().kind) + 1, whole=True).first - _DAY
        period = self._period()
        if period is None or period == DateSpan(self.today, self.today):
            self.at = at
            return None
        return period.first - _DAY

    def _period(self) -> DateSpan | None:
        """`next week`, `the weekend`, `the rest of the month`, `in December`; None where there is none here."""
        at = self.at
        found = self._named_period()
        if found is None:
            self.at = at
        return found

    def _named_period(self) -> DateSpan | None:
        inside, ends, rest = self.takes("in"), self.takes("end"), self.takes("rest")
        which = self.take().kind if self.next_is("this", *_AHEAD) else ""
        if which in ("next", "coming") and (count := self._count()) is not None:
            return self._counted(self.today, *count)
        kind = self.kind()
        ahead = _AHEAD.get(which) or _AHEAD.get(self.kind(1), 0)
        if kind == "part" and not ends:
            self.take()
            return self._whole_day(self.today)
        if kind == "day" and (which or rest):
            self.take()
            return DateSpan(self.today + ahead * _DAY, self.today + ahead * _DAY)
        if inside and (count := self._count()) is not None:
            day = self._counted(self.today, *count).last + _DAY if count[1] != "day" else self.today + count[0] * _DAY
            return DateSpan(day, day)
        if kind in MONTHS and (inside or which or ends or len(self.tokens) == 1):
            self.take()
            span = self._month(MONTHS.index(kind) + 1)
        elif kind == "week" and not (which or ends or rest or ahead):
            self.take()
            span = self._numbered_week()
        elif kind == "weekend" or (kind in ("week", "month", "year") and (which or ends or rest or ahead)):
            self.take()
            if not which and ahead:
                self.take()
            span = self._unit(kind, ahead)
            if kind == "week" and self.kind() in DAYS and not ends:
                day = self.in_week(span.first, DAYS.index(self.take().kind))
                span = DateSpan(day, day)
        else:
            return None
        return DateSpan(span.last, span.last) if ends else DateSpan(max(span.first, self.today), span.last)

    def _unit(self, kind: str, ahead: int) -> DateSpan:
        start = self.week.start_of(self.today) + 7 * ahead * _DAY
        if kind == "weekend":
            return DateSpan(*self.week.free(start))
        if kind == "week":
            first, last = self.week.working(start)
            return DateSpan(first, max(last, self.today))
        if kind == "year":
            return DateSpan(date(self.today.year + ahead, 1, 1), date(self.today.year + ahead, 12, 31))
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + ahead, 12)
        return DateSpan(date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]))

    def _numbered_week(self) -> DateSpan:
        """`week 49`, `week of 30 Nov`, and the week alone."""
        if self.kind() == "number" and self.kind(1) not in MONTHS:
            number = self.take().number
            for year in (self.today.year, self.today.year + 1):
                if 1 <= number <= date(year, 12, 28).isocalendar().week:
                    span = DateSpan(*self.week.working(self.week.start_of(date.fromisocalendar(year, number, 1))))
                    if span.last >= self.today:
                        return span
            raise self.unread()
        self.takes("from")
        return DateSpan(*self.week.working(self.week.start_of(self.day(self.point()))))

    def _month(self, month: int, *, whole: bool = False) -> DateSpan:
        year = self.today.year + (month < self.today.month or (whole and month == self.today.month))
        return DateSpan(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    def _whole_day(self, day: date) -> DateSpan:
        self.remarks.append(WHOLE_DAYS)
        return DateSpan(day, day)

    def _alone(self, point: Point, floor: date) -> DateSpan:
        if isinstance(point, Numbers) and point.bare and point.month is None:
            raise self.unread()
        day = self.day(point, floor)
        return DateSpan(day, day)


def _with_months(found: Sequence[DateSpan | Point]) -> list[DateSpan | Point]:
    """`24, 25 and 26 December`: days without a month share that of the next that has one, else of the last."""
    kept = list(found)
    for order in (list(reversed(range(len(kept)))), list(range(len(kept)))):
        month: int | None = None
        for place in order:
            each = kept[place]
            if isinstance(each, Numbers) and each.month is None and month is not None:
                kept[place] = Numbers(each.number, month)
            else:
                month = each.month if isinstance(each, Numbers) else None
    return kept


def _are_bare(*points: Point) -> bool:
    return all(isinstance(each, Numbers) and each.bare and each.month is None for each in points)


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"
