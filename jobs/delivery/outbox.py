"""Durable out: what is to be said, said once, paced, and at a kind hour.

A `OutgoingMessage` is put into the outbox in the transaction that decides on it. Workers of any
replica claim messages under a lease and post them with their key as message metadata. A
post whose answer is lost is *uncertain*: it waits, is looked up by its key, and is
posted again only if the chat does not have it.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.chat import ChatLimited, ChatPosts, ChatRefused, ChatUncertain, Refusal
from integrations.database import Database, Tx
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.memory import citations
from integrations.post import Post
from integrations.time import Clock
from jobs.delivery import outbox_order
from jobs.delivery.lease import Held, Lease
from jobs.delivery.outbox_claims import LONGEST_PAUSE, OutboxClaims
from jobs.delivery.outbox_records import ClaimedMessage
from jobs.delivery.pace import EVERYWHERE, Pace
from jobs.delivery.posting import CLOSED, NotPosted, NotYet, Posting, sent_message
from jobs.delivery.worker import Recurring, Worker
from jobs.messages import (
    DailyCap,
    Enrich,
    FinishBegun,
    Hearable,
    Hours,
    MayHear,
    OnChannelGone,
    OutgoingMessage,
    Restriction,
    Sent,
    Wanted,
    always_wanted,
    any_hour,
    as_it_is,
    everybody_may,
    no_cap,
    nobody_minds,
    nothing_begun,
)

log = structlog.get_logger()

MISTAKES = 5
"""How often a message that trips our own code is tried before it is set aside."""


class Outbox:
    """Everything that is said, except private answers that the chat keeps no record of."""

    def __init__(
        self,
        db: Database,
        chat: ChatPosts,
        clock: Clock,
        *,
        hours: Hours = any_hour,
        daily_cap: DailyCap = no_cap,
        wanted: Wanted = always_wanted,
        on_channel_gone: OnChannelGone = nobody_minds,
        enrich: Enrich = as_it_is,
        finish_begun: FinishBegun = nothing_begun,
        may_hear: MayHear = everybody_may,
        lease_s: float = 30,
        uncertain_s: float = 3,
        width: int = 8,
    ) -> None:
        """Prepare. `uncertain_s` is how long an uncertain post waits before it is looked up."""
        self._db = db
        self._insert = db.insert(outbox).on_conflict_do_nothing(index_elements=[outbox.c.key])
        self._cite = db.insert(citations).on_conflict_do_nothing()
        self._chat = chat
        self._clock = clock
        self._on_channel_gone = on_channel_gone
        self._enrich = enrich
        self._may_hear = may_hear
        self._lease = Lease(db, outbox, timedelta(seconds=lease_s))
        self._poster = Posting(
            db, chat, clock, self._lease, enrich=enrich, finish_begun=finish_begun, may_hear=may_hear
        )
        self.limits = chat.limits
        """How long what is said may be."""
        self._pace = Pace(db, clock, chat.pace)
        self._claims = OutboxClaims(db, clock, self._lease, self._pace, hours=hours, daily_cap=daily_cap, wanted=wanted)
        self._uncertain = timedelta(seconds=uncertain_s)
        self._width = width
        self._posting: dict[int, asyncio.Task[None]] = {}
        self._stirred = asyncio.Event()
        self._expecting = False
        self._working = Worker("outbox", self._work, failed="outbox_beat_failed", pause_s=0.5)
        self._closing = Recurring("message_end_not_kept")
        self.token_works = True
        """False after the chat refused our token; readiness follows it."""
        db.on_commit(self._committed)
        clock.on_turn(self._stirred.set)

    # --- putting in ----------------------------------------------------------------

    async def put(self, tx: Tx, *messages: OutgoingMessage) -> None:
        """Put messages in; they exist if, and only if, `tx` commits. Known keys are ignored."""
        if not messages:
            return
        now = self._clock.now()
        rows = [
            {
                "key": message.key,
                "priority": message.priority,
                "channel": message.channel,
                "thread": message.thread,
                "thread_of": message.thread_of,
                "replaces": message.replaces,
                "person": message.person,
                "kind": message.kind,
                "turn": message.turn,
                "asks_round": message.asks_round,
                "post": message.post.model_dump(mode="json"),
                "restriction": message.restriction.model_dump(mode="json") if message.restriction else None,
                "not_before": message.not_before or now,
                "expires_at": message.expires_at,
                "created_at": now,
                "answers_at": message.answers_at,
            }
            for message in messages
        ]
        await tx.execute(self._insert, rows)
        cited = [
            {"message_key": message.key, "person": person}
            for message in messages
            for person in dict.fromkeys(message.repeats)
        ]
        if cited:
            await tx.execute(self._cite, cited)
        self._expecting = True

    async def send(self, *messages: OutgoingMessage) -> None:
        """`put` in a transaction of its own."""
        async with self._db.write() as tx:
            await self.put(tx, *messages)

    async def withdraw(self, tx: Tx, key: str) -> bool:
        """Take a message back that has not been tried yet; whether that was in time."""
        taken = await tx.execute(
            outbox.update()
            .where(outbox.c.key == key, outbox.c.state == MessageState.WAITING, outbox.c.attempts == 0)
            .values(state=MessageState.WITHDRAWN)
        )
        return taken.rowcount == 1

    async def restore(self, tx: Tx, key: str) -> bool:
        """Let a message that was taken back go after all; return False where it was not taken back."""
        taken = await tx.execute(
            outbox.update()
            .where(outbox.c.key == key, outbox.c.state == MessageState.WITHDRAWN)
            .values(state=MessageState.WAITING)
        )
        return taken.rowcount == 1

    async def sent(self, key: str) -> Sent | None:
        """Where the message of that key is, once it is sent."""
        return await sent_message(self._db, key)

    async def state_of(self, key: str) -> MessageState | None:
        """What became of the message of that key; None where there is none."""
        async with self._db.read() as tx:
            query = sa.select(outbox.c.state).where(outbox.c.key == key)
            return (await tx.execute(query)).scalar_one_or_none()

    async def post_of(self, key: str, reader: str | None = None) -> Post | None:
        """The whole post of a message as it is sent, for "show all"; the last edit of it where it was edited.

        What a `reader` may not hear by now they get as it would be said to them instead, if at all.
        """
        async with self._db.read() as tx:
            query = (
                sa.select(outbox.c.post, outbox.c.restriction)
                .where(sa.or_(outbox.c.key == key, outbox.c.replaces == key), outbox.c.state == MessageState.SENT)
                .order_by(outbox.c.id.desc())
                .limit(1)
            )
            row = (await tx.execute(query)).first()
        if row is None:
            return None
        if row.restriction is not None and reader is not None:
            restriction = Restriction.model_validate(row.restriction)
            alone = restriction.model_copy(update={"asker": reader, "alone": True})
            if await self._may_hear(alone, reader) is not Hearable.YES:
                return restriction.otherwise
        return await self._enrich(Post.model_validate(row.post))

    # --- the token -----------------------------------------------------------------

    def token_refused(self, refusal: ChatRefused) -> bool:
        """Return True if the chat refuses us altogether; then our token no longer works."""
        if refusal.meaning is not Refusal.CREDENTIALS:
            return False
        if self.token_works:
            log.error("chat_refuses_our_token", why=refusal.code)
        self.token_works = False
        return True

    async def token_taken(self) -> None:
        """The chat takes our token again: what waited for that goes at once."""
        self.token_works = True
        await self._pace.hold(EVERYWHERE, 0)
        self._stirred.set()

    # --- the worker ----------------------------------------------------------------

    async def start(self) -> None:
        """Begin to post."""
        self._working.start()

    async def stop(self, grace_s: float = 8) -> None:
        """Claim nothing new and let what is being posted finish, for `grace_s` seconds."""
        self._stirred.set()
        await self._working.finish(grace_s)  # a claim that is under way adds to what is being posted
        tasks = list(self._posting.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._working.stop()

    @property
    def alive(self) -> bool:
        """Return True while messages are taken up."""
        return self._working.alive

    @property
    def idle(self) -> bool:
        """Whether this process is posting nothing just now."""
        return not self._posting

    async def next_due(self) -> datetime | None:
        """When the next message may go, or None where none waits."""
        row = (await self._db.fetch(outbox_order.NEXT)).one()
        moment: datetime | None = row.moment
        held: datetime | None = row.held
        return max(moment, held) if moment and held else moment

    def _committed(self) -> None:
        if self._expecting:
            self._expecting = False
            self._stirred.set()

    async def _work(self) -> None:
        await self.beat()
        try:
            async with asyncio.timeout(0.5):
                await self._stirred.wait()
        except TimeoutError:
            pass
        self._stirred.clear()

    async def beat(self) -> int:
        """Claim what may go now and begin to post it; how many messages that was."""
        room = self._width - len(self._posting)
        candidates = await self._claims.candidates(self._posting) if room > 0 else []
        claimed = 0
        for each in candidates:
            if claimed >= room:
                break
            if claim := await self._claims.claim(each):
                self._posting[each.id] = asyncio.create_task(self._deliver(*claim), name=f"outbox-{each.key}")
                claimed += 1
        return claimed

    async def _deliver(self, message: ClaimedMessage, held: Held) -> None:
        try:
            # Where this fails its lease will end, and then it is looked up.
            with self._closing.outlived(key=message.key):
                await self._try_or_doubt(message, held)
        finally:
            self._posting.pop(message.id, None)
            self._stirred.set()

    async def _try_or_doubt(self, message: ClaimedMessage, held: Held) -> None:
        try:
            await self._try(message, held)
        except Exception:
            # Nothing is known of what happened, so it is looked up like a lost answer.
            log.exception("message_failed", key=message.key, attempt=message.attempts + 1)
            state = MessageState.UNCERTAIN if message.attempts + 1 < MISTAKES else MessageState.FAILED
            await self._close(held, state=state, problem="a mistake of ours", not_before=self._later(message))

    async def _try(self, message: ClaimedMessage, held: Held) -> None:
        try:
            async with self._lease.kept([held]):  # a chat may take its time to take pictures in
                sent = await self._poster.post(message, held)
        except NotPosted as why:
            await self._close(held, state=MessageState.EXPIRED, problem=str(why))
        except NotYet as wait:
            await self._not_this_time(message, held, not_before=wait.until)
        except ChatLimited as limit:
            await self._pace.hold(message.channel, limit.retry_after)
            await self._not_this_time(message, held)
        except ChatUncertain as problem:
            log.warning("message_uncertain", key=message.key, why=problem.code, attempt=message.attempts + 1)
            await self._close(held, state=MessageState.UNCERTAIN, problem=problem.code, not_before=self._later(message))
        except ChatRefused as refusal:
            await self._refused(message, held, refusal)
        else:
            self.token_works = True
            await self._close(
                held,
                state=MessageState.SENT,
                message_id=sent.id,
                posted_at=sent.at,
                sent_channel=sent.channel,
                sent_at=self._clock.now(),
                problem=None,
            )

    async def _not_this_time(self, message: ClaimedMessage, held: Held, **values: Any) -> None:
        """Let it be tried again: it did not happen this time; whether it did on an earlier try stays open."""
        state = MessageState.WAITING if message.attempts == 0 else MessageState.UNCERTAIN
        await self._close(held, state=state, attempts=message.attempts, **values)

    async def _refused(self, message: ClaimedMessage, held: Held, refusal: ChatRefused) -> None:
        if self.token_refused(refusal):
            await self._pace.hold(EVERYWHERE, 60)
            await self._close(
                held,
                state=message.state if message.state is not MessageState.SENDING else MessageState.UNCERTAIN,
                problem=refusal.code,
            )
            return
        log.error("message_refused", key=message.key, channel=message.channel, why=refusal.code)
        await self._close(held, state=MessageState.FAILED, problem=refusal.code)
        if refusal.meaning in CLOSED:
            await self._on_channel_gone(message.channel, refusal.meaning)

    async def _close(self, held: Held, **values: Any) -> None:
        async with self._db.write() as tx:
            await self._lease.give_back(tx, [held], **values)

    def _later(self, message: ClaimedMessage) -> datetime:
        pause: timedelta = min(self._uncertain * 2**message.attempts, LONGEST_PAUSE)
        return self._clock.now() + pause
