"""What was said before in this conversation, by people and by us."""

from datetime import datetime

from bot.conversation.whole_threads import WholeThreads
from bot.memory.store import KeptMessage, Memory
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.markdown import to_plain
from jobs.delivery import outbox_log

MOST = 20
"""Messages of a conversation that are looked back on."""
_LONGEST = 2_000
"""Characters of each of them."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something said before; `user` is None where we said it."""

    user: str | None
    message_id: str
    text: str
    at: datetime


class History:
    """People's words are in the memory, ours in the outbox."""

    def __init__(self, db: Database, memory: Memory, threads: WholeThreads | None = None) -> None:
        """Prepare. Without `threads` what we heard of one is all that there is of it."""
        self._db = db
        self._memory = memory
        self._threads = threads

    async def of(self, channel: str, thread: str | None, *, before: datetime) -> list[HistoryLine]:
        """The last words of a thread before that moment, oldest first, and those that began it. May ask the chat.

        With `thread` None, of the conversation outside of threads: what was said and our answers.
        """
        unkept = await self._threads.read(channel, thread) if self._threads and thread else []
        kept = await self._memory.thread(channel, thread, before=before, limit=MOST)
        spoken = {
            each.message_id: HistoryLine(each.user, each.message_id, each.text[:_LONGEST], each.at) for each in unkept
        }
        spoken |= {each.message_id: _line(each) for each in kept}
        if thread is not None and thread not in spoken:
            began = await self._memory.message(channel, thread)
            spoken |= {thread: _line(began)} if began is not None else {}
        async with self._db.read() as tx:
            shown = await outbox_log.shown_in(tx, channel, thread, before=before, most=MOST)
        ours = [HistoryLine(None, each.id, to_plain(each.post)[:_LONGEST], each.at) for each in shown]
        lines = sorted([*spoken.values(), *ours], key=lambda each: each.at)
        lines = [each for each in lines if each.at < before]
        first = [each for each in lines[:-MOST] if each.message_id == thread]
        return first + lines[-MOST:]

    async def begun_by_us(self, channel: str, thread: str) -> bool:
        """Whether the thread hangs below a post of ours that was no answer, as a ritual's does."""
        async with self._db.read() as tx:
            return await outbox_log.is_no_turn(tx, channel, thread)

    async def has_message(self, key: str) -> bool:
        """Whether the outbox has a message of that key, sent or not."""
        async with self._db.read() as tx:
            return await outbox_log.has(tx, key)


def _line(kept: KeptMessage) -> HistoryLine:
    return HistoryLine(kept.user, kept.message_id, kept.text[:_LONGEST], kept.said_at)
