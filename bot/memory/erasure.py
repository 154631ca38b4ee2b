"""A person's data: all of it as JSON, and all of it gone."""

from typing import Any

import sqlalchemy as sa

from bot.memory import personal_data_tables
from bot.memory.past import THE_PAST
from bot.memory.personal_data_tables import ERASED_POST
from integrations.database import Database, Tx
from integrations.database.steps import in_steps
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.memory import citations, forgotten, memories
from integrations.database.tables.team import people
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.people.audience import may_read

_MEMORY = ("memories", "citations", "thread_people")


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased."""

    messages: int
    notes: int
    """Notes that they had made of other people's words; the words are not theirs, and stay."""
    answers: int
    """Answers of ours, to them or with their words, that we kept."""
    records: int
    """What other rooms kept of theirs: standup answers, plans, blockers, absences, accounts and such."""


class PersonalData:
    """Exports and erases what is kept of one person."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Export and erase what is kept of people in `db`."""
        self._db = db
        self._clock = clock

    async def export(self, user: str) -> dict[str, Any]:
        """Everything as JSON: what they said, noted, answered and planned, and our answers to them.

        What others said, and an answer that repeats their own words, is named by its place alone where
        they may not read that place: it may have what was said there since. The chat is not asked.
        """
        said = sa.select(memories).where(memories.c.person == user, ~memories.c.gone).order_by(memories.c.said_at)
        readable = may_read(user, memories.c.channel).label("readable")
        notes = (
            sa.select(memories, readable)
            .where(memories.c.noted_by == user, memories.c.person != user, ~memories.c.gone)
            .order_by(memories.c.said_at)
        )
        async with self._db.read() as tx:
            return {
                "user": user,
                "messages": [_message(row) for row in (await tx.execute(said)).all()],
                "notes_of_others": [_note(row) for row in (await tx.execute(notes)).all()],
                "answers": [
                    {"channel": row.sent_channel or row.channel, "ts": row.message_id}
                    | ({"post": row.post} if row.readable and _was_told(row) else {})
                    for row in (await tx.execute(_messages(user))).all()
                ],
                **await personal_data_tables.export(tx, user),
            }

    async def is_known(self, user: str) -> bool:
        """Return True if the workspace has, or had, somebody of that id."""
        async with self._db.read() as tx:
            return await _is_known(tx, user)

    async def forget(self, user: str) -> Erased:
        """Erase all of it, for good: neither an export nor a history brings it back.

        What the chat itself keeps stays there, and what they say later is kept again. Where the process
        dies meanwhile nothing comes back either, and erasing them again does the rest.
        """
        async with self._db.write() as tx:
            await self._db.alone(tx, THE_PAST)
            if await _is_known(tx, user) or await _has_said(tx, user):
                await self._keep_out(tx, user)
        said = await in_steps(self._db, memories, memories.c.person == user, memories.delete())
        async with self._db.write() as tx:
            await self._db.alone(tx, THE_PAST)
            keys = [row.key for row in (await tx.execute(_messages(user))).all()]
            for part in (keys[at : at + 500] for at in range(0, len(keys), 500)):
                await tx.execute(
                    outbox.update().where(outbox.c.key.in_(part)).values(post=ERASED_POST.model_dump(mode="json"))
                )
                # One that was not sent yet has nothing to say any more.
                await tx.execute(
                    outbox.update()
                    .where(outbox.c.key.in_(part), outbox.c.state == MessageState.WAITING, outbox.c.attempts == 0)
                    .values(state=MessageState.WITHDRAWN)
                )
            gone = await personal_data_tables.erase(tx, user)
            if said or any(gone.theirs.values()) or await _is_known(tx, user):
                await self._keep_out(tx, user)
        records = sum(count for table, count in gone.theirs.items() if table not in _MEMORY)
        return Erased(said + gone.theirs["memories"], gone.naming["memories"], len(keys), records)

    async def _keep_out(self, tx: Tx, user: str) -> None:
        """Let nothing that they have said until now be kept again."""
        until = {"until": self._clock.now()}
        first = self._db.insert(forgotten).values(person=user, **until)
        await tx.execute(first.on_conflict_do_update(index_elements=[forgotten.c.person], set_=until))


async def _has_said(tx: Tx, user: str) -> bool:
    return (await tx.execute(sa.select(memories.c.id).where(memories.c.person == user).limit(1))).first() is not None


async def _is_known(tx: Tx, user: str) -> bool:
    return (await tx.execute(sa.select(people.c.id).where(people.c.id == user))).first() is not None


def _messages(user: str) -> sa.Select[Any]:
    theirs = sa.select(citations.c.message_key).where(citations.c.person == user)
    where = sa.func.coalesce(outbox.c.sent_channel, outbox.c.channel)
    readable = may_read(user, where).label("readable")
    return sa.select(outbox, readable).where(outbox.c.key.in_(theirs)).order_by(outbox.c.id)


def _was_told(row: sa.Row[Any]) -> bool:
    """Whether it is said, or may be at any time: who hears what still waits is not decided before it is said."""
    return row.restriction is None or row.state is MessageState.SENT


def _note(row: sa.Row[Any]) -> dict[str, Any]:
    """Somebody's words that they noted."""
    if row.readable:
        return _message(row)
    return {"channel": row.channel, "ts": row.message_id, "noted_by": row.noted_by}


def _message(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "ts": row.message_id,
        "thread_ts": row.thread,
        "user": row.person,
        "text": row.text,
        "said_at": row.said_at.isoformat(),
        "noted_by": row.noted_by,
    }
