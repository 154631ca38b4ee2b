"""Numbers that are never given twice."""

import itertools
import secrets
from datetime import datetime, timedelta

from integrations.time import Clock

_MICROSECOND = timedelta(microseconds=1)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Timestamps:
    """Message timestamps by a clock, and ids."""

    def __init__(self, clock: Clock) -> None:
        """Give timestamps of `clock`."""
        self._clock = clock
        self._last: datetime | None = None
        self._counter = itertools.count(1)

    def ts(self) -> str:
        """The present moment as Slack's `seconds.microseconds`, later than every one before."""
        now = self._clock.now()
        if self._last is not None and now <= self._last:
            now = self._last + _MICROSECOND
        self._last = now
        return f"{int(now.timestamp())}.{now.microsecond:06d}"

    def seconds(self) -> int:
        """The present moment in whole seconds."""
        return int(self._clock.now().timestamp())

    def id(self, prefix: str) -> str:
        """An id such as `V00000012K7`: in the order of asking, and not to be guessed."""
        return f"{prefix}{next(self._counter):06d}{secrets.choice(_ALPHABET)}{secrets.choice(_ALPHABET)}"

    def block_id(self) -> str:
        """What Slack names a block that has no id."""
        return f"b{next(self._counter)}"
