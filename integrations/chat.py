"""The language of a chat, whichever it is: people, places, messages, and what can go wrong.

The id of a person, a place or a message is the chat's own: above its adapter nobody looks into one.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from integrations.deferred import dataclass
from integrations.post import Block, Post, Steps

if TYPE_CHECKING:
    from integrations.chat_events import Envelope, Event
    from integrations.chat_history import ChatExport, HistoryPage


class PlaceKind(Enum):
    """Who can read what is said in a place."""

    PUBLIC = "public"
    """A channel that every full member of the organisation may open."""
    PRIVATE = "private"
    """A channel of its members alone."""
    DIRECT = "direct"
    """One person and we."""
    GROUP = "group"
    """A few people and we, without a channel."""

    @classmethod
    def _missing_(cls, value: object) -> "PlaceKind | None":
        # As versions before 0018 of the schema wrote them, also while one of them still runs beside us.
        return {"im": cls.DIRECT, "mpim": cls.GROUP}.get(str(value))


class Refusal(Enum):
    """What it means that a chat refuses a call."""

    CREDENTIALS = "credentials"
    """It does not know us any more: whatever is said waits until it does."""
    MISSING_PERMISSION = "missing_permission"
    """We were not given the right to do that."""
    NOT_ALLOWED = "not_allowed"
    """Its owners do not let anybody like us do that there."""
    PLACE_GONE = "place_gone"
    """There is no such place, or it is not shown to us."""
    PLACE_ARCHIVED = "place_archived"
    NOT_IN_PLACE = "not_in_place"
    """We are not a member there."""
    PERSON_UNKNOWN = "person_unknown"
    """It tells nothing of such a person."""
    PERSON_GONE = "person_gone"
    """They are deactivated."""
    MESSAGE_GONE = "message_gone"
    """What was to be answered or changed is gone."""
    PICTURE_UNKNOWN = "picture_unknown"
    """A picture that was to be shown is not there, or not yet."""
    STOPPED = "stopped"
    """A reader stopped the message that was still being written."""
    OTHER = "other"


class ChatError(Exception):
    """A call to the chat did not succeed. `code` is the chat's own word for it, or ours: it is for the log."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


class ChatRefused(ChatError):
    """The chat said no; it did not happen, and asking again will not help."""

    def __init__(self, code: str, meaning: Refusal = Refusal.OTHER) -> None:
        """Remember the code, and what it means."""
        super().__init__(code)
        self.meaning = meaning


class ChatLimited(ChatError):
    """Too many calls; it did not happen. Ask again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        """Remember how long to wait."""
        super().__init__("ratelimited")
        self.retry_after = retry_after


class ChatUncertain(ChatError):
    """No usable answer came: it may have happened or not."""


class ChatIll(ChatUncertain):
    """The chat answered, with an error of its own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in this workspace."""

    user: str
    bot: str
    team: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """Who our token is for, and what it may do."""

    me: Identity
    scopes: frozenset[str] | None
    """None where the chat does not say."""
    at: datetime | None
    """What time it is there, where it says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace."""

    id: str
    name: str
    """What people see: the display name, else the real name."""
    real_name: str
    email: str | None
    zone: str
    """IANA name."""
    is_bot: bool
    gone: bool
    """Deactivated."""
    is_admin: bool
    is_guest: bool
    status_text: str = ""
    status_emoji: str = ""
    status_until: datetime | None = None
    updated: int = 0
    """When they last changed, in the chat's own seconds: of two accounts of a person the higher is the later one."""
    title: str = ""
    """What they do, in their own words."""
    unknown: bool = False
    """The chat tells nothing of them, though it lists them somewhere: an erased account, or another organisation's."""


