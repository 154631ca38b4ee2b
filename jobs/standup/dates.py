"""Reads the dates that people type: `friday`, `tomorrow`, `24 Dec`, `2026-12-24`."""

import re
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = tuple(f"{date(2024, month, 1):%B}".lower() for month in range(1, 13))
_DAY_MONTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ([a-z]{3,9})\.?(?:,? (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")


def read_day(words: str, today: date) -> date | None:
    """The day that `words` mean, seen from `today`; None where they mean none.

    A weekday is the next one that comes (today's name means today); a day without a year
    is the next that comes.
    """
    text = " ".join(words.lower().replace(",", " ").split())
    if text in ("today", "tonight"):
        return today
    if text in ("tomorrow", "tmrw"):
        return today + timedelta(days=1)
    if text in ("next week", "the end of next week"):
        return today + timedelta(days=11 - today.weekday())
    if text in ("the end of the week", "end of week", "the weekend"):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    weekday = text.removeprefix("this ").removeprefix("next ").removeprefix("on ")
    for number, name in enumerate(_DAYS):
        if weekday in (name, name[:3], name[:4]):
            ahead = (number - today.weekday()) % 7
            return today + timedelta(days=ahead + 7 if text.startswith("next ") and ahead == 0 else ahead)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _of_month(text, today)


def _of_month(text: str, today: date) -> date | None:
    if (match := _DOTTED.fullmatch(text)) is not None:
        return _next(int(match[1]), int(match[2]), match[3], today)
    if (match := _DAY_MONTH.fullmatch(text)) is not None:
        number, name = match[1], match[2]
    elif (match := _MONTH_DAY.fullmatch(text)) is not None:
        number, name = match[2], match[1]
    else:
        return None
    months = [place for place, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return _next(int(number), months[0], match[3], today) if len(months) == 1 else None


def _next(number: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year)] if year else range(today.year, today.year + 5)
    for each in years:
        try:
            found = date(each, month, number)
        except ValueError:
            continue  # 29 February comes only every fourth year
        if year or found >= today:
            return found
    return None
