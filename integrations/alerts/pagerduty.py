"""PagerDuty's webhook, version 3: an event about an incident."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.alerts.model import NO_SERVICE, Alert, BadPayload, began, key, mapping, moment, severity, words

_ENDS = frozenset({"incident.resolved"})
# Those whose `data` is the incident; notes, status updates and responders only refer to it.
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
    given = mapping(event.get("data"), "event.data")
    starts_at = began(given.get("created_at"), "event.data.created_at")
    occurred = moment(event.get("occurred_at"), "event.occurred_at") if kind in _ENDS else starts_at
    return [
        Alert(
            source="pagerduty",
            fingerprint=key(given.get("id"), "event.data.id"),
            starts_at=starts_at,
            firing=kind not in _ENDS,
            ends_at=max(starts_at, occurred) if kind in _ENDS else None,
            title=words(given.get("title") or given.get("summary")) or "Incident",
            service=_name(given.get("service")) or NO_SERVICE,
            severity="critical" if given.get("urgency") == "high" else severity(_name(given.get("priority"))),
            url=words(given.get("html_url")) or None,
            paged=tuple(_names(given.get("assignees"))),
        )
    ]


def _name(value: object) -> str:
    return words(value.get("summary") or value.get("name")) if isinstance(value, Mapping) else ""


def _names(value: object) -> list[str]:
    return [name for each in value if (name := _name(each))] if isinstance(value, list) else []
