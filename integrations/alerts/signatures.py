"""Whether a body was signed with the secret that we share with its sender."""

import hashlib
import hmac
from collections.abc import Mapping

HEADERS: Mapping[str, str] = {"grafana": "x-grafana-alerting-signature", "pagerduty": "x-pagerduty-signature"}
"""Where each source that can sign puts its signature: HMAC-SHA256 of the raw body, in hexadecimal."""
STAMPS: Mapping[str, str] = {"grafana": "x-grafana-alerting-timestamp"}
"""Where a source may say when it signed, in Unix seconds. Where it does, `timestamp:body` is what was signed."""
FRESH_S = 300
"""How far that time may be from ours; an older call may be a copy of one that somebody has overheard."""


def is_signed(source: str, secret: str, body: bytes, headers: Mapping[str, str], now: float) -> bool:
    """Return True if the raw body was signed with the secret. `now` is in Unix seconds.

    PagerDuty sends several `v1=…`, one a secret while secrets are changed; one must fit.
    """
    stamp = headers.get(STAMPS.get(source, ""), "")
    if stamp:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 20 and abs(now - int(stamp)) <= FRESH_S):
            return False
        body = stamp.encode() + b":" + body
    return fits(secret, body, headers.get(HEADERS[source], ""))


def fits(secret: str, body: bytes, given: str) -> bool:
    """Return True if one of the signatures that were given, with commas between them, is of this body."""
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    candidates = [part.strip().removeprefix("v1=").removeprefix("sha256=").lower() for part in given.split(",")]
    return any(hmac.compare_digest(expected, each.encode()) for each in candidates)
