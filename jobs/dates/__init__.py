"""The days that people type, read as dates: pure arithmetic on words."""

from jobs.dates.numerals import month_first
from jobs.dates.problems import NotRead
from jobs.dates.reading import Reading, Span, read, united
from jobs.dates.week import Week

__all__ = ["NotRead", "Reading", "Span", "Week", "month_first", "read", "united"]
