"""`chat.startStream`, `chat.appendStream`, `chat.stopStream`: a message that grows."""

import copy
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from integrations.workspace import limits
from integrations.workspace.api.call import Call, Method, writing
from integrations.workspace.api.chat import speakable
from integrations.workspace.errors import Refused
from integrations.workspace.limits.blocks import MARKDOWN_TEXT
from integrations.workspace.limits.content import TEXT
from integrations.workspace.messages import STOPPED, STREAMING
from integrations.workspace.model import Conversation, Json, public

STREAM = timedelta(minutes=5)
"""How long a stream lives, by the workspace's clock; undocumented, seen in python-slack-sdk issue 1859."""
_STATE, _SINCE, _TASKS = STREAMING, "_streaming_since", "_task_display_mode"
_STATUSES = ("pending", "in_progress", "complete", "error")


def _given(call: Call) -> list[Json]:
    """The pieces of one call in their order, from `markdown_text` and `chunks`. Raises Refused."""
    chunks = call.args.get("chunks") or []
    if isinstance(chunks, str):
        try:
            chunks = json.loads(chunks)
        except ValueError:
            raise Refused("invalid_chunks") from None
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    text = call.text("markdown_text")
    given = [{"type": "markdown_text", "text": text}] if text else []
    given += [_checked(each) for each in chunks]
    if sum(len(each["text"]) for each in given if each["type"] == "markdown_text") > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    return given


def _checked(chunk: Any) -> Json:
    match chunk:
        case {"type": "markdown_text", "text": str()} | {"type": "plan_update", "title": str()}:
            return dict(chunk)
        case {"type": "blocks", "blocks": list() as blocks}:
            return {"type": "blocks", "blocks": limits.check_blocks(blocks) or []}
        case {"type": "task_update", "id": str(), "title": str(), "status": status} if status in _STATUSES:
            return dict(chunk)
    raise Refused("invalid_chunks")


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
    mode = call.text("task_display_mode") or "timeline"
    if mode not in ("timeline", "plan"):
        raise Refused("invalid_arguments", ["[ERROR] must be one of: timeline, plan [json-pointer:/task_display_mode]"])
    begun: Json = {"text": "", _TASKS: mode}
    _grow(call, begun, _given(call))
    message = call.workspace.messages.post(
        conversation,
        call.me,
        begun.pop("text"),
        thread_ts=thread_ts,
        more={**begun, _STATE: "in_progress", _SINCE: call.workspace.state.clock.now()},
    )
    conversation.sessions[thread_ts] = "processing"
    return {"channel": conversation.id, "ts": message["ts"]}


def _streaming(call: Call) -> tuple[Conversation, Json]:
    conversation = call.conversation()
    message = conversation.get(call.ts("ts", "message_not_found") or "")
    if message is None:
        raise Refused("message_not_found")
    if message.get("user") != call.me.id:
        raise Refused("message_not_owned_by_app")
    if STOPPED in message:
        raise Refused("stopped_by_user")
    if message.get(_STATE) != "in_progress" or call.workspace.state.clock.now() - message[_SINCE] > STREAM:
        if _STATE in message:
            message[_STATE] = "completed"
            call.workspace.messages.show("message_changed", conversation, message)
        raise Refused("message_not_in_streaming_state")
    return conversation, message


def _grow(call: Call, message: Json, given: list[Json]) -> None:
    """Add the pieces: words go on where words ended, a task is shown once and changes in its place."""
    blocks: list[Json] = copy.deepcopy(message.get("blocks", []))
    for chunk in given:
        match chunk["type"]:
            case "markdown_text":
                message["text"] += chunk["text"]
                if not (blocks and blocks[-1]["type"] == "markdown"):
                    blocks.append({"type": "markdown", "text": ""})
                blocks[-1]["text"] += chunk["text"]
            case "blocks":
                blocks += chunk["blocks"]
            case "plan_update":
                _plan(blocks)["title"] = chunk["title"]
            case _:
                _take_task(blocks, chunk, as_plan=message[_TASKS] == "plan")
    if len(message["text"]) > TEXT:
        raise Refused("msg_too_long")
    if blocks:
        message["blocks"] = call.workspace.messages.with_ids(blocks)


def _plan(blocks: list[Json]) -> Json:
    plan = next((each for each in blocks if each["type"] == "plan"), None)
    if plan is None:
        plan = {"type": "plan", "title": "", "tasks": []}
        blocks.append(plan)
    return plan


def _take_task(blocks: list[Json], chunk: Json, *, as_plan: bool) -> None:
    tasks: list[Json] = _plan(blocks)["tasks"] if as_plan else blocks
    task = next((each for each in tasks if each.get("task_id") == chunk["id"]), None)
    if task is None:
        task = {"type": "task_card", "task_id": chunk["id"]}
        tasks.append(task)
    task |= {"title": chunk["title"], "status": chunk["status"]}
    for name in ("details", "output"):
        if chunk.get(name):
            words = {"type": "rich_text_section", "elements": [{"type": "text", "text": chunk[name]}]}
            task[name] = {"type": "rich_text", "elements": [words]}
    if chunk.get("sources"):
        task["sources"] = chunk["sources"]


async def append(call: Call) -> Json:
    """Let it grow."""
    conversation, message = _streaming(call)
    given = _given(call)
    if not given:
        raise Refused("no_text")
    _grow(call, message, given)
    call.workspace.messages.show("message_changed", conversation, message)
    return {"channel": conversation.id, "ts": message["ts"]}


async def stop(call: Call) -> Json:
    """End it, with a last piece, blocks and metadata where given."""
    conversation, message = _streaming(call)
    given = _given(call)
    blocks = limits.check_blocks(call.args.get("blocks")) or []
    metadata = limits.check_metadata(call.args.get("metadata"))

    def end(message: Json) -> None:
        _grow(call, message, [*given, {"type": "blocks", "blocks": blocks}])
        message[_STATE] = "completed"
        if metadata:
            message["metadata"] = metadata

    message = call.workspace.messages.edit(conversation, message["ts"], call.me, end, marked=False)
    conversation.sessions[message["thread_ts"]] = call.text("session_status") or "active"
    return {"channel": conversation.id, "ts": message["ts"], "message": public(message, with_metadata=True)}


METHODS: Mapping[str, Method] = {
    "chat.startStream": writing(start, "chat:write"),
    "chat.appendStream": writing(append, "chat:write"),
    "chat.stopStream": writing(stop, "chat:write"),
}
