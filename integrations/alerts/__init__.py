"""Alerts that others send: Alertmanager, Grafana, PagerDuty, and a form of our own for the rest."""

from integrations.alerts.alert_mapping import AlertMapping
from integrations.alerts.mapping_table import mapping_of
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import Severity
from integrations.alerts.signatures import fits, is_signed
from integrations.alerts.sources import SOURCES, read

__all__ = [
    "NO_SERVICE",
    "SOURCES",
    "Alert",
    "AlertMapping",
    "AlertReading",
    "BadPayload",
    "Severity",
    "fits",
    "is_signed",
    "mapping_of",
    "read",
]
