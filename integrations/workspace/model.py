"""The things that a workspace consists of, and how Slack shows each of them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from integrations.workspace.sample import PlaceKind

Json = dict[str, Any]

COLORS = ("4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "9f69e7", "684b6c", "5b89d5", "db3150", "73769d")
MESSAGE_EVENTS: dict[PlaceKind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


@dataclass(slots=True)
class Member:
    """A user of the workspace: a person or the app's bot."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    color: str = COLORS[0]
    is_bot: bool = False
    is_admin: bool = False
    is_guest: bool = False
    away: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""

    def profile(self, *, with_email: bool = True) -> Json:
        """Slack's profile object."""
        first, _, last = self.real_name.partition(" ")
        profile: Json = {
            "title": self.title,
            "phone": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": first,
            "last_name": last,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": self.status_expiration,
        }
        if with_email and self.email:
            profile["email"] = self.email
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        return profile

    def as_slack(self, team: str, zone: tzinfo, now: datetime, *, with_email: bool = True) -> Json:
        """Slack's user object; the offset is that of `zone` at `now`."""
        local = now.astimezone(zone)
        user: Json = {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self.profile(with_email=with_email) | {"team": team},
            "is_bot": self.is_bot and self.id != "USLACKBOT",
            "is_app_user": False,
            "updated": int(now.timestamp()),
        }
        if self.deleted:
            return user
        return user | {
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": int((local.utcoffset() or local - local).total_seconds()),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }


@dataclass(slots=True)
class Whisper:
    """An ephemeral message: `user` alone sees it, and no history has it."""

    user: str
    message: Json


@dataclass(slots=True)
class Conversation:
    """A channel, a DM or a group DM, with what was said in it."""

    id: str
    name: str
    kind: PlaceKind
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    shared: bool = False
    """With another workspace (Slack Connect)."""
    read: dict[str, str] = field(default_factory=dict)
    thinking: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    """The status of the app's session in a thread, where it has one."""
    """What the app shows below a thread until it speaks there."""
    whispers: dict[str, Whisper] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _messages: dict[str, Json] = field(default_factory=dict)
    _threads: dict[str, list[str]] = field(default_factory=dict)

    def add(self, message: Json) -> None:
        """Append a message; its ts is later than every other's."""
        ts = message["ts"]
        self._order.append(ts)
        self._messages[ts] = message
        parent = message.get("thread_ts")
        if parent and parent != ts:
            self._threads.setdefault(parent, []).append(ts)
            self._count_replies(parent)

    def remove(self, ts: str) -> Json:
        """Take a message out. KeyError where there is none."""
        message = self._messages.pop(ts)
        self._order.remove(ts)
        parent = message.get("thread_ts")
        if parent and parent != ts:
            self._threads[parent].remove(ts)
            self._count_replies(parent)
        return message

    def get(self, ts: str) -> Json | None:
        """The message of that ts."""
        return self._messages.get(ts)

    def replace(self, ts: str, message: Json) -> None:
        """Put another message in the place of the one of that ts."""
        self._messages[ts] = message

    def all(self) -> Iterator[Json]:
        """Every message, replies too, oldest first."""
        return (self._messages[ts] for ts in self._order)

    def after(self, ts: str) -> Iterator[Json]:
        """Every message later than `ts`, oldest first."""
        return (self._messages[each] for each in self._order[bisect_right(self._order, ts) :])

    def main(self) -> Iterator[Json]:
        """What the channel itself shows, oldest first: no replies but broadcast ones."""
        return (message for message in self.all() if in_main(message))

    def thread(self, ts: str) -> list[Json]:
        """A message and its replies, oldest first; empty where there is no such message."""
        parent = self._messages.get(ts)
        return [parent, *(self._messages[each] for each in self._threads.get(ts, ()))] if parent else []

    def _count_replies(self, ts: str) -> None:
        parent = self._messages.get(ts)
        if parent is None:
            return
        replies = [self._messages[each] for each in self._threads.get(ts, ())]
        if not replies:
            for name in ("thread_ts", "reply_count", "reply_users_count", "reply_users", "latest_reply"):
                parent.pop(name, None)
            return
        users = list(dict.fromkeys(reply.get("user") or reply["bot_id"] for reply in replies))
        parent |= {
            "thread_ts": ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1]["ts"],
        }

    def unread(self, user: str) -> list[Json]:
        """What others said here since `user` last looked, replies not counted."""
        return [each for each in self.after(self.read.get(user, "0")) if in_main(each) and each.get("user") != user]

    def as_slack(self, viewer: str, team: str) -> Json:
        """Slack's conversation object, as `viewer` gets it."""
        shared: Json = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_org_shared": False,
            "context_team_id": team,
        }
        if self.kind == "im":
            return shared | {"user": self.other(viewer), "is_user_deleted": False, "priority": 0}
        return shared | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_general": False,
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "is_member": viewer in self.members,
            "creator": self.creator,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }

    def other(self, viewer: str) -> str:
        """Who `viewer` talks to in this DM; themselves in a DM of one."""
        return next((each for each in self.members if each != viewer), viewer)


def in_main(message: Json) -> bool:
    """Return True if the channel itself shows the message, not only its thread."""
    return message.get("thread_ts") in (None, message["ts"]) or message.get("subtype") == "thread_broadcast"


def public(message: Json, *, with_metadata: bool = False) -> Json:
    """A copy of a message as an API or an event hands it out; what is ours alone begins with `_`."""
    return {
        name: value
        for name, value in message.items()
        if not name.startswith("_") and (with_metadata or name != "metadata")
    }
