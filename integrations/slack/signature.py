"""Whether a request in HTTP mode really comes from Slack."""

import hashlib
import hmac
import re

MAX_AGE_S = 300
"""Slack's own advice: an older request may be somebody's recording of a real one."""


def is_genuine(secret: str, *, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """Check `v0=…` over the raw body. `now` and `timestamp` are Unix seconds."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > MAX_AGE_S:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), signature.encode())