def stranger(user: str, name: str, *, is_bot: bool = False) -> Person:
    """Somebody of whom the chat tells no more than this: an app, else a guest for whatever that decides."""
    return Person(
        id=user,
        name=name,
        real_name=name,
        email=None,
        zone="UTC",
        is_bot=is_bot,
        gone=False,
        is_admin=False,
        is_guest=not is_bot,
        unknown=not is_bot,
    )


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or direct messages."""

    id: str
    name: str
    kind: PlaceKind
    archived: bool
    here: bool
    """Whether we are in it."""
    topic: str = ""
    shared: bool = False
    """With another workspace (Slack Connect), or about to be; people whom we never read may be in it."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours, as the chat has it."""

    id: str
    at: datetime
    """When, by the chat's clock."""


@dataclass(slots=True)
class Growing:
    """A message of ours that is still being written, and what it shows by now."""

    channel: str
    id: str
    at: datetime | None
    """When it began, by the chat's clock."""
    streams: bool = False
    """Whether the chat takes what is new of it; else the whole of it is replaced each time."""
    said: str = ""
    steps: Steps | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may be in a chat; its adapter cuts what is longer."""

    message: int
    """Characters of a message of ours, whatever it consists of."""
    typed: int
    """Characters that people can type in a field of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdForms:
    """What the ids of a chat look like, as far as its adapter tells one from other words without asking the chat."""

    person: re.Pattern[str]
    channel: re.Pattern[str]
    person_example: str
    channel_example: str

    def is_person(self, text: str) -> bool:
        """Return True if `text` has the form of a person's id."""
        return self.person.fullmatch(text) is not None

    def is_channel(self, text: str) -> bool:
        """Return True if `text` has the form of a channel's id."""
        return self.channel.fullmatch(text) is not None


# --- what a chat can do ------------------------------------------------------------
#
# Every call of these raises `ChatRefused`, `ChatLimited` or `ChatUncertain`. Each part is what some
# rooms need, so that tests can give them less than a whole chat.


class ChatSelf(Protocol):
    """Says which chat it is, and who we are in it."""

    @property
    def chat_name(self) -> str:
        """Return what people call the chat, such as “Slack”."""
        ...

    async def me(self) -> Identity:
        """Return who we are."""
        ...


class ChatDirectory(ChatSelf, Protocol):
    """The people, groups and places of a chat."""

    async def person(self, user: str) -> Person:
        """Return one person."""
        ...

    async def people(self) -> Sequence[Person]:
        """Return everybody."""
        ...

    async def channel(self, channel: str) -> Channel:
        """Return one place."""
        ...

    async def channels(self) -> Sequence[Channel]:
        """Return every place that we may see."""
        ...

    async def members(self, channel: str) -> Sequence[str]:
        """Return the ids of the people of a place, ours among them."""
        ...

    def is_person_id(self, text: str) -> bool:
        """Return True if `text` has the form of a person's id."""
        ...

    def is_channel_id(self, text: str) -> bool:
        """Return True if `text` has the form of a channel's id."""
        ...

    async def groups(self) -> Mapping[str, str]:
        """Return the name of every group of people that can be mentioned together, by id."""
        ...

    async def group_members(self, handle: str) -> Sequence[str]:
        """Return the ids of the people in the group of that name; none where there is no such group in use."""
        ...


class ChatPosts(Protocol):
    """What is said where it stays: see the outbox, which alone may call this."""

    @property
    def pace(self) -> timedelta:
        """Return how long after a message the next one may follow in the same place."""
        ...

    @property
    def limits(self) -> Limits:
        """Return how long a text may be."""
        ...

    async def place_of(self, address: str) -> str:
        """Return the place that an address is: our direct messages with a person, else what it is itself."""
        ...

    async def prepare(self, post: Post, *, key: str) -> None:
        """Do what takes long of showing `post` as the message of `key`, such as its pictures. Raises nothing.

        Safe to repeat, and to leave out: then it is shown without.
        """
        ...

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        """Post once, so that it can be found by `key`.

        Raises `ChatRefused` of `Refusal.MESSAGE_GONE` where what it was to answer is gone.
        """
        ...

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        """Replace a message of ours. `key` stays the first post's, so that it is still found."""
        ...

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        """Return our own message that carries `key`, posted after `since`; None if absent."""
        ...


