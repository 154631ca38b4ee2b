"""An alert, whoever sent it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
LONGEST_WORDS = 500
"""Characters that are kept of a title, a name or an address's words; longer ones are cut."""
LONGEST_KEY = 200
"""Characters of a fingerprint."""
NO_SERVICE = "other"
"""The service of an alert whose source names none."""
MOST_LABELS = 30
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between them an alert began. Go's zero time, which means "not known", would make all its firings one."""
_WORDS: Mapping[str, Severity] = {
    **dict.fromkeys(
        ("critical", "crit", "page", "fatal", "emergency", "error", "high", "p1", "p0", "disaster"), "critical"
    ),
    **dict.fromkeys(
        ("info", "information", "informational", "none", "low", "notice", "debug", "p4", "p5", "ok"), "info"
    ),
}


class BadPayload(Exception):
    """What was sent is no alert of its source; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One state of one alert. `source`, `fingerprint` and `starts_at` say which it is."""

    source: str
    fingerprint: str
    starts_at: datetime
    firing: bool
    title: str
    service: str
    severity: Severity
    ends_at: datetime | None = None
    """When it ended; None while it fires."""
    url: str | None = None
    runbook: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    paged: tuple[str, ...] = ()
    """Who was called, as the source names them."""

    @property
    def key(self) -> tuple[str, str, datetime]:
        """Which incident this is a state of."""
        return (self.source, self.fingerprint, self.starts_at)


def severity(word: object) -> Severity:
    """What others call critical, warning or info; what is none of them is a warning."""
    return _WORDS.get(str(word or "").strip().lower(), "warning")


def words(value: object) -> str:
    """A value as one line, cut where it is long."""
    try:
        given = str(value if value is not None else "")
    except RecursionError:  # as deep as JSON may still be read
        given = ""
    # Half of a surrogate pair is JSON, and nothing that a database keeps.
    line = " ".join(given.encode(errors="replace").decode().replace("\0", "").split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"


def labels_of(value: object, first: Collection[str] = ()) -> dict[str, str]:
    """Labels with short values: those in `first`, then others in order of name; `MOST_LABELS` together.

    Pods have dozens of them, and what decides must not be among those that are left out.
    """
    given = value if isinstance(value, dict) else {}
    ordered = sorted(given.items(), key=lambda item: (item[0] not in first, str(item[0])))
    return {words(name)[:100]: words(each) for name, each in ordered[:MOST_LABELS]}


def moment(value: object, name: str) -> datetime:
    """A moment of a payload, in UTC. Raises `BadPayload`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        except (OverflowError, OSError, ValueError):
            raise BadPayload(f"{name} is no moment") from None
    try:
        found = datetime.fromisoformat(words(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadPayload(f"{name} is no moment such as 2026-11-23T09:00:00Z") from None


def began(value: object, name: str) -> datetime:
    """When an alert began. Raises `BadPayload`."""
    found = moment(value, name)
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
