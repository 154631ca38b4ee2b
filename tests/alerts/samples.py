"""Payloads as the sources send them. Sample data, all of it."""

from datetime import UTC, datetime
from typing import Any

NIGHT = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def alertmanager(*alerts: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "backend-oncall",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example",
        "alerts": list(alerts),
    }


def alert(
    name: str = "SweepSlow",
    *,
    service: str = "payments",
    severity: str = "warning",
    starts: datetime = NIGHT,
    ends: datetime | None = None,
    fingerprint: str = "",
) -> dict[str, Any]:
    return {
        "status": "resolved" if ends else "firing",
        "labels": {"alertname": name, "service": service, "severity": severity},
        "annotations": {"summary": f"{name} in {service}"},
        "startsAt": stamp(starts),
        "endsAt": stamp(ends) if ends else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": fingerprint or f"{name}-{service}",
    }


def pagerduty(kind: str, *, at: datetime = NIGHT, urgency: str = "high") -> dict[str, Any]:
    return {
        "event": {
            "id": "01EVENT",
            "event_type": kind,
            "resource_type": "incident",
            "occurred_at": stamp(at),
            "data": {
                "id": "PINC1",
                "type": "incident",
                "html_url": "https://pagerduty.example/incidents/PINC1",
                "title": "Queue is stuck",
                "created_at": stamp(NIGHT),
                "urgency": urgency,
                "service": {"id": "PSVC", "summary": "orders"},
                "assignees": [{"id": "PU1", "summary": "Chiara Sample"}],
            },
        }
    }
