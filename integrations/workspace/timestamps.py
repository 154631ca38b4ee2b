"""Message timestamps and ids, none of which is given twice."""

import itertools
import secrets
from datetime import datetime, timedelta

from integrations.time import Clock

_MICROSECOND = timedelta(microseconds=1)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Timestamps:
    """Makes message timestamps by a clock, and ids."""

    def __init__(self, clock: Clock) -> None:
        """Timestamps are read from `clock`."""
        self._clock = clock
        self._last: datetime | None = None
        self._counter = itertools.count(1)

    def ts(self) -> str:
        """Return the time as Slack's `seconds.microseconds`, always later than the one before."""
        now = self._clock.now()
        if self._last is not None and now <= self._last:
            now = self._last + _MICROSECOND
        self._last = now
        return f"{int(now.timestamp())}.{now.microsecond:06d}"

    def seconds(self) -> int:
        """Return the time in whole Unix seconds."""
        return int(self._clock.now().timestamp())

    def id(self, prefix: str) -> str:
        """Return an id such as `V00000012K7`: ids sort in the order of asking and cannot be guessed."""
        return f"{prefix}{next(self._counter):06d}{secrets.choice(_ALPHABET)}{secrets.choice(_ALPHABET)}"

    def block_id(self) -> str:
        """Return an id for a block that has none, as Slack makes one."""
        return f"b{next(self._counter)}"
