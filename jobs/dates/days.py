"""Reads one day, token by token: `tomorrow`, `friday next week`, `24 Dec`, `12/24/2026`."""

from dataclasses import field
from datetime import date, timedelta

from integrations.deferred import dataclass
from jobs.dates.points import Exact, Numbers, Point, Weekday
from jobs.dates.problems import NotRead
from jobs.dates.tokens import Token, day_of, exact
from jobs.dates.vocabulary import DAYS, MONTHS, UNITS
from jobs.dates.week import Week

RELATIVE = ("yesterday", "today", "tomorrow", "overmorrow")
WHOLE_DAYS = "I keep whole days."
_DAY = timedelta(days=1)


@dataclass
class DayReader:
    """Stands at a token and takes those that make a day."""

    words: str
    today: date
    week: Week
    month_first: bool | None
    tokens: list[Token]
    at: int = 0
    remarks: list[str] = field(default_factory=list)

    def point(self) -> Point:
        """The day that comes next. Raises `NotRead` where none does."""
        found = self._relative() or self._weekday() or self._date()
        if found is None:
            raise self.unread()
        if self.takes("part"):
            self.remarks.append(WHOLE_DAYS)
        return found

    def _relative(self) -> Point | None:
        for ahead, word in enumerate(RELATIVE, -1):
            if self.takes(word):
                return Exact(self.today + ahead * _DAY)
        return None

    def _weekday(self) -> Point | None:
        at = self.at
        which = self.take().kind if self.next_is("this", "next", "coming") else ""
        late = which == "next" and self.takes("week")
        if self.kind() not in DAYS:
            self.at = at
            return None
        number = DAYS.index(self.take().kind)
        if self.takes("next"):
            late = not self.takes("this") and (self.takes("week") or True)
        if late or which == "next":
            return Exact(self.in_week(self.week.start_of(self.today) + 7 * _DAY, number))
        at = self.at
        self.takes("comma")
        point = self._date()
        if point is None:
            self.at = at
            return Weekday(number)
        day = self.day(point)
        if day.weekday() != number:
            raise NotRead(f"{day.day} {day:%B} {day.year} is a {day:%A}; which day is it?")
        return Exact(day)

    def in_week(self, day: date, weekday: int) -> date:
        """The weekday of the week that `day` is in."""
        start = self.week.start_of(day)
        return start + ((weekday - start.weekday()) % 7) * _DAY

    def _date(self) -> Point | None:
        """A day by its numbers, whichever of them are there."""
        kind = self.kind()
        if kind == "exact":
            return Exact(self._real(exact(self.take().text)))
        if kind in ("dated", "pair"):
            return self._numbers(self.take().text)
        if kind in MONTHS and self.kind(1) in ("number", "nth"):
            month = MONTHS.index(self.take().kind) + 1
            return self._with_year(self.take().number, month)
        if kind not in ("number", "nth") or self.kind(1) in UNITS:
            return None
        number = self.take().number
        of = 1 if self.kind() == "from" else 0
        if self.kind(of) in MONTHS:
            self.at += of
            return self._with_year(number, MONTHS.index(self.take().kind) + 1)
        return Numbers(number, bare=kind == "number")

    def _with_year(self, number: int, month: int) -> Point:
        of = 1 if self.kind() in ("from", "comma") else 0
        if self.kind(of) == "number" and len(self.tokens[self.at + of].text) == len("2026"):
            self.at += of
            return Exact(self._real(day_of(self.take().number, month, number)))
        return Numbers(number, month)

    def _numbers(self, text: str) -> Point:
        """`24.12.`, `24/12`, `12/24/2026`."""
        mark = next(each for each in text if not each.isdigit())
        one, two, *years = (int(each) for each in text.split(mark))
        if not (one and two):
            raise self.unread()
        month_first = False if mark == "." else self.month_first
        if one > len(MONTHS) >= two:
            month_first = False
        elif two > len(MONTHS) >= one:
            month_first = mark != "."
        elif mark != "." and one != two and max(one, two) <= len(MONTHS):
            if month_first is None:
                ways = f"{one} {_month(two)} or {two} {_month(one)}"
                raise NotRead(f"{text} can be {ways}. Please write the month as a word.")
            number, month = (two, one) if month_first else (one, two)
            self.remarks.append(f"I read {text} as {number} {_month(month)}.")
        number, month = (two, one) if month_first else (one, two)
        if years:
            return Exact(self._real(day_of(years[0] + (2000 if years[0] < 100 else 0), month, number)))
        if not 1 <= month <= len(MONTHS):
            raise self.unread()
        return Numbers(number, month)

    def day(self, point: Point, floor: date | None = None) -> date:
        """When a day is, on or after `floor` or today. Raises `NotRead` where there is none."""
        return self._real(point.next(floor or self.today))

    def _real(self, day: date | None) -> date:
        if day is None:
            raise NotRead("There is no such day.")
        return day

    def unread(self) -> NotRead:
        """Return the value that stands for words that name no day."""
        return NotRead.as_day(self.words)

    def kind(self, ahead: int = 0) -> str:
        """The kind of the token `ahead` of this one; empty where there is none."""
        place = self.at + ahead
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def next_is(self, *kinds: str) -> bool:
        """Return True if this token is one of `kinds`."""
        return self.kind() in kinds

    def takes(self, *kinds: str) -> bool:
        """Take this token if it is one of `kinds`; return True if it was."""
        if self.kind() not in kinds or not self.kind():
            return False
        self.at += 1
        return True

    def take(self) -> Token:
        """Take this token."""
        self.at += 1
        return self.tokens[self.at - 1]


def _month(number: int) -> str:
    return f"{date(2024, number, 1):%B}"