class ChatGrowing(ChatSelf, Protocol):
    """Messages that people see while they are written."""

    async def begin(self, channel: str, post: Post, *, key: str, thread: str | None, reader: str) -> Growing:
        """Begin one that shows `post`, in answer to `reader`."""
        ...

    async def grow(self, message: Growing, post: Post, *, key: str) -> None:
        """Let it show `post`, which begins as what it shows already; where nothing can be added, it is replaced."""
        ...

    async def finish(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        """Let it be `post`, and no longer be written. Safe to repeat.

        Raises `ChatRefused` of `Refusal.MESSAGE_GONE` where it is gone.
        """
        ...

    async def rest(self, channel: str, thread: str) -> None:
        """Say that nothing of ours is being done in a thread any more. Safe to repeat."""
        ...

    async def unfinished(
        self, channel: str, key: str, *, since: datetime, thread: str | None, besides: Collection[str] = ()
    ) -> Posted | None:
        """Return the message that was begun under `key` and whose id is not known; None if there is none.

        `besides` are the ids of those that are known.
        """
        ...


class ChatLinks(Protocol):
    """Where a message can be read."""

    async def permalink(self, channel: str, message_id: str) -> str | None:
        """Return the address of a message, or None where it is gone."""
        ...


class ChatAsides(ChatSelf, Protocol):
    """What a conversation shows besides what the outbox says."""

    async def whisper(self, channel: str, user: str, post: Post, *, thread: str | None = None) -> None:
        """Say it so that only `user` sees it. Best effort: the chat keeps no record of it."""
        ...

    async def set_status(self, channel: str, thread: str, status: str) -> None:
        """Show that an answer is on its way, until the next message of ours."""
        ...


class ChatFiles(ChatSelf, ChatLinks, Protocol):
    """Files that are sent to people."""

    async def send_file(self, user: str, name: str, content: bytes, post: Post) -> str:
        """Give `user` a file for themselves, the headline of `post` above it, and return where it can be read."""
        ...


class PictureShelf(Protocol):
    """Where it is kept which pictures a chat has for us, and what shows each: the key of a message, or a page."""

    async def of(self, place: str) -> Mapping[str, str]:
        """Return the ids of the files that a place shows, by the imprint of what they show."""
        ...

    async def put(self, place: str, imprint: str, file: str) -> str:
        """Keep that a place shows a file, and return which it shows: another, where somebody was quicker."""
        ...

    async def drop(self, place: str, file: str) -> None:
        """Forget that a place shows a file."""
        ...


class ChatHistory(ChatSelf, Protocol):
    """What was said before we were there."""

    async def history(self, channel: str, *, since: datetime, following: str | None = None) -> "HistoryPage":
        """Return a page of what was said after that moment, newest first: from the end, or where another page ended.

        What was said in threads is not in it.
        """
        ...

    async def replies(self, channel: str, thread: str, *, following: str | None = None) -> "HistoryPage":
        """Return a page of a thread, oldest first. The message that begins it may be in each.

        Raises `ChatRefused` of `Refusal.MESSAGE_GONE` where there is no such message.
        """
        ...


class Chat(
    ChatDirectory,
    ChatPosts,
    ChatGrowing,
    ChatAsides,
    ChatFiles,
    ChatHistory,
    Protocol,
):
    """A whole chat. `integrations.slack.chat.Chat` is one."""

    async def publish_home(self, user: str, blocks: Sequence[Block], *, whole: bool = True) -> None:
        """Show `blocks` on our own page in the chat, as `user` sees it.

        Where they are not the `whole` page yet, the pictures of the one before are kept.
        """
        ...

    def envelope(self, body: Mapping[str, Any]) -> "Envelope":
        """Return what has to be known of what the chat sends us to keep it, whatever it is; it is read in its turn."""
        ...

    def read(self, body: Mapping[str, Any]) -> "Event | None":
        """Return what happened; None for what is no concern of ours. Raises `Unreadable` alone."""
        ...

    def open_export(self, path: Path) -> "ChatExport":
        """Open what the chat's owners can download of it. It blocks. Raises `NoExport`, and OSError."""
        ...

    async def check(self) -> None:
        """Return where the chat takes our token."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
