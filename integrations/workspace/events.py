"""The Events API: what the app is told, each with an id of its own."""

from collections.abc import Callable

from integrations.workspace.model import MESSAGE_EVENTS, Conversation, Json, Member, public
from integrations.workspace.state import State

_PLURAL = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class Events:
    """Builds events and hands them over for delivery. Only what the bot can see becomes one."""

    def __init__(self, state: State, deliver: Callable[[Json], None]) -> None:
        """`deliver` takes the payload of an `event_callback` and must not block."""
        self._state = state
        self._deliver = deliver

    def _tell(self, event: Json, subscription: str | None = None) -> None:
        app = self._state.app
        if app.events is not None and (subscription or event["type"]) not in app.events:
            return
        event.setdefault("event_ts", self._state.timestamps.ts())
        self._deliver(
            {
                "token": "local",
                "team_id": self._state.team.id,
                "context_team_id": self._state.team.id,
                "api_app_id": app.id,
                "event": event,
                "type": "event_callback",
                "event_id": self._state.timestamps.id("Ev"),
                "event_time": int(float(event["event_ts"])),
                "authorizations": [
                    {
                        "enterprise_id": None,
                        "team_id": self._state.team.id,
                        "user_id": app.bot_user,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": self._is_shared(event),
                "event_context": self._state.timestamps.id("EC"),
            }
        )

    def _is_shared(self, event: Json) -> bool:
        channel = event.get("channel")
        found = self._state.conversations.get(channel) if isinstance(channel, str) else None
        return found is not None and found.shared

    def _here(self, conversation: Conversation) -> bool:
        return self._state.app.bot_user in conversation.members

    def _message(self, conversation: Conversation, event: Json) -> None:
        kind = MESSAGE_EVENTS[conversation.kind]
        self._tell({"type": "message", "channel": conversation.id, "channel_type": kind, **event}, _PLURAL[kind])

    def said(self, conversation: Conversation, message: Json) -> None:
        """A message; where it mentions the bot, the same message again as `app_mention`."""
        if not self._here(conversation):
            return
        bot = self._state.app.bot_user
        self._message(conversation, public(message) | {"event_ts": message["ts"]})
        mentioned = f"<@{bot}>" in message.get("text", "") or f"<@{bot}|" in message.get("text", "")
        if mentioned and message.get("user") != bot and conversation.kind != "im" and "subtype" not in message:
            self._tell(public(message) | {"type": "app_mention", "channel": conversation.id, "event_ts": message["ts"]})

    def changed(self, conversation: Conversation, message: Json, previous: Json, ts: str) -> None:
        """`message_changed`."""
        if self._here(conversation):
            self._message(
                conversation,
                {
                    "subtype": "message_changed",
                    "hidden": True,
                    "message": public(message),
                    "previous_message": public(previous),
                    "ts": ts,
                    "event_ts": ts,
                },
            )

    def deleted(self, conversation: Conversation, previous: Json, ts: str) -> None:
        """`message_deleted`."""
        if self._here(conversation):
            self._message(
                conversation,
                {
                    "subtype": "message_deleted",
                    "hidden": True,
                    "deleted_ts": previous["ts"],
                    "previous_message": public(previous),
                    "ts": ts,
                    "event_ts": ts,
                },
            )

    def reaction(self, kind: str, conversation: Conversation, message: Json, user: str, name: str) -> None:
        """`reaction_added` or `reaction_removed`."""
        if self._here(conversation):
            self._tell(
                {
                    "type": kind,
                    "user": user,
                    "reaction": name,
                    "item": {"type": "message", "channel": conversation.id, "ts": message["ts"]},
                    "item_user": message.get("user", ""),
                }
            )

    def membership(self, kind: str, conversation: Conversation, user: str, inviter: str | None = None) -> None:
        """`member_joined_channel` or `member_left_channel`; the bot hears of its own."""
        if self._here(conversation) or user == self._state.app.bot_user:
            letter = "C" if conversation.kind == "public" else "G"
            event = {"type": kind, "user": user, "channel": conversation.id, "channel_type": letter}
            event["team"] = self._state.team.id
            self._tell(event | ({"inviter": inviter} if inviter else {}))

    def channel(self, what: str, conversation: Conversation, user: str) -> None:
        """`channel_archive`, `channel_unarchive` or `channel_rename`; `group_…` where it is private."""
        if not self._here(conversation):
            return
        kind = ("channel_" if conversation.kind == "public" else "group_") + what
        if what == "rename":
            named = {"id": conversation.id, "name": conversation.name, "name_normalized": conversation.name}
            self._tell({"type": kind, "channel": named | {"created": conversation.created}})
        else:
            self._tell({"type": kind, "channel": conversation.id, "user": user})

    def shared(self, conversation: Conversation) -> None:
        """`channel_shared` or `channel_unshared`, of private channels too."""
        if not self._here(conversation):
            return
        event: Json = {"type": "channel_shared", "connected_team_id": "T0000OTHER", "channel": conversation.id}
        if not conversation.shared:
            event = {"type": "channel_unshared", "previously_connected_team_id": "T0000OTHER"}
            event |= {"channel": conversation.id, "is_ext_shared": False}
        self._tell(event)

    def session_stopped(self, conversation: Conversation, thread_ts: str, user: str, streams: list[str]) -> None:
        """`agent_session_stopped`, with the streams that were stopped by it."""
        event: Json = {"type": "agent_session_stopped", "channel": conversation.id, "thread_ts": thread_ts}
        self._tell(event | {"user": user, "streaming_message_ts": streams})

    def home_opened(self, user: str, channel: str, tab: str, view: Json | None) -> None:
        """`app_home_opened`, of the tab `home` or `messages`."""
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab}
        self._tell(event | ({"view": view} if view else {}))

    def user_changed(self, member: Member) -> None:
        """`user_change`, with the whole user."""
        user = self._state.user(member, with_email=self._may_see_email())
        self._tell({"type": "user_change", "user": user, "cache_ts": self._state.timestamps.seconds()})

    def joined_team(self, member: Member) -> None:
        """`team_join`, with the whole user."""
        user = self._state.user(member, with_email=self._may_see_email())
        self._tell({"type": "team_join", "user": user, "cache_ts": self._state.timestamps.seconds()})

    def channel_made(self, conversation: Conversation, by: str) -> None:
        """`channel_created`, of public channels alone."""
        if conversation.kind == "public":
            made = {"id": conversation.id, "name": conversation.name, "created": conversation.created, "creator": by}
            self._tell({"type": "channel_created", "channel": made})

    def _may_see_email(self) -> bool:
        scopes = self._state.app.scopes
        return scopes is None or "users:read.email" in scopes
