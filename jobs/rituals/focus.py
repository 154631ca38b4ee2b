"""Focus and lunch: a window in which nudges wait, and one line that says so.

Of a channel they are said in it; at each member's own hour each has a window of their own,
and reads of it in the DM.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from integrations.database.tables.meetings import WindowKind
from integrations.post import Block, Bold, Bullets, Post, SmallPrint, Text, When
from integrations.time import Clock
from integrations.words import shortened
from jobs.cadence.kind import RitualKind
from jobs.cadence.options import minutes
from jobs.cadence.ritual import Occurrence, Result
from jobs.cadence.task_words import WholeTitle
from jobs.calendar import zone_of
from jobs.delivery.quiet_windows import LONGEST, SHORTEST, QuietWindows
from jobs.messages import OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team
from jobs.roster.spec import MEMBER
from jobs.standup.plans_today import PlansToday
from jobs.voice import Voice

_MINUTE = timedelta(minutes=1)
SHOWN = 12
"""Members whose plans are shown; one line each."""
PLAN = 90
"""Characters of a plan."""


class _Window(RitualKind):
    """What both kinds are: a window that begins with one message."""

    called: str
    default_minutes: int
    default_late = "skip"
    options = (minutes(SHORTEST // _MINUTE, LONGEST // _MINUTE),)

    def __init__(self, windows: QuietWindows, clock: Clock, team: Team, absences: Absences, voice: Voice) -> None:
        """Open those windows, with one line of the voice."""
        self._windows = windows
        self._clock = clock
        self._team = team
        self._absences = absences
        self._voice = voice

    async def run(self, occurrence: Occurrence) -> Result:
        """Open the window, and say until when."""
        channel, now = occurrence.ritual.channel, occurrence.speaks_at(self._clock.now())
        given = occurrence.ritual.options.get("minutes", self.default_minutes)
        until = now + timedelta(minutes=given)
        if (member := occurrence.audience.member) is not None:
            return await self._own(occurrence, member, until)
        post, people = await self._post(occurrence, When(at=until, zone=await self._zone(occurrence)))
        message = OutgoingMessage(
            f"{self.name}:{occurrence.id}",
            channel,
            post,
            priority=occurrence.priority,
            expires_at=until,
            repeats=people,
        )
        return Result(
            messages=(message,),
            keep=partial(self._windows.open_channel, channel=channel, kind=WindowKind(self.name), until=until),
        )

    async def _own(self, occurrence: Occurrence, person: str, until: datetime) -> Result:
        """A member's own window, at their own hour."""
        if await self._absences.away(person, occurrence.local_date):
            return Result()
        if not await self._team.is_member(occurrence.ritual.channel, person):
            return Result()
        post = Post(headline=(f"{self.called} until ", When(at=until, zone=await self._team.zone(person)), "."))
        message = OutgoingMessage(
            f"{self.name}:{occurrence.id}", person, post, priority=Priority.RITUAL, person=person, expires_at=until
        )
        return Result(
            messages=(message,),
            keep=partial(self._windows.open_own, person=person, kind=WindowKind(self.name), until=until),
        )

    async def _zone(self, occurrence: Occurrence) -> str:
        zone = occurrence.ritual.timezone
        return (await self._team.settings()).timezone if zone == MEMBER else zone_of(zone).key

    async def _post(self, occurrence: Occurrence, until: When) -> tuple[Post, Sequence[str]]:
        """What is said, and whose words it repeats."""
        raise NotImplementedError


class Focus(_Window):
    """The kind `focus`."""

    name = "focus"
    called = "Focus"
    default_minutes = 90
    task_words = frozenset(
        {"feature implementation", "coding", "deep work", "focus time", "focus block", WholeTitle("focus")}
    )

    def __init__(
        self, windows: QuietWindows, clock: Clock, team: Team, absences: Absences, voice: Voice, plans: PlansToday
    ) -> None:
        """With what each member means to do today."""
        super().__init__(windows, clock, team, absences, voice)
        self._plans = plans

    async def _post(self, occurrence: Occurrence, until: When) -> tuple[Post, Sequence[str]]:
        plans = await self._plans(occurrence.ritual.channel, occurrence.local_date)
        said = await self._voice.line("focus", {})
        blocks: list[Block] = []
        if plans:
            items: list[Text] = [(Bold(text=f"{name}: "), _short(words)) for _, name, words in plans[:SHOWN]]
            blocks.append(Bullets(items=tuple(items)))
        small: list[Any] = ["Nudges wait until then. Your own: /focus 60."]
        if len(plans) > SHOWN:
            small.insert(0, f"and {len(plans) - SHOWN} more. ")
        blocks.append(SmallPrint(text=tuple(small)))
        head: Text = ("Focus until ", until, f". {said}" if said else ".")
        return Post(headline=head, blocks=tuple(blocks)), [user for user, _, _ in plans[:SHOWN]]


class Lunch(_Window):
    """The kind `lunch`."""

    name = "lunch"
    called = "Lunch"
    default_minutes = 60
    task_words = frozenset(
        {
            *("lunch break", "lunch hour", "lunch time", "mittagspause", "pause déjeuner", "pausa para almorzar"),
            *("pausa para almoço", "pausa pranzo", "lunchpauze", "обеденный перерыв", "午休", "昼休み", "점심시간"),
            *map(WholeTitle, ("lunch", "mittagessen", "mittag", "déjeuner", "almuerzo", "almoço", "pranzo")),
            *map(WholeTitle, ("обед", "午餐", "昼食", "점심")),
        }
    )

    async def _post(self, occurrence: Occurrence, until: When) -> tuple[Post, Sequence[str]]:
        said = await self._voice.line("lunch", {})
        return Post(headline=("Lunch until ", until, f". {said}" if said else ".")), ()


def _short(words: str) -> str:
    return shortened(next((each.strip() for each in words.splitlines() if each.strip()), ""), PLAN)
