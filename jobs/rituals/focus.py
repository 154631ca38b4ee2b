"""Focus and lunch: a window in which nudges wait, and one line that says so."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from integrations.post import Block, Bold, Bullets, Post, SmallPrint, Text, When
from integrations.time import Clock
from jobs.calendar import zone_of
from jobs.letters import Letter
from jobs.rituals.ritual import Occurrence, Result
from jobs.standup.plans_today import PlansToday
from jobs.team import Team
from jobs.voice import Voice
from jobs.windows import LONGEST, SHORTEST, Windows

SHOWN = 12
"""Members whose plans are shown; one line each."""
PLAN = 90
"""Characters of a plan."""


class _Window:
    """What both kinds are: a window of a channel that begins with one message."""

    name: str
    minutes: int
    default_late = "skip"
    option_names = frozenset({"minutes"})

    def __init__(self, windows: Windows, clock: Clock, team: Team, voice: Voice) -> None:
        """Open those windows, with one line of the voice."""
        self._windows = windows
        self._clock = clock
        self._team = team
        self._voice = voice

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        minutes = given.get("minutes", self.minutes)
        good = isinstance(minutes, int) and not isinstance(minutes, bool)
        if good and SHORTEST <= timedelta(minutes=minutes) <= LONGEST:
            return []
        return [("minutes", "is a number of minutes, 5 to 240")]

    async def run(self, occurrence: Occurrence) -> Result:
        """Open the window, and say until when."""
        channel, now = occurrence.ritual.channel, self._clock.now()
        given = occurrence.ritual.options.get("minutes", self.minutes)
        until = now + timedelta(minutes=given)
        post = await self._post(occurrence, until)
        letter = Letter(
            f"{self.name}:{occurrence.id}",
            channel,
            post,
            sort="reply" if occurrence.asked_by else "ritual",
            expires_at=until,
        )
        keep = partial(self._windows.open_channel, channel=channel, kind=self.name, until=until)
        return Result(letters=(letter,), keep=keep)

    async def _post(self, occurrence: Occurrence, until: datetime) -> Post:
        raise NotImplementedError

    @staticmethod
    def _until(occurrence: Occurrence, until: datetime) -> When:
        zone = occurrence.ritual.timezone
        return When(at=until, zone="UTC" if zone == "member" else zone_of(zone).key)


class Focus(_Window):
    """The kind `focus`."""

    name = "focus"
    minutes = 90
    task_words = frozenset({"feature implementation", "coding", "deep work", "focus time", "focus block"})

    def __init__(self, windows: Windows, clock: Clock, team: Team, voice: Voice, plans: PlansToday) -> None:
        """With what each member means to do today."""
        super().__init__(windows, clock, team, voice)
        self._plans = plans

    async def _post(self, occurrence: Occurrence, until: datetime) -> Post:
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
        head: Text = ("Focus until ", self._until(occurrence, until), f". {said}" if said else ".")
        return Post(headline=head, blocks=tuple(blocks))


class Lunch(_Window):
    """The kind `lunch`."""

    name = "lunch"
    minutes = 60
    task_words = frozenset({"lunch break", "lunch hour"})

    async def _post(self, occurrence: Occurrence, until: datetime) -> Post:
        said = await self._voice.line("lunch", {})
        return Post(headline=("Lunch until ", self._until(occurrence, until), f". {said}" if said else "."))


def _short(words: str) -> str:
    line = next((each.strip() for each in words.splitlines() if each.strip()), "")
    return line if len(line) <= PLAN else f"{line[: PLAN - 1]}…"
