"""Takes an export of a chat into memory: who and what is there, and what was said."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from bot.memory.past import Past, PastMessage, in_plain_words
from bot.memory.plain_words import PlainWords
from bot.memory.store import Memory
from integrations.chat import Channel, Person
from integrations.chat_events import Deleted
from integrations.chat_history import ChatExport, ExportedDay, ExportedPlace, ExportProblem
from integrations.database import Database
from integrations.database.chunks import chunks
from integrations.database.steps import INSERTED, PAUSE_S
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.people import exported_team

AT_ONCE = 1_000
"""Messages that are read before they are kept."""
MOST_FILES = 100
"""Files that are read before anything is told of them."""


@dataclass(slots=True)
class Imported:
    """How far an import is, and what came of it."""

    people: int
    places: int
    files: int
    """Files of messages that there are."""
    files_read: int = 0
    messages: int = 0
    """Messages with words that were read."""
    kept: int = 0
    """Those that were not in memory, or were edited since."""
    muted: list[str] = field(default_factory=list)
    """The names of channels of which nothing is kept."""
    problems: list[ExportProblem] = field(default_factory=list)


class Importing:
    """Takes one export into memory."""

    def __init__(self, db: Database, clock: Clock, memory: Memory, past: Past, export: ChatExport) -> None:
        """Prepare to import an open export."""
        self._db = db
        self._clock = clock
        self._memory = memory
        self._past = past
        self._export = export
        self._waiting: list[PastMessage] = []
        files = sum(len(place.days) for place in export.places)
        self._done = Imported(len(export.people), len(export.places), files, problems=list(export.problems))

    async def run(self, tell: Callable[[Imported], None]) -> Imported:
        """Import all of it; `tell` is called now and then. Doing it again changes nothing."""
        export, done = self._export, self._done
        people = {each.id: each for each in export.people.values()}
        await exported_team.take_in(self._db, self._clock, people.values(), export.places, export.newest_day)
        words = PlainWords(_ExportedNames(people, {each.channel.id: each.channel for each in export.places}))
        for place in export.places:
            if not await self._memory.listens(place.channel.id):
                done.muted.append(place.channel.name)
                done.files_read += len(place.days)
                continue
            files = iter(place.days)
            while days := await asyncio.to_thread(self._next_days, place, files):
                for day in days:
                    await self._take(day, people, words)
                done.files_read += len(days)
                tell(done)
        await self._keep()
        tell(done)
        return done

    def _next_days(self, place: ExportedPlace, files: Iterator[str]) -> list[ExportedDay]:
        """Read the next files, as many as have enough messages. It blocks."""
        days: list[ExportedDay] = []
        for file in files:
            days.append(self._export.day(place, file))
            if sum(len(day.told) for day in days) >= AT_ONCE or len(days) == MOST_FILES:
                break
        return days

    async def _take(self, day: ExportedDay, people: dict[str, Person], words: PlainWords) -> None:
        self._done.problems += day.problems
        if unmet := [each for each in day.strangers.values() if each.id not in people]:
            await exported_team.keep_strangers(self._db, self._clock, unmet)
            people |= {each.id: each for each in unmet}
        for gone in day.told:
            if isinstance(gone, Deleted):
                await self._keep()
                await self._memory.delete(gone.channel, gone.id, at=gone.at)
        said = await in_plain_words(day.told, words)
        self._done.messages += len(said)
        self._waiting += said
        if len(self._waiting) >= AT_ONCE:
            await self._keep()

    async def _keep(self) -> None:
        waiting, self._waiting = self._waiting, []
        for some in chunks(waiting, INSERTED):
            async with self._db.write() as tx:
                self._done.kept += await self._past.keep(tx, some)
            await asyncio.sleep(PAUSE_S)


@dataclass(frozen=True, slots=True)
class _ExportedNames:
    """People and places by the names that they have in the export."""

    people: Mapping[str, Person]
    places: Mapping[str, Channel]

    async def person(self, user: str) -> Person | None:
        """Return a person of the export; None for whom it does not have."""
        return self.people.get(user)

    async def channel(self, channel: str) -> Channel | None:
        """Return a channel of the export; None for one that it does not have."""
        return self.places.get(channel)


def summary(done: Imported) -> Iterable[str]:
    """What came of it, a line each."""
    yield f"{done.people:,} people, {done.places:,} conversations"
    yield f"{done.messages:,} messages, {done.kept:,} of them new"
    if done.muted:
        yield f"nothing was kept of {', '.join(f'#{name}' for name in done.muted)}: muted with /recall mute"
