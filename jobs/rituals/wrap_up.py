"""The wrap-up: what moved today, what needs somebody, and each member's own list with a plan for tomorrow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from integrations.chat import Person
from integrations.source import SourceError
from integrations.systems import NO_TRACKER
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result, Step
from jobs.calendar import local_date, moment_of, read_time, zone_of
from jobs.drafts.drafts import Drafts
from jobs.issues import Issues, posts
from jobs.messages import OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team
from jobs.rituals.review_queue import in_thread
from jobs.standup import Standups
from jobs.voice import Voice

EXPIRES = timedelta(hours=14)
"""A list of this evening is of no use the next afternoon."""
LATEST = time(20)
"""Nobody gets their list later in their own evening."""
TEAM = "team"


class WrapUp:
    """The kind `wrap_up`."""

    name = "wrap_up"
    task_words = frozenset({"wrap-up", "end of day", "end of the day", "day close"})
    option_names = frozenset({"lists"})
    default_late = "skip"
    own_hour = "possible"

    def __init__(
        self, issues: Issues, drafts: Drafts, team: Team, absences: Absences, clock: Clock, voice: Voice
    ) -> None:
        """Sum those issues up; `standups` keeps the plans, and is given after it is made."""
        self._issues = issues
        self._drafts = drafts
        self._team = team
        self._absences = absences
        self._clock = clock
        self._voice = voice
        self.standups: Standups | None = None

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._issues.connected else NO_TRACKER

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return [] if isinstance(given.get("lists", True), bool) else [("lists", "is neither true nor false")]

    async def run(self, occurrence: Occurrence) -> Result:
        """The channel's summary, and later a list for everybody who then has something in progress."""
        if occurrence.step == "list" or occurrence.audience != TEAM:
            return await self._list(occurrence)
        channel = occurrence.ritual.channel
        drafts = await self._drafts.open_in(channel)
        if self.why_off:
            return Result(line=f"Wrap-up: {NO_TRACKER}.")
        ages = await self._issues.ages()
        try:
            day = await self._issues.today(ages)
        except SourceError as problem:
            return Result(line=f"Wrap-up: {problem.sentence}")
        if day.empty and not drafts:
            return Result(line="Wrap-up: no issue moved today, and none is in progress.")
        here = await self._here(occurrence)
        accounts = await self._issues.known(here)
        unknown = [person.name for person in here if person.id not in accounts]
        said = await self._voice.line("wrap_up", {"moved": len(day.moved), "blocked": len(day.blocked)})
        key = f"wrap_up:{occurrence.id}"
        summary = posts.summary(day, drafts, unknown if day.doing else (), self._issues.system, ages, said)
        messages = [OutgoingMessage(key, channel, summary, occurrence.priority)]
        if (whole := posts.whole(day, ages)) is not None:
            messages.append(in_thread(key, channel, whole, occurrence.priority))
        steps = []
        if occurrence.ritual.options.get("lists", True):
            steps = await self._lists(occurrence, accounts)
        return Result(messages=messages, steps=steps)

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
                steps.append(Step("list", due, user))
        return steps

    async def _list(self, occurrence: Occurrence) -> Result:
        """A member's own issues, as they are now."""
        user, channel = occurrence.audience, occurrence.ritual.channel
        person = await self._team.person(user)
        if person is None or not await self._team.is_member(channel, user):
            return Result()
        if occurrence.asked_by is None and (
            await self._evening_is_over(occurrence) or user in await self._absences.who(occurrence.local_date)
        ):
            return Result()
        ages = await self._issues.ages()
        plan = await self.standups.evening_plan(user, channel) if self.standups else ""
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
        key = f"wrap_up:{occurrence.id}"
        return Result(messages=[OutgoingMessage(key, user, post, priority, person=user, expires_at=ages.now + EXPIRES)])

    async def _evening_is_over(self, occurrence: Occurrence) -> bool:
        """Whether a list comes so late that it would be read at night, or the next morning."""
        zone = zone_of(await self._team.zone(occurrence.audience))
        return self._clock.now() >= moment_of(local_date(occurrence.due_at, zone), LATEST, zone)

    async def _here(self, occurrence: Occurrence) -> Sequence[Person]:
        away = await self._absences.who(occurrence.local_date)
        members = await self._team.members(occurrence.ritual.channel)
        return [person for person in members if person.id not in away and not person.is_guest]
