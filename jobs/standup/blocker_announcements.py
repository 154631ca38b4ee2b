"""Says that a blocker is closed: once, where it was raised, and to whom it was in the way of at a kind hour."""

from datetime import datetime, timedelta

from integrations.database import Tx
from jobs.delivery.outbox import Outbox
from jobs.messages import Hours, Interruption, OutgoingMessage, Priority, any_hour, of_place
from jobs.standup import blocker_posts, message_keys, store
from jobs.standup.model import Blocker
from jobs.standup.refresh import refresh

LATE = timedelta(days=4)
"""Whoever could not be told by then has read it in a standup."""


class BlockerAnnouncements:
    """Tells of blockers that closed otherwise than by a click."""

    def __init__(self, outbox: Outbox, hours: Hours = any_hour) -> None:
        """Put messages into `outbox`. `hours` says when a person may be notified."""
        self._outbox = outbox
        self._hours = hours

    async def reachable(self, blocker: Blocker, now: datetime) -> bool:
        """Return True if its owner may be notified now. Asked outside of transactions."""
        return await self._hours(blocker.owner, now) <= now

    async def lock(self, tx: Tx, ritual: int) -> None:
        """Take the turn of whoever changes the ritual's newest round; before its blockers are changed."""
        for round_ in await store.latest(tx, ritual=ritual, most=1):
            await store.lock(tx, round_.key)

    async def tell(self, tx: Tx, blocker: Blocker, now: datetime, *, reachable: bool) -> None:
        """Say it in the thread, and bring the newest round up to date; `lock` was called in this transaction.

        Its owner is mentioned; who is not `reachable` is named, and written to later.
        """
        await self._outbox.withdraw(tx, message_keys.named(blocker))
        channel, key = blocker.channel, message_keys.resolved(blocker.id)
        thread = message_keys.opening(blocker.round)
        why = "" if blocker.resolved_by else str(blocker.resolved_name)
        post = (
            blocker_posts.closed(blocker, why, notify=reachable)
            if why
            else blocker_posts.resolved(blocker, notify=reachable)
        )
        await self._outbox.put(tx, OutgoingMessage(key, channel, post, priority=Priority.REPLY, thread_of=thread))
        if not reachable:
            owner, post = blocker.owner, blocker_posts.out_of_your_way(blocker, channel)
            await self._outbox.put(
                tx,
                OutgoingMessage(
                    f"{key}:dm",
                    owner,
                    post,
                    priority=Priority.NUDGE,
                    person=owner,
                    kind=Interruption.BLOCKER,
                    expires_at=now + LATE,
                    restriction=of_place(channel, to=owner),
                ),
            )
        for round_ in await store.latest(tx, ritual=blocker.ritual, most=1):
            if round_.channel == channel:
                await refresh(tx, self._outbox, round_.key)
