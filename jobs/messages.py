"""What is on its way to be said, and what an outbox needs of others to say it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from integrations.chat import Refusal
from integrations.database import Tx
from integrations.database.tables.delivery import Interruption as Interruption
from integrations.database.tables.delivery import Priority as Priority
from integrations.deferred import dataclass
from integrations.post import Post

DEFERRABLE = (Priority.NUDGE, Priority.DIGEST)
"""What may wait for its person's hours, for days."""
LATE = timedelta(hours=1)
"""After which nobody sits there and waits for a reply any more: it waits for their hours then."""


def is_late(answers_at: datetime | None, now: datetime) -> bool:
    """Return True if a reply to what was said at that moment comes too late to go at any hour."""
    return answers_at is not None and now - answers_at > LATE


class Restriction(BaseModel):
    """What a message tells that not everybody may hear: it is asked anew right before the message is shown.

    A message waits (for a limit, an outage, a restart), and people come and go meanwhile.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    places: tuple[str, ...] = ()
    """The channels that it tells of, besides the one where it is said."""
    members_only: bool = False
    """Whether it tells what full members of the workspace alone may hear."""
    asker: str | None = None
    """Who asked, or whom it is for; None where it is nobody's, and is told to all who read the place."""
    alone: bool = False
    """Whether the asker alone hears it."""
    open_only: bool = False
    """Whether every full member has to be able to read those channels: it stands there for who joins later too."""
    otherwise: Post | None = None
    """What is said in its place where they may not hear it, or nobody knows; None: nothing is."""


def of_place(place: str, *, to: str) -> Restriction:
    """Return the restriction of a message that tells one person something of a channel."""
    return Restriction(places=(place,), asker=to, alone=True)


@dataclass(slots=True)
class Origins:
    """Whence comes what goes into an answer, noted while it is gathered."""

    places: set[str] = field(default_factory=set)
    """Channels that something is told of."""
    members_only: bool = False
    """Whether something is told that is for full members alone."""

    def restriction(
        self, asker: str | None, place: str, *, alone: bool = False, otherwise: Post | None = None
    ) -> Restriction | None:
        """Return what restricts a message to `place`; None where everybody there may hear it."""
        places = tuple(sorted(self.places - {place}))
        if not places and not self.members_only:
            return None
        return Restriction(places=places, members_only=self.members_only, asker=asker, alone=alone, otherwise=otherwise)


class Hearable(Enum):
    """Whether those who hear a message may hear what it tells."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Not before the chat has been asked again."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A post on its way: where to, under which key, and how urgent."""

    key: str
    """Unique for ever; a message whose key is known already is not sent again."""
    channel: str
    """A channel id, or a user id for their DM."""
    post: Post
    priority: Priority = Priority.RITUAL
    thread: str | None = None
    thread_of: str | None = None
    """The key of the message that this one answers, where its id is not known yet."""
    replaces: str | None = None
    """The key of a sent message that this one edits in place."""
    person: str | None = None
    """Whose daily cap and working hours count, where it is for one person."""
    kind: Interruption | None = None
    """What it interrupts `person` for, of which they may have less."""
    answers_at: datetime | None = None
    """When `person` said what this replies to; None where they wait for no reply, or have just pressed something."""
    not_before: datetime | None = None
    expires_at: datetime | None = None
    turn: bool = False
    """Whether it is our turn in a conversation: people go on talking to us below it."""
    asks_round: str | None = None
    """The key of the standup's round that asks with it: what people say below it answers that round."""
    repeats: Sequence[str] = ()
    """Whose words it repeats: it goes with theirs when they are forgotten."""
    restriction: Restriction | None = None
    """Who may hear it, where that is not everybody who reads it whenever it comes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where and when a message was posted."""

    channel: str
    id: str
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
Wanted = Callable[[Tx, str, Interruption, datetime], Awaitable[datetime | None]]
"""(tx, person, kind, now) -> when they want to be interrupted for that; now, where at once, and None for never."""
Enrich = Callable[[Post], Awaitable[Post]]
"""A post as it is sent: with what is looked up about it at the last moment."""
MayHear = Callable[[Restriction, str], Awaitable[Hearable]]
"""(restriction, place) -> whether those who hear what is said in that place now may hear a message."""
FinishBegun = Callable[[str, Callable[[], Awaitable[Post]]], Awaitable["Sent | None"]]
"""(key, post) -> where the message is that was begun under that key, and is this post now; None where none was.

The post is asked for right before it is shown, and only then.
"""
OnChannelGone = Callable[[str, Refusal], Awaitable[None]]
"""(channel, why): posting there is refused."""


async def any_hour(_person: str | None, now: datetime) -> datetime:
    """`Hours` of somebody who may always be nudged."""
    return now


async def no_cap(_tx: Tx, _person: str, _now: datetime) -> datetime | None:
    """`DailyCap` of somebody who has none."""
    return None


async def always_wanted(_tx: Tx, _person: str, _kind: Interruption, now: datetime) -> datetime | None:
    """`Wanted` of somebody who has said nothing of it."""
    return now


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


async def everybody_may(_restriction: Restriction, _place: str) -> Hearable:
    """`MayHear` where nobody is told anything that others may not hear."""
    return Hearable.YES


async def nobody_minds(_channel: str, _why: Refusal) -> None:
    """`OnChannelGone` that tells nobody."""


async def nothing_begun(_key: str, _post: Callable[[], Awaitable[Post]]) -> Sent | None:
    """`FinishBegun` where no message is seen before it is whole."""
    return None
