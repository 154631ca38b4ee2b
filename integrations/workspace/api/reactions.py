"""`reactions.*`."""

import re
from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, reading, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Json, public


def _item(call: Call) -> tuple[Conversation, Json]:
    if call.text("channel") is None or call.text("timestamp") is None:
        raise Refused("no_item_specified")
    conversation = call.conversation()
    message = conversation.get(call.ts("timestamp", "bad_timestamp") or "")
    if message is None:
        raise Refused("message_not_found")
    return conversation, message


def _name(call: Call) -> str:
    name = (call.text("name") or "").strip(":")
    if not re.fullmatch(r"[\w+'-]+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    return name


async def add(call: Call) -> Json:
    """Add a reaction."""
    name = _name(call)
    conversation, message = _item(call)
    if conversation.archived:
        raise Refused("is_archived")
    call.workspace.messages.react(conversation, message["ts"], call.me.id, name)
    return {}


async def remove(call: Call) -> Json:
    """Take a reaction back."""
    name = _name(call)
    conversation, message = _item(call)
    call.workspace.messages.unreact(conversation, message["ts"], call.me.id, name)
    return {}


async def get(call: Call) -> Json:
    """A message with its reactions."""
    conversation, message = _item(call)
    return {"type": "message", "channel": conversation.id, "message": public(message)}


METHODS: Mapping[str, Method] = {
    "reactions.add": writing(add, "reactions:write"),
    "reactions.remove": writing(remove, "reactions:write"),
    "reactions.get": reading(get, "reactions:read"),
}
