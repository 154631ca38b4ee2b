"""What happens in a chat, whichever it is: somebody said something, a person or a channel changed, we were invited.

A chat's adapter reads its own events into these: see `integrations.chat.Chat`.
"""

from datetime import datetime

from integrations.chat import Person, PlaceKind
from integrations.deferred import dataclass
from integrations.message_text import NO_WORDS, MessageText


@dataclass(frozen=True, slots=True)
class Envelope:
    """What has to be known of an event to keep it, before anybody has read it."""

    id: str | None
    """The same for each delivery of an event; None where it has none that can be kept."""
    type: str
    """The chat's own word, for the log."""
    message: str | None = None
    """Names the new message that it tells of: another event of the same one need not be kept."""
    about: str | None = None
    """The id of the person or channel that it has news of; None for what people say and do."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person or an app said something. An app that is no member of the chat is known by an id of its own."""

    channel: str
    id: str
    user: str
    text: MessageText
    thread: str | None
    """The id of the message that it answers below; None outside of threads, and for what begins one."""
    at: datetime
    kind: PlaceKind | None
    """What kind of place it is, where the event says so."""
    forwarded: MessageText = NO_WORDS
    """The words of messages that they forwarded with it."""
    files: bool = False
    """Whether pictures or other files came with it."""
    app: str | None = None
    """The name of the app that posted it, "" where the chat does not say; None where a person did."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed what they had said."""

    message: Said
    at: datetime
    """When; of two edits the later one stands."""
    before: MessageText = NO_WORDS
    """What it said until then, as far as the chat tells."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message was deleted."""

    channel: str
    id: str
    at: datetime
    """When it was said; when it was deleted, where the chat does not tell."""


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody is new, or has another name, zone or status, or is deactivated."""

    person: Person


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """A channel is new, or has another name or kind, or is archived."""

    channel: str
    reopened: bool = False
    """Whether it was archived, and is no longer."""
    shared: bool = False
    """Whether it is that another organisation reads there from now on, or no longer does."""


@dataclass(frozen=True, slots=True)
class ChannelDeleted:
    """A channel is gone, with all that was said in it."""

    channel: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into a channel; we may be that somebody."""

    channel: str
    user: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left a channel, or was removed; `user` is None where that is us."""

    channel: str
    user: str | None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened our own page in the chat."""

    user: str


@dataclass(frozen=True, slots=True)
class AnswerStopped:
    """Somebody pressed the chat's own button that stops what we are doing in a thread."""

    channel: str
    thread: str
    user: str
    messages: tuple[str, ...]
    """The ids of those of ours that were being written: the chat takes nothing more of them."""


Event = (
    AnswerStopped
    | Said
    | Edited
    | Deleted
    | PersonChanged
    | ChannelChanged
    | ChannelDeleted
    | Joined
    | Left
    | HomeOpened
)


class Unreadable(Exception):
    """What came in is no event at all; to try again would change nothing."""
