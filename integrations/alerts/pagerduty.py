"""PagerDuty's webhook, version 3: an event about an incident."""

from collections.abc import Mapping
from typing import Any

from integrations.alerts.fields import Faults, began, key, mapping, words
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import severity

_RENAMES = frozenset({"incident.service_updated", "incident.title_updated"})


def read(payload: Any) -> AlertReading:
    """The state of the incident, or nothing for an event that only refers to one, or to none. Raises `BadPayload`.

    Notes, status updates, responders and workflows refer to an incident; every other event about one has it
    whole, also those that PagerDuty may add.

    An incident that is opened again keeps its id and the moment of its first life. Its second life begins
    when it was reopened, and what is said later is of that one.
    """
    event = mapping(mapping(payload, "the body").get("event"), "event")
    kind = str(event.get("event_type") or "")
    if not kind:
        raise BadPayload("event.event_type is missing")
    if not kind.startswith("incident.") or _type(event.get("data")) not in ("incident", None):
        return AlertReading(passed_over=f"{words(kind)[:60]} changes no incident")
    given = mapping(event.get("data"), "event.data")
    faults = Faults("event.")
    fingerprint = faults.of(key, given.get("id"), "data.id")
    starts_at = faults.of(began, given.get("created_at"), "data.created_at")
    ends = kind == "incident.resolved" or given.get("status") == "resolved"
    if ends or event.get("occurred_at"):
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
        firing=not ends,
        ends_at=said_at if ends else None,
        title=words(given.get("title") or given.get("summary")) or "Incident",
        service=_name(given.get("service")) or NO_SERVICE,
        severity="critical" if given.get("urgency") == "high" else severity(_name(given.get("priority"))),
        url=words(given.get("html_url")) or None,
        paged=tuple(_names(given.get("assignees"))),
        said_at=said_at,
        renamed=kind in _RENAMES,
    )
    return AlertReading([alert])


def _type(data: object) -> object:
    """What an event is about, as it says itself."""
    return data.get("type") if isinstance(data, Mapping) else None


def _name(value: object) -> str:
    return words(value.get("summary") or value.get("name")) if isinstance(value, Mapping) else ""


def _names(value: object) -> list[str]:
    return [name for each in value if (name := _name(each))] if isinstance(value, list) else []
