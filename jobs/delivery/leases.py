"""What one process promises another for a few seconds, on clocks that may be set.

A lease is a moment of the machine's time, so that every process can compare it with its
own. Where that clock is set back, a lease seems to end later than any lease can; such a
one is cut to a whole lease from now, which is never shorter than what its holder has left.
Where it is set forward, the leases of everybody alive seem to be over; for the length of a
lease nothing is taken over then, and whoever is alive renews meanwhile.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from integrations.time import machine_now

STEP_S = 1.0
"""A machine's clock that moved so much more than time went by was set, not slewed."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Leases:
    """Leases of one sort, all equally long."""

    def __init__(self, length: timedelta, *, longest: timedelta = timedelta(0)) -> None:
        """`longest` is how long another promise in the same column may be, where that is longer."""
        self.length = length
        self._longest = max(length, longest)
        self._ahead = _ahead()
        self._trusted_at = 0.0

    def until(self) -> datetime:
        """When a lease ends that begins now."""
        return machine_now() + self.length

    def over_before(self) -> datetime:
        """Before which moment a lease must end to be over now."""
        ahead = _ahead()
        if ahead - self._ahead > STEP_S:
            self._trusted_at = time.monotonic() + self.length.total_seconds()
        self._ahead = ahead
        return _NEVER if time.monotonic() < self._trusted_at else machine_now()

    def bounds(self) -> Mapping[str, datetime]:
        """The values that `takeable` compares with, at this moment."""
        return {"over_before": self.over_before(), "longest_until": machine_now() + self._longest + _SLACK}

    def impossible(self, until: datetime | None) -> bool:
        """Return True where a lease ends later than one can: the clock was set back since it began."""
        return until is not None and until > machine_now() + self._longest + _SLACK


_SLACK = timedelta(seconds=STEP_S)


def takeable(until: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[bool]:
    """That a lease is over, or ends at an impossible time and has to be cut. Wants `Leases.bounds`."""
    return sa.or_(
        until < sa.bindparam("over_before", type_=until.type), until > sa.bindparam("longest_until", type_=until.type)
    )


def _ahead() -> float:
    """By how many seconds the machine's clock is ahead of the one that nobody sets."""
    return machine_now().timestamp() - time.monotonic()
