"""`chat.startStream`, `chat.appendStream`, `chat.stopStream`: a message that grows."""

import json
import time
from collections.abc import Mapping

from integrations.workspace import limits
from integrations.workspace.api.call import Call, Method, writing
from integrations.workspace.api.chat import speakable
from integrations.workspace.errors import Refused
from integrations.workspace.limits.blocks import MARKDOWN_TEXT
from integrations.workspace.limits.content import TEXT
from integrations.workspace.model import Conversation, Json, public

STREAM_S = 300.0
"""How long a stream lives, in seconds of the machine; undocumented, seen in python-slack-sdk issue 1859."""
_STATE, _SINCE = "streaming_state", "_streaming_since"


def _given(call: Call) -> tuple[str, list[Json]]:
    """The Markdown and the blocks of one call, from `markdown_text` and `chunks`."""
    text = call.text("markdown_text") or ""
    chunks = call.args.get("chunks") or []
    if isinstance(chunks, str):
        try:
            chunks = json.loads(chunks)
        except ValueError:
            raise Refused("invalid_chunks") from None
    blocks: list[Json] = []
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    for chunk in chunks:
        kind = chunk.get("type") if isinstance(chunk, dict) else None
        if kind == "markdown_text" and isinstance(chunk.get("text"), str):
            text += chunk["text"]
        elif kind == "blocks" and isinstance(chunk.get("blocks"), list):
            blocks += limits.check_blocks(chunk["blocks"]) or []
        elif kind not in ("task_update", "plan_update"):
            raise Refused("invalid_chunks")
    if len(text) > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    return text, blocks


async def start(call: Call) -> Json:
    """Begin a message in a thread; in a channel it needs the person and the team that it is for."""
    conversation = speakable(call)
    thread_ts = call.ts("thread_ts", "invalid_thread_ts")
    if thread_ts is None:
        raise Refused("invalid_thread_ts")
    if conversation.kind != "im":
        if call.text("recipient_team_id") is None:
            raise Refused("missing_recipient_team_id")
        if call.need("recipient_user_id", "missing_recipient_user_id") not in call.workspace.state.members:
            raise Refused("user_not_found")
    text, blocks = _given(call)
    message = call.workspace.messages.post(
        conversation,
        call.me,
        text,
        blocks=blocks or None,
        thread_ts=thread_ts,
        more={_STATE: "in_progress", _SINCE: time.monotonic()},
    )
    return {"channel": conversation.id, "ts": message["ts"]}


def _streaming(call: Call) -> tuple[Conversation, Json]:
    conversation = call.conversation()
    message = conversation.get(call.ts("ts", "message_not_found") or "")
    if message is None:
        raise Refused("message_not_found")
    if message.get("user") != call.me.id:
        raise Refused("message_not_owned_by_app")
    if message.get(_STATE) != "in_progress" or time.monotonic() - message[_SINCE] > STREAM_S:
        message[_STATE] = "completed"
        raise Refused("message_not_in_streaming_state")
    return conversation, message


def _grow(call: Call, message: Json, text: str, blocks: list[Json]) -> None:
    grown = message["text"] + text
    if len(grown) > TEXT:
        raise Refused("msg_too_long")
    message["text"] = grown
    if blocks:
        message["blocks"] = [*message.get("blocks", []), *call.workspace.messages.with_ids(blocks)]


async def append(call: Call) -> Json:
    """Let it grow."""
    conversation, message = _streaming(call)
    text, blocks = _given(call)
    if not text and not call.args.get("chunks"):
        raise Refused("no_text")
    _grow(call, message, text, blocks)
    call.workspace.messages.show("message_changed", conversation, message)
    return {"channel": conversation.id, "ts": message["ts"]}


async def stop(call: Call) -> Json:
    """End it, with a last piece, blocks and metadata where given."""
    conversation, message = _streaming(call)
    text, blocks = _given(call)
    blocks += limits.check_blocks(call.args.get("blocks")) or []
    metadata = limits.check_metadata(call.args.get("metadata"))

    def end(message: Json) -> None:
        _grow(call, message, text, blocks)
        message[_STATE] = "completed"
        if metadata:
            message["metadata"] = metadata

    message = call.workspace.messages.edit(conversation, message["ts"], call.me, end)
    return {"channel": conversation.id, "ts": message["ts"], "message": public(message, with_metadata=True)}


METHODS: Mapping[str, Method] = {
    "chat.startStream": writing(start, "chat:write"),
    "chat.appendStream": writing(append, "chat:write"),
    "chat.stopStream": writing(stop, "chat:write"),
}
