"""Reads the moments of an export, of which every bot and every spreadsheet has its own spelling."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_SECONDS = re.compile(r"-?\d{9,11}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,14}")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b(.*)", re.DOTALL)
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_WORDS = ("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""What claims to be older is no moment of a chat."""


class NoMoment(ValueError):
    """A text is no moment; the words say why, to be read after it."""


def read_moment(given: object, *, day_first: bool | None = None) -> datetime:
    """Return a moment: seconds since 1970, ISO 8601, or the day in numbers or words with a time behind it.

    It has a zone where the text has one. `day_first` says what 03/04 is; with None it raises. Raises `NoMoment`.
    """
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise NoMoment("is no time")
    text = " ".join(str(given).split())
    found = _of_seconds(text) or _iso(text) or _in_words(text)
    if found is None:
        found = _in_numbers(text, day_first)
    if (found if found.tzinfo else found.replace(tzinfo=UTC)) < EARLIEST:
        raise NoMoment("is too long ago for an answer in a chat")
    return found


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Return True if these days in numbers have the day before the month, False for after it, None if none tells."""
    told: set[bool] = set()
    for text in texts:
        if parts := _NUMBERS.fullmatch(" ".join(text.split())):
            if parts[2] == "." or int(parts[1]) > 12:
                told.add(True)
            elif int(parts[3]) > 12:
                told.add(False)
    return told.pop() if len(told) == 1 else None


def _of_seconds(text: str) -> datetime | None:
    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        if _MILLISECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return None


def _iso(text: str) -> datetime | None:
    spelt = re.sub(r"\s+(UTC|GMT|Z)$", "+00:00", text)
    spelt = re.sub(r"\s+([+-]\d{2}:?\d{2})$", r"\1", spelt)
    if not re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)", spelt):
        return None
    try:
        return datetime.fromisoformat(spelt)
    except ValueError:
        return None


def _in_words(text: str) -> datetime | None:
    for day in _WORDS:
        for clock in ("", *(f" {each}" for each in _CLOCKS), *(f", {each}" for each in _CLOCKS)):
            try:
                return datetime.strptime(text, day + clock)
            except ValueError:
                continue
    return None


def _in_numbers(text: str, day_first: bool | None) -> datetime:
    parts = _NUMBERS.fullmatch(text)
    if parts is None:
        raise NoMoment("is no time that I can read; write it as 2026-11-30 09:15:00")
    first, last = int(parts[1]), int(parts[3])
    if day_first is None:
        day_first = day_comes_first([text])
    if day_first is None and first != last:
        raise NoMoment("can be either of two days; write it as 2026-11-30")
    day, month = (first, last) if day_first else (last, first)
    year = int(parts[4]) + (2000 if len(parts[4]) == 2 else 0)
    clock = parts[5].strip(" ,T")
    for spelt in _CLOCKS if clock else ("",):
        try:
            hour = datetime.strptime(clock, spelt) if clock else datetime.min
            return datetime(year, month, day, hour.hour, hour.minute, hour.second)
        except ValueError:
            continue
    raise NoMoment("is no time that I can read; write it as 2026-11-30 09:15:00")
