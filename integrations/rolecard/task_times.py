"""Reads the time at which a task begins, however a card writes it."""

import re

from integrations.deferred import dataclass, pattern

_BEFORE = pattern(
    r"\s*(?:\[[ xX]?\]\s*)?(?:[^\w\s$€£¥#]{1,4}\s*){0,3}(?:(?:at|from|around|about"
    r"|um|gegen|ab|ca\.?|à|vers|dès|a\s+las?|las|às|alle|ore|om|kl\.?|klo\.?|godz\.?|в|около)\s+)?",
    re.IGNORECASE,
)
_CLOCK = pattern(
    r"""(?P<hour>\d{1,4})
        (?: \s?[:.：h]\s?(?P<minute>\d{1,4})(?::\d\d(?!\d))? (?:\s?(?:uhr|hrs|h)\b)?
          | \s?uhr\s(?P<minute_after>[0-5]\d)\b
          | (?P<marked>\s?(?:h|uhr|godz\.?|час(?:ов|а)?|o['’]clock))\b )?
        (?!\d|:\d)
        (?:\s*(?P<half>[ap])\.?\s?m\b\.?)?""",  # noqa: RUF001
    re.IGNORECASE | re.VERBOSE,
)
_MILITARY = pattern(
    r"""(?P<hour>[01]\d|2[0-3]) (?P<minute>[0-5]\d)
        (?: \s?(?:h|hrs|hours|uhr)\b | (?=[\s\])}*`]{0,4}[-–—:|]) )""",  # noqa: RUF001
    re.IGNORECASE | re.VERBOSE,
)
_EAST = pattern(
    r"""(?P<half>上午|早上|凌晨|午前|오전|下午|晚上|午後|오후)?\s?(?P<hour>\d{1,2})\s?
        (?: [:：](?P<exact>\d\d)
          | [点點时時시]\s?(?: (?P<minute>\d{1,2})\s?[分분] | (?P<thirty>[半반]) | [整正] )? )""",  # noqa: RUF001
    re.VERBOSE,
)
"""As Chinese, Japanese and Korean write it: 下午3点半, 15時30分, 오전 9시."""
_FORENOON = frozenset({"上午", "早上", "凌晨", "午前", "오전"})
_NAMED = pattern(
    r"(?:12\s)?(?P<name>noon|midday|mittags?|midi|mediodía|meio-dia|mezzogiorno|полдень|正午|中午"
    r"|midnight|mitternacht|minuit|medianoche|meia-noite|mezzanotte|полночь)\b",
    re.IGNORECASE,
)
_MIDNIGHT = frozenset({"midnight", "mitternacht", "minuit", "medianoche", "meia-noite", "mezzanotte", "полночь"})
_TO = pattern(r"\s*(?:-|–|—|to|until|till)\s*(?=\d)", re.IGNORECASE)  # noqa: RUF001
_MORE = pattern(
    r"\s*\(?\b(?:UTC|GMT|BST|CES?T|EES?T|WES?T|MSK|JST|KST|[AEMPC][SD]?T|AE[SD]T|NZ[SD]T|sharp|pünktlich)\b\)?"
    r"(?=[\s\])}*`]*(?:[-–—−:：|·,;→]|$))",  # noqa: RUF001
)
"""A zone, or how exactly it is meant, between a time and what happens then: the team's zone is what counts."""
_AFTER = pattern(r"[\s\])}*`]*(?:[-–—−:：|·,;→]+|\.(?=\s|$))?\s*")  # noqa: RUF001


