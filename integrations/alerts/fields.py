"""Reads the fields of a payload that anybody may have written, and gathers what is wrong with them."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast

from integrations.alerts.model import MOST, Alert, AlertReading, BadPayload
from integrations.deferred import pattern
from integrations.words import shortened

T = TypeVar("T")
LONGEST_WORDS = 500
"""Characters that are kept of a title, a name or an address's words; longer ones are cut."""
LONGEST_KEY = 200
"""Characters of a fingerprint."""
MOST_LABELS = 30
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between them an alert began. Go's zero time, which means "not known", would make all its firings one."""

_UNIX = pattern(r"\d{10}(\d{3}|\d{6}|\d{9})?(\.\d+)?")
_PARTS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
"""Above which number a Unix time is in nano-, micro- or milliseconds, and how many of them a second has."""
_GAP = pattern(
    r"(?P<on>\s+(?:on|in|at|for|of|from|by))?\s{0,9}"
    r"(?:<no value>|\[no value\]|<nil>|%!\w\((?:MISSING|<nil>)\))",
    re.IGNORECASE,
)
"""How Go's templates say that there is no such label."""
_GO = pattern(r"^(.*\d) ([+-]\d{4})( [A-Z]{3,5}| [+-]\d{2,4})?( m=[+-][\d.]+)?$")
"""`2026-11-23 02:10:00.123 +0000 UTC m=+0.01`."""


class Faults:
    """What is wrong with one entry of a payload: all of it, not the first fault alone."""

    def __init__(self, at: str) -> None:
        """`at` is how the entry is named."""
        self._at = at
        self._found: list[str] = []

    def of(self, read: Callable[[object, str], T], value: object, name: str) -> T:
        """Read a field. What cannot be read is noted, and must not be used before `end`."""
        try:
            return read(value, f"{self._at}{name}")
        except BadPayload as problem:
            self._found += problem.faults
            return cast("T", None)

    def note(self, name: str, why: str) -> None:
        """Note a fault of a field."""
        self._found.append(f"{self._at}{name} {why}")

    def end(self) -> None:
        """Raise `BadPayload` with all that was noted, if anything was."""
        if self._found:
            raise BadPayload(*self._found)


def each_of(listed: Sequence[object], read: Callable[[object, int], Alert | None]) -> AlertReading:
    """The entries that make sense, and the faults of the others.

    None is an entry that is no alert. Raises `BadPayload` where there are too many, or none makes sense.
    """
    if len(listed) > MOST:
        raise BadPayload(f"there are more than {MOST} alerts")
    alerts: list[Alert] = []
    faults: list[str] = []
    bad = 0
    for number, each in enumerate(listed):
        try:
            if (alert := read(each, number)) is not None:
                alerts.append(alert)
        except BadPayload as problem:
            faults += problem.faults
            bad += 1
    if bad and bad == len(listed):
        raise BadPayload(*faults)
    return AlertReading(alerts, faults)


def words(value: object) -> str:
    """A value as one line, cut where it is long; empty where nothing of it can be seen."""
    try:
        given = str(value if value is not None else "")
    except (RecursionError, ValueError):  # as deep, or with as many digits, as JSON may still be read
        given = ""
    # Half of a surrogate pair is JSON, and nothing that a database keeps.
    given = shortened(" ".join(given.encode(errors="replace").decode().replace("\0", "").split()), LONGEST_WORDS)
    return given if given.isascii() or any(unicodedata.category(each)[0] not in "CZ" for each in given) else ""


def labels_of(value: object, first: Collection[str] = ()) -> dict[str, str]:
    """Labels with short values: those in `first`, then others in order of name; `MOST_LABELS` together.

    Pods have dozens of them, and what decides must not be among those that are left out.
    """
    given = value if isinstance(value, dict) else {}
    ordered = sorted(given.items(), key=lambda item: (item[0] not in first, str(item[0])))
    return {words(name)[:100]: _filled(words(each)) for name, each in ordered[:MOST_LABELS]}


def _filled(text: str) -> str:
    """The words without what a template left empty: "Down on <no value>" is "Down"; "" where that is all there is."""
    found = _GAP.sub(lambda gap: "" if gap["on"] else " unknown", text).strip()
    return "" if found == "unknown" != text else found


def moment(value: object, name: str, zone: tzinfo = UTC) -> datetime:
    """A moment of a payload, in UTC: ISO 8601, Unix time down to nanoseconds, Go's form, or a date as in mail.

    One without a zone is in `zone`. Raises `BadPayload`.
    """
    if isinstance(value, str) and _UNIX.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            parts = next((parts for above, parts in _PARTS if value > above), 1)
            return datetime.fromtimestamp(value / parts, UTC)
        except (OverflowError, OSError, ValueError):
            raise BadPayload(f"{name} is no moment") from None
    text = words(value)
    try:
        found = _iso(text) or parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        raise BadPayload(f"{name} is no moment such as 2026-11-23T09:00:00Z") from None


def _iso(text: str) -> datetime | None:
    """ISO 8601, also as Go prints it, with dots in the date as Zabbix writes it, and `UTC` at its end."""
    text = _GO.sub(r"\1\2", text)
    text = text.removesuffix(" UTC").removesuffix(" GMT") + ("Z" if text.endswith((" UTC", " GMT")) else "")
    if text[:4].isdigit() and text[4:5] in "./" and text[7:8] == text[4:5]:
        text = f"{text[:4]}-{text[5:7]}-{text[8:]}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def began(value: object, name: str, zone: tzinfo = UTC) -> datetime:
    """When an alert began. Raises `BadPayload`."""
    found = moment(value, name, zone)
    if not EARLIEST <= found < LATEST:
        raise BadPayload(f"{name} is no moment of this century")
    return found


def mapping(value: object, name: str) -> dict[str, Any]:
    """A JSON object. Raises `BadPayload`."""
    if not isinstance(value, dict):
        raise BadPayload(f"{name} is no JSON object")
    return value


def key(value: object, name: str) -> str:
    """What names an alert. Raises `BadPayload` where it is empty or too long."""
    found = words(value)
    if not found or len(found) > LONGEST_KEY:
        raise BadPayload(f"{name} is empty or longer than {LONGEST_KEY} characters")
    return found
