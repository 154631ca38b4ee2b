"""What a ritual is to be, as a file, a form or a card says it; and what is wrong with that."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from zoneinfo import available_timezones

from integrations.deferred import dataclass, pattern
from jobs.cadence.kinds import Kinds, suggestion
from jobs.calendar import WEEKDAYS, read_time, zone_of

MEMBER = "member"
LATE = ("run", "skip")
MOST_WEEKS = 52
LONGEST_NAME = 80
MOST_WORDS = 3000
MOST_NAMED = 3
"""Mistakes of one list that are named."""
ON_DEMAND = "it runs only when somebody asks"
"""Why a ritual is off that nobody planned."""
_UNSEEN = pattern("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Direction marks and spaces of no width: two names that differ in these alone look the same."""
_OF_THE_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
"""Names that mean another zone on every machine."""
_COPIES = ("posix/", "right/")
"""Folders that have every zone once more, `right` with leap seconds: noon is half a minute off there."""
_SPACES = pattern("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces of other widths, or such as do not break."""
_BLANK = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
"""Categories of what shows nothing. What this Python knows no category of may be a letter of a newer Unicode."""
_NAME = pattern(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")


@dataclass(frozen=True, slots=True)
class Spec:
    """A ritual as somebody wants it."""

    name: str
    """Always as `clean` gives it."""
    kind: str
    channel: str
    at: str
    days: tuple[str, ...] | None = None
    """None follows the team's working days."""
    timezone: str | None = None
    """An IANA name or `member`; None follows the team's."""
    every: int = 1
    late: str = "run"
    owner: str | None = None
    title: str = ""
    words: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    paused: bool = False
    off: str = ""
    """Why it is not switched on, where it is not."""

    def __post_init__(self) -> None:
        """Clean the name."""
        object.__setattr__(self, "name", clean(self.name))


def clean(name: str) -> str:
    """A name in NFC, without what nobody sees in it, so that it is found however it was typed."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _UNSEEN.sub("", name)))


def problems(spec: Spec, kinds: Kinds, kept: Spec | None = None) -> list[tuple[str, str]]:
    """What cannot be: (key, why), each why to be read after the value. Blocking: it reads a zone's file.

    The name and the zone of one that is `kept` so stay: an earlier version took more of them.
    """
    found: list[tuple[str, str]] = []
    if (kept is None or spec.name != kept.name) and not _is_name(spec.name):
        found.append(("name", f"is no name: one line of at most {LONGEST_NAME} characters"))
    if spec.kind not in kinds:
        found.append(("kind", f"is no kind of ritual{suggestion(spec.kind, kinds.names)} Known: {kinds.listed}"))
    if not spec.channel:
        found.append(("channel", "is no channel"))
    if not _is_time(spec.at):
        found.append(("at", 'is no time of day; it goes from "00:00" to "23:59"'))
    if spec.days is not None and (wrong := wrong_with_days(spec.days)):
        found.append(("days", wrong))
    if spec.timezone not in (None, MEMBER) and not is_zone(str(spec.timezone), kept.timezone if kept else None):
        near = suggestion(str(spec.timezone), available_timezones()).rstrip(".")
        found.append(("timezone", f'is no time zone; an IANA name such as "Europe/Berlin", or "member"{near}'))
    elif spec.timezone == MEMBER and kinds.own_hour(spec.kind) == "never":
        why = f"is not for {spec.kind}, which speaks to its whole channel: leave it out, or give an IANA name"
        found.append(("timezone", why))
    if not 1 <= spec.every <= MOST_WEEKS:
        found.append(("every", f"is no number of weeks from 1 to {MOST_WEEKS}"))
    if spec.late not in LATE:
        found.append(("late", 'is neither "run" nor "skip"'))
    if len(spec.title) > 150 or "\n" in spec.title:
        found.append(("title", "is no title: one line of at most 150 characters"))
    if len(spec.words) > MOST_WORDS:
        found.append(("words", f"are more than {MOST_WORDS} characters"))
    if spec.kind in kinds:
        own = kinds.option_names(spec.kind)
        found += [(key, f"is no key of {spec.kind}{suggestion(key, own)}") for key in spec.options if key not in own]
        found += kinds.problems(spec.kind, {key: value for key, value in spec.options.items() if key in own})
    return found


def wrong_with_days(days: tuple[str, ...]) -> str:
    """Why these are no days of a week; empty where they are."""
    known = f"write {', '.join(WEEKDAYS[:-1])} or {WEEKDAYS[-1]}"
    if unknown := [day for day in days if day not in WEEKDAYS]:
        named = ", ".join(f'"{day[:20]}"' for day in unknown[:MOST_NAMED])
        named += f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        return f"has {named}, which {'is no day' if len(unknown) == 1 else 'are no days'}; {known}"
    if twice := [day for day in WEEKDAYS if days.count(day) > 1]:
        return f"has {', '.join(twice)} more than once; name each day once"
    return "" if days else f"has no day; {known}"


def _is_time(text: str) -> bool:
    try:
        read_time(text)
    except ValueError:
        return False
    return True


def _is_name(name: str) -> bool:
    seen = any(unicodedata.category(each) not in _BLANK for each in name)
    return seen and len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def is_zone(name: str, kept: str | None = None) -> bool:
    """Return True if it is an IANA name, or what is `kept` and there still. Blocking: it reads the zone's file."""
    if name != kept and (name in _OF_THE_MACHINE or name.startswith(_COPIES)):
        return False
    try:
        zone_of(name)
    except ValueError:
        return False
    return True


def title_of(kind: str) -> str:
    """`Review queue` of `review_queue`, and `API design` of `api_design`."""
    return re.sub(r"\bapi\b", "API", kind.replace("_", " ").replace("-", " ").strip().capitalize(), flags=re.IGNORECASE)


def spoken(kind: str) -> str:
    """`review queue` of `review_queue`, and `API design` of `api_design`."""
    title = title_of(kind)
    return title if title.startswith("API") else title.lower()


def slug(text: str, most: int = 40) -> str:
    """Lower-case words of a title, joined by dashes."""
    joined = "-".join(re.findall(r"[^\W_]+", clean(text).lower()))
    return joined[:most].strip("-") or "ritual"


def unused(wanted: str, used: set[str]) -> str:
    """The name, or with the first number that makes it a new one."""
    name, number = wanted, 2
    while name in used:
        name, number = f"{wanted}-{number}", number + 1
    return name
