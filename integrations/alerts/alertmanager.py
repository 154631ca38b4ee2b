"""Alertmanager's webhook, version 4; Grafana's is nearly the same."""

from collections.abc import Sequence
from typing import Any

from integrations.alerts.model import Alert, BadPayload, key, labels_of, mapping, moment, severity, words

MOST = 20_000
"""Alerts of one call; Alertmanager itself cuts groups with `max_alerts`."""
_SERVICE = ("service", "app", "application", "job", "component", "namespace")
_TITLES = ("summary", "title", "message", "description")


def read(payload: Any, *, source: str = "alertmanager") -> Sequence[Alert]:
    """The alerts of a call. Raises `BadPayload`."""
    body = mapping(payload, "the body")
    listed = body.get("alerts")
    if not isinstance(listed, list):
        raise BadPayload("there is no list of alerts")
    if len(listed) > MOST:
        raise BadPayload(f"there are more than {MOST} alerts")
    paged = (words(body["receiver"]),) if body.get("receiver") else ()
    return [_alert(each, number, source, paged) for number, each in enumerate(listed)]


def _alert(given: object, number: int, source: str, paged: tuple[str, ...]) -> Alert:
    at = f"alerts[{number}]"
    each = mapping(given, at)
    labels = labels_of(each.get("labels"))
    annotations = labels_of(each.get("annotations"))
    status = each.get("status")
    if status not in ("firing", "resolved"):
        raise BadPayload(f"{at}.status is neither firing nor resolved")
    starts_at = moment(each.get("startsAt"), f"{at}.startsAt")
    # While it fires, endsAt is the year 1 or when Alertmanager would give it up.
    ends_at = max(starts_at, moment(each.get("endsAt"), f"{at}.endsAt")) if status == "resolved" else None
    rule = labels.get("alertname", "")
    title = next((annotations[name] for name in _TITLES if annotations.get(name)), rule)
    level = severity(labels.get("severity") or labels.get("priority"))
    return Alert(
        source=source,
        fingerprint=key(each.get("fingerprint") or _print_of(labels), f"{at}.fingerprint"),
        starts_at=starts_at,
        firing=status == "firing",
        ends_at=ends_at,
        title=title or "Alert",
        service=next((labels[name] for name in _SERVICE if labels.get(name)), "other"),
        severity=level,
        url=words(each.get("panelURL") or each.get("dashboardURL") or each.get("generatorURL")) or None,
        runbook=annotations.get("runbook_url"),
        labels=labels,
        paged=paged if level == "critical" else (),
    )


def _print_of(labels: dict[str, str]) -> str:
    """For a sender without fingerprints: its labels, as Alertmanager identifies an alert too."""
    return ",".join(f"{name}={value}" for name, value in labels.items())[:200]
