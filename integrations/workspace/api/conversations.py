"""`conversations.*`: where one can talk, who is there, and what was said."""

from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, reading, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Json, public
from integrations.workspace.sample import PlaceKind

_TYPES: dict[str, PlaceKind] = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_SCOPE = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def kinds(call: Call) -> set[PlaceKind]:
    """The kinds of conversation that are asked for. Raises Refused("invalid_types")."""
    names = [name.strip() for name in (call.text("types") or "public_channel").split(",")]
    if any(name not in _TYPES for name in names):
        raise Refused("invalid_types")
    return {_TYPES[name] for name in names}


def allowed(call: Call, conversation: Conversation, what: str) -> None:
    """Check the scope for this kind of conversation. Raises Refused("missing_scope")."""
    scopes = call.workspace.app.scopes
    needed = f"{_SCOPE[conversation.kind]}:{what}"
    if scopes is not None and needed not in scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(scopes)))


async def list_(call: Call) -> Json:
    """Every conversation that the bot can see."""
    asked = kinds(call)
    state = call.workspace.state
    found = [
        each
        for each in state.conversations.values()
        if each.kind in asked
        and state.can_see(each, call.me.id)
        and not (each.archived and call.flag("exclude_archived"))
    ]
    for each in found:
        allowed(call, each, "read")
    page, metadata = call.page(found)
    return {
        "channels": [each.as_slack(call.me.id, state.team.id) for each in page],
        "response_metadata": metadata,
    }


async def info(call: Call) -> Json:
    """One conversation."""
    conversation = call.conversation()
    allowed(call, conversation, "read")
    shown = conversation.as_slack(call.me.id, call.workspace.state.team.id)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


async def members(call: Call) -> Json:
    """List who is in a channel."""
    conversation = call.conversation()
    allowed(call, conversation, "read")
    page, metadata = call.page(list(conversation.members))
    return {"members": list(page), "response_metadata": metadata}


def readable(call: Call) -> Conversation:
    """A conversation that the bot is in. Raises Refused."""
    conversation = call.conversation()
    allowed(call, conversation, "history")
    if call.me.id not in conversation.members:
        raise Refused("not_in_channel")
    return conversation


def _window(call: Call, messages: list[Json]) -> list[Json]:
    oldest = call.ts("oldest", "invalid_ts_oldest") or ""
    latest = call.ts("latest", "invalid_ts_latest") or "9"
    if call.flag("inclusive"):
        return [each for each in messages if oldest <= each["ts"] <= latest]
    return [each for each in messages if oldest < each["ts"] < latest]


def _shown(call: Call, message: Json) -> Json:
    return public(message, with_metadata=call.flag("include_all_metadata"))


async def history(call: Call) -> Json:
    """What the channel shows, newest first; replies are in their threads."""
    conversation = readable(call)
    found = _window(call, list(conversation.main()))[::-1]
    if (following := call.next_ts()) is not None:  # whatever is said or deleted meanwhile, no page moves
        found = [each for each in found if each["ts"] <= following]
    page, metadata = call.page_by_ts(found)
    answer: Json = {
        "messages": [_shown(call, each) for each in page],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
    }
    return answer | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


async def replies(call: Call) -> Json:
    """A thread, oldest first, its parent always with it."""
    conversation = readable(call)
    thread = conversation.thread(call.ts("ts", "thread_not_found") or "")
    if not thread:
        raise Refused("thread_not_found")
    answers = _window(call, thread[1:])
    if (following := call.next_ts()) is not None:
        answers = [each for each in answers if each["ts"] >= following]
    page, metadata = call.page_by_ts([thread[0], *answers], default=1000)
    answer: Json = {"messages": [_shown(call, each) for each in page], "has_more": bool(metadata["next_cursor"])}
    return answer | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


async def open_(call: Call) -> Json:
    """The DM with one user, or the group DM with several, opened where it is not yet."""
    state = call.workspace.state
    if channel := call.text("channel"):
        conversation = state.conversation(channel, call.me.id)
        if conversation.kind not in ("im", "mpim"):
            raise Refused("method_not_supported_for_channel_type")
        return {"no_op": True, "already_open": True, "channel": {"id": conversation.id}}
    users = [user.strip() for user in call.need("users", "users_list_not_supplied").split(",") if user.strip()]
    for user in users:
        if user not in state.members:
            raise Refused("user_not_found")
        if state.members[user].deleted:
            raise Refused("user_disabled")
    if len(users) > 8:
        raise Refused("too_many_users")
    known = set(state.conversations)
    conversation = state.dm(call.me.id, *users)
    shown = conversation.as_slack(call.me.id, state.team.id) if call.flag("return_im") else {"id": conversation.id}
    there = {"no_op": True, "already_open": True} if conversation.id in known else {}
    return there | {"channel": shown}


async def join(call: Call) -> Json:
    """Join a public channel."""
    conversation = call.conversation()
    if conversation.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if conversation.archived:
        raise Refused("is_archived")
    there = call.me.id in conversation.members
    call.workspace.join(conversation, call.me.id)
    answer: Json = {"channel": conversation.as_slack(call.me.id, call.workspace.state.team.id)}
    return answer | ({"warning": "already_in_channel"} if there else {})


async def leave(call: Call) -> Json:
    """Leave a channel."""
    conversation = call.conversation()
    if conversation.kind in ("im", "mpim"):
        raise Refused("method_not_supported_for_channel_type")
    if call.me.id not in conversation.members:
        return {"not_in_channel": True}
    call.workspace.leave(conversation, call.me.id)
    return {}


async def mark(call: Call) -> Json:
    """Read up to a message."""
    conversation = readable(call)
    ts = call.ts("ts", "invalid_timestamp")
    if ts is None:
        raise Refused("invalid_timestamp")
    conversation.read[call.me.id] = ts
    return {}


METHODS: Mapping[str, Method] = {
    "conversations.list": reading(list_, *_READ),
    "conversations.info": reading(info, *_READ),
    "conversations.members": reading(members, *_READ),
    "conversations.history": reading(history, *_HISTORY),
    "conversations.replies": reading(replies, *_HISTORY),
    "conversations.open": writing(open_, "im:write", "mpim:write"),
    "conversations.join": writing(join, "channels:join"),
    "conversations.leave": writing(leave, "channels:write", "channels:manage", "groups:write"),
    "conversations.mark": writing(mark, "channels:write", "channels:manage", "groups:write", "im:write", "mpim:write"),
}
