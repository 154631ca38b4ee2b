"""A Slack that is not there: it knows who and what was kept of it, and only writes down what is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from integrations.chat import Channel, ChatRefused, Identity, Person, Posted, Refusal
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.slack.chat import Chat

US = Identity(user="", bot="", team="", name="", url="")
"""We are nobody there, so that no list of members has us."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who is there, and who is in which channel."""

    people: Mapping[str, Person]
    channels: Mapping[str, Channel]
    members: Mapping[str, Sequence[str]]


@dataclass
class RecordingChat(Chat):
    """Takes everything and sends nothing: no call of it leaves the process."""

    workspace: Workspace
    now: Callable[[], datetime]
    said: dict[str, Post] = field(default_factory=dict)
    """What was posted, by its key, as it was worded first."""

    pace = timedelta(0)

    def __post_init__(self) -> None:
        """Have no token, for whatever would call Slack after all."""
        super().__init__("")

    async def me(self) -> Identity:
        """Nobody."""
        return US

    async def person(self, user: str) -> Person:
        """One person, as they were kept."""
        if user not in self.workspace.people:
            raise ChatRefused("user_not_found", Refusal.PERSON_UNKNOWN)
        return self.workspace.people[user]

    async def people(self) -> list[Person]:
        """Everybody."""
        return list(self.workspace.people.values())

    async def channel(self, channel: str) -> Channel:
        """One channel, as it was kept."""
        if channel not in self.workspace.channels:
            raise ChatRefused("channel_not_found", Refusal.PLACE_GONE)
        return self.workspace.channels[channel]

    async def channels(self) -> list[Channel]:
        """Every channel."""
        return list(self.workspace.channels.values())

    async def members(self, channel: str) -> list[str]:
        """Who is in a channel."""
        return list(self.workspace.members.get(channel, ()))

    async def place_of(self, address: str) -> str:
        """The address itself: a person is as good as their direct messages."""
        return address

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        """Write down what would be posted."""
        self.said[key] = post
        return Posted(f"{len(self.said)}.000000", self.now())

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        """Let it be: an edit reaches nobody."""

    async def permalink(self, channel: str, message_id: str) -> str | None:
        """None: nothing can be read there."""
        return None
