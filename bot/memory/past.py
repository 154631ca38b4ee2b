"""Keeps what was said before anybody listened: many messages at once, and nothing that was deleted since.

What is in memory already is what people saw last, or at least as new. So a message that is known
stays as it is; only one that was edited later than we know gets its later words. What was deleted
left a row without words, which nothing fills again, and what a person had erased does not come back.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.memory.keeping import Keeping
from bot.memory.plain_words import PlainWords
from bot.memory.store import LONGEST, NOTHING
from bot.memory.words import searchable
from integrations.chat_events import Deleted, Edited, Said
from integrations.chat_history import Told
from integrations.database import Database, Tx
from integrations.database.chunks import chunks
from integrations.database.tables.delivery import outbox
from integrations.database.tables.memory import SEARCH_FORM, forgotten, memories, mutes
from integrations.deferred import dataclass
from integrations.words import clean

THE_PAST = "keep the past"
"""What only one transaction does at a time: an erasure that passed it by would be undone."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message of the past, in plain words."""

    channel: str
    message_id: str
    user: str
    text: str
    search: str
    """Its words as the search has them: found before anything is written, for it takes longer than to write them."""
    at: datetime
    thread: str | None
    edited_at: datetime | None


async def in_plain_words(told: Iterable[Told], words: PlainWords, us: str | None = None) -> list[PastMessage]:
    """Return those that have words."""
    found = []
    for each in told:
        said = each.message if isinstance(each, Edited) else each
        if not isinstance(said, Said):
            continue
        whole = "\n".join(filter(None, [await words.of(said.text, us), await words.of(said.forwarded, us)]))
        if whole:
            edited_at = each.at if isinstance(each, Edited) else None
            text = clean(whole)[:LONGEST]
            place = (said.channel, said.id, said.user)
            found.append(PastMessage(*place, text, searchable(text), said.at, said.thread, edited_at))
    return found


class Past:
    """Keeps in memory what was said before we were there."""

    def __init__(self, db: Database, keeping: Keeping) -> None:
        """Prepare; `keeping` knows for how long."""
        self._db = db
        self._keeping = keeping

    async def keep(self, tx: Tx, messages: Sequence[PastMessage]) -> int:
        """Keep them, without our own; return how many were new, or had been edited since."""
        await self._db.alone(tx, THE_PAST)
        channels = {each.channel for each in messages}
        ours = await _ours(tx, messages)
        erased = await _erased(tx, {each.user for each in messages})
        muted = await _muted(tx, channels)
        since = {channel: await self._keeping.since(tx, channel) for channel in channels}
        rows = {
            (each.channel, each.message_id): {
                "channel": each.channel,
                "message_id": each.message_id,
                "thread": each.thread,
                "person": each.user,
                "text": each.text,
                "search": each.search,
                "search_form": SEARCH_FORM,
                "said_at": each.at,
                "edited_at": each.edited_at,
            }
            for each in sorted(messages, key=_last_said)  # of one that comes twice its last words are kept
            if (each.channel, each.message_id) not in ours
            and each.at >= since[each.channel]
            and not (each.user in erased and each.at <= erased[each.user])
            and not any(start <= each.at < until for start, until in muted.get(each.channel, ()))
        }
        if not rows:
            return 0
        kept = self._db.insert_all(memories, list(rows.values()))
        words = {name: kept.excluded[name] for name in ("text", "search", "search_form", "edited_at")}
        later = kept.excluded.edited_at > sa.func.coalesce(memories.c.edited_at, memories.c.said_at)
        statement = kept.on_conflict_do_update(
            index_elements=[memories.c.channel, memories.c.message_id],
            set_=words,
            where=sa.and_(~memories.c.gone, memories.c.noted_by.is_(None), later),
        )
        return (await tx.execute(statement.execution_options(preserve_rowcount=True))).rowcount

    async def delete(self, tx: Tx, gone: Sequence[Deleted]) -> None:
        """Let go of messages that were deleted; what is not known yet does not come later either."""
        if not gone:
            return
        deleting = self._db.insert(memories).on_conflict_do_update(
            index_elements=[memories.c.channel, memories.c.message_id], set_=NOTHING
        )
        rows = [{"channel": each.channel, "message_id": each.id, "said_at": each.at, **NOTHING} for each in gone]
        await tx.execute(deleting, rows)


def _last_said(message: PastMessage) -> datetime:
    return message.edited_at or message.at


async def _ours(tx: Tx, messages: Sequence[PastMessage]) -> set[tuple[str, str]]:
    """The messages that we have sent ourselves."""
    found: set[tuple[str, str]] = set()
    for channel in {each.channel for each in messages}:
        for some in chunks([each.message_id for each in messages if each.channel == channel]):
            query = sa.select(outbox.c.message_id).where(
                outbox.c.sent_channel == channel, outbox.c.message_id.in_(some)
            )
            found.update((channel, message_id) for message_id in (await tx.execute(query)).scalars())
    return found


async def _erased(tx: Tx, people: set[str]) -> dict[str, datetime]:
    """Until when the words of which of these people were erased."""
    found: dict[str, datetime] = {}
    for some in chunks(sorted(people)):
        query = sa.select(forgotten).where(forgotten.c.person.in_(some))
        found |= {row.person: row.until for row in (await tx.execute(query)).all()}
    return found


async def _muted(tx: Tx, places: set[str]) -> dict[str, list[tuple[datetime, datetime]]]:
    """When each of these channels was muted, from and until."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for some in chunks(sorted(places)):
        query = sa.select(mutes).where(mutes.c.channel.in_(some))
        for row in (await tx.execute(query)).all():
            found.setdefault(row.channel, []).append((row.since, row.until or _EVER))
    return found
