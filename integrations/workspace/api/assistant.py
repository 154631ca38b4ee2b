"""`assistant.threads.*` and `agents.sessions.*`: what an agent shows around a thread."""

import json
from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Json

PROMPTS = 4
"""How many prompts can be suggested."""
SESSION_STATUSES = ("active", "processing", "suspended", "closed")


def _thread(call: Call) -> tuple[Conversation, str]:
    conversation = call.conversation("channel_id")
    thread_ts = call.ts("thread_ts", "invalid_thread_ts")
    if thread_ts is None or conversation.get(thread_ts) is None:
        raise Refused("invalid_thread_ts")
    return conversation, thread_ts


async def set_status(call: Call) -> Json:
    """Show "… is thinking" below a thread; an empty status takes it away."""
    conversation, thread_ts = _thread(call)
    if "status" not in call.args:
        raise Refused("invalid_arguments", ["[ERROR] missing required field: status"])
    call.workspace.messages.think(conversation, thread_ts, str(call.args["status"]))
    return {}


async def set_suggested_prompts(call: Call) -> Json:
    """Offer things to ask."""
    conversation = call.conversation("channel_id")
    if call.text("thread_ts"):
        _thread(call)
    prompts = call.args.get("prompts")
    if isinstance(prompts, str):
        try:
            prompts = json.loads(prompts)
        except ValueError:
            prompts = None
    if (
        not isinstance(prompts, list)
        or not 0 < len(prompts) <= PROMPTS
        or not all(isinstance(each, dict) and each.get("title") and each.get("message") for each in prompts)
    ):
        raise Refused("invalid_arguments", ["[ERROR] must provide 1 to 4 prompts [json-pointer:/prompts]"])
    call.workspace.prompts[conversation.id] = prompts
    return {}


async def set_title(call: Call) -> Json:
    """Name a thread."""
    conversation, thread_ts = _thread(call)
    title = call.need("title")
    call.workspace.titles[conversation.id, thread_ts] = title
    return {}


async def set_session_status(call: Call) -> Json:
    """Say what becomes of the session of a thread."""
    conversation, thread_ts = _thread(call)
    status = call.need("status")
    if status not in SESSION_STATUSES:
        wanted = ", ".join(SESSION_STATUSES)
        raise Refused("invalid_arguments", [f"[ERROR] must be one of: {wanted} [json-pointer:/status]"])
    conversation.sessions[thread_ts] = status
    return {"status": status}


METHODS: Mapping[str, Method] = {
    "agents.sessions.setStatus": writing(set_session_status, "chat:write"),
    "assistant.threads.setStatus": writing(set_status, "chat:write", "assistant:write"),
    "assistant.threads.setSuggestedPrompts": writing(set_suggested_prompts, "assistant:write", "chat:write"),
    "assistant.threads.setTitle": writing(set_title, "assistant:write", "chat:write"),
}
