"""The wrap-up: what moved today, what needs somebody, and each member's own list with a plan for tomorrow."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta

from integrations.chat import Person
from integrations.database.tables.cadence import Audience
from integrations.source import SourceError
from integrations.systems import NO_TRACKER
from integrations.time import Clock
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import truth
from jobs.cadence.ritual import Occurrence, Result, Step
from jobs.calendar import local_date, moment_of, read_time, zone_of
from jobs.drafts.drafts import Drafts
from jobs.issues import Issues, posts
from jobs.issues.evening_lists import list_key
from jobs.messages import Interruption, OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team
from jobs.standup.evening_plans import EveningPlans
from jobs.voice import Voice

EXPIRES = timedelta(hours=14)
"""A list of this evening is of no use the next afternoon."""
LATEST = time(20)
"""Nobody gets their list later in their own evening."""


class WrapUp(DigestKind[Issues]):
    """The kind `wrap_up`."""

    name = "wrap_up"
    subject = "Wrap-up"
    task_words = frozenset(
        {
            *("wrap-up", "end of day", "end of the day", "day close", "tagesabschluss", "fin de journée"),
            *("cierre del día", "fim do dia", "fine giornata", "итоги дня", "日终总结", "終礼"),
        }
    )
    options = (truth("lists"),)
    off = NO_TRACKER
    default_late = "skip"
    own_hour = "possible"

    def __init__(
        self,
        issues: Issues,
        drafts: Drafts,
        team: Team,
        absences: Absences,
        clock: Clock,
        voice: Voice,
        plans: EveningPlans,
    ) -> None:
        """Sum those issues up; `plans` has what each member means to do tomorrow."""
        super().__init__(issues if issues.connected else None, voice)
        self._issues = issues
        self._drafts = drafts
        self._team = team
        self._absences = absences
        self._clock = clock
        self._plans = plans

    async def run(self, occurrence: Occurrence) -> Result:
        """The channel's summary, and later a list for everybody who then has something in progress."""
        if (member := occurrence.audience.member) is not None:
            return await self._list(occurrence, member)
        return await super().run(occurrence)

    async def gather(self, source: Issues, occurrence: Occurrence) -> Digest | Quiet:
        """What moved today and what needs somebody."""
        drafts = await self._drafts.open_in(occurrence.ritual.channel)
        ages = await source.ages()
        day = await source.today(ages)
        if day.empty and not drafts:
            return Quiet("no issue moved today, and none is in progress.")
        here = await self._here(occurrence)
        accounts = await source.known(here)
        unknown = [person.name for person in here if person.id not in accounts]
        wants_lists = occurrence.ritual.options.get("lists", True)
        return Digest(
            posts.short(day, drafts, unknown if day.doing else (), source.system, ages),
            posts.in_full(day, ages),
            facts={"moved": len(day.moved), "blocked": len(day.blocked)},
            steps=await self._lists(occurrence, accounts) if wants_lists else (),
        )

    async def _lists(self, occurrence: Occurrence, users: Iterable[str]) -> list[Step]:
        """When each member gets their list: at the ritual's hour on their own wall, or now, but not at night."""
        now, at = self._clock.now(), read_time(occurrence.ritual.at)
        steps: list[Step] = []
        for user in users:
            zone = zone_of(await self._team.zone(user))
            due = now
            if occurrence.asked_by is None:
                due = max(now, moment_of(local_date(now, zone), at, zone))
            evening = moment_of(local_date(due, zone), LATEST, zone)
            if (due < evening and due - now < timedelta(hours=12)) or occurrence.asked_by == user:
                steps.append(Step("list", due, Audience(user)))
        return steps

    async def _list(self, occurrence: Occurrence, user: str) -> Result:
        """A member's own issues, as they are now."""
        channel = occurrence.ritual.channel
        person = await self._team.person(user)
        if person is None or not await self._team.is_member(channel, user):
            return Result()
        if occurrence.asked_by is None and (
            await self._evening_is_over(occurrence, user) or user in await self._absences.who(occurrence.local_date)
        ):
            return Result()
        ages = await self._issues.ages()
        plan = await self._plans.of(user, channel)
        try:
            mine = await self._issues.of(user)
        except SourceError as problem:
            post = posts.unread(problem.sentence, channel, plan)
        else:
            if not mine:
                return Result()
            post = posts.mine(mine, self._issues.system, channel, ages, plan)
        # Whoever did not ask is told at a kind hour, if there is one before the list is old.
        priority = Priority.RITUAL if occurrence.asked_by in (None, user) else Priority.NUDGE
        key = list_key(occurrence.id)
        return Result(
            messages=[
                OutgoingMessage(
                    key, user, post, priority, person=user, kind=Interruption.ISSUES, expires_at=ages.now + EXPIRES
                )
            ]
        )

    async def _evening_is_over(self, occurrence: Occurrence, user: str) -> bool:
        """Return True if a list comes so late that it would be read at night, or the next morning."""
        zone = zone_of(await self._team.zone(user))
        return self._clock.now() >= moment_of(local_date(occurrence.due_at, zone), LATEST, zone)

    async def _here(self, occurrence: Occurrence) -> Sequence[Person]:
        away = await self._absences.who(occurrence.local_date)
        members = await self._team.members(occurrence.ritual.channel)
        return [person for person in members if person.id not in away and not person.is_guest]
