"""Who a ritual with `timezone = "member"` is for: people come, go and travel."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from integrations.chat import ChatError
from integrations.database import Database, Tx, chunks
from integrations.database.tables.cadence import TEAM, Audience, OccurrenceState, RitualState, occurrences, rituals
from integrations.time import Clock
from jobs.cadence.planning import MEMBER, Frame, Planner, its_own, moved
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of, rituals_of
from jobs.calendar import Due
from jobs.people.directory import Directory

log = structlog.get_logger()


_COMING = sa.and_(its_own(), occurrences.c.state.in_((OccurrenceState.PLANNED, OccurrenceState.CLAIMED)))
_TO_LOOK_AT = sa.select(rituals).where(
    rituals.c.state == RitualState.ACTIVE,
    # What a team's ritual has planned is right; only that it has nothing can be wrong.
    sa.or_(rituals.c.timezone == MEMBER, ~sa.exists().where(occurrences.c.ritual == rituals.c.id, _COMING)),
)


class ForMembers(Protocol):
    """A ritual, kept or still wanted, as far as its members go."""

    @property
    def channel(self) -> str:
        """Return the channel whose members they are."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """The kind's own keys; `members` are ids or addresses."""
        ...


class Members:
    """Keeps what is planned for members in step with who they are and where."""

    def __init__(self, db: Database, clock: Clock, people: Directory, planner: Planner) -> None:
        """Ask `people` who they are, and plan with `planner`."""
        self._db = db
        self._clock = clock
        self._people = people
        self._planner = planner

    async def of(self, ritual: ForMembers) -> dict[str, str]:
        """The zone of each member a ritual is for: its own list, else the channel's people."""
        named = ritual.options.get("members") or ()
        if named:
            found = [await (self._people.by_email(one) if "@" in one else self._people.person(one)) for one in named]
        else:
            found = list(await self._people.members(ritual.channel))
        zones = {person.id: person.zone for person in found if person and not person.gone and not person.is_bot}
        unknown = await self._planner.unknown_zones(zones.values())
        return {user: "UTC" if zone in unknown else zone for user, zone in zones.items()}

    async def refresh(self) -> bool:
        """Bring what is planned in step, with a write only where something differs; whether something did."""
        changed = False
        async with self._db.read() as tx:
            active = await rituals_of(tx, _TO_LOOK_AT)
            planned = await self._planned(tx, [row.id for row in active])
        for ritual in active:
            try:
                wanted = await self._wanted(ritual, planned.get(ritual.id, {}))
            except ChatError as silence:
                log.warning("members_unknown", ritual=ritual.name, why=silence.code)
                continue
            if wanted != planned.get(ritual.id, {}):
                await self._apply(ritual.id, wanted)
                changed = True
        return changed

    async def _wanted(self, ritual: RitualRecord, planned: dict[Audience, str]) -> dict[Audience, str]:
        if ritual.timezone == MEMBER:
            return {Audience(user): zone for user, zone in (await self.of(ritual)).items()}
        return planned or {TEAM: ritual.timezone or (await self._planner.ready()).timezone}

    async def _planned(self, tx: Tx, ids: Sequence[int]) -> dict[int, dict[Audience, str]]:
        """The zone that each audience of a ritual has an occurrence planned or begun in, the latest."""
        found: dict[int, dict[Audience, str]] = {}
        for some in chunks(ids):
            query = (
                sa.select(occurrences.c.ritual, occurrences.c.audience, occurrences.c.zone)
                .where(occurrences.c.ritual.in_(some), _COMING)
                .order_by(occurrences.c.local_date)
            )
            for row in (await tx.execute(query)).all():
                found.setdefault(row.ritual, {})[row.audience] = row.zone
        return found

    async def _apply(self, ritual: int, wanted: dict[Audience, str]) -> None:
        await self._planner.ready(wanted.values())
        async with self._db.write() as tx:
            row = await self._planner.lock(tx, ritual)
            if row is None or row.state is not RitualState.ACTIVE:
                return
            frame = await self._planner.frame(tx)
            query = sa.select(occurrences).where(
                occurrences.c.ritual == ritual, its_own(), occurrences.c.state == OccurrenceState.PLANNED
            )
            for each in await occurrences_of(tx, query):
                zone = wanted.get(each.audience)
                if zone is None:
                    await tx.execute(occurrences.delete().where(occurrences.c.id == each.id, occurrences.c.fence == 0))
                elif zone != each.zone:
                    await self._move(tx, row, frame, each, zone)
            has = {each.audience for each in (await tx.execute(query.with_only_columns(occurrences.c.audience))).all()}
            for audience in wanted.keys() - has:
                await self._planner.plan(
                    tx, row, frame, audience, wanted[audience], after=None, since=self._clock.now()
                )

    async def _move(self, tx: Tx, ritual: RitualRecord, frame: Frame, planned: OccurrenceRecord, zone: str) -> None:
        """A member travelled: the date stays, once, at the new zone's own time."""
        now = self._clock.now()
        this = occurrences.update().where(occurrences.c.id == planned.id)
        due = moved(Due(planned.local_date, planned.due_at), ritual.at, zone, now)
        if due is not None and planned.fence == 0:
            await tx.execute(this.values(zone=zone, due_at=due.at, ready_at=due.at))
        elif due is not None:
            await tx.execute(this.values(zone=zone))
        else:
            await tx.execute(
                this.values(state=OccurrenceState.SKIPPED, note="over in the zone they went to", ended_at=now)
            )
            await self._planner.plan(tx, ritual, frame, planned.audience, zone, after=planned.local_date, since=now)
