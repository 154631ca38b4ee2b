"""`chat.*`: what the app says, changes and takes back."""

from collections.abc import Mapping

from integrations.workspace import limits
from integrations.workspace.api.call import Call, Method, reading, writing
from integrations.workspace.errors import Refused
from integrations.workspace.limits.content import UPDATE_TEXT
from integrations.workspace.model import Conversation, Json, public


def speakable(call: Call) -> Conversation:
    """The conversation, where the bot may speak in it. Raises Refused."""
    conversation = call.conversation()
    if conversation.archived:
        raise Refused("is_archived")
    if call.me.id not in conversation.members:
        scopes = call.workspace.app.scopes
        if conversation.kind != "public" or scopes is None or "chat:write.public" not in scopes:
            raise Refused("not_in_channel")
    return conversation


async def post_message(call: Call) -> Json:
    """Say something. What is to answer a message that is gone is said to the whole channel, as Slack does."""
    conversation = speakable(call)
    text, blocks = call.content()
    metadata = limits.check_metadata(call.args.get("metadata"))
    thread_ts = call.ts("thread_ts", "thread_not_found")
    message = call.workspace.messages.post(
        conversation,
        call.me,
        text,
        blocks=blocks,
        thread_ts=thread_ts if thread_ts and conversation.get(thread_ts) else None,
        broadcast=call.flag("reply_broadcast"),
        metadata=metadata,
    )
    return {"channel": conversation.id, "ts": message["ts"], "message": public(message, with_metadata=True)}


async def post_ephemeral(call: Call) -> Json:
    """Show something to one member."""
    conversation = speakable(call)
    user = call.need("user", "user_not_found")
    if user not in call.workspace.state.members:
        raise Refused("user_not_found")
    if user not in conversation.members:
        raise Refused("user_not_in_channel")
    text, blocks = call.content()
    thread_ts = call.ts("thread_ts", "thread_not_found")
    message = call.workspace.messages.post_ephemeral(
        conversation, call.me, user, text, blocks=blocks, thread_ts=thread_ts
    )
    return {"message_ts": message["ts"]}


def own(call: Call, code: str) -> tuple[Conversation, Json]:
    """A message of the app's own. Raises Refused: `message_not_found`, and `code` for another's."""
    conversation = call.conversation()
    message = conversation.get(call.ts("ts", "message_not_found") or "")
    if message is None:
        raise Refused("message_not_found")
    if message.get("user") != call.me.id:
        raise Refused(code)
    return conversation, message


async def update(call: Call) -> Json:
    """Change a message of one's own."""
    conversation, message = own(call, "cant_update_message")
    if conversation.archived:
        raise Refused("is_inactive")
    if "streaming_state" in message and message["streaming_state"] == "in_progress":
        raise Refused("streaming_state_conflict")
    text, blocks = call.content(text_limit=UPDATE_TEXT)
    metadata = limits.check_metadata(call.args.get("metadata"))
    said = call.args.get("text")

    def change(message: Json) -> None:
        if said is not None or call.args.get("markdown_text"):
            message["text"] = text
        if "blocks" in call.args or said is not None or call.args.get("markdown_text"):
            message.pop("blocks", None)
        if blocks:
            message["blocks"] = call.workspace.messages.with_ids(blocks)
        if metadata:
            message["metadata"] = metadata

    message = call.workspace.messages.edit(conversation, message["ts"], call.me, change)
    return {
        "channel": conversation.id,
        "ts": message["ts"],
        "text": message["text"],
        "message": public(message, with_metadata=True),
    }


async def delete(call: Call) -> Json:
    """Take back a message of one's own."""
    conversation, message = own(call, "cant_delete_message")
    call.workspace.messages.delete(conversation, message["ts"])
    return {"channel": conversation.id, "ts": message["ts"]}


async def get_permalink(call: Call) -> Json:
    """Where a message can be read."""
    conversation = call.conversation()
    message = conversation.get(call.ts("message_ts", "message_not_found") or "")
    if message is None:
        raise Refused("message_not_found")
    link = f"{call.address}/archives/{conversation.id}/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={conversation.id}"
    return {"channel": conversation.id, "permalink": link}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": writing(post_message, "chat:write"),
    "chat.postEphemeral": writing(post_ephemeral, "chat:write"),
    "chat.update": writing(update, "chat:write"),
    "chat.delete": writing(delete, "chat:write"),
    "chat.getPermalink": reading(get_permalink),
}
