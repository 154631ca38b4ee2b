"""What alerts are sent with. Who sends them is not asked: only they can show that it works."""

from collections.abc import Sequence

from bot.doctor.finding import Finding, note, ok
from bot.settings import Settings

ABOUT = "alerts"
SHORT = 16
"""A token of fewer characters can be guessed."""


async def look(settings: Settings) -> Sequence[Finding]:
    """Say what an alert has to come with."""
    token = settings.rolecall_alert_token
    if token is None:
        return [note(ABOUT, "not connected", "docs/alerts.md: set ROLECALL_ALERT_TOKEN, and send them to /alerts/…")]
    found = [ok(ABOUT, f"taken with the token at port {settings.rolecall_http_port}, /alerts/…")]
    if len(token.get_secret_value()) < SHORT:
        found.append(note(ABOUT, f"the token is shorter than {SHORT} characters", "A longer one cannot be guessed"))
    signing = {"Grafana": settings.rolecall_grafana_secret, "PagerDuty": settings.rolecall_pagerduty_secret}
    found += [ok(ABOUT, f"calls of {name} have to be signed") for name, secret in signing.items() if secret]
    if settings.alerts:
        found.append(ok(ABOUT, f"mappings for {', '.join(sorted(settings.alerts))}"))
    return found
