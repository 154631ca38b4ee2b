"""The app over a database of its own, with a chat that only writes down and a clock that is turned."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.app import assemble
from bot.parts import Parts
from bot.rehearsal.kept import Kept, PlayedDays
from bot.rehearsal.kinds import OfThatDay, kinds_of
from bot.rehearsal.lives import Lives
from bot.settings import Settings
from bot.sources import Sources
from integrations.database import Database
from integrations.database.copying import put_in
from integrations.rolecard import RoleCard
from integrations.slack.recording import RecordingChat
from integrations.time import TurnableClock
from jobs.cadence.members import Members
from jobs.calendar import read_hours, window, zone_of
from jobs.delivery import outbox_log
from jobs.delivery.ledger import BEFORE_THE_END
from jobs.standup import message_keys


class NobodyComesOrGoes(Members):
    """Members who stay as they are, so that nobody need look after what is planned for them."""

    def __init__(self) -> None:
        """Ask nobody."""

    async def refresh(self) -> bool:
        """Return False: nothing has changed."""
        return False


_ANY_ANSWER = message_keys.answer("%", "%")
Prepare = Callable[[Parts], Awaitable[None]]
Note = Callable[[datetime], None]


class World:
    """Some days, once."""

    def __init__(self, parts: Parts, chat: RecordingChat, clock: TurnableClock, kept: Kept, span: PlayedDays) -> None:
        """Play `span` with these parts; `world` makes one."""
        self.parts = parts
        self.chat = chat
        self._clock = clock
        self._kept = kept
        self._span = span
        self._lives = Lives(kept, span.begins)
        self._ledgers: set[datetime] = set()
        self._commits = 0
        parts.db.on_commit(self._committed)

    @property
    def no_history(self) -> frozenset[str]:
        """The names of the kinds whose sources keep no history."""
        return frozenset(kind.name for kind in self.parts.rituals.kinds if isinstance(kind, OfThatDay))

    async def play(self, prepare: Prepare, note: Note) -> None:
        """Let it all happen, after `prepare` has set up what is to be tried."""
        await self.parts.team.learn()
        await prepare(self.parts)
        async with self.parts.db.write() as tx:
            await outbox_log.forget_all(tx)  # what is said of a change of rituals is none of theirs
        await self.parts.cadence.members.refresh()
        self.parts.cadence.members = NobodyComesOrGoes()
        self._ledgers = await self._when_ledgers_are_sent()
        tried: int | None = None
        while (due := await self._next_due(tried == self._commits)) is not None and due <= self._span.ends:
            tried = self._commits
            if due > self._clock.now():
                self._clock.turn_to(due)
                note(due)
            await self._go_on()

    async def _go_on(self) -> None:
        """Do what is due; what follows from it may be due as well."""
        parts, now = self.parts, self._clock.now()
        if now in self._ledgers:
            self._ledgers.remove(now)
            await parts.ledger.tick()
        await self._lives.go_on(parts)
        if self._kept.alerts:
            await parts.announcing.tick()
        await parts.windows.tick()
        await self._run_rituals()
        await self._post()

    async def _run_rituals(self) -> None:
        if await self.parts.cadence.tick():
            await self.parts.cadence.settle()
            await self._lives.hear_of_rounds(self.parts)

    async def _post(self) -> None:
        """Post what may go now, but for what interrupts nobody and is only shown below or in place of a post."""
        async with self.parts.db.write() as tx:
            await outbox_log.forget_waiting(tx, like=_ANY_ANSWER)
        while await self.parts.outbox.beat():
            while not self.parts.outbox.idle:  # noqa: ASYNC110 - whatever it waits for is on this loop, and due
                await asyncio.sleep(0)

    async def _next_due(self, stuck: bool) -> datetime | None:
        """When something is due next: at once, where more is by now and what is due is not `stuck`."""
        occurrence, message = await self.parts.cadence.next_due(), await self.parts.outbox.next_due()
        moments = [message, occurrence[0] if occurrence else None, self._lives.next_due, *self._ledgers]
        now = self._clock.now()
        at_once = (max(moment, now) for moment in moments if moment is not None)
        return min((moment for moment in at_once if moment > now or not stuck), default=None)

    def _committed(self) -> None:
        self._commits += 1

    async def _when_ledgers_are_sent(self) -> set[datetime]:
        """When the last hour of a working week begins, wherever somebody is."""
        hours = read_hours((await self.parts.team.settings()).working_hours)
        zones = {zone_of(person.zone) for person in self._kept.workspace.people.values() if not person.gone}
        days = [day for day in self._span.days if await self.parts.ledger.is_the_last_day(day)]
        return {window(day, hours, zone)[1] - BEFORE_THE_END for day in days for zone in zones}


def why_kinds_are_off(settings: Settings, card: RoleCard, empty: Path) -> Mapping[str, str]:
    """Return what each kind of the team's own app says of why it cannot report. Nobody is asked anything."""
    made = assemble(settings, db=Database(f"sqlite:///{empty}"), card=card)
    return {kind.name: kind.why_off for kind in made.parts.rituals.kinds}


@asynccontextmanager
async def world(
    kept: Kept, span: PlayedDays, settings: Settings, card: RoleCard, why_off: Mapping[str, str], file: Path
) -> AsyncIterator[World]:
    """Give a world before its first moment: what was kept, with what is set now, in the empty database `file`."""
    clock = TurnableClock(span.begins, running=False)
    db = Database(f"sqlite:///{file}", alone=True)
    chat = RecordingChat(kept.workspace, clock.now)
    made = assemble(
        settings,
        clock=clock,
        db=db,
        chat=chat,
        card=card,
        sources=Sources(),
        kinds_of=kinds_of(kept, db, clock, why_off),
    )
    try:
        async with db.write() as tx:
            await put_in(tx, kept.tables)
        yield World(made.parts, chat, clock, kept, span)
        await made.parts.cadence.stop()
    finally:
        await made.parts.team.stop()
        await db.close()
