"""PagerDuty's webhook, version 3: an event about an incident."""

from collections.abc import Mapping
from typing import Any

from integrations.alerts.fields import Faults, began, key, mapping, words
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import severity

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


def read(payload: Any) -> AlertReading:
    """The state of the incident, or nothing for an event that changes none. Raises `BadPayload`.

    An incident that is opened again keeps its id and the moment of its first life. Its second life begins
    when it was reopened, and what is said later is of that one.
    """
    event = mapping(mapping(payload, "the body").get("event"), "event")
    kind = str(event.get("event_type") or "")
    if not kind:
        raise BadPayload("event.event_type is missing")
    if kind not in _HEARD | _ENDS:
        return AlertReading()
    given = mapping(event.get("data"), "event.data")
    faults = Faults("event.")
    fingerprint = faults.of(key, given.get("id"), "data.id")
    starts_at = faults.of(began, given.get("created_at"), "data.created_at")
    if kind in _ENDS or event.get("occurred_at"):
        said_at = faults.of(began, event.get("occurred_at"), "occurred_at")
    else:
        said_at = starts_at
    if given.get("reopened_at"):
        starts_at = faults.of(began, given.get("reopened_at"), "data.reopened_at")
    elif kind == "incident.reopened":
        starts_at = said_at
    faults.end()
    said_at = max(starts_at, said_at)
    alert = Alert(
        source="pagerduty",
        fingerprint=fingerprint,
        starts_at=starts_at,
        firing=kind not in _ENDS,
        ends_at=said_at if kind in _ENDS else None,
        title=words(given.get("title") or given.get("summary")) or "Incident",
        service=_name(given.get("service")) or NO_SERVICE,
        severity="critical" if given.get("urgency") == "high" else severity(_name(given.get("priority"))),
        url=words(given.get("html_url")) or None,
        paged=tuple(_names(given.get("assignees"))),
        said_at=said_at,
    )
    return AlertReading([alert])


def _name(value: object) -> str:
    return words(value.get("summary") or value.get("name")) if isinstance(value, Mapping) else ""


def _names(value: object) -> list[str]:
    return [name for each in value if (name := _name(each))] if isinstance(value, list) else []
