"""The day of a role card as rituals of a channel."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from integrations.chat import Channel, PlaceKind
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.rolecard import Task
from jobs.cadence.kinds import Kinds
from jobs.cadence.task_words import REMINDER
from jobs.calendar import read_time
from jobs.errors import NotAccepted, UserError
from jobs.people import team_settings
from jobs.people.directory import Directory
from jobs.roster import ritual_store
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.ritual_admin import RitualAdmin, check_here
from jobs.roster.spec import MEMBER, Spec, is_zone, slug, unused

_MEETINGS = frozenset({"agenda", "design", "discussion", "meeting", "planning", "retro", "retrospective", "session"})
"""A task whose title has one of these brings up the topics that people queued."""


@dataclass(frozen=True, slots=True)
class TaskProposal:
    """What would become of a task."""

    task: Task
    spec: Spec | None
    """None where it cannot become a ritual."""
    why_not: str = ""

    @property
    def off(self) -> str:
        """Why it would not run yet; empty where it would."""
        return self.spec.off if self.spec else self.why_not


class Setup:
    """Makes a channel's rituals from the tasks of the card."""

    def __init__(
        self,
        db: Database,
        kinds: Kinds,
        directory: Directory,
        roster: RitualAdmin,
        bulk: BulkApply,
        tasks: Sequence[Task],
    ) -> None:
        """Make them of `tasks`, the card's."""
        self._db = db
        self._kinds = kinds
        self._directory = directory
        self._roster = roster
        self._bulk = bulk
        self._tasks = tasks

    @property
    def has_day(self) -> bool:
        """Return True if the card has tasks."""
        return bool(self._tasks)

    async def working_days(self) -> tuple[str, ...]:
        """Return the team's working days."""
        async with self._db.read() as tx:
            return (await team_settings.read(tx)).working_days

    async def propose(self, by: str, channel: str) -> Sequence[TaskProposal]:
        """What each task would become, in the card's order. Raises `UserError` for a channel that we cannot post to."""
        where = await self._directory.channel(channel)
        if where is None or where.kind == PlaceKind.DIRECT:
            raise UserError("Rituals live in channels: type /ritual setup in the one that they are for.")
        check_here(where)
        person = await self._directory.person(by)
        if person is not None and person.is_guest:
            raise UserError("A full member of the workspace sets the day up; it brings the team's systems here.")
        if not self._tasks:
            raise UserError(
                "The role card has no tasks, so there is no day to set up. Rituals can be imported from a file."
            )
        async with self._db.read() as tx:
            used = await ritual_store.names(tx, outside=channel)
        proposals = []
        for task in self._tasks:
            proposal = self._proposal(task, by, where, used)
            if proposal.spec:
                used.add(proposal.spec.name)
            proposals.append(proposal)
        return proposals

    def _proposal(self, task: Task, by: str, where: Channel, used: set[str]) -> TaskProposal:
        try:
            read_time(task.time)
        except ValueError:
            return TaskProposal(task, None, "the card gives no time for it")
        kind = self._kinds.of_task(task.title)
        options: dict[str, Any] = {}
        if kind == REMINDER and _MEETINGS & set(slug(task.title, 150).split("-")):
            options["agenda"] = True
        stem = slug(task.title) if kind == REMINDER else kind
        spec = Spec(
            name=unused(f"{stem}-{where.name}", used),
            kind=kind,
            channel=where.id,
            at=task.time,
            owner=by,
            late=self._kinds.default_late(kind),
            title=" ".join(task.title.split())[:150],
            words=task.description[:3000],
            options=options,
            off=self._kinds.why_off(kind),
        )
        return TaskProposal(task, spec)

    async def apply(
        self,
        by: str,
        channel: str,
        *,
        chosen: Iterable[int] | None = None,
        days: tuple[str, ...] | None = None,
        each_their_own: bool = False,
        timezone: str | None = None,
    ) -> Mapping[str, Sequence[str]]:
        """Make the chosen tasks (by number, from 0; default all) rituals; names by what became of them.

        What people have set up of a ritual of that name stays, but for its hour, days and
        words. With `each_their_own`, what speaks to the whole channel keeps the team's hour all
        the same. `timezone` is the team's, where nobody has set one. Raises `UserError`, and
        `NotAccepted` for no days or no zone.
        """
        if days is not None and not days:
            raise NotAccepted({"days": "needs at least one day"})
        if timezone is not None and not await asyncio.to_thread(is_zone, timezone):
            raise NotAccepted({"timezone": "is no time zone; an IANA name such as Europe/Berlin"})
        proposals = await self.propose(by, channel)
        wanted = set(range(len(proposals))) if chosen is None else set(chosen)
        async with self._db.read() as tx:
            known = {row.name: row for row in await ritual_store.seen(tx)}
            settings = await team_settings.read(tx)
        if set(days or ()) == set(settings.working_days):
            days = None  # they follow the team's from now on
        specs = []
        for number, proposal in enumerate(proposals):
            if number not in wanted or proposal.spec is None:
                continue
            own = each_their_own and self._kinds.own_hour(proposal.spec.kind) == "usual"
            spec = replace(proposal.spec, days=days, timezone=MEMBER if own else None)
            row = known.get(spec.name)
            if row is not None:
                kept = ritual_store.spec_of(row)
                spec = replace(spec, owner=kept.owner, options=kept.options, every=kept.every, late=kept.late)
            specs.append(spec)
        if not specs:
            raise UserError("Nothing was chosen, so nothing has changed.")
        zone, are_set = await self._roster.zone_for(by)
        fresh = None if are_set else replace(settings, timezone=timezone or zone)
        return await self._bulk.apply(by, specs, settings=fresh)
