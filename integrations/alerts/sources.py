"""How the payload of each source is read."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from integrations.alerts import alertmanager, generic, pagerduty
from integrations.alerts.model import AlertReading

SOURCES: Mapping[str, Callable[[Any], AlertReading]] = {
    "alertmanager": alertmanager.read,
    "grafana": partial(alertmanager.read, source="grafana"),
    "pagerduty": pagerduty.read,
    "generic": generic.read,
}
"""The sources, by the last part of their address."""


def read(source: str, payload: Any) -> AlertReading:
    """Return the alerts of a payload. Raises `BadPayload`, and KeyError for a source that there is not."""
    return SOURCES[source](payload)
