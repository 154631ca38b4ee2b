"""The memory itself: what is kept, edited, noted and let go."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.memory.engines import Engine, Postgres, Sqlite
from bot.memory.narrowed import Narrowed
from bot.memory.recall import Recalled, RecallPlace, search
from bot.memory.words import searchable
from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.steps import in_steps
from integrations.database.tables.memory import (
    SEARCH_FORM,
    forgotten,
    memories,
    memory_channels,
    mutes,
    reading_threads,
    readings,
)
from integrations.database.tables.team import channels
from integrations.deferred import dataclass
from integrations.time import Clock
from integrations.words import clean
from jobs.people.audience import may_read, tellable, uncertain
from jobs.people.directory import Directory

if TYPE_CHECKING:
    from bot.memory.meaning import Meaning, Meant

LONGEST = 40_000
"""Characters that are kept of a message."""

MOST_UNSURE = 30
"""Messages whose channels are read anew for one question."""
NOTHING = {"text": "", "search": "", "search_form": SEARCH_FORM, "person": "", "noted_by": None, "gone": True}


@dataclass(frozen=True, slots=True)
class Since:
    """What is known to have become of a message since it was said; events of it come in any order."""

    gone: bool
    text: str
    edited_at: datetime | None
    """None for one that nobody has edited, as far as we were told."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message in memory."""

    number: int
    """Its own there."""
    channel: str
    message_id: str
    thread: str | None
    user: str
    text: str
    said_at: datetime
    noted_by: str | None


