"""What was said, to be read: as lines, and as records."""

from datetime import datetime, tzinfo

from integrations.workspace.input_markup import as_shown
from integrations.workspace.model import Conversation, Json, in_main
from integrations.workspace.state import State


def record(state: State, only: Conversation | None = None) -> list[Json]:
    """Every message in order of ts, whispers left out. Channel and user are ids."""
    zone = state.zones.get(state.team.zone)
    return [
        {
            "ts": message["ts"],
            "time": _clock(message["ts"], zone),
            "channel": conversation.id,
            "thread_ts": message.get("thread_ts"),
            "user": message.get("user"),
            "text": message.get("text", ""),
            "blocks": message.get("blocks", []),
        }
        for conversation, message in _all(state, only)
    ]


def lines(state: State, only: Conversation | None = None) -> list[str]:
    """`HH:MM #channel author: text` in order of time, replies indented; `@name` for a DM."""
    zone = state.zones.get(state.team.zone)
    said = []
    for conversation, message in _all(state, only):
        indent = "" if in_main(message) else "    "
        words = [as_shown(message.get("text", ""), state), *(f"[{file['name']}]" for file in message.get("files", []))]
        text = "\n".join(filter(None, words)).replace("\n", f"\n{indent}      ")
        time = _clock(message["ts"], zone)
        said.append(f"{indent}{time} {place(state, conversation)} {author(state, message)}: {text}")
    return said


def _all(state: State, only: Conversation | None) -> list[tuple[Conversation, Json]]:
    conversations = [only] if only is not None else list(state.conversations.values())
    said = [(conversation, message) for conversation in conversations for message in conversation.all()]
    return sorted(said, key=lambda each: str(each[1]["ts"]))


def place(state: State, conversation: Conversation) -> str:
    """How a conversation is called: `#name`, or `@name` of the person in a DM."""
    if conversation.kind in ("im", "mpim"):
        names = (state.members[each].name for each in conversation.members if each != state.app.bot_user)
        return "@" + ",".join(names)
    return f"#{conversation.name}"


def author(state: State, message: Json) -> str:
    """The name over a message."""
    member = state.members.get(str(message.get("user")))
    return member.name if member else str(message.get("user"))


def _clock(ts: str, zone: tzinfo) -> str:
    return datetime.fromtimestamp(int(ts.split(".")[0]), zone).strftime("%H:%M")
