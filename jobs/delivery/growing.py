"""Messages that people see grow: their ids are kept at once, so that whoever comes after a crash finishes them.

What grows is only seen; what is said in the end is a message of the outbox, under the same key.
The outbox finishes the one that was begun instead of posting another.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.chat import ChatError, ChatGrowing, ChatRefused, ChatUncertain, Growing, Posted, Refusal
from integrations.database import Database
from integrations.database.tables.answers import answers
from integrations.database.tables.delivery import outbox
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.time import Clock
from jobs.messages import Sent

log = structlog.get_logger()

_CLOCKS_APART = timedelta(minutes=10)
"""How much earlier than by our clock a message may have begun by the chat's."""


@dataclass(frozen=True, slots=True)
class BegunAnswer:
    """An answer that somebody began, in this process or another."""

    key: str
    asker: str
    place: str
    thread: str | None
    stopped_by: str | None
    question: Mapping[str, Any]
    sources: Sequence[str]


class GrowingMessages:
    """Begins, grows and finishes them."""

    def __init__(self, db: Database, chat: ChatGrowing, clock: Clock) -> None:
        """Keep in `db` what was begun in `chat`."""
        self._db = db
        self._insert = db.insert(answers).on_conflict_do_nothing(index_elements=[answers.c.key])
        self._chat = chat
        self._clock = clock
        self._stops: dict[str, Callable[[], None]] = {}

    async def keep(
        self, key: str, *, asker: str, place: str, thread: str | None, question: Mapping[str, Any]
    ) -> BegunAnswer:
        """Keep that this is being answered, and return what is known of it."""
        row: dict[str, Any] = {"key": key, "asker": asker, "place": place, "thread": thread, "question": question}
        row["begun_at"] = self._clock.now()
        async with self._db.write() as tx:
            await tx.execute(self._insert, [row])
        begun = await self.of(key)
        if begun is None:
            raise LookupError(key)
        return begun

    async def of(self, key: str) -> BegunAnswer | None:
        """What is known of an answer; None where there was none by a model."""
        row = await self._row(key)
        if row is None:
            return None
        sources = tuple(filter(None, row.sources.split(",")))
        return BegunAnswer(row.key, row.asker, row.place, row.thread, row.stopped_by, row.question, sources)

    async def leans_on(self, key: str, sources: Sequence[str]) -> None:
        """Keep which tools an answer leans on."""
        await self._change(key, sources=",".join(sources)[:1000])

    async def begin(self, key: str, post: Post) -> Growing | None:
        """Begin the message, or take over the one that was begun; None where the chat does not let us.

        One that is taken over is not added to but replaced: what it shows is not known.
        """
        row = await self._row(key)
        if row is None:
            return None
        try:
            if known := await self._known(row):
                await self._chat.finish(row.place, known.id, post, key=key)
                return Growing(row.place, known.id, known.at)
            await self._change(key, tried_at=self._clock.now())
            message = await self._chat.begin(row.place, post, key=key, thread=row.thread, reader=row.asker)
        except ChatError as problem:
            log.info("answer_not_shown_growing", key=key, why=problem.code)
            if not isinstance(problem, ChatUncertain):
                await self._change(key, tried_at=None)
            return None
        await self._keep(key, Posted(message.id, message.at or self._clock.now()))
        return message

    async def grow(self, key: str, message: Growing, post: Post) -> None:
        """Let it show `post`. Raises `ChatError`."""
        await self._chat.grow(message, post, key=key)

    async def finish(self, key: str, post: Callable[[], Awaitable[Post]]) -> Sent | None:
        """Finish the message that was begun under a key; None where there is none. Raises `ChatError`.

        `post` is asked for right before it is shown.
        """
        row = await self._row(key)
        if row is None or (known := await self._known(row)) is None:
            return None
        shown = await post()
        try:
            await self._chat.finish(row.place, known.id, shown, key=key)
        except ChatRefused as refused:
            if refused.meaning is not Refusal.MESSAGE_GONE:
                raise
            return None  # somebody deleted it
        return Sent(row.place, known.id, known.at)

    # --- stopping ------------------------------------------------------------------

    @contextmanager
    def stoppable(self, key: str, stop: Callable[[], None]) -> Iterator[None]:
        """Call `stop` where somebody stops the answer meanwhile, in whichever process they are heard."""
        self._stops[key] = stop
        try:
            yield
        finally:
            self._stops.pop(key, None)

    async def stop(self, key: str, by: str) -> None:
        """Stop an answer; one that is finished stays as it is."""
        await self._change(key, stopped_by=by)
        if stop := self._stops.get(key):
            stop()

    async def stop_there(self, place: str, thread: str, by: str, messages: Sequence[str]) -> None:
        """Stop what is being answered in a thread, as the chat's own button asks for.

        `messages` are those of which the chat takes no more, whoever stopped them. What nobody sees yet is stopped
        by whoever asked alone.
        """
        unseen = sa.and_(answers.c.thread == thread, answers.c.asker == by, answers.c.message_id.is_(None))
        unfinished = ~sa.exists().where(outbox.c.key == answers.c.key)
        here = sa.and_(answers.c.place == place, sa.or_(answers.c.message_id.in_(messages), unseen), unfinished)
        keys = (await self._db.fetch(sa.select(answers.c.key).where(here))).scalars().all()
        for key in keys:
            await self.stop(key, by)
        try:
            await self._chat.rest(place, thread)
        except ChatError as problem:
            log.info("thread_not_at_rest", place=place, why=problem.code)

    async def look(self) -> None:
        """See whether somebody stopped one of ours in another process."""
        if not self._stops:
            return
        ours = sa.select(answers.c.key).where(answers.c.key.in_(list(self._stops)), answers.c.stopped_by.is_not(None))
        stopped = (await self._db.fetch(ours)).scalars().all()
        for key in stopped:
            if stop := self._stops.get(key):
                stop()

    # --- finding -------------------------------------------------------------------

    async def _known(self, row: sa.Row[Any]) -> Posted | None:
        """The message of an answer; it is looked up where it may have been begun and nobody could keep its id."""
        if row.message_id is not None:
            return Posted(row.message_id, row.posted_at)
        if row.tried_at is None:
            return None
        since = row.begun_at - _CLOCKS_APART
        here = sa.and_(answers.c.place == row.place, answers.c.message_id.is_not(None), answers.c.begun_at >= since)
        others = (await self._db.fetch(sa.select(answers.c.message_id).where(here))).scalars().all()
        try:
            found = await self._chat.unfinished(row.place, row.key, since=since, thread=row.thread, besides=others)
        except ChatRefused as refused:
            if refused.meaning is Refusal.MESSAGE_GONE:
                return None
            raise ChatUncertain(refused.code) from refused
        if found:
            await self._keep(row.key, found)
        return found

    async def _keep(self, key: str, posted: Posted) -> None:
        await self._change(key, message_id=posted.id, posted_at=posted.at)

    async def _change(self, key: str, **values: Any) -> None:
        async with self._db.write() as tx:
            await tx.execute(answers.update().where(answers.c.key == key).values(values))

    async def _row(self, key: str) -> sa.Row[Any] | None:
        return (await self._db.fetch(sa.select(answers).where(answers.c.key == key))).first()
