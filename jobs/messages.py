"""What is on its way to be said, and what an outbox needs of others to say it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from integrations.chat import Refusal
from integrations.database import Tx
from integrations.database.tables.delivery import Priority as Priority
from integrations.post import Post

DEFERRABLE = (Priority.NUDGE, Priority.DIGEST)
"""What may wait for its person's hours, for days."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A post on its way: where to, under which key, and how urgent."""

    key: str
    """Unique for ever; a message whose key is known already is not sent again."""
    channel: str
    """A channel id, or a user id for their DM."""
    post: Post
    priority: Priority = Priority.RITUAL
    thread_ts: str | None = None
    thread_of: str | None = None
    """The key of the message that this one answers, where its ts is not known yet."""
    replaces: str | None = None
    """The key of a sent message that this one edits in place."""
    person: str | None = None
    """Whose daily cap and working hours count, where it is for one person."""
    not_before: datetime | None = None
    expires_at: datetime | None = None
    turn: bool = False
    """Whether it is our turn in a conversation: people go on talking to us below it."""
    asks_round: str | None = None
    """The key of the standup's round that asks with it: what people say below it answers that round."""
    repeats: Sequence[str] = ()
    """Whose words it repeats: it goes with theirs when they are forgotten."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message ended up."""

    channel: str
    ts: str
    at: datetime
    """When, by the chat's clock."""


class Outgoing(Protocol):
    """Where messages are put that are to be sent. `jobs.delivery.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *messages: OutgoingMessage) -> None:
        """Put messages in, in the transaction that decides on them."""
        ...


Hours = Callable[[str | None, datetime], Awaitable[datetime]]
"""(person, now) -> when they may next be nudged; now, where that is at once."""
DailyCap = Callable[[Tx, str, datetime], Awaitable[datetime | None]]
"""(tx, person, now) -> when the next nudge is allowed, where today's cap is reached."""
Enrich = Callable[[Post], Awaitable[Post]]
"""A post as it is sent: with what is looked up about it at the last moment."""
FinishBegun = Callable[[str, Post], Awaitable["Sent | None"]]
"""(key, post) -> where the message is that was begun under that key, and is this post now; None where none was."""
OnChannelGone = Callable[[str, Refusal], Awaitable[None]]
"""(channel, why): posting there is refused."""


async def any_hour(_person: str | None, now: datetime) -> datetime:
    """`Hours` of somebody who may always be nudged."""
    return now


async def no_cap(_tx: Tx, _person: str, _now: datetime) -> datetime | None:
    """`DailyCap` of somebody who has none."""
    return None


async def as_it_is(post: Post) -> Post:
    """`Enrich` that looks nothing up."""
    return post


def in_turn(*steps: Enrich) -> Enrich:
    """`Enrich` that does several, one after the other."""

    async def enrich(post: Post) -> Post:
        for step in steps:
            post = await step(post)
        return post

    return enrich


async def nobody_minds(_channel: str, _why: Refusal) -> None:
    """`OnChannelGone` that tells nobody."""


async def nothing_begun(_key: str, _post: Post) -> Sent | None:
    """`FinishBegun` where no message is seen before it is whole."""
    return None
