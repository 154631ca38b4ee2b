"""Whether an alert fires or is over: the words of many tools."""

from collections.abc import Mapping
from typing import Literal

Meaning = Literal["firing", "resolved", "ignored"]
STATUSES: Mapping[str, Meaning] = {
    **dict.fromkeys(
        (
            *("firing", "alarm", "alert", "alerting", "triggered", "trigger", "re-triggered", "problem", "active"),
            *("activated", "open", "opened", "created", "down", "critical", "error", "warning", "warn", "true"),
        ),
        "firing",
    ),
    **dict.fromkeys(
        (
            *("resolved", "ok", "recovered", "recovery", "closed", "close", "up", "normal", "cleared", "clear"),
            *("inactive", "deactivated", "healthy", "success", "false"),
        ),
        "resolved",
    ),
    **dict.fromkeys(("pending", "acknowledged", "insufficient_data", "maintenance"), "ignored"),
}
"""What a status means, in small letters, where a mapping does not say otherwise."""
