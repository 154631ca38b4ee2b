"""Changes the team's rituals: each change is said in the ritual's channel and kept in the audit."""

import asyncio
import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from integrations.chat import Channel, ChatError
from integrations.database import Database, Tx
from integrations.database.tables.cadence import OccurrenceState, RitualState, occurrences, rituals
from integrations.post import Post, Span, Text
from integrations.time import Clock
from jobs import audit
from jobs.audit import CADENCE
from jobs.cadence.kinds import Kinds
from jobs.cadence.members import Members
from jobs.cadence.planning import LEFT_OUT, MEMBER, Frame, Planner, its_own
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of
from jobs.calendar import WEEKDAYS, Due, local_date, moment_of, read_time, zone_of
from jobs.errors import NotAccepted, UserError
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people import team_settings
from jobs.people.directory import Directory
from jobs.people.told_elsewhere import NOT_HERE, why_not_told
from jobs.roster import change_lines, ritual_store
from jobs.roster.ritual_lookup import RitualLookup
from jobs.roster.ritual_store import Listed
from jobs.roster.spec import Spec, problems


def check_here(where: Channel | None) -> None:
    """Raise `UserError` for a channel that we cannot post to, with what to do about it."""
    if where is None:
        raise UserError("I am not in this channel yet. Invite me first.")
    if where.archived:
        raise UserError(f"#{where.name} is archived.")
    if not where.here:
        raise UserError(f"I am not in #{where.name} yet. Invite me there first.")


