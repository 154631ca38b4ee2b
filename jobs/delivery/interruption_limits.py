"""How many interruptions of a kind somebody wants: all, one a day, or none. The outbox asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.delivery import interruption_limits as limits
from integrations.database.tables.team import people
from integrations.time import Clock
from jobs.calendar import local_date, moment_of, zone_of
from jobs.messages import Interruption
from jobs.people import team_settings

_STEPS: Mapping[Interruption, tuple[int | None, ...]] = {Interruption.LEDGER: (None, 0), Interruption.ISSUES: (None, 0)}
"""What comes once a day or less anyway is wanted or not."""
_USUAL: tuple[int | None, ...] = (None, 1, 0)


class InterruptionLimits:
    """What people have said of it, each for themselves."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep it in `db`."""
        self._db = db
        self._clock = clock

    async def of(self, person: str) -> Mapping[Interruption, int]:
        """Return how many of each kind a person wants in a day; a kind of which they want all is not in it."""
        rows = (await self._db.fetch(sa.select(limits).where(limits.c.person == person))).all()
        return {row.kind: row.most for row in rows}

    async def less(self, person: str, kind: Interruption) -> int | None:
        """Let them have less of a kind, and after none of it all again; return how many a day, None for all."""
        steps = _STEPS.get(kind, _USUAL)
        async with self._db.write() as tx:
            mine = sa.and_(limits.c.person == person, limits.c.kind == kind)
            before = (await tx.execute(sa.select(limits.c.most).where(mine).with_for_update())).scalar_one_or_none()
            most = steps[(steps.index(before) + 1) % len(steps)] if before in steps else None
            await tx.execute(limits.delete().where(mine))
            if most is not None:
                values = {"person": person, "kind": kind, "most": most, "said_at": self._clock.now()}
                await tx.execute(self._db.insert(limits).values(**values).on_conflict_do_nothing())
        return most

    async def wanted(self, tx: Tx, person: str, kind: Interruption, now: datetime) -> datetime | None:
        """Return when a person wants to be interrupted for that: now, their next day, or None for never."""
        mine = sa.and_(limits.c.person == person, limits.c.kind == kind)
        most = (await tx.execute(sa.select(limits.c.most).where(mine))).scalar_one_or_none()
        if most is None:
            return now
        if most == 0:
            return None
        known = (await tx.execute(sa.select(people.c.zone).where(people.c.id == person))).scalar_one_or_none()
        zone = zone_of(known or (await team_settings.read(tx)).timezone)
        today = local_date(now, zone)
        midnight = moment_of(today, datetime.min.time(), zone)
        under_way = outbox.c.state.in_((MessageState.SENDING, MessageState.UNCERTAIN))
        of_today = sa.or_(outbox.c.sent_at >= midnight, sa.and_(under_way, outbox.c.tried_at >= midnight))
        count = sa.select(sa.func.count()).select_from(outbox)
        count = count.where(outbox.c.person == person, outbox.c.kind == kind, of_today)
        if (await tx.execute(count)).scalar_one() < most:
            return now
        return moment_of(today + timedelta(days=1), datetime.min.time(), zone)
