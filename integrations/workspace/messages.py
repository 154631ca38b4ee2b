"""Every message of the workspace: posted, edited, deleted, reacted to."""

import copy
import uuid
from collections.abc import Callable

from integrations.workspace.changes import Change, Changes, Name
from integrations.workspace.errors import Refused
from integrations.workspace.events import Events
from integrations.workspace.model import Conversation, Json, Member, Whisper, public
from integrations.workspace.state import State

STREAMING, STOPPED = "streaming_state", "_stopped_by"
"""Of a message that grows: its state, and who pressed its stop button."""


class Messages:
    """Every message goes through here: it is kept, shown, and told to the app."""

    def __init__(self, state: State, events: Events, changes: Changes) -> None:
        self._state = state
        self._events = events
        self._changes = changes

    def post(
        self,
        conversation: Conversation,
        author: Member,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        broadcast: bool = False,
        metadata: Json | None = None,
        more: Json | None = None,
    ) -> Json:
        """Post a message and return it. Raises Refused."""
        message = self._new(author, text, blocks)
        if thread_ts is not None:
            parent = self._parent(conversation, thread_ts)
            if author.is_bot:
                conversation.thinking.pop(parent["ts"], None)
            message |= {"thread_ts": parent["ts"], "parent_user_id": parent.get("user")}
            if broadcast:
                message |= {"subtype": "thread_broadcast", "root": public(parent)}
        if metadata:
            message["metadata"] = metadata
        message |= more or {}
        conversation.add(message)
        conversation.read[author.id] = message["ts"]
        self.show("message", conversation, message)
        if thread_ts is not None:
            self.show("message_changed", conversation, conversation.thread(message["thread_ts"])[0])
        self._events.said(conversation, message)
        return message

    def post_of_another_app(self, conversation: Conversation, bot_id: str, name: str, said: Json) -> Json:
        """A message that an app without a user posts, as webhooks do: `said` is its text, blocks and attachments."""
        message: Json = {"type": "message", "subtype": "bot_message", "text": "", "ts": self._state.timestamps.ts()}
        message |= {"bot_id": bot_id, "username": name, **said}
        conversation.add(message)
        self.show("message", conversation, message)
        self._events.said(conversation, message)
        return message

    def _new(self, author: Member, text: str, blocks: list[Json] | None) -> Json:
        message: Json = {
            "type": "message",
            "user": author.id,
            "text": text,
            "ts": self._state.timestamps.ts(),
            "team": self._state.team.id,
        }
        if author.is_bot:
            message |= {"bot_id": author.bot_id, "app_id": author.app_id, "bot_profile": self.bot_profile()}
        else:
            message["client_msg_id"] = str(uuid.uuid4())
        if blocks:
            message["blocks"] = self.with_ids(blocks)
        return message

    def bot_profile(self) -> Json:
        """Slack's description of the app in each of its messages."""
        app = self._state.app
        return {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 0,
            "app_id": app.id,
            "user_id": app.bot_user,
            "icons": {},
            "team_id": self._state.team.id,
        }

    def _parent(self, conversation: Conversation, thread_ts: str) -> Json:
        parent = conversation.get(thread_ts)
        if parent is None:
            raise Refused("thread_not_found")
        if parent.get("thread_ts", thread_ts) != thread_ts:
            raise Refused("cannot_reply_to_message")
        return parent

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """The blocks with an id where they had none, as Slack gives them."""
        named = copy.deepcopy(blocks)
        for block in named:
            block.setdefault("block_id", self._state.timestamps.block_id())
            for element in elements(block):
                if element.get("type") in _ACTIVE:
                    element.setdefault("action_id", self._state.timestamps.block_id())
        return named

    def post_ephemeral(
        self,
        conversation: Conversation,
        author: Member,
        user: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
    ) -> Json:
        """Show `user` an ephemeral message, and return it."""
        message = self._new(author, text, blocks) | {"is_ephemeral": True}
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        conversation.whispers[message["ts"]] = Whisper(user, message)
        self.show("message", conversation, message, only=user)
        return message

    def edit(
        self,
        conversation: Conversation,
        ts: str,
        editor: Member,
        change: Callable[[Json], None],
        *,
        marked: bool = True,
    ) -> Json:
        """Let `change` alter a message, `marked` as edited, and return it. Raises Refused("message_not_found")."""
        message = conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        previous = copy.deepcopy(message)
        change(message)
        now = self._state.timestamps.ts()
        if marked:
            message["edited"] = {"user": editor.id, "ts": now}
        self.show("message_changed", conversation, message)
        self._events.changed(conversation, message, previous, now)
        return message

    def delete(self, conversation: Conversation, ts: str) -> None:
        """Delete a message; one with replies leaves a tombstone. Raises Refused("message_not_found")."""
        message = conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        now = self._state.timestamps.ts()
        if message.get("reply_count"):
            kept = (
                "type",
                "ts",
                "team",
                "thread_ts",
                "reply_count",
                "reply_users",
                "reply_users_count",
                "latest_reply",
            )
            tombstone = {name: message[name] for name in kept if name in message}
            tombstone |= {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
            conversation.replace(ts, tombstone)
            self.show("message_changed", conversation, tombstone)
            self._events.changed(conversation, tombstone, message, now)
            return
        conversation.remove(ts)
        parent = message.get("thread_ts")
        data: Json = {"channel": conversation.id, "ts": ts, "thread_ts": parent}
        self._changes.tell(Change("message_deleted", data, self._state.audience(conversation)))
        if parent and (thread := conversation.thread(parent)):
            self.show("message_changed", conversation, thread[0])
        self._events.deleted(conversation, message, now)

    def replace_ephemeral(self, conversation: Conversation, ts: str, text: str, blocks: list[Json] | None) -> None:
        """Replace the text and the blocks of an ephemeral message."""
        whisper = conversation.whispers[ts]
        whisper.message["text"] = text
        whisper.message.pop("blocks", None)
        if blocks:
            whisper.message["blocks"] = self.with_ids(blocks)
        self.show("message_changed", conversation, whisper.message, only=whisper.user)

    def stop_streams(self, conversation: Conversation, thread_ts: str, user: str) -> list[str]:
        """End the streams of a thread at their reader's wish, and return their timestamps."""
        found = [each for each in conversation.all() if each.get("thread_ts") == thread_ts]
        streams = [each for each in found if each.get(STREAMING) == "in_progress"]
        for each in streams:
            each |= {STREAMING: "completed", STOPPED: user}
            self.show("message_changed", conversation, each)
        return [str(each["ts"]) for each in streams]

    def think(self, conversation: Conversation, thread_ts: str, status: str) -> None:
        """Show, or with an empty status hide, what the app is doing below a thread."""
        conversation.thinking[thread_ts] = status
        message = conversation.get(thread_ts)
        if message is not None:
            self.show("message_changed", conversation, message)

    def delete_ephemeral(self, conversation: Conversation, ts: str) -> None:
        """Remove an ephemeral message."""
        whisper = conversation.whispers.pop(ts)
        data = {"channel": conversation.id, "ts": ts, "thread_ts": whisper.message.get("thread_ts")}
        self._changes.tell(Change("message_deleted", data, frozenset({whisper.user})))

    def react(self, conversation: Conversation, ts: str, user: str, name: str) -> None:
        """Add a reaction. Raises Refused: `message_not_found`, `already_reacted`."""
        message = conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        reactions: list[Json] = message.setdefault("reactions", [])
        reaction = next((each for each in reactions if each["name"] == name), None)
        if reaction is None:
            reaction = {"name": name, "users": [], "count": 0}
            reactions.append(reaction)
        if user in reaction["users"]:
            raise Refused("already_reacted")
        reaction["users"].append(user)
        reaction["count"] += 1
        self._reacted("reaction_added", conversation, message, user, name)

    def unreact(self, conversation: Conversation, ts: str, user: str, name: str) -> None:
        """Remove a reaction. Raises Refused: `message_not_found`, `no_reaction`."""
        message = conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        reaction = next((each for each in message.get("reactions", ()) if each["name"] == name), None)
        if reaction is None or user not in reaction["users"]:
            raise Refused("no_reaction")
        reaction["users"].remove(user)
        reaction["count"] -= 1
        if not reaction["users"]:
            message["reactions"].remove(reaction)
        self._reacted("reaction_removed", conversation, message, user, name)

    def _reacted(self, kind: str, conversation: Conversation, message: Json, user: str, name: str) -> None:
        data: Json = {
            "channel": conversation.id,
            "ts": message["ts"],
            "thread_ts": message.get("thread_ts"),
            "user": user,
            "reaction": name,
            "added": kind == "reaction_added",
            "reactions": copy.deepcopy(message.get("reactions", [])),
        }
        self._changes.tell(Change("reaction", data, self._state.audience(conversation)))
        self._events.reaction(kind, conversation, message, user, name)

    def show(self, name: Name, conversation: Conversation, message: Json, *, only: str | None = None) -> None:
        """Tell the pages of a message; a whisper `only` to its reader."""
        shown = public(copy.deepcopy(message)) | {"ephemeral": only is not None}
        shown["thinking"] = conversation.thinking.get(message["ts"], "")
        data = {"channel": conversation.id, "ts": message["ts"], "thread_ts": message.get("thread_ts")}
        audience = frozenset({only}) if only else self._state.audience(conversation)
        self._changes.tell(Change(name, data | {"message": shown}, audience))


_ACTIVE = {
    "button",
    "checkboxes",
    "channels_select",
    "conversations_select",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "external_select",
    "feedback_buttons",
    "file_input",
    "icon_button",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "number_input",
    "overflow",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "static_select",
    "timepicker",
    "url_text_input",
    "users_select",
    "workflow_button",
}


def elements(block: Json) -> list[Json]:
    """The elements of a block that a person can use, wherever the block keeps them."""
    kind = block.get("type")
    if kind in ("actions", "context_actions"):
        return list(block.get("elements") or [])
    if kind == "section" and block.get("accessory"):
        return [block["accessory"]]
    if kind == "input" and block.get("element"):
        return [block["element"]]
    return []
