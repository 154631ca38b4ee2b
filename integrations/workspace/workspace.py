"""A Slack workspace on this machine: what stands in it, and what a test or a page does with it."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from integrations.time import Clock
from integrations.workspace import transcript
from integrations.workspace.changes import Change, Changes, NotSeen
from integrations.workspace.clock_control import ClockControl
from integrations.workspace.events import Events
from integrations.workspace.faults import Faults
from integrations.workspace.files import Files
from integrations.workspace.interactions import Interactions
from integrations.workspace.journal import Journal
from integrations.workspace.messages import Messages
from integrations.workspace.model import Conversation, Json, Member
from integrations.workspace.people import Actor, Said
from integrations.workspace.requests import SignedRequests
from integrations.workspace.responses import Responses
from integrations.workspace.sample import Sample
from integrations.workspace.sockets import ACK_S, Delivery, SocketMode
from integrations.workspace.state import State
from integrations.workspace.triggers import Triggers
from integrations.workspace.views import View, Views

T = TypeVar("T")


class Workspace:
    """One team with one app installed. Serve it with `serving` before the app comes."""

    def __init__(
        self, team: Sample, clock: Clock, *, clock_control: ClockControl | None = None, ack_s: float = ACK_S
    ) -> None:
        """Begin with `team`; messages are dated by `clock`.

        `clock_control` lets the page turn the clock. `ack_s`: seconds that the app has for an ack,
        and that a trigger_id lives; Slack's 3 unless a test is in a hurry, or patient.
        """
        self.clock = clock
        self.clock_control = clock_control
        self.state = State(team, clock)
        self.app = team.app
        self.changes = Changes()
        self.journal = Journal(clock.now, self.changes.wake)
        self.faults = Faults()
        self.triggers = Triggers(ack_s)  # both are 3 seconds in Slack
        self.sockets = SocketMode(self.faults, self.changes.wake, ack_s=ack_s)
        self._requests = SignedRequests(team.app, ack_s=ack_s) if team.app.request_url else None
        self.events = Events(self.state, self._deliver)
        self.messages = Messages(self.state, self.events, self.changes)
        self.views = Views(self.state, self.messages, self.changes)
        self.responses = Responses(self.state, self.messages, lambda: self.address)
        self.files = Files(self.state, self.messages, self.faults, lambda: self.address)
        self.interactions = Interactions(
            self.state, self.messages, self.views, self.events, self.triggers, self.responses, lambda: self.delivery
        )
        self.revoked: set[str] = set()
        """Tokens that no longer work."""
        self.prompts: dict[str, list[Json]] = {
            place.id: [{"title": title, "message": message} for title, message in place.prompts]
            for place in team.places
            if place.prompts
        }
        """What there is to ask at the press of a button, by channel: the app's suggestions, and the sample's."""
        self.titles: dict[tuple[str, str], str] = {}
        """What the app calls a thread, by channel and thread."""
        self.undelivered: list[Json] = []
        """Events that the app never acked."""
        self.address = "http://127.0.0.1"
        """Where this is served; `serving` sets it."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = False
        self.state.opened = self.show_channel
        clock.on_turn(self.clock_changed)

    # --- to the app ----------------------------------------------------------------

    @property
    def delivery(self) -> Delivery:
        """The way to the app: sockets, or signed requests where it has a request_url."""
        return self._requests or self.sockets

    def _deliver(self, payload: Json) -> None:
        for delay in self.faults.delays():
            self._spawn(self._deliver_later(payload, delay))

    async def _deliver_later(self, payload: Json, delay: float) -> None:
        if delay:
            await asyncio.sleep(delay)
        if not await self.delivery.event(payload):
            self.undelivered.append(payload)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self.closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._delivered)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.changes.wake()

    @property
    def delivering(self) -> int:
        """How many deliveries of events have not been acked yet."""
        return len(self._tasks)

    # --- people and places ---------------------------------------------------------

    def member(self, who: str) -> Actor:
        """Somebody of the team, by id or name, who can then act. Raises Refused("user_not_found")."""
        return Actor(self, self.state.member(who))

    def channel(self, where: str) -> Conversation:
        """A conversation by id or `#name`, whoever can see it. Raises KeyError."""
        for conversation in self.state.conversations.values():
            if where in (conversation.id, f"#{conversation.name}"):
                return conversation
        raise KeyError(where)

    def messages_in(self, where: str) -> list[Said]:
        """Everything said in a channel, replies too, oldest first; whispers left out."""
        conversation = self.channel(where)
        return [Said(conversation.id, message) for message in conversation.all()]

    def another_app_posts(self, where: str, name: str = "Alerts", **said: Any) -> Said:
        """Another app says something in a channel, through a webhook: `text`, `blocks`, `attachments`."""
        conversation = self.channel(where)
        return Said(conversation.id, self.messages.post_of_another_app(conversation, f"B0{name.upper()}", name, said))

    def dm_with_app(self, who: str) -> list[Said]:
        """Everything said between a person and the app, oldest first."""
        return self.messages_in(self.state.dm(self.app.bot_user, self.state.member(who).id).id)

    def view_of(self, who: str) -> View | None:
        """The modal that a person has before them."""
        return self.views.top(self.state.member(who).id)

    def home_of(self, who: str) -> View | None:
        """The App Home of a person, where one was published."""
        return self.views.home(self.state.member(who).id)

    def archive(self, where: str, by: str | None = None) -> None:
        """Archive a channel."""
        conversation = self.channel(where)
        conversation.archived = True
        self._channel_changed("archive", conversation, by)

    def unarchive(self, where: str, by: str | None = None) -> None:
        """Bring a channel back."""
        conversation = self.channel(where)
        conversation.archived = False
        self._channel_changed("unarchive", conversation, by)

    def rename(self, where: str, name: str, by: str | None = None) -> None:
        """Give a channel another name."""
        conversation = self.channel(where)
        conversation.name = name.removeprefix("#")
        self._channel_changed("rename", conversation, by)

    def share(self, where: str, *, shared: bool = True) -> None:
        """Share a channel with another workspace, or no longer."""
        conversation = self.channel(where)
        conversation.shared = shared
        self.events.shared(conversation)

    def join(self, conversation: Conversation, user: str, inviter: str | None = None) -> None:
        """Put a user into a channel and tell of it; one who is in it already stays."""
        if user in conversation.members:
            return
        conversation.members[user] = None
        conversation.read[user] = self.state.timestamps.ts()
        self.events.membership("member_joined_channel", conversation, user, inviter)
        self.show_channel(conversation)

    def leave(self, conversation: Conversation, user: str) -> None:
        """Take a user out of a channel and tell of it."""
        if user not in conversation.members:
            return
        del conversation.members[user]
        self.events.membership("member_left_channel", conversation, user)
        self.show_channel(conversation, also=user)

    def show_channel(self, conversation: Conversation, *, also: str | None = None) -> None:
        """Tell the pages that a conversation is new or changed."""
        audience = self.state.audience(conversation)
        if audience is not None and also is not None:
            audience |= {also}
        self.changes.tell(Change("channel", {"channel": conversation.id}, audience))

    def set_status(self, member: Member, text: str, emoji: str, until: datetime | None = None) -> None:
        """Give somebody a status; the app is told."""
        member.status_text, member.status_emoji = text, emoji
        member.status_expiration = int(until.timestamp()) if until else 0
        self._member_changed(member)

    def set_zone(self, who: str, zone: str) -> None:
        """Move somebody to another zone, by IANA name; the app is told."""
        member = self.state.member(who)
        self.state.zones.get(zone)
        member.tz = zone
        self._member_changed(member)

    def deactivate(self, who: str) -> None:
        """Deactivate an account; the app is told."""
        member = self.state.member(who)
        member.deleted = True
        self._member_changed(member)

    def _member_changed(self, member: Member) -> None:
        self.events.user_changed(member)
        self.changes.tell(
            Change(
                "status",
                {"user": member.id, "status_text": member.status_text, "status_emoji": member.status_emoji},
            )
        )

    def _channel_changed(self, what: str, conversation: Conversation, by: str | None) -> None:
        self.events.channel(what, conversation, by or conversation.creator)
        self.show_channel(conversation)

    # --- looking -------------------------------------------------------------------

    async def until(self, condition: Callable[[], T], *, timeout: float = 40) -> T:  # noqa: ASYNC109 - as pytest says it
        """Wait until `condition` is true, asked after each change here, and return what it returned.

        Raises NotSeen, an AssertionError with the transcript, after `timeout` seconds.
        """
        try:
            return await self.changes.until(condition, timeout=timeout)
        except TimeoutError:
            raise NotSeen(f"it did not happen within {timeout} s; what was said:\n{self.transcript()}") from None

    def transcript(self, where: str | None = None) -> str:
        """What was said, in a channel or everywhere: `HH:MM #channel author: text`, replies indented."""
        return "\n".join(transcript.lines(self.state, self.channel(where) if where else None))

    def record(self, where: str | None = None) -> list[Json]:
        """What was said, in order of ts: ts, time, channel, thread_ts, user, text, blocks."""
        return transcript.record(self.state, self.channel(where) if where else None)

    def clock_changed(self) -> None:
        """Tell the pages what time it is."""
        if self.changes.watched:
            self.changes.tell(Change("clock", self.clock_face()))
        else:
            self.changes.wake()

    def clock_face(self) -> Json:
        """What the page shows of the clock."""
        if self.clock_control is None:
            now, zone, following, playing = self.clock.now(), self.state.team.zone, None, False
        else:
            now, zone, following = self.clock_control.now(), self.clock_control.zone, self.clock_control.next()
            playing = self.clock_control.playing
        return {
            "now": now.isoformat(),
            "zone": zone,
            "next": {"at": following[0].isoformat(), "label": following[1]} if following else None,
            "turnable": self.clock_control is not None,
            "playing": playing,
        }

    async def prepare(self) -> None:
        """Read from disk what is needed, off the loop."""
        await self.state.zones.load()

    async def close(self) -> None:
        """End every delivery, connection and watch."""
        self.closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.changes.close()
        await self.sockets.close()
        if self._requests is not None:
            await self._requests.close()
