"""How the payload of each source is read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from integrations.alerts import alertmanager, generic, grafana, pagerduty
from integrations.alerts.model import AlertReading
from integrations.time import machine_now

SOURCES: Mapping[str, Callable[[Any, datetime], AlertReading]] = {
    "alertmanager": lambda payload, _: alertmanager.read(payload),
    "grafana": grafana.read,
    "pagerduty": lambda payload, _: pagerduty.read(payload),
    "generic": lambda payload, _: generic.read(payload),
}
"""The sources, by the last part of their address."""


def read(source: str, payload: Any, now: datetime | None = None) -> AlertReading:
    """Return the alerts of a payload that came `now`.

    Raises `BadPayload`, and KeyError for a source that there is not.
    """
    return SOURCES[source](payload, now or machine_now())
