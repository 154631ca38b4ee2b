"""The days that people type, read as dates: pure arithmetic on words."""

from jobs.dates.numerals import month_first
from jobs.dates.problems import NotRead
from jobs.dates.reading import DateReading, DateSpan, read, united
from jobs.dates.week import Week

__all__ = ["DateReading", "DateSpan", "NotRead", "Week", "month_first", "read", "united"]
