"""A form of our own, for every tool that can be taught it; `docs/alerts.md` describes it."""

from typing import Any

from integrations.alerts.fields import Faults, began, each_of, key, labels_of, mapping, moment, words
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import severity
from integrations.alerts.statuses import STATUSES


def read(payload: Any) -> AlertReading:
    """One alert, a list of them, or those under `alerts`. Raises `BadPayload` where none makes sense."""
    if not isinstance(payload, list):
        body = mapping(payload, "the body")
        if "alerts" not in body:
            alert = _alert(body, "the alert")
            return (
                AlertReading(passed_over="its status is neither a start nor an end")
                if alert is None
                else AlertReading([alert])
            )
        payload = body["alerts"]
    if not isinstance(payload, list):
        raise BadPayload("alerts is no list")
    return each_of(payload, lambda given, number: _alert(given, f"alerts[{number}]"))


def _alert(given: object, at: str) -> Alert | None:
    each = mapping(given, at)
    faults = Faults(f"{at}: ")
    status = STATUSES.get(words(each.get("status", "firing")).casefold())
    if status == "ignored":
        return None
    if status is None:
        faults.note("status", "is neither firing nor resolved")
    fingerprint = faults.of(key, _first(each.get("fingerprint"), each.get("id")), "fingerprint")
    title = faults.of(key, words(each.get("title"))[:200], "title")
    starts_at = faults.of(began, each.get("starts_at"), "starts_at")
    ended = faults.of(moment, each.get("ends_at"), "ends_at") if status == "resolved" else None
    faults.end()
    paged = each.get("paged")
    return Alert(
        source="generic",
        fingerprint=fingerprint,
        starts_at=starts_at,
        firing=status == "firing",
        ends_at=max(starts_at, ended) if ended is not None else None,
        title=title,
        service=words(each.get("service")) or NO_SERVICE,
        severity=severity(each.get("severity")),
        url=words(each.get("url")) or None,
        runbook=words(each.get("runbook")) or None,
        labels=labels_of(each.get("labels")),
        paged=tuple(name for who in (paged if isinstance(paged, list) else [paged]) if (name := words(who))),
    )


def _first(*given: object) -> object:
    """Return the first that is not empty; 0 is a number like any other."""
    return next((each for each in given if each not in (None, "")), None)
