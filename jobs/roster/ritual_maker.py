"""Makes a new ritual of what somebody asked for, ends one, and brings it back."""

import asyncio
from dataclasses import replace

from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.post import Post
from integrations.time import Clock
from jobs import audit
from jobs.cadence.planning import Planner
from jobs.errors import NotAccepted, UserError
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.directory import Directory
from jobs.people.told_elsewhere import NOT_HERE
from jobs.roster import change_lines, ritual_store
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.ritual_admin import RitualAdmin, check_here
from jobs.roster.ritual_store import Listed
from jobs.roster.spec import Spec, problems, slug, unused


class RitualMaker:
    """Makes and ends rituals, each said in its channel and kept in the audit."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        team: Directory,
        roster: RitualAdmin,
        planner: Planner,
        bulk: BulkApply,
    ) -> None:
        """Keep them in `db`, beside those of `roster`; `bulk` changes the team's settings."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._team = team
        self._roster = roster
        self._planner = planner
        self._bulk = bulk

    async def check_may_make(self, by: str) -> None:
        """Raise `UserError` for a guest: what a ritual says is of the whole team."""
        if await self._roster.is_guest(by):
            raise UserError("A full member of the workspace sets rituals up.")

    async def checked(self, by: str, wanted: Spec) -> Spec:
        """Return a ritual as it would be made, with a name of its own.

        Raises `NotAccepted` with what is wrong with which key, and `UserError` for who may not make one.
        """
        await self.check_may_make(by)
        where = await self._team.channel(wanted.channel) if wanted.channel else None
        if where is None or where.kind == PlaceKind.DIRECT:
            raise NotAccepted({"channel": NOT_HERE})
        if not where.here and not where.archived:
            raise NotAccepted({"channel": NOT_HERE})
        try:
            check_here(where)
        except UserError as why:
            raise NotAccepted({"channel": f"does not work: {str(why).rstrip('.')}"}) from None
        if all(member.id != by for member in await self._team.members(wanted.channel)):
            raise NotAccepted({"channel": "is no channel that you are in"})
        async with self._db.read() as tx:
            used = await ritual_store.names(tx)
        name = unused(f"{slug(wanted.title or wanted.kind)}-{where.name}", used)
        spec = replace(wanted, name=name, owner=by, off=self._roster.kinds.why_off(wanted.kind))
        if wrong := await asyncio.to_thread(problems, spec, self._roster.kinds):
            raise NotAccepted(dict(wrong))
        await self._roster.check_report(spec)
        return spec

    async def make(self, by: str, wanted: Spec) -> Listed:
        """Make a ritual, and say so in its channel. Raises what `checked` raises.

        The zone of the first one's maker is the team's, where nobody has set that.
        """
        spec = await self.checked(by, wanted)
        zone, is_set = await self._roster.zone_for(by)
        if not is_set:
            await self._bulk.apply(by, [], settings=replace(await self._roster.team_settings(), timezone=zone))
        await self._planner.ready([spec.timezone] if spec.timezone else ())
        people, who, now = await self._roster.people_of(spec), await self._roster.who(by), self._clock.now()
        async with self._db.write() as tx:
            frame = await self._planner.frame(tx)
            spec = replace(spec, name=unused(spec.name, await ritual_store.names(tx)))
            if set(spec.days or ()) == set(frame.settings.working_days):
                spec = replace(spec, days=None)  # they follow the team's from now on
            row = await ritual_store.insert(tx, spec, by, frame.settings, now)
            due = await self._planner.replan(tx, row, frame, people)
            when = change_lines.rhythm(row.at, row.days or frame.settings.working_days, row.every, row.timezone)
            next_ = change_lines.comes_next(due, ritual_store.zone_of_record(row, frame.settings))
            tail = next_ if row.state is RitualState.ACTIVE else (f"; it is off, since {row.reason}",)
            number = await audit.record(tx, now, by, "made", row.name, ritual_store.values_of(spec))
            said = change_lines.line(who, "set up", row.title, f": {when}", *tail)
            await self._outbox.put(tx, _told(number, row.channel, said))
            return (await ritual_store.listed(tx, frame, name=row.name))[0]

    async def end(self, by: str, name: str) -> Listed:
        """End a ritual; what it has opened today closes as it would. Raises `UserError` for who may not."""
        listed = await self._roster.changeable(by, name)
        who, now = await self._roster.who(by), self._clock.now()
        async with self._db.write() as tx:
            row = await self._planner.lock(tx, listed.ritual.id)
            if row is None or row.state not in ritual_store.SEEN:
                raise UserError(f"There is no ritual “{name}” any more.")
            await ritual_store.remove_all(tx, [row.id], now)
            await self._planner.unplan(tx, [row.id])
            number = await audit.record(
                tx, now, by, "ended", row.name, ritual_store.values_of(ritual_store.spec_of(row))
            )
            await self._outbox.put(tx, _told(number, row.channel, change_lines.line(who, "ended", row.title)))
        return listed

    async def bring_back(self, by: str, name: str, *, paused: bool = False) -> Listed:
        """Let a ritual that was ended go on, from its next time on. Raises `UserError` where that cannot be."""
        async with self._db.read() as tx:
            ended = await ritual_store.called(tx, name) if name in await ritual_store.names(tx) else None
        if ended is None or ended.state is not RitualState.REMOVED:
            raise UserError(f"{ended.title} is there already." if ended else f"There is no ritual “{name}” any more.")
        if not await self._roster.may_change(by, ended.owner):
            raise UserError(f"{ended.title} belonged to somebody else; they or an admin can bring it back.")
        await self._roster.check_here(ended.channel)
        spec = replace(ritual_store.spec_of(ended), paused=paused, off=self._roster.kinds.why_off(ended.kind))
        await self._planner.ready([spec.timezone] if spec.timezone else ())
        people, who, now = await self._roster.people_of(spec), await self._roster.who(by), self._clock.now()
        async with self._db.write() as tx:
            row, frame = await self._planner.lock(tx, ended.id), await self._planner.frame(tx)
            if row is None or row.state is not RitualState.REMOVED:
                raise UserError(f"{ended.title} is there already.")
            row = await ritual_store.update(tx, row, spec, frame.settings, now)
            due = await self._planner.replan(tx, row, frame, people)
            next_ = change_lines.comes_next(due, ritual_store.zone_of_record(row, frame.settings))
            tail = next_ if row.state is RitualState.ACTIVE else (f"; it is {row.state.value}",)
            number = await audit.record(tx, now, by, "brought back", row.name, ritual_store.values_of(spec))
            said = change_lines.line(who, "brought back", row.title, *tail)
            await self._outbox.put(tx, _told(number, row.channel, said))
            return (await ritual_store.listed(tx, frame, name=row.name))[0]


def _told(number: int, channel: str, post: Post) -> OutgoingMessage:
    return OutgoingMessage(key=f"ritual-change:{number}", channel=channel, post=post, priority=Priority.REPLY)
