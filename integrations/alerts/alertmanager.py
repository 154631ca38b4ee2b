"""Alertmanager's webhook, version 4; Grafana's is nearly the same."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from integrations.alerts.model import (
    NO_SERVICE,
    Alert,
    BadPayload,
    began,
    key,
    labels_of,
    mapping,
    moment,
    severity,
    words,
)

log = structlog.get_logger()

MOST = 20_000
"""Alerts of one call; Alertmanager itself cuts groups with `max_alerts`."""
_SERVICE = ("service", "app", "application", "job", "component", "namespace")
_TITLES = ("summary", "title", "message", "description")
_LABELS = frozenset({"alertname", "severity", "priority", *_SERVICE})
_ANNOTATIONS = frozenset({"runbook_url", *_TITLES})


def read(payload: Any, *, source: str = "alertmanager") -> Sequence[Alert]:
    """The alerts of a call. Raises `BadPayload`.

    What has the severity `none` (the Watchdog that always fires, the InfoInhibitor) is no trouble, and left out.
    """
    body = mapping(payload, "the body")
    listed = body.get("alerts")
    if not isinstance(listed, list):
        raise BadPayload("there is no list of alerts")
    if len(listed) > MOST:
        raise BadPayload(f"there are more than {MOST} alerts")
    if cut := body.get("truncatedAlerts"):
        log.warning("alerts_cut_by_their_source", source=source, count=words(cut), mend="raise max_alerts")
    paged = _paged(words(body.get("receiver")))
    found = [_alert(each, number, source, paged) for number, each in enumerate(listed)]
    return [each for each in found if each.labels.get("severity", "").lower() != "none"]


def _paged(receiver: str) -> tuple[str, ...]:
    """The receiver stands for who was called; one that is named after us called nobody."""
    return (receiver,) if receiver and "rolecall" not in receiver.lower() else ()


def _alert(given: object, number: int, source: str, paged: tuple[str, ...]) -> Alert:
    at = f"alerts[{number}]"
    each = mapping(given, at)
    labels = labels_of(each.get("labels"), _LABELS)
    annotations = labels_of(each.get("annotations"), _ANNOTATIONS)
    status = each.get("status")
    if status not in ("firing", "resolved"):
        raise BadPayload(f"{at}.status is neither firing nor resolved")
    starts_at = began(each.get("startsAt"), f"{at}.startsAt")
    # While it fires, endsAt is the year 1 or when Alertmanager would give it up.
    ends_at = max(starts_at, moment(each.get("endsAt"), f"{at}.endsAt")) if status == "resolved" else None
    rule = labels.get("alertname", "")
    title = next((annotations[name] for name in _TITLES if annotations.get(name)), rule)
    level = severity(labels.get("severity") or labels.get("priority"))
    return Alert(
        source=source,
        fingerprint=key(each.get("fingerprint") or _print_of(each.get("labels")), f"{at}.fingerprint"),
        starts_at=starts_at,
        firing=status == "firing",
        ends_at=ends_at,
        title=title or "Alert",
        service=next((labels[name] for name in _SERVICE if labels.get(name)), NO_SERVICE),
        severity=level,
        url=words(each.get("panelURL") or each.get("dashboardURL") or each.get("generatorURL")) or None,
        runbook=annotations.get("runbook_url"),
        labels=labels,
        paged=paged if level == "critical" else (),
    )


def _print_of(labels: object) -> str:
    """For a sender without fingerprints: of all its labels, as Alertmanager identifies an alert too."""
    given = labels if isinstance(labels, Mapping) else {}
    lines = "\n".join(sorted(f"{words(name)}={words(value)}" for name, value in given.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
