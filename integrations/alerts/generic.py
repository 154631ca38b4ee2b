"""A form of our own, for every tool that can post JSON; `docs/alerts.md` describes it."""

from collections.abc import Sequence
from typing import Any

from integrations.alerts.alertmanager import MOST
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


def read(payload: Any) -> Sequence[Alert]:
    """One alert, or those under `alerts`. Raises `BadPayload`."""
    body = mapping(payload, "the body")
    listed = body.get("alerts", [body])
    if not isinstance(listed, list):
        raise BadPayload("alerts is no list")
    if len(listed) > MOST:
        raise BadPayload(f"there are more than {MOST} alerts")
    return [
        _alert(each, f"alerts[{number}]" if "alerts" in body else "the alert") for number, each in enumerate(listed)
    ]


def _alert(given: object, at: str) -> Alert:
    each = mapping(given, at)
    status = each.get("status", "firing")
    if status not in ("firing", "resolved"):
        raise BadPayload(f"{at}: status is neither firing nor resolved")
    starts_at = began(each.get("starts_at"), f"{at}: starts_at")
    ends_at = None
    if status == "resolved":
        ends_at = max(starts_at, moment(each.get("ends_at"), f"{at}: ends_at"))
    paged = each.get("paged", [])
    return Alert(
        source="generic",
        fingerprint=key(each.get("fingerprint") or each.get("id"), f"{at}: fingerprint"),
        starts_at=starts_at,
        firing=status == "firing",
        ends_at=ends_at,
        title=key(words(each.get("title"))[:200], f"{at}: title"),
        service=words(each.get("service")) or NO_SERVICE,
        severity=severity(each.get("severity")),
        url=words(each.get("url")) or None,
        runbook=words(each.get("runbook")) or None,
        labels=labels_of(each.get("labels")),
        paged=tuple(words(who) for who in paged) if isinstance(paged, list) else (),
    )