class RitualAdmin(RitualLookup):
    """The team's rituals, to be read and changed. Changes raise `UserError` where they are not allowed."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        kinds: Kinds,
        team: Directory,
        planner: Planner,
        members: Members,
        *,
        admins: Collection[str] = (),
    ) -> None:
        """Keep them in `db`. `admins` are named by id or address; planner and members are the cadence's."""
        super().__init__(db, team, planner, admins)
        self._clock = clock
        self._outbox = outbox
        self.kinds = kinds
        self._members = members

    # --- changing one --------------------------------------------------------------

    async def pause(self, by: str, name: str, reason: str = "") -> Listed:
        """Let it rest until `resume`; what has begun today ends as it would."""
        return await self._set_state(by, name, RitualState.PAUSED, reason)

    async def resume(self, by: str, name: str) -> Listed:
        """Let it run again, from its next time on. One that was off is switched on."""
        listed = await self.named(name)
        if listed.state is RitualState.OFF and (why := self.kinds.why_off(listed.ritual.kind)):
            raise UserError(f"{listed.ritual.title} stays off: {why}.")
        return await self._set_state(by, name, RitualState.ACTIVE, "")

    async def resume_quietly(self, name: str) -> Listed:
        """Let it run again where the cadence says so itself, of several at once."""
        return await self._set_state(CADENCE, name, RitualState.ACTIVE, "", told=False)

    async def _set_state(self, by: str, name: str, state: RitualState, reason: str, *, told: bool = True) -> Listed:
        people, who = await self._before(by, name)
        async with self._db.write() as tx:
            row, frame = await self._locked(tx, name)
            if row.state is not state:
                row = await ritual_store.change(tx, row.id, self._clock.now(), state=state, reason=reason)
                due = await self._planner.replan(tx, row, frame, people)
                did = "paused" if state is RitualState.PAUSED else "resumed"
                more: Text = (f": {reason}",) if reason and state is RitualState.PAUSED else ()
                if state is RitualState.ACTIVE:
                    more = change_lines.comes_next(due, ritual_store.zone_of_record(row, frame.settings))
                if told:
                    await self._say(tx, by, did, row, change_lines.line(who, did, row.title, *more), {"reason": reason})
                else:
                    await audit.record(tx, self._clock.now(), by, did, row.name, {"reason": reason})
            return (await ritual_store.listed(tx, frame, name=name))[0]

    async def skip_next(self, by: str, name: str, day: date | None = None) -> tuple[date, Listed]:
        """Skip the next time, for everybody it is for; the date, and the ritual with what comes then.

        With a `day` only if the next time is on it. Raises `UserError`.
        """
        _, who = await self._before(by, name)
        async with self._db.write() as tx:
            row, frame = await self._locked(tx, name)
            next_ones = await self._next_ones(tx, row, day)
            day, now = next_ones[0].local_date, self._clock.now()
            for each in next_ones:
                await tx.execute(
                    occurrences.update()
                    .where(occurrences.c.id == each.id)
                    .values(state=OccurrenceState.SKIPPED, note=f"{LEFT_OUT}{by}", ended_at=now)
                )
                await self._planner.plan(tx, row, frame, each.audience, each.zone, after=day, since=now)
            listed = (await ritual_store.listed(tx, frame, name=name))[0]
            next_ = Due(listed.next_day, listed.next_at) if listed.next_at and listed.next_day else None
            said = change_lines.line(
                who,
                "skipped",
                row.title,
                f" on {day:%A} {day.day} {day:%B}",
                *change_lines.comes_next(next_, listed.zone),
            )
            await self._say(tx, by, "skipped", row, said, {"day": day.isoformat()})
            return day, listed

    async def move_next(self, by: str, name: str, at: str, day: date | None = None) -> date:
        """Let the next time be `at` another hour of its day, for everybody it is for; the ritual stays as it is.

        With a `day` only if the next time is on it. A change of the ritual itself takes this back. Raises `UserError`.
        """
        wanted = read_hour(at)
        _, who = await self._before(by, name)
        async with self._db.write() as tx:
            row, _ = await self._locked(tx, name)
            next_ones = await self._next_ones(tx, row, day)
            day, now = next_ones[0].local_date, self._clock.now()
            for each in next_ones:
                due = moment_of(day, wanted, zone_of(each.zone))
                if due <= now:
                    raise UserError(f"{at} is past already on {day:%A} {day.day} {day:%B}.")
                await tx.execute(
                    occurrences.update().where(occurrences.c.id == each.id).values(due_at=due, ready_at=due)
                )
            said = change_lines.line(who, "moved", row.title, f" of {day:%a} {day.day} {day:%b} to {at}, this once")
            await self._say(tx, by, "moved once", row, said, {"day": day.isoformat(), "at": at})
            return day

    async def _next_ones(self, tx: Tx, row: RitualRecord, day: date | None) -> Sequence[OccurrenceRecord]:
        """What is planned for the next date and has not begun. Raises `UserError` without any, or on another `day`."""
        query = sa.select(occurrences).where(
            occurrences.c.ritual == row.id,
            its_own(),
            occurrences.c.state == OccurrenceState.PLANNED,
            occurrences.c.fence == 0,
        )
        if not (coming := await occurrences_of(tx, query)):
            raise UserError(f"{row.title} has nothing planned that could be changed.")
        first = min(each.local_date for each in coming)
        if day is not None and day != first:
            raise UserError(f"{row.title} is on {first:%A} {first.day} {first:%B} next by now. Ask me again.")
        return [each for each in coming if each.local_date == first]

    async def edit(self, by: str, name: str, **wanted: Any) -> Listed:
        """Change some keys of a `Spec`. Dates that have begun stay; a time already past today is skipped, and said.

        Raises `NotAccepted` with what is wrong with which key.
        """
        before = await self.named(name)
        async with self._db.read() as tx:
            kept = ritual_store.spec_of(await ritual_store.called(tx, name))
            working = (await team_settings.read(tx)).working_days
        if kept.days is None and set(wanted.get("days") or ()) == set(working):
            wanted["days"] = None  # a form shows the team's days as if they were its own
        spec = dataclasses.replace(kept, **wanted)
        if wrong := await asyncio.to_thread(problems, spec, self.kinds, kept):
            raise NotAccepted(dict(wrong))
        if spec.channel != kept.channel:
            where = await self._team.channel(spec.channel)
            if where is None or where.archived or not where.here:
                raise NotAccepted({"channel": NOT_HERE})
        if spec.channel != kept.channel or spec.options.get("report_to") != kept.options.get("report_to"):
            await self.check_report(spec)
        people, who = await self._before(by, name, spec)
        async with self._db.write() as tx:
            row, frame = await self._locked(tx, name)
            # Whatever somebody else changed meanwhile stays.
            now_kept = ritual_store.spec_of(row)
            spec = dataclasses.replace(now_kept, **wanted)
            if different := change_lines.differences(now_kept, spec, frame.settings.working_days):
                after = await ritual_store.update(tx, row, spec, frame.settings, self._clock.now())
                due = await self._planner.replan(tx, after, frame, people)
                why = self._why_not_today(before, spec, due, frame.settings.working_days)
                active = after.state is RitualState.ACTIVE
                tail = (
                    change_lines.comes_next(due, ritual_store.zone_of_record(after, frame.settings), why)
                    if active
                    else ()
                )
                said = change_lines.line(who, "changed", after.title, f": {'; '.join(different)}", *tail)
                await self._say(tx, by, "changed", after, said, {"changes": different})
                if row.channel != after.channel:
                    await self._say(tx, by, "moved", row, change_lines.line(who, "moved", row.title, " elsewhere"), {})
            return (await ritual_store.listed(tx, frame, name=spec.name))[0]

    def _why_not_today(self, before: Listed, spec: Spec, due: Due | None, working_days: Collection[str]) -> str:
        """Why it is not today, where people may have expected that; nothing where today is none of its days."""
        zone, now = zone_of(before.zone), self._clock.now()
        today = local_date(now, zone)
        if due is None or due.day <= today or WEEKDAYS[today.weekday()] not in (spec.days or working_days):
            return ""
        if before.next_day == today:
            return f"{spec.at} is past for today" if moment_of(today, read_time(spec.at), zone) <= now else ""
        if before.state is RitualState.ACTIVE and before.ritual.at != spec.at:
            return "it counts from then on"
        return ""

    # --- small helpers -------------------------------------------------------------

    async def check_here(self, channel: str) -> None:
        """Raise `UserError` for a channel that we cannot post to."""
        check_here(await self._team.channel(channel))

    async def check_report(self, spec: Spec) -> None:
        """Raise `NotAccepted` where the channel that is to get a ritual's summary may not hear it."""
        report_to = spec.options.get("report_to")
        if report_to is None:
            return
        place = await self._team.find_channel(str(report_to))
        why = await why_not_told(self._db, self._team, spec.channel, place) if place else "is no channel that I know"
        if why:
            raise NotAccepted({"report_to": why})

    async def _before(self, by: str, name: str, wanted: Spec | None = None) -> tuple[dict[str, str], str | Span]:
        """What a change needs to know before its transaction. Raises `UserError` where `by` may not make it."""
        await self.changeable(by, name)
        async with self._db.read() as tx:
            row = await ritual_store.called(tx, name)
        spec = wanted or ritual_store.spec_of(row)
        await self._planner.ready([spec.timezone] if spec.timezone else ())
        return await self.people_of(spec), await self.who(by)

    async def people_of(self, spec: Spec) -> dict[str, str]:
        """The zone of each member that a ritual of members is for; nobody where the chat does not answer."""
        if spec.timezone != MEMBER:
            return {}
        try:
            people = await self._members.of(spec)
        except ChatError:
            return {}  # the cadence looks again every minute
        await self._planner.ready(people.values())
        return people

    async def people_of_each(self, specs: Sequence[Spec]) -> dict[str, dict[str, str]]:
        """The same of many, by name; those that are for the same people are asked for once."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        people = {}
        for spec in (spec for spec in specs if spec.timezone == MEMBER):
            key = (spec.channel, repr(spec.options.get("members")))
            if key not in found:
                found[key] = await self.people_of(spec)
            people[spec.name] = found[key]
        return people

    async def _locked(self, tx: Tx, name: str) -> tuple[RitualRecord, Frame]:
        found = (await tx.execute(sa.select(rituals.c.id).where(rituals.c.name == name))).scalar_one_or_none()
        row = await self._planner.lock(tx, found) if found is not None else None
        if row is None or row.state not in ritual_store.SEEN:
            raise UserError(f"There is no ritual “{name}” any more.")
        return row, await self._planner.frame(tx)

    async def _say(self, tx: Tx, by: str, did: str, row: RitualRecord, post: Post, details: Mapping[str, Any]) -> None:
        number = await audit.record(tx, self._clock.now(), by, did, row.name, details)
        await self._outbox.put(
            tx, OutgoingMessage(key=f"ritual-change:{number}", channel=row.channel, post=post, priority=Priority.REPLY)
        )


def read_hour(at: str) -> time:
    """Return the time of day that `HH:MM` is. Raises `UserError`."""
    try:
        return read_time(at)
    except ValueError:
        raise UserError(f"“{at[:20]}” is no time of day: write it as 10:30.") from None