class NoTime(ValueError):
    """The words do not begin with a time of day; the message says why."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """What is written: hour and minute, and whether it is said to be before or after noon."""

    hour: int
    minute: int | None
    half: str
    marked: bool
    written: str
    end: int

    def ends_span(self, *, dotted: bool) -> bool:
        """Return True if it can end a span with blanks around its dash: "1:1", "50:50" and "2.10" begin a title.

        `dotted`: the span's beginning is written with a dot, so that a dot is no version's.
        """
        is_time = self.hour <= 23 and (self.minute or 0) <= 59
        return is_time and (dotted or bool(self.half) or "." not in self.written)

    @property
    def certain(self) -> bool:
        """Return True if it can only be a time, which a bare number need not be."""
        return self.minute is not None or bool(self.half) or self.marked


def split_time(words: str) -> tuple[str, str]:
    """`HH:MM` and the rest of the words: "9 AM - Standup" gives ("09:00", "Standup").

    Understands 12 and 24 hours, with or without minutes, and a span ("1:00-2:30 PM Lunch"),
    of which the beginning counts. A bare number is no time. Raises `NoTime`.
    """
    start = _clock(words, _begin(words))
    end = _until(words, start) if start else None
    if start is None or not (start.certain or (end and (end.half or end.marked))):
        raise NoTime("it does not begin with a time of day, such as 09:00 or 9 AM")
    minutes = _minutes(start, start.half)
    if end is not None:
        until = _minutes(end, end.half)
        if end.half and not start.half and 1 <= start.hour <= 12:
            # "1:00-2:30 PM" begins after noon, "11-1 PM" before it.
            minutes = _minutes(start, end.half)
            if minutes > until:
                minutes = _minutes(start, "p" if end.half == "a" else "a")
    rest = words[(end or start).end :]
    if more := _MORE.match(rest):
        rest = rest[more.end() :]
    after = _AFTER.match(rest)
    return f"{minutes // 60:02}:{minutes % 60:02}", rest[after.end() if after else 0 :].strip()


def begins_with_time(words: str) -> bool:
    """Return True if the words begin with a time of day, or with what is meant as one, such as 25:00."""
    start = _clock(words, _begin(words))
    if start is None:
        return False
    end = _until(words, start)
    return start.certain or bool(end and (end.half or end.marked))


def _until(words: str, start: _Clock) -> _Clock | None:
    """The end of a span; "09:00 - 3 things" and "09:00 - 1:1 with Bo" have none."""
    to = _TO.match(words, start.end)
    end = _clock(words, to.end()) if to else None
    ends = end is not None and (end.half or (end.minute is not None if start.certain else end.marked))
    if to is None or end is None or not ends:
        return None
    spaced = to[0][0].isspace()
    return None if spaced and not end.ends_span(dotted="." in start.written) else end


def _begin(words: str) -> int:
    before = _BEFORE.match(words)
    return before.end() if before else 0


def _clock(words: str, at: int) -> _Clock | None:
    if named := _NAMED.match(words, at):
        hour = 0 if named["name"].lower() in _MIDNIGHT else 12
        return _Clock(hour, 0, "", True, named[0], named.end())
    if (east := _EAST.match(words, at)) and (east["half"] or not east["exact"]):
        minutes = 30 if east["thirty"] else int(east["exact"] or east["minute"] or 0)
        half = "" if not east["half"] else "a" if east["half"] in _FORENOON else "p"
        return _Clock(int(east["hour"]), minutes, half, True, east[0], east.end())
    if compact := _MILITARY.match(words, at):
        return _Clock(int(compact["hour"]), int(compact["minute"]), "", True, compact[0], compact.end())
    found = _CLOCK.match(words, at)
    if found is None:
        return None
    minute = found["minute"] or found["minute_after"]
    wrong = minute is not None and len(minute) != 2
    return _Clock(
        hour=int(found["hour"]),
        minute=None if minute is None else 99 if wrong else int(minute),
        half=(found["half"] or "").lower(),
        marked=found["marked"] is not None,
        written=found[0].strip(),
        end=found.end(),
    )


def _minutes(clock: _Clock, half: str) -> int:
    """Minutes since midnight. Raises `NoTime`."""
    hour, minute = clock.hour, clock.minute or 0
    if half == "p" and 12 < hour <= 23:
        half = ""  # "14:00 PM" is wrong, but not in doubt
    if half == "a" and hour == 0:
        half = ""
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise NoTime(f"“{clock.written}” is no time of day")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute
