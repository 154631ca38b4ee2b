"""Whether a body was signed with the secret that we share with its sender."""

import hashlib
import hmac
from collections.abc import Mapping

HEADERS: Mapping[str, str] = {"grafana": "x-grafana-alerting-signature", "pagerduty": "x-pagerduty-signature"}
"""Where each source that can sign puts its signature: HMAC-SHA256 of the raw body, in hexadecimal."""


def is_signed(source: str, secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Check the raw body. PagerDuty sends several `v1=…`, one a secret while secrets are changed; one must fit."""
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    given = headers.get(HEADERS[source], "")
    candidates = [part.strip().removeprefix("v1=") for part in given.split(",")]
    return any(hmac.compare_digest(expected, each.encode()) for each in candidates)
