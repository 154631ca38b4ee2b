"""What an incident is."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.alerts import Severity
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """One alert from its start to its end, however often it was sent."""

    id: int
    source: str
    fingerprint: str
    title: str
    service: str
    severity: Severity
    started_at: datetime
    ended_at: datetime | None
    """None while it fires."""
    url: str | None
    runbook: str | None
    labels: Mapping[str, str]
    paged: tuple[str, ...]

    @property
    def firing(self) -> bool:
        """Return True if the incident has not ended."""
        return self.ended_at is None

    @property
    def rule(self) -> str:
        """What fired: the rule's name where the source gave one, else the title."""
        return self.labels.get("alertname") or self.title

    def lasted(self, now: datetime) -> timedelta:
        """How long it took, or has taken so far."""
        return max(timedelta(), (self.ended_at or now) - self.started_at)
