"""Grafana's webhook: of today, and of its first alerting, which Grafana had until version 10."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.alerts import alertmanager
from integrations.alerts.fields import Faults, key, labels_of, mapping, words
from integrations.alerts.model import Alert, AlertReading

_OLD: Mapping[str, str] = {"alerting": "", "no_data": "no data came", "ok": ""}
"""What a rule of the first alerting can be, and what is said of it beside its name. Others change nothing."""


def read(payload: Any, now: datetime) -> AlertReading:
    """The alerts of a call. One that says no moment was said `now`. Raises `BadPayload`."""
    body = mapping(payload, "the body")
    is_old = "alerts" not in body and "ruleId" in body
    return _old(body, now) if is_old else alertmanager.read(payload, source="grafana")


def _old(body: Mapping[str, Any], now: datetime) -> AlertReading:
    """The state of a rule: it names no start, so that each is of the life that goes on."""
    state = words(body.get("state")).lower()
    if state in ("paused", "pending", "unknown"):
        return AlertReading(passed_over=f"a rule that is {state} neither fires nor ends")
    faults = Faults("")
    if state not in _OLD:
        faults.note("state", f"is none of {', '.join(_OLD)}, paused, pending")
    rule = faults.of(key, body.get("ruleId"), "ruleId")
    faults.end()
    name, fires = words(body.get("ruleName") or body.get("title")), state != "ok"
    labels = labels_of(body.get("tags")) | ({"alertname": name} if name else {})
    alert = Alert(
        source="grafana",
        fingerprint=f"rule-{words(body.get('orgId'))[:40]}-{rule}",
        starts_at=now,
        firing=fires,
        ends_at=None if fires else now,
        title=(f"{name}: {_OLD[state]}" if _OLD[state] else name)[:200] or "Alert",
        service=alertmanager.service_of(labels),
        severity=alertmanager.severity_of(labels),
        url=words(body.get("ruleUrl")) or None,
        labels=labels,
        said_at=now,
    )
    return AlertReading([alert])
