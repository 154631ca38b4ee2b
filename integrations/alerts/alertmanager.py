"""Alertmanager's webhook, version 4; Grafana's of today is nearly the same."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import structlog

from integrations.alerts.fields import Faults, began, each_of, key, labels_of, mapping, moment, words
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import Severity, severity
from integrations.deferred import pattern

log = structlog.get_logger()

_SERVICE = (
    *("service", "service_name", "app", "application", "app_kubernetes_io_name", "job", "component"),
    *("deployment", "statefulset", "daemonset", "namespace"),
)
_EXPORTER = pattern(
    r"(.*[-_/])?(blackbox|kube-state-metrics|cadvisor|kubelet|pushgateway|telegraf|otel-?collector|opentelemetry-collector"
    r"|(\w+[-_])*exporter)([-_]metrics)?",
    re.IGNORECASE,
)
"""Who measures, in the labels `service` and `job`: nobody's service, unless nothing else is known."""
_NO_LETTER = pattern(r"\W")
"""Names may have dots and slashes in Prometheus 3: `app.kubernetes.io/name`."""
_TITLES = ("summary", "title", "message", "description")
_SEVERITY = ("severity", "priority", "level", "criticality", "urgency")
_GRAFANA_OWN = {"DatasourceNoData": "no data came", "DatasourceError": "its data source cannot be read"}
"""Grafana's alerts about a rule that it could not decide; the rule is in `rulename`."""
_LABELS = frozenset(
    {
        "app.kubernetes.io/name",
        "service.name",
        "alertname",
        "rulename",
        "pod",
        "instance",
        "container",
        *_SEVERITY,
        *_SERVICE,
    }
)
_ANNOTATIONS = frozenset({"runbook_url", *_TITLES})


def read(payload: Any, *, source: str = "alertmanager") -> AlertReading:
    """The alerts of a call. Raises `BadPayload` where it has none that makes sense.

    What has the severity `none` (the Watchdog that always fires, the InfoInhibitor) is no trouble, and left out.
    """
    body = mapping(payload, "the body")
    listed = body.get("alerts")
    if not isinstance(listed, list):
        raise BadPayload("there is no list of alerts")
    if cut := body.get("truncatedAlerts"):
        log.warning("alerts_cut_by_their_source", source=source, count=words(cut), mend="raise max_alerts")
    paged = _paged(words(body.get("receiver")))

    def one(given: object, number: int) -> Alert | None:
        alert = _alert(given, f"alerts[{number}]", source, paged)
        return None if alert.labels.get("severity", "").lower() == "none" else alert

    return each_of(listed, one)


def _paged(receiver: str) -> tuple[str, ...]:
    """The receiver stands for who was called; one that is named after us called nobody."""
    return (receiver,) if receiver and "rolecall" not in receiver.lower() else ()


def _alert(given: object, at: str, source: str, paged: tuple[str, ...]) -> Alert:
    each = mapping(given, at)
    faults = Faults(f"{at}.")
    labels = labels_of(each.get("labels"), _LABELS)
    annotations = labels_of(each.get("annotations"), _ANNOTATIONS)
    status = words(each.get("status")).lower()
    if status not in ("firing", "resolved"):
        faults.note("status", "is neither firing nor resolved")
    starts_at = faults.of(began, each.get("startsAt"), "startsAt")
    # While it fires, endsAt is the year 1 or when Alertmanager would give it up.
    ended = faults.of(moment, each.get("endsAt"), "endsAt") if status == "resolved" else None
    fingerprint = faults.of(key, each.get("fingerprint") or _print_of(each.get("labels")), "fingerprint")
    faults.end()
    rule = labels.get("alertname", "")
    title = next((annotations[name] for name in _TITLES if annotations.get(name)), rule)
    if (why := _GRAFANA_OWN.get(rule)) and labels.get("rulename"):
        rule = labels["alertname"] = labels["rulename"]
        title = f"{rule}: {why}"
    level = severity_of(labels)
    return Alert(
        source=source,
        fingerprint=fingerprint,
        starts_at=starts_at,
        firing=status == "firing",
        ends_at=max(starts_at, ended) if ended is not None else None,
        title=title or "Alert",
        service=service_of(labels),
        severity=level,
        url=words(each.get("panelURL") or each.get("dashboardURL") or each.get("generatorURL")) or None,
        runbook=annotations.get("runbook_url"),
        labels=labels,
        paged=paged if level == "critical" else (),
    )


def severity_of(labels: Mapping[str, str]) -> Severity:
    """How bad an alert with these labels is."""
    return severity(*(labels.get(name) for name in _SEVERITY))


def service_of(labels: Mapping[str, str]) -> str:
    """Whose alert it is: not the exporter's that measured it, where any other label says more."""
    plain = {_NO_LETTER.sub("_", name): value for name, value in labels.items()}
    named = [plain[name] for name in _SERVICE if plain.get(name)]
    return next((name for name in named if not _EXPORTER.fullmatch(name)), named[0] if named else NO_SERVICE)


def _print_of(labels: object) -> str:
    """For a sender without fingerprints: of all its labels, as Alertmanager identifies an alert too."""
    given = labels if isinstance(labels, Mapping) else {}
    lines = "\n".join(sorted(f"{words(name)}={words(value)}" for name, value in given.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
