"""Reads what was said in a channel before we were there, a page at a time, and keeps it.

One page is asked for at a time, whatever the number of channels and of replicas, and the next one a
moment later: a chat may take fifty calls of a sort a minute, of some apps one, and other rooms want
theirs too. Where a page ended is committed together with what was in it, so a process that is killed
loses nothing, and another goes on. What was deleted while it was read stays deleted: see `bot.memory.past`.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from bot.memory.past import Past, PastMessage, in_plain_words
from bot.memory.plain_words import PlainWords
from bot.memory.reading_posts import BACK, asked, hello, introduction, progress, set_up
from integrations.chat import ChatHistory, ChatLimited, ChatRefused, ChatUncertain, Refusal, stranger
from integrations.chat_events import Deleted, Edited, Said
from integrations.chat_history import HistoryPage, Told
from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.memory import ReadingState, reading_threads, readings
from integrations.deferred import dataclass
from integrations.post import Mention, Post, Text
from integrations.time import Clock
from jobs.delivery.heartbeat import Again
from jobs.delivery.lease import Held, Lease, is_free
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.team import Team

PACE = timedelta(seconds=1.5)
"""Between two pages: forty a minute, for a chat may take no more than fifty."""
AGAIN = timedelta(seconds=30)
"""When a page is asked for again that did not come."""
TELL_EVERY = timedelta(seconds=20)
"""How often the channel's message is drawn anew."""
IDLE_S = 60
"""How often it is looked whether another replica was asked to read."""
_WORDS: dict[Refusal, str] = {
    Refusal.NOT_IN_PLACE: "I am not in this channel any more",
    Refusal.PLACE_GONE: "I do not see this channel any more",
    Refusal.MISSING_PERMISSION: "I was not given the right to read here",
    Refusal.NOT_ALLOWED: "the workspace does not let me",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A channel that is being read, or was."""

    channel: str
    state: ReadingState
    asked_by: str
    since: datetime
    following: str | None
    messages: int
    reached: datetime | None
    told_in: str
    told: int
    told_at: datetime | None
    not_before: datetime
    fence: int


@dataclass(frozen=True, slots=True)
class _Thread:
    """A thread that is still to be read, and where its next page begins."""

    thread: str
    following: str | None


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whose turn it is, and the thread of it that is next, if any is left."""

    reading: _Reading
    thread: _Thread | None
    held: Held


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that has come: of the channel itself, or of a thread."""

    thread: str | None
    found: HistoryPage
    said: list[PastMessage]


class ReadingBack:
    """Reads what was said in a channel before we joined it."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        chat: ChatHistory,
        team: Team,
        words: PlainWords,
        past: Past,
        outbox: Outgoing,
        *,
        lease_s: float = 30,
    ) -> None:
        """Prepare. A killed process's reading is taken over after `lease_s` seconds."""
        self._db = db
        self._clock = clock
        self._chat = chat
        self._team = team
        self._words = words
        self._past = past
        self._outbox = outbox
        self._lease = Lease(db, readings, timedelta(seconds=lease_s))
        self.wanted = asyncio.Event()
        """Set where somebody has asked for something to be read."""

    # --- what people ask for -----------------------------------------------------------

    async def begin(self, tx: Tx, channel: str, *, by: str, told_in: str) -> bool:
        """Begin to read a channel, or go on where it was stopped; False where it is being read.

        How far it is, is shown in the message with the key `told_in`.
        """
        before = await _reading(tx, channel)
        if before is not None and before.state is ReadingState.READING:
            return False
        now = self._clock.now()
        values: dict[str, Any] = {
            "state": ReadingState.READING,
            "asked_by": by,
            "told_in": told_in,
            "not_before": now,
            "lease_until": None,
        }
        if before is None or before.state is ReadingState.DONE:
            start = {"since": now - BACK, "following": None, "whole": False, "messages": 0}
            values |= {**start, "reached": None}
        await tx.execute(
            self._db.insert(readings)
            .values(**({"since": now} | values), channel=channel)
            .on_conflict_do_update(index_elements=[readings.c.channel], set_=values)
        )
        await self._tell(tx, channel)
        self.wanted.set()
        return True

    async def stop(self, tx: Tx, channel: str, *, by: str) -> bool:
        """Stop to read a channel; False where it is not being read. Nothing that is on its way is kept any more."""
        stopping = readings.update().where(readings.c.channel == channel, readings.c.state == ReadingState.READING)
        stopped = await tx.execute(stopping.values(state=ReadingState.STOPPED, lease_until=None))
        if not stopped.rowcount:
            return False
        await self._tell(tx, channel, why=(Mention(user=by),))
        return True

    # --- a page --------------------------------------------------------------------------

    async def step(self) -> Again:
        """Read the next page of a channel, if one is to be read; when to call it again."""
        self.wanted.clear()
        turn = await self._take()
        if not isinstance(turn, _Turn):
            return Again(turn)
        reading, thread, held = turn.reading, turn.thread, turn.held
        try:
            page = await self._ask(reading, thread)
        except ChatLimited as limit:
            await self._wait(held, timedelta(seconds=limit.retry_after))
        except ChatUncertain as silence:
            log.info("history_not_read", channel=reading.channel, why=silence.code)
            await self._wait(held, AGAIN)
        except ChatRefused as refusal:
            if thread is not None and refusal.meaning is Refusal.MESSAGE_GONE:
                await self._keep(reading, held, _Page(thread.thread, HistoryPage([], [], None), []))
            else:
                await self._refused(reading, held, refusal)
        else:
            await self._keep(reading, held, page)
        return Again(PACE.total_seconds())

    async def _take(self) -> "_Turn | float":
        """The reading whose turn it is, under our lease; else the seconds until it is looked again."""
        now = self._clock.now()
        open_ = sa.select(readings).where(readings.c.state == ReadingState.READING)
        async with self._db.write() as tx:
            await self._db.alone(tx, "reading back")
            ordered = open_.order_by(readings.c.fence, readings.c.channel)
            waiting = [record_of(_Reading, row) for row in await tx.execute(ordered)]
            free = await self._lease.offered(tx, open_.where(is_free(readings.c.lease_until)), _Reading)
            if not waiting:
                return float(IDLE_S)
            if len(free) < len(waiting):  # another replica has a page on its way
                return PACE.total_seconds()
            due = [each for each in waiting if each.not_before <= now]
            if not due:
                first = min(each.not_before for each in waiting)
                return float(max((first - now).total_seconds(), PACE.total_seconds()))
            reading = due[0]
            (held,) = await self._lease.take(tx, [reading])
            threads = sa.select(reading_threads).where(reading_threads.c.channel == reading.channel)
            row = (await tx.execute(threads.order_by(reading_threads.c.thread).limit(1))).first()
        return _Turn(reading, record_of(_Thread, row) if row else None, held)

    async def _ask(self, reading: _Reading, thread: _Thread | None) -> _Page:
        if thread is None:
            found = await self._chat.history(reading.channel, since=reading.since, following=reading.following)
        else:
            found = await self._chat.replies(reading.channel, thread.thread, following=thread.following)
        me = await self._chat.me()
        by_others = []
        for told in found.told:
            said = told.message if isinstance(told, Edited) else told
            if isinstance(said, Deleted) or said.user not in (me.user, me.bot):
                by_others.append(told)
        await self._meet(by_others)
        said_by_others = await in_plain_words(by_others, self._words, me.user)
        return _Page(thread.thread if thread is not None else None, found, said_by_others)

    async def _meet(self, told: list[Told]) -> None:
        """Learn the names of apps that speak there."""
        spoken = [each.message if isinstance(each, Edited) else each for each in told]
        apps = {each.user: each.app for each in spoken if isinstance(each, Said) and each.app}
        for user, name in apps.items():
            if await self._team.person(user) is None:
                await self._team.changed(stranger(user, name, is_bot=True))

    async def _keep(self, reading: _Reading, held: Held, page: _Page) -> None:
        """Keep a page and where it ended, in one transaction, unless the reading was stopped or taken over."""
        now = self._clock.now()
        found = page.found
        moments = [each.at for each in page.said]
        read = sum(each.message_id != page.thread for each in page.said)
        values: dict[str, Any] = {"messages": reading.messages + read}
        if page.thread is None:
            values |= {"following": found.following, "whole": found.following is None}
            values |= {"reached": min([*moments, *([reading.reached] if reading.reached else [])], default=None)}
        async with self._db.write() as tx:
            if not await self._lease.give_back(tx, [held], **values):
                return
            await self._past.keep(tx, [each for each in page.said if each.at >= reading.since])
            await self._past.delete(tx, [each for each in found.told if isinstance(each, Deleted)])
            await self._threads(tx, reading.channel, page)
            if await self._is_over(tx, reading.channel):
                done = readings.update().where(readings.c.channel == reading.channel)
                await tx.execute(done.values(state=ReadingState.DONE))
                await self._tell(tx, reading.channel)
            elif reading.told_at is None or now - reading.told_at >= TELL_EVERY:
                await self._tell(tx, reading.channel)
            await self._rest(tx, now + PACE)

    async def _threads(self, tx: Tx, channel: str, page: _Page) -> None:
        """Note which threads are to be read, and how far one was."""
        if page.thread is not None:
            this = sa.and_(reading_threads.c.channel == channel, reading_threads.c.thread == page.thread)
            if page.found.following is None:
                await tx.execute(reading_threads.delete().where(this))
            else:
                await tx.execute(reading_threads.update().where(this).values(following=page.found.following))
        elif page.found.threads:
            new = self._db.insert(reading_threads).on_conflict_do_nothing()
            await tx.execute(new, [{"channel": channel, "thread": each} for each in page.found.threads])

    async def _is_over(self, tx: Tx, channel: str) -> bool:
        left = sa.exists().where(reading_threads.c.channel == channel)
        over = sa.select(readings.c.channel).where(readings.c.channel == channel, readings.c.whole, ~left)
        return (await tx.execute(over)).first() is not None

    # --- what keeps it from going on -----------------------------------------------------

    async def _wait(self, held: Held, pause: timedelta) -> None:
        async with self._db.write() as tx:
            await self._lease.give_back(tx, [held])
            await self._rest(tx, self._clock.now() + pause)

    async def _rest(self, tx: Tx, until: datetime) -> None:
        """Ask for no page of any channel until then: the chat counts them together."""
        soon = sa.and_(readings.c.state == ReadingState.READING, readings.c.not_before < until)
        await tx.execute(readings.update().where(soon).values(not_before=until))

    async def _refused(self, reading: _Reading, held: Held, refusal: ChatRefused) -> None:
        log.warning("history_refused", channel=reading.channel, why=refusal.code)
        async with self._db.write() as tx:
            if await self._lease.give_back(tx, [held], state=ReadingState.REFUSED):
                await self._tell(tx, reading.channel, why=(_WORDS.get(refusal.meaning, f"it says {refusal.code}"),))

    # --- telling -------------------------------------------------------------------------

    async def _tell(self, tx: Tx, channel: str, *, why: Text = ()) -> None:
        """Draw the message anew that tells how far it is."""
        reading = await _reading(tx, channel)
        if reading is None:
            return
        blocks = progress(reading.told_in, reading.state, reading.messages, reading.reached, self._chat.chat_name, why)
        headline = asked(reading.asked_by)
        if reading.told_in == hello(channel):
            headline, blocks = introduction((await self._chat.me()).user), (*blocks, *set_up(channel))
        number = reading.told + 1
        told = {"told": number, "told_at": self._clock.now()}
        await tx.execute(readings.update().where(readings.c.channel == channel).values(**told))
        key, post = f"{reading.told_in}:{number}", Post(headline=headline, blocks=blocks)
        message = OutgoingMessage(key, channel, post, priority=Priority.REPLY, replaces=reading.told_in)
        await self._outbox.put(tx, message)


async def _reading(tx: Tx, channel: str) -> _Reading | None:
    row = (await tx.execute(sa.select(readings).where(readings.c.channel == channel))).first()
    return record_of(_Reading, row) if row else None
