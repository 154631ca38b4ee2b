"""What the page shows of a workspace to one of its members."""

from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Json, Member, in_main, public
from integrations.workspace.own_commands import OWN
from integrations.workspace.people import Actor
from integrations.workspace.workspace import Workspace


def state(workspace: Workspace, me: Actor) -> Json:
    """Everything but the messages."""
    app = workspace.app
    return {
        "me": me.id,
        "app": {"id": app.id, "name": app.name, "user": app.bot_user, "bot": app.bot_id, "dm": me.dm_with_app.id},
        "team": {"id": workspace.state.team.id, "name": workspace.state.team.name},
        "members": [member(each) for each in workspace.state.members.values() if not each.deleted],
        "channels": [
            channel(workspace, each, me)
            for each in workspace.state.conversations.values()
            if workspace.state.can_see(each, me.id)
        ],
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in app.commands
        ]
        + [{"command": name, "description": does, "usage_hint": hint, "own": True} for name, does, hint in OWN],
        "shortcuts": [
            {"callback_id": each.callback_id, "name": each.name, "type": each.type} for each in app.shortcuts
        ],
        "views": [each.as_slack(workspace.state) for each in workspace.views.stack(me.id)],
        "home": home(workspace, me),
        "prompts": {
            channel: prompts
            for channel, prompts in workspace.prompts.items()
            if workspace.state.can_see(workspace.state.conversations[channel], me.id)
        },
        "clock": workspace.clock_face(),
    }


def home(workspace: Workspace, me: Actor) -> Json | None:
    """The App Home, or None where none was published."""
    view = me.home
    return view.as_slack(workspace.state) if view else None


def member(each: Member) -> Json:
    """One line of the member list."""
    return {
        "id": each.id,
        "name": each.name,
        "real_name": each.real_name,
        "title": each.title,
        "tz": each.tz,
        "status_text": each.status_text,
        "status_emoji": each.status_emoji,
        "is_bot": each.is_bot,
        "is_admin": each.is_admin,
        "color": each.color,
        "away": each.away,
    }


def channel(workspace: Workspace, conversation: Conversation, me: Actor) -> Json:
    """One line of the sidebar."""
    unread = conversation.unread(me.id) if me.id in conversation.members else []
    direct = conversation.kind in ("im", "mpim")
    mention = f"<@{me.id}>"
    wide = ("<!channel>", "<!here>", "<!everyone>")
    mentions = [each for each in unread if direct or any(mark in each.get("text", "") for mark in (mention, *wide))]
    shown: Json = {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "topic": conversation.topic,
        "purpose": conversation.purpose,
        "members": list(conversation.members),
        "is_member": me.id in conversation.members,
        "unread": len(unread),
        "mentions": len(mentions),
        "last_read": conversation.read.get(me.id, "0"),
        "archived": conversation.archived,
    }
    if conversation.kind == "im":
        shown["with"] = conversation.other(me.id)
        shown["name"] = workspace.state.members[shown["with"]].name
    return shown


def messages(workspace: Workspace, me: Actor, where: str, thread_ts: str | None) -> Json:
    """What a channel, or one of its threads, shows; oldest first. Raises Refused."""
    conversation = workspace.state.conversation(where, me.id)
    if thread_ts is not None and conversation.get(thread_ts) is None:
        raise Refused("thread_not_found")
    said = conversation.thread(thread_ts) if thread_ts else list(conversation.main())
    thinking = conversation.thinking
    shown = [public(each) | {"ephemeral": False, "thinking": thinking.get(each["ts"], "")} for each in said]
    for whisper in conversation.whispers.values():
        message = whisper.message
        here = message.get("thread_ts") == thread_ts if thread_ts else in_main(message)
        if whisper.user == me.id and here:
            shown.append(public(message) | {"ephemeral": True, "thinking": ""})
    shown.sort(key=lambda each: str(each["ts"]))
    return {"messages": shown}
