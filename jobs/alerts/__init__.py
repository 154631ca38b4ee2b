"""Alerts: what came in becomes one incident, is announced once, and is summed up in the morning."""

from jobs.alerts.alerts import Alerts
from jobs.alerts.announcements import Announcements
from jobs.alerts.model import Incident

__all__ = ["Alerts", "Announcements", "Incident"]
