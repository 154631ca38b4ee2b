"""The days that people type, read as dates: pure arithmetic on words."""

from jobs.dates.numerals import month_first
from jobs.dates.problems import NotRead
from jobs.dates.reading import DateReading, Span, read, united
from jobs.dates.week import Week

__all__ = ["DateReading", "NotRead", "Span", "Week", "month_first", "read", "united"]
