"""Slack's people, places and errors in our own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

SLACK_API = "https://slack.com/api/"

ChannelKind = Literal["public", "private", "im", "mpim"]


class ChatError(Exception):
    """A call to Slack did not succeed. `code` is Slack's word for it, or ours."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


class ChatRefused(ChatError):
    """Slack said no; it did not happen, and asking again will not help."""


class ChatLimited(ChatError):
    """Too many calls; it did not happen. Ask again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        """Remember how long to wait."""
        super().__init__("ratelimited")
        self.retry_after = retry_after


class ChatUncertain(ChatError):
    """No usable answer came: it may have happened or not."""


class ChatIll(ChatUncertain):
    """Slack answered, with an error of its own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in this workspace."""

    user: str
    bot: str
    team: str
    name: str
    url: str


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
    """When they last changed, in Slack's own seconds: of two accounts of a person the higher is the later one."""
    unknown: bool = False
    """Slack tells nothing of them, though it lists them somewhere: an erased account, or another workspace's."""


def a_bot(user: str, name: str) -> Person:
    """An app of that id and name, of which Slack tells no more."""
    return Person(
        id=user,
        name=name,
        real_name=name,
        email=None,
        zone="UTC",
        is_bot=True,
        gone=False,
        is_admin=False,
        is_guest=False,
    )


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation."""

    id: str
    name: str
    kind: ChannelKind
    archived: bool
    here: bool
    """Whether we are in it."""
    topic: str = ""
    shared: bool = False
    """With another workspace (Slack Connect), or about to be; people whom we never read may be in it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Slack keeps it."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None
    key: str | None
    """The outbox key that our own messages carry."""
    raw: dict[str, Any]
