"""An alert, whoever sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from integrations.alerts.severities import Severity
from integrations.deferred import dataclass

NO_SERVICE = "other"
"""The service of an alert whose source names none."""
MOST = 20_000
"""Alerts of one call; Alertmanager itself cuts groups with `max_alerts`."""
NAMED = 10
"""Faults of a call that are named; of more the rest is counted."""


class BadPayload(Exception):
    """What was sent is no alert of its source; `faults` has a line for each reason."""

    def __init__(self, *faults: str) -> None:
        """Remember the reasons."""
        more = f"and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
        super().__init__("; ".join([*faults[:NAMED], *([more] if more else [])]))
        self.faults = faults


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
    said_at: datetime | None = None
    """When its source said this, where it may speak of a later life than the one that began at `starts_at`.

    It is then a state of the life that went on at that moment. None where every state names its own start.
    """
    renamed: bool = False
    """Whether somebody has just given it this title or service: it is told of by these from now on."""

    @property
    def key(self) -> tuple[str, str, datetime]:
        """Which incident this is a state of."""
        return (self.source, self.fingerprint, self.starts_at)

    @property
    def dated(self) -> bool:
        """Return True if the source says when the alert began, not only when it said so."""
        return self.starts_at != self.said_at


@dataclass(frozen=True, slots=True)
class AlertReading:
    """What a call holds: the alerts that make sense, and why the others do not."""

    alerts: Sequence[Alert] = ()
    faults: Sequence[str] = ()
    note: str = ""
    """What the operator should know of the call, where it is no alert."""
    passed_over: str = ""
    """Why the call tells of no alert, though it makes sense; its sender is told."""