class Memory:
    """What people said where we were, in plain words.

    Texts given to it are plain already: the chat's markup resolved to the names people saw.
    """

    def __init__(self, db: Database, team: Directory, clock: Clock, meaning: "Meaning | None" = None) -> None:
        """Prepare; `team` is asked who is where by `refresh` and `refresh_notes` only.

        With `meaning`, what is near to a question in what it means is recalled beside what has its words.
        """
        self._db = db
        self._team = team
        self._clock = clock
        self._meaning = meaning
        self._engine: Engine = Sqlite() if db.is_sqlite else Postgres()

    # --- keeping -------------------------------------------------------------------

    async def listens(self, channel: str) -> bool:
        """Whether messages of the channel are kept: unless somebody muted it."""
        async with self._db.read() as tx:
            query = sa.select(memory_channels.c.listening).where(memory_channels.c.channel == channel)
            said = (await tx.execute(query)).scalar_one_or_none()
        return said is not False

    async def listen(self, tx: Tx, channel: str, *, on: bool, by: str) -> bool:
        """Keep what is said in the channel from now on, or stop to; whether that changed anything."""
        query = sa.select(memory_channels.c.listening).where(memory_channels.c.channel == channel)
        was = (await tx.execute(query)).scalar_one_or_none() is not False
        values = {"listening": on, "changed_by": by, "changed_at": self._clock.now()}
        await tx.execute(
            self._db.insert(memory_channels)
            .values(channel=channel, **values)
            .on_conflict_do_update(index_elements=[memory_channels.c.channel], set_=values)
        )
        if was != on:
            open_ = mutes.update().where(mutes.c.channel == channel, mutes.c.until.is_(None))
            now = self._clock.now()
            await tx.execute(open_.values(until=now) if on else mutes.insert().values(channel=channel, since=now))
        return was != on

    async def keep(
        self,
        channel: str,
        message_id: str,
        user: str,
        text: str,
        *,
        at: datetime,
        thread: str | None = None,
        noted_by: str | None = None,
        wanted: bool = False,
    ) -> bool:
        """Keep a message that was said `at` that moment; with `noted_by`, as a note of that person's.

        A message that is known stays as it is, with later edits and deletions, but becomes a
        note where it was none. What its author had erased since is kept only where it is `wanted` now.
        Returns whether it is in memory now, which what was deleted is not.
        """
        text = clean(text)[:LONGEST]
        async with self._db.write() as tx:
            if not wanted and await _was_erased(tx, user, at):
                return False
            await tx.execute(
                self._db.insert(memories)
                .values(
                    channel=channel,
                    message_id=message_id,
                    thread=thread,
                    person=user,
                    text=text,
                    search=searchable(text),
                    search_form=SEARCH_FORM,
                    said_at=at,
                    noted_by=noted_by,
                )
                .on_conflict_do_nothing(index_elements=[memories.c.channel, memories.c.message_id])
            )
            if noted_by is not None:
                await tx.execute(
                    memories.update()
                    .where(_is(channel, message_id), memories.c.noted_by.is_(None), ~memories.c.gone)
                    .values(noted_by=noted_by)
                )
            return (
                await tx.execute(sa.select(memories.c.id).where(_is(channel, message_id), ~memories.c.gone))
            ).first() is not None

    async def edit(
        self,
        channel: str,
        message_id: str,
        user: str,
        text: str,
        *,
        at: datetime,
        edited_at: datetime,
        thread: str | None = None,
        only_known: bool = False,
    ) -> None:
        """A message, said `at` that moment, was edited at `edited_at`; an older edit changes nothing.

        With `only_known` a message that is not kept is not kept now either; nor is one that its author had erased.
        """
        text = clean(text)[:LONGEST]
        words = {"text": text, "search": searchable(text), "search_form": SEARCH_FORM, "edited_at": edited_at}
        newer = sa.and_(~memories.c.gone, sa.or_(memories.c.edited_at.is_(None), memories.c.edited_at < edited_at))
        async with self._db.write() as tx:
            if only_known or await _was_erased(tx, user, at):
                await tx.execute(memories.update().where(_is(channel, message_id), newer).values(**words))
                return
            await tx.execute(
                self._db.insert(memories)
                .values(channel=channel, message_id=message_id, thread=thread, person=user, said_at=at, **words)
                .on_conflict_do_update(
                    index_elements=[memories.c.channel, memories.c.message_id],
                    set_=words,
                    where=newer,
                )
            )

    async def since(self, channel: str, message_id: str) -> Since | None:
        """Return what is known to have become of a message; None where nothing is known of it."""
        query = sa.select(memories.c.gone, memories.c.text, memories.c.edited_at)
        row = (await self._db.fetch(query.where(_is(channel, message_id)))).first()
        return record_of(Since, row) if row is not None else None

    async def delete(self, channel: str, message_id: str, *, at: datetime) -> None:
        """A message, said `at` that moment, was deleted. Its words do not come back with a late delivery."""
        async with self._db.write() as tx:
            await tx.execute(
                self._db.insert(memories)
                .values(channel=channel, message_id=message_id, said_at=at, **NOTHING)
                .on_conflict_do_update(index_elements=[memories.c.channel, memories.c.message_id], set_=NOTHING)
            )

    async def delete_channel(self, channel: str) -> None:
        """A channel was deleted, and all that was said in it."""
        async with self._db.write() as tx:
            for table in (readings, reading_threads):  # first: what is being read comes too late then
                await tx.execute(table.delete().where(table.c.channel == channel))
        await in_steps(self._db, memories, memories.c.channel == channel, memories.delete())

    # --- notes ---------------------------------------------------------------------

    async def notes(self, user: str, *, limit: int = 20) -> list[KeptMessage]:
        """What `user` asked us to remember, newest first.

        Of what was said where `user` may not read any more no words are left: they may have been changed since.
        """
        readable = may_read(user, memories.c.channel).label("readable")
        query = (
            sa.select(memories, readable)
            .where(memories.c.noted_by == user, ~memories.c.gone)
            .order_by(memories.c.said_at.desc(), memories.c.id.desc())
            .limit(limit)
        )
        rows = (await self._db.fetch(query)).all()
        return [kept(row) if row.readable else replace(kept(row), text="") for row in rows]

    async def refresh_notes(self, user: str) -> None:
        """Have read anew who is where, as far as the notes of `user` depend on it. Asks the chat."""
        noted = sa.select(memories.c.channel).where(memories.c.noted_by == user, ~memories.c.gone)
        await self._team.know(user, of=noted)

    async def forget_note(self, user: str, number: int) -> KeptMessage | None:
        """Take back a note of `user`'s own; what it was, or None where they have no such note.

        Their own message is let go whole; somebody else's is only no note any more.
        """
        query = sa.select(memories).where(memories.c.id == number, memories.c.noted_by == user, ~memories.c.gone)
        async with self._db.write() as tx:
            row = (await tx.execute(query)).first()
            if row is None:
                return None
            released = NOTHING if row.person == user else {"noted_by": None}
            await tx.execute(memories.update().where(memories.c.id == row.id).values(**released))
        return kept(row)

    async def last_note(self, user: str, channel: str, thread: str | None) -> KeptMessage | None:
        """The newest note that `user` made in this thread, or in this channel outside of one."""
        query = sa.select(memories).where(memories.c.noted_by == user, memories.c.channel == channel, ~memories.c.gone)
        if thread is not None:
            query = query.where(sa.or_(memories.c.thread == thread, memories.c.message_id == thread))
        row = (await self._db.fetch(query.order_by(memories.c.said_at.desc(), memories.c.id.desc()).limit(1))).first()
        return kept(row) if row else None

    # --- recalling -----------------------------------------------------------------

    async def refresh(
        self, question: str, *, asker: str, channel: str, alone: bool = False, only: Narrowed | None = None
    ) -> None:
        """Have read anew who is where, as far as an answer depends on it. Asks the chat; call it before `recall`.

        It depends on what has the question's words, and on what is near to it in meaning, where that is known.
        """
        place = None if alone else channel
        if await self._team.know(asker, place):
            return
        unsure = uncertain(asker, place)
        async with self._db.read() as tx:
            if (await tx.execute(unsure.limit(1))).first() is None:
                return
        meant = await self._meant(question, asker=asker, channel=channel)
        async with self._db.read() as tx:
            found = await search(
                tx,
                question,
                within=unsure,
                place=RecallPlace(channel),
                now=self._clock.now(),
                limit=MOST_UNSURE,
                loosely=True,
                meant=meant,
                only=only,
                engine=self._engine,
            )
        if found:
            where = sorted({each.channel for each in found})
            await self._team.know(asker, place, of=sa.select(channels.c.id).where(channels.c.id.in_(where)))

    async def recall(
        self,
        question: str,
        *,
        asker: str,
        channel: str,
        limit: int = 10,
        thread: str | None = None,
        besides: tuple[str, ...] = (),
        alone: bool = False,
        loosely: bool = False,
        only: Narrowed | None = None,
    ) -> list[Recalled]:
        """What was said about `question`, best first, that everybody who reads `channel` may know.

        Of `only` some people's or days where that is given; then a question without words finds the newest.
        `alone`: only the asker will see it. `besides` are messages of the channel to leave out.
        What has too little of the question to be an answer is left out, unless it is asked for `loosely`.
        At most 100 results. Any question is fine; one without words that say something finds nothing.
        """
        now = self._clock.now()
        meant = await self._meant(question, asker=asker, channel=channel)
        async with self._db.read() as tx:
            return await search(
                tx,
                question,
                within=tellable(asker, channel, alone=alone),
                place=RecallPlace(channel, thread),
                now=now,
                limit=limit,
                besides=besides,
                loosely=loosely,
                meant=meant,
                only=only,
                engine=self._engine,
            )

    async def _meant(self, question: str, *, asker: str, channel: str) -> "Meant | None":
        return await self._meaning.of(question, channel=channel, asker=asker) if self._meaning is not None else None

    async def message(self, channel: str, message_id: str) -> KeptMessage | None:
        """Return a message, where its words are known."""
        async with self._db.read() as tx:
            row = (await tx.execute(sa.select(memories).where(_is(channel, message_id), ~memories.c.gone))).first()
        return kept(row) if row is not None else None

    async def thread(self, channel: str, thread: str | None, *, before: datetime, limit: int = 20) -> list[KeptMessage]:
        """The last messages of a thread that were said before that moment, oldest first.

        With `thread` None, those of the conversation itself, outside of threads.
        """
        inside = (
            memories.c.thread.is_(None)
            if thread is None
            else sa.or_(memories.c.thread == thread, memories.c.message_id == thread)
        )
        query = (
            sa.select(memories)
            .where(memories.c.channel == channel, inside, ~memories.c.gone, memories.c.said_at < before)
            .order_by(memories.c.said_at.desc(), memories.c.id.desc())
            .limit(limit)
        )
        return [kept(row) for row in reversed((await self._db.fetch(query)).all())]


def _is(channel: str, message_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(memories.c.channel == channel, memories.c.message_id == message_id)


async def _was_erased(tx: Tx, person: str, said_at: datetime) -> bool:
    """Whether somebody had erased what they said at that moment; news of it may come after that."""
    erased = sa.select(forgotten.c.person).where(forgotten.c.person == person, forgotten.c.until >= said_at)
    return (await tx.execute(erased)).first() is not None


def kept(row: sa.Row[Any]) -> KeptMessage:
    """Return a row of `memories` as a message."""
    return record_of(KeptMessage, row, number=row.id, user=row.person)
