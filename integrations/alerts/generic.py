"""A form of our own, for every tool that can be taught it; `docs/alerts.md` describes it."""

from typing import Any

from integrations.alerts.fields import Faults, began, each_of, key, labels_of, mapping, moment, words
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import severity


def read(payload: Any) -> AlertReading:
    """One alert, or those under `alerts`. Raises `BadPayload` where none makes sense."""
    body = mapping(payload, "the body")
    if "alerts" not in body:
        return AlertReading([_alert(body, "the alert")])
    listed = body["alerts"]
    if not isinstance(listed, list):
        raise BadPayload("alerts is no list")
    return each_of(listed, lambda given, number: _alert(given, f"alerts[{number}]"))


def _alert(given: object, at: str) -> Alert:
    each = mapping(given, at)
    faults = Faults(f"{at}: ")
    status = each.get("status", "firing")
    if status not in ("firing", "resolved"):
        faults.note("status", "is neither firing nor resolved")
    fingerprint = faults.of(key, each.get("fingerprint") or each.get("id"), "fingerprint")
    title = faults.of(key, words(each.get("title"))[:200], "title")
    starts_at = faults.of(began, each.get("starts_at"), "starts_at")
    ended = faults.of(moment, each.get("ends_at"), "ends_at") if status == "resolved" else None
    faults.end()
    paged = each.get("paged", [])
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
        paged=tuple(words(who) for who in paged) if isinstance(paged, list) else (),
    )
