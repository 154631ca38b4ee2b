"""The one lease: rows of a table that are one process's for a while, on clocks that may be set.

Whoever works on rows takes them: `lease_until` says until when nobody else may, and `fence`
counts how often they were taken. While the work goes on the lease is renewed. What the work
comes to is written only where the fence is still the same, and giving a row back clears its
lease. What a killed process held is offered to others once its lease is over.

A lease ends at a moment of the machine's time, so that every process can compare it with its
own. Where that clock is set back, a lease seems to end later than any lease can; such a
one is cut to a whole lease from now, which is never shorter than what its holder has left.
Where it is set forward, the leases of everybody alive seem to be over; for the length of a
lease nothing is taken over then, and whoever is alive renews meanwhile.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.deferred import dataclass
from integrations.time import machine_now
from jobs.delivery.worker import Recurring

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")
STEP_S = 1.0
"""A machine's clock that moved so much more than time went by was set, not slewed."""
_MARGIN = timedelta(seconds=STEP_S)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is ours until somebody else takes it."""

    key: tuple[Any, ...]
    """Its primary key."""
    fence: int


class Leasable(Protocol):
    """A record of a row that can be taken."""

    @property
    def fence(self) -> int:
        """How often it was taken."""
        ...


class Lease:
    """Leases on the rows of one table, which has the columns `fence` and `lease_until`."""

    def __init__(self, db: Database, table: sa.Table, length: timedelta, *, longest: timedelta = timedelta(0)) -> None:
        """Give leases of that `length`. `longest` is how long a row may be kept from others, where that is longer."""
        self.length = length
        self._db = db
        self._table = table
        self._keys = tuple(table.primary_key.columns)
        self._longest = max(length, longest)
        self._ahead = _ahead()
        self._trusted_at = 0.0
        self._trouble = Recurring("lease_not_renewed")

    # --- the moments ---------------------------------------------------------------

    def until(self) -> datetime:
        """Return when a lease ends that begins now."""
        return machine_now() + self.length

    def bounds(self) -> Mapping[str, datetime]:
        """Return the values that `is_over` compares with, at this moment."""
        return {"over_before": self.over_before(), "longest_until": machine_now() + self._longest + _MARGIN}

    def over_before(self) -> datetime:
        """Return the moment before which a lease must end to be over now."""
        ahead = _ahead()
        if ahead - self._ahead > STEP_S:
            self._trusted_at = time.monotonic() + self.length.total_seconds()
        self._ahead = ahead
        return _NEVER if time.monotonic() < self._trusted_at else machine_now()

    # --- taking --------------------------------------------------------------------

    async def offered(
        self, tx: Tx, query: sa.Select[Any], type_: type[R], values: Mapping[str, Any] | None = None
    ) -> list[R]:
        """Return records of the rows that `query` finds; no other process is offered them until `tx` ends.

        Those whose lease ends later than one can get a whole lease from now, and are left out. The query
        may use `is_over` and `is_free`, besides `values` of its own.
        """
        # Of this moment: `tx` may have waited so long that a lease which began meanwhile would seem impossible.
        bounds = self.bounds()
        rows = (await tx.execute(self._db.claiming(query), {**(values or {}), **bounds})).all()
        cut = [row for row in rows if row.lease_until is not None and row.lease_until > bounds["longest_until"]]
        if cut:
            await tx.execute(self._table.update().where(self._have(cut)).values(lease_until=self.until()))
        free = [row for row in rows if row.lease_until is None or row.lease_until < bounds["over_before"]]
        return [record_of(type_, row) for row in free]

    async def take(self, tx: Tx, rows: Sequence[Leasable], **values: Any) -> list[Held]:
        """Take rows that `tx` was offered, writing `values` into them. Return what is held now, in the same order.

        A record of a row has the primary key's fields, too.
        """
        if rows:
            taken = self._table.update().where(self._have(rows))
            await tx.execute(taken.values(fence=self._table.c.fence + 1, lease_until=self.until(), **values))
        return [Held(self._key(row), row.fence + 1) for row in rows]

    # --- while they are ours -------------------------------------------------------

    async def write(self, tx: Tx, held: Sequence[Held], **values: Any) -> set[tuple[Any, ...]]:
        """Write `values` into those rows that are still ours, and return the keys of these."""
        if not held:
            return set()
        ours = self._table.update().where(self._are(held), self._table.c.lease_until.is_not(None))
        return {tuple(row) for row in (await tx.execute(ours.values(**values).returning(*self._keys))).all()}

    async def renew(self, tx: Tx, held: Sequence[Held]) -> set[tuple[Any, ...]]:
        """Give those that are still ours a whole lease from now, and return their keys."""
        return await self.write(tx, held, lease_until=self.until())

    async def give_back(self, tx: Tx, held: Sequence[Held], **values: Any) -> set[tuple[Any, ...]]:
        """Write `values` into those that are still ours, let go of them, and return their keys."""
        return await self.write(tx, held, lease_until=None, **values)

    @asynccontextmanager
    async def kept(self, held: Sequence[Held]) -> AsyncIterator[None]:
        """Renew the lease, thrice in its time, while the block runs.

        Where others have taken all of the rows meanwhile, the block is cancelled: what it comes to is of no use.
        """
        renewing = asyncio.create_task(self._keep(held, asyncio.current_task()), name=f"lease-{self._table.name}")
        try:
            yield
        finally:
            renewing.cancel()

    async def _keep(self, held: Sequence[Held], worker: "asyncio.Task[Any] | None") -> None:
        while True:
            await asyncio.sleep(self.length.total_seconds() / 3)
            try:
                async with self._db.write() as tx:
                    ours = await self.renew(tx, held)
            except Exception as problem:
                self._trouble.failed(problem, table=self._table.name, key=held[0].key)
                continue
            self._trouble.worked()
            if not ours:
                if worker is not None:
                    worker.cancel()
                return

    # --- the rows ------------------------------------------------------------------

    def _key(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, column.name) for column in self._keys)

    def _have(self, rows: Sequence[Any]) -> sa.ColumnElement[bool]:
        return _one_of(self._keys, [self._key(row) for row in rows])

    def _are(self, held: Sequence[Held]) -> sa.ColumnElement[bool]:
        return _one_of((*self._keys, self._table.c.fence), [(*each.key, each.fence) for each in held])


def is_over(until: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[bool]:
    """Return the condition that a lease is over, or ends at an impossible time. Wants the values of `Lease.bounds`."""
    return sa.or_(
        until < sa.bindparam("over_before", type_=until.type), until > sa.bindparam("longest_until", type_=until.type)
    )


def is_free(until: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[bool]:
    """Return the condition that nobody holds a row: it was never taken, given back, or its lease `is_over`."""
    return sa.or_(until.is_(None), is_over(until))


def _one_of(columns: Sequence[sa.ColumnElement[Any]], values: Sequence[tuple[Any, ...]]) -> sa.ColumnElement[bool]:
    if len(values) == 1:
        return sa.and_(*(column == value for column, value in zip(columns, values[0], strict=True)))
    # SQLite finds rows by the first column alone; by a tuple it reads the whole table.
    firsts = columns[0].in_({value[0] for value in values})
    return firsts if len(columns) == 1 else sa.and_(firsts, sa.tuple_(*columns).in_(values))


def _ahead() -> float:
    """By how many seconds the machine's clock is ahead of the one that nobody sets."""
    return machine_now().timestamp() - time.monotonic()
