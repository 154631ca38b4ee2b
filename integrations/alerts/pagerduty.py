"""PagerDuty's webhook, version 3: an event about an incident."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.alerts.model import Alert, BadPayload, key, mapping, moment, severity, words

_ENDS = frozenset({"incident.resolved"})
_HEARD = frozenset(
    {
        "incident.triggered",
        "incident.acknowledged",
        "incident.unacknowledged",
        "incident.reassigned",
        "incident.escalated",
        "incident.delegated",
        "incident.priority_updated",
        "incident.reopened",
        "incident.responder.added",
    }
)


def read(payload: Any) -> Sequence[Alert]:
    """The state of the incident, or nothing for an event that changes none. Raises `BadPayload`."""
    event = mapping(mapping(payload, "the body").get("event"), "event")
    kind = str(event.get("event_type") or "")
    if not kind:
        raise BadPayload("event.event_type is missing")
    if kind not in _HEARD | _ENDS:
        return []
    data = mapping(event.get("data"), "event.data")
    incident = data.get("incident") if isinstance(data.get("incident"), dict) else data
    given = mapping(incident, "event.data")
    occurred = moment(event.get("occurred_at"), "event.occurred_at")
    starts_at = moment(given["created_at"], "event.data.created_at") if given.get("created_at") else occurred
    return [
        Alert(
            source="pagerduty",
            fingerprint=key(given.get("id"), "event.data.id"),
            starts_at=starts_at,
            firing=kind not in _ENDS,
            ends_at=max(starts_at, occurred) if kind in _ENDS else None,
            title=words(given.get("title") or given.get("summary")) or "Incident",
            service=_name(given.get("service")) or "other",
            severity="critical" if given.get("urgency") == "high" else severity(_name(given.get("priority"))),
            url=words(given.get("html_url")) or None,
            paged=tuple(_names(given.get("assignees"))),
        )
    ]


def _name(value: object) -> str:
    return words(value.get("summary") or value.get("name")) if isinstance(value, Mapping) else ""


def _names(value: object) -> list[str]:
    return [name for each in value if (name := _name(each))] if isinstance(value, list) else []
