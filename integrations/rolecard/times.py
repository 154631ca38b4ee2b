"""The time at which a task begins, however a card writes it."""

import re

_TIME = re.compile(
    r"""^\s*(?:at\s+)?
        (?P<hour>\d{1,2}) (?:\s?[:.h]\s?(?P<minute>\d{2}))? (?!\d|:\d)
        \s*(?P<half>[ap]\.?\s?m\b\.?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_UNTIL = re.compile(r"^\s*(?:-|–|—|to|until)\s*(?=\d{1,2}(?:[:.h]\d{2}|\s*[ap]\.?m))", re.IGNORECASE)  # noqa: RUF001
_SEPARATOR = re.compile(r"^\s*[-–—:|·]*\s*")  # noqa: RUF001


class NoTime(ValueError):
    """The words do not begin with a time of day; the message says why."""


def split_time(words: str) -> tuple[str, str]:
    """`HH:MM` and the rest of the words: "9 AM - Standup" gives ("09:00", "Standup").

    Understands 12 and 24 hours, with or without minutes, and a span ("9:00-9:30 Standup"),
    of which the beginning counts. A bare number is no time. Raises `NoTime`.
    """
    found = _TIME.match(words)
    if found is None or not (found["minute"] or found["half"]):
        raise NoTime("it does not begin with a time of day, such as 09:00 or 9 AM")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower()[:1]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        # A card may say "14:00 PM": wrong, but not in doubt.
        if not (half == "p" and 12 < hour <= 23 and minute <= 59):
            raise NoTime(f"“{found[0].strip()}” is no time of day")
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    rest = words[found.end() :]
    if until := _UNTIL.match(rest):
        end = _TIME.match(rest[until.end() :])
        rest = rest[until.end() + (end.end() if end else 0) :]
    return f"{hour:02}:{minute:02}", rest[_SEPARATOR.match(rest).end() :].strip()  # type: ignore[union-attr]
