"""The two kinds of short-lived permission that Slack gives with an interaction."""

import secrets
import time
from dataclasses import dataclass

from integrations.workspace.errors import Refused

RESPONSE_S = 1800.0
"""How long a response_url lives."""
RESPONSE_USES = 5
"""How often it can be used."""


@dataclass(slots=True)
class Trigger:
    """The permission to open one view for one person."""

    user: str
    expires: float
    used: bool = False


class Triggers:
    """Every trigger_id given."""

    def __init__(self, live_s: float) -> None:
        """A trigger_id lives for `live_s` seconds of the machine: a turned clock does not spend it."""
        self.live_s = live_s
        self._triggers: dict[str, Trigger] = {}

    def give(self, user: str) -> str:
        """Return a new trigger_id for `user`."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, time.monotonic() + self.live_s)
        return trigger_id

    def take(self, trigger_id: str) -> str:
        """Spend it and return its user.

        Raises Refused: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass(slots=True)
class ResponseUrl:
    """Where a response_url answers to: a person's place, and the message that was clicked, if one was."""

    user: str
    channel: str
    ts: str | None
    expires: float
    left: int = RESPONSE_USES


class ResponseUrls:
    """Every response_url given out, by the secret at its end."""

    def __init__(self) -> None:
        self._urls: dict[str, ResponseUrl] = {}

    def give(self, user: str, channel: str, *, ts: str | None = None) -> str:
        """Return a new secret, for the end of a response URL."""
        secret = secrets.token_urlsafe(18)
        self._urls[secret] = ResponseUrl(user, channel, ts, time.monotonic() + RESPONSE_S)
        return secret

    def take(self, secret: str) -> ResponseUrl:
        """Use it once. Raises Refused: `invalid_url`, `expired_url`, `used_url`."""
        reply = self._urls.get(secret)
        if reply is None:
            raise Refused("invalid_url")
        if time.monotonic() > reply.expires:
            raise Refused("expired_url")
        if reply.left == 0:
            raise Refused("used_url")
        reply.left -= 1
        return reply
