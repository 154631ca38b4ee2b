"""What Slack sends when somebody types a command, presses a button, sends a form or picks a message, as interactions.

Each takes a payload for what Slack documents, and raises what Python raises where it is not.
"""

from collections.abc import Mapping
from typing import Any

from integrations.interaction import Change, Click, Command, MessageAction, PickedMessage, Submission
from integrations.slack.events import said_at
from integrations.slack.forms import read_form
from integrations.slack.message_text import is_app, text_of
from integrations.slack.reading import read_text

Payload = Mapping[str, Any]


def read_command(body: Payload) -> Command:
    """A slash command."""
    return Command(
        id=str(body["trigger_id"]),
        person=str(body["user_id"]),
        place=str(body["channel_id"]),
        name=str(body["command"]),
        words=_typed(str(body.get("text") or "")).strip(),
    )


def read_click(body: Payload) -> Click:
    """A click on a button: a `block_actions` payload."""
    action, message = body["actions"][0], body.get("message") or {}
    thread = message.get("thread_ts") or message.get("ts")
    return Click(
        id=str(body["trigger_id"]),
        person=str(body["user"]["id"]),
        place=place_of(body),
        action=str(action["action_id"]),
        value=str(action.get("value") or ""),
        thread=str(thread) if thread else None,
        seen_alone=bool((body.get("container") or {}).get("is_ephemeral")),
    )


def read_submission(body: Payload) -> Submission:
    """A form that was sent: a `view_submission` payload."""
    view = body["view"]
    return Submission(
        id=str(view["id"]),
        person=str(body["user"]["id"]),
        form=str(view["callback_id"]),
        values=read_form(view),
        carry=str(view.get("private_metadata") or ""),
    )


def read_change(body: Payload) -> Change:
    """A choice or a button in a form that is open: a `block_actions` payload with its view."""
    action, view = body["actions"][0], body["view"]
    values = read_form(view)
    field = str(action.get("block_id") or "")
    return Change(
        id=str(body["trigger_id"]),
        person=str(body["user"]["id"]),
        form=str(view["callback_id"]),
        values=values,
        carry=str(view.get("private_metadata") or ""),
        field=field if field in values else "",
        value=str(action.get("value") or ""),
    )


def read_message_action(body: Payload) -> MessageAction:
    """A message shortcut."""
    message = body["message"]
    ts, thread = str(message["ts"]), str(message.get("thread_ts") or "")
    return MessageAction(
        id=str(body["trigger_id"]),
        person=str(body["user"]["id"]),
        place=str(body["channel"]["id"]),
        name=str(body["callback_id"]),
        message=PickedMessage(
            id=ts,
            author=str(message.get("user") or message.get("bot_id") or ""),
            text=read_text(text_of(message)),
            at=said_at(ts),
            # The first message of a thread names itself.
            thread=thread if thread and thread != ts else None,
            by_app=is_app(message),
        ),
    )


def person_of(body: Payload) -> str:
    """Who did it, whatever it was and however odd the rest is; "" where the payload does not say."""
    return str(body.get("user_id") or _id_of(body.get("user")))


def place_of(body: Payload) -> str | None:
    """The conversation that it was done in, whatever it was and however odd the rest is."""
    return str(body.get("channel_id") or _id_of(body.get("channel"))) or None


def thread_of(body: Payload) -> str | None:
    """The thread of the message that it was done on; None for one that stands in the channel, as a thread's first."""
    container, message = _mapping(body.get("container")), _mapping(body.get("message"))  # a whisper has the first alone
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    own = str(container.get("message_ts") or message.get("ts") or "")
    return thread if thread and thread != own else None


def _mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}


def _id_of(value: object) -> str:
    return str(value.get("id") or "") if isinstance(value, Mapping) else ""


def _typed(text: str) -> str:
    """What was typed after a command: the manifest asks Slack for no tokens in it, but it is escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
