"""Alerts that others send: Alertmanager, Grafana, PagerDuty, and a form of our own for the rest."""

from integrations.alerts.model import NO_SERVICE, Alert, BadPayload, Severity
from integrations.alerts.reading import SOURCES, read
from integrations.alerts.signatures import is_signed

__all__ = ["NO_SERVICE", "SOURCES", "Alert", "BadPayload", "Severity", "is_signed", "read"]
