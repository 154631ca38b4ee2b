"""Says one message of the outbox in the chat: where it belongs, once, and to those alone who may hear it then."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog

from integrations.chat import ChatPosts, ChatRefused, ChatUncertain, Refusal
from integrations.database import Database
from integrations.database.tables.delivery import MessageState, outbox
from integrations.post import Post
from integrations.time import Clock
from jobs.delivery.lease import Held, Lease
from jobs.delivery.outbox_records import ClaimedMessage
from jobs.messages import Enrich, FinishBegun, Hearable, MayHear, Restriction, Sent

log = structlog.get_logger()

CLOSED = frozenset(
    {
        Refusal.PLACE_GONE,
        Refusal.PLACE_ARCHIVED,
        Refusal.NOT_IN_PLACE,
        Refusal.NOT_ALLOWED,
        Refusal.PERSON_GONE,
    }
)
"""Nothing can be said there."""
_FINAL = CLOSED | {Refusal.CREDENTIALS, Refusal.MESSAGE_GONE}
"""Not a matter of trying again."""
PATIENCE = timedelta(minutes=10)
"""How long a message waits until it is known who hears it, where something else can be said."""
LAST_PATIENCE = timedelta(days=1)
"""How long it does where nothing can."""
_FIRST_LOOK, _LAST_LOOK = timedelta(seconds=2), timedelta(minutes=1)
"""The shortest and the longest pause between two looks."""


class NotPosted(Exception):
    """The message has no reason any more; the words say why."""


class NotYet(Exception):
    """It is not known by now whether those who would hear it may."""

    def __init__(self, until: datetime) -> None:
        """Keep when to look again."""
        super().__init__()
        self.until = until


async def sent_message(db: Database, key: str) -> Sent | None:
    """Where the message of that key is, once it is sent."""
    query = sa.select(outbox).where(outbox.c.key == key, outbox.c.state == MessageState.SENT)
    row = (await db.fetch(query)).first()
    return Sent(row.sent_channel, row.message_id, row.posted_at) if row else None


class Posting:
    """Posts, edits, or finishes what was begun."""

    def __init__(
        self,
        db: Database,
        chat: ChatPosts,
        clock: Clock,
        lease: Lease,
        *,
        enrich: Enrich,
        finish_begun: FinishBegun,
        may_hear: MayHear,
    ) -> None:
        """Prepare. What is posted is held under `lease`."""
        self._db = db
        self._chat = chat
        self._clock = clock
        self._lease = lease
        self._enrich = enrich
        self._finish_begun = finish_begun
        self._may_hear = may_hear
        self._doubted: dict[int, datetime] = {}
        """Since when it is not known whether those who hear a message may."""

    async def post(self, message: ClaimedMessage, held: Held) -> Sent:
        """Say it, and return where it is. Raises `NotPosted`, `NotYet`, and `ChatError`."""
        post = await self._enrich(Post.model_validate(message.post))
        await self._chat.prepare(post, key=message.replaces or message.key)
        shown = partial(self._for_who_hears, message, held, post)
        if message.replaces:
            before = await sent_message(self._db, message.replaces)
            if before is None:
                raise NotPosted("what it edits was never sent")
            await self._chat.update(before.channel, before.id, await shown(), key=message.replaces)
            return before
        if message.turn and (finished := await self._finish_begun(message.key, shown)):
            return finished
        thread = message.thread
        if message.thread_of:
            thread = await self._root(message.thread_of)
        channel = await self._chat.place_of(message.channel)
        try:
            return await self._say(message, held, shown, channel, thread)
        except ChatRefused as refusal:
            if message.thread_of is None or refusal.meaning is not Refusal.MESSAGE_GONE:
                raise
        # Somebody deleted our post below which it belongs. It begins a thread itself, and what follows goes there.
        sent = await self._say(message, held, shown, channel, None)
        await self._moved(message.thread_of, sent)
        return sent

    async def _say(
        self,
        message: ClaimedMessage,
        held: Held,
        shown: Callable[[], Awaitable[Post]],
        channel: str,
        thread: str | None,
    ) -> Sent:
        if message.attempts > 0:
            since = (message.tried_at or message.created_at) - timedelta(minutes=10)
            try:
                found = await self._chat.find(channel, message.key, since=since, thread=thread)
            except ChatRefused as refusal:
                if refusal.meaning in _FINAL:
                    raise
                raise ChatUncertain(refusal.code) from refusal
            if found:
                return Sent(channel, found.id, found.at)
        if not await self._renewed(held):
            raise ChatUncertain("taken_over")
        posted = await self._chat.post(channel, await shown(), key=message.key, thread=thread)
        return Sent(channel, posted.id, posted.at)

    async def _for_who_hears(self, message: ClaimedMessage, held: Held, post: Post) -> Post:
        """The post as it may be said now. What is said in its place is kept, so that whoever asks later gets that."""
        if message.restriction is None:
            return post
        restriction = Restriction.model_validate(message.restriction)
        hearable = await self._may_hear(restriction, message.channel)
        if hearable is Hearable.UNKNOWN:
            now = self._clock.now()
            waited = max(now - self._doubted.setdefault(message.id, now), timedelta(0))
            if waited < (LAST_PATIENCE if restriction.otherwise is None else PATIENCE):
                raise NotYet(now + min(max(waited, _FIRST_LOOK), _LAST_LOOK))
        self._doubted.pop(message.id, None)
        if hearable is Hearable.YES:
            return post
        log.info("message_kept_to_ourselves", key=message.key, known=hearable is Hearable.NO)
        if restriction.otherwise is None:
            raise NotPosted("those who would hear it may not")
        instead = {"post": restriction.otherwise.model_dump(mode="json"), "restriction": None}
        async with self._db.write() as tx:
            if not await self._lease.write(tx, [held], **instead):
                raise ChatUncertain("taken_over")
        return restriction.otherwise

    async def _root(self, key: str) -> str:
        """The first message of the thread of a message. Raises `ChatRefused` for one that was never sent."""
        query = sa.select(outbox.c.message_id).where(
            outbox.c.key == key, outbox.c.state.in_((MessageState.SENT, MessageState.FAILED))
        )
        message_id: str | None = (await self._db.fetch(query)).scalar_one_or_none()
        if message_id is None:
            raise ChatRefused("nothing_to_answer")
        return message_id

    async def _moved(self, key: str, to: Sent) -> None:
        """Keep that a sent message is gone from the chat, and that its thread goes on elsewhere."""
        async with self._db.write() as tx:
            await tx.execute(
                outbox.update()
                .where(outbox.c.key == key)
                .values(
                    state=MessageState.FAILED,
                    problem="deleted in the chat",
                    sent_channel=to.channel,
                    message_id=to.id,
                    posted_at=to.at,
                )
            )

    async def _renewed(self, held: Held) -> bool:
        """Return True if the message is still ours to post, with a whole lease ahead for the call."""
        async with self._db.write() as tx:
            return bool(await self._lease.renew(tx, [held]))
