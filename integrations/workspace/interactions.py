"""What a person does that the app must answer: commands, clicks, forms, shortcuts."""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.workspace import limits
from integrations.workspace.errors import Refused, Unanswered
from integrations.workspace.events import Events
from integrations.workspace.fields import complaint, initial_state
from integrations.workspace.messages import Messages, elements
from integrations.workspace.model import Conversation, Json, Member, public
from integrations.workspace.responses import Responses
from integrations.workspace.sockets import Delivery
from integrations.workspace.state import State
from integrations.workspace.triggers import Triggers
from integrations.workspace.views import View, Views

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack shows over a form whose app does not answer."""


class Interactions:
    """Asks the app and does what it answers."""

    def __init__(
        self,
        state: State,
        messages: Messages,
        views: Views,
        events: Events,
        triggers: Triggers,
        responses: Responses,
        delivery: Callable[[], Delivery],
    ) -> None:
        self._state = state
        self._messages = messages
        self._views = views
        self._events = events
        self._triggers = triggers
        self._responses = responses
        self._delivery = delivery

    # --- slash commands ------------------------------------------------------------

    async def command(self, user: Member, conversation: Conversation, text: str) -> Json | None:
        """Run `/name words`, show what the app answers, and return that.

        Raises Refused("unknown_command"), and Unanswered after telling the person.
        """
        name, _, words = text.strip().partition(" ")
        if name not in {command.command for command in self._state.app.commands}:
            raise Refused("unknown_command")
        payload: Json = {
            "token": "local",
            "team_id": self._state.team.id,
            "team_domain": self._state.team.domain,
            "channel_id": conversation.id,
            "channel_name": _command_channel(conversation),
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": words.strip(),
            "api_app_id": self._state.app.id,
            "is_enterprise_install": "false",
            "response_url": self._responses.url(user.id, conversation.id),
            "trigger_id": self._triggers.give(user.id),
        }
        try:
            answer = await self._delivery().ask("slash_commands", payload)
        except Unanswered as silence:
            slackbot = self._state.members["USLACKBOT"]
            words = f'{name} failed with the error "{silence.code}"'
            self._messages.post_ephemeral(conversation, slackbot, user.id, words)
            raise
        if answer and (answer.get("text") or answer.get("blocks")):
            self._responses.show(conversation, user.id, answer)
        return answer

    # --- clicks --------------------------------------------------------------------

    async def act_on_message(self, user: Member, conversation: Conversation, ts: str, action: Json) -> None:
        """Use an element of a message. Raises Refused: `message_not_found`, `no_such_action`; Unanswered."""
        whisper = conversation.whispers.get(ts)
        hers = whisper is not None and whisper.user == user.id
        message = whisper.message if whisper is not None and hers else conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        block, element = find(message.get("blocks") or [], action)
        thread_ts = message.get("thread_ts")
        container: Json = {"type": "message", "message_ts": ts, "channel_id": conversation.id, "is_ephemeral": hers}
        url = self._responses.url(user.id, conversation.id, ts=ts)
        await self._act(
            user,
            block,
            element,
            action,
            container=container | ({"thread_ts": thread_ts} if thread_ts else {}),
            channel=_channel(conversation),
            message=public(message),
            state={"values": {}},
            response_url=url,
        )

    async def act_in_view(self, user: Member, view: View, action: Json) -> None:
        """Use an element of a modal or an App Home. Raises Refused("no_such_action"); Unanswered."""
        block, element = find(view.blocks, action)
        if initial_state(element) is not None:
            given = {name: value for name, value in action.items() if name not in ("action_id", "block_id")}
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], **given}
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        shown = view.as_slack(self._state)
        container = {"type": "view", "view_id": view.id}
        await self._act(user, block, element, action, container=container, view=shown, state=shown["state"])

    async def _act(self, user: Member, block: Json, element: Json, action: Json, **where: Any) -> None:
        ids = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
        described = {name: element[name] for name in ("text", "value", "style") if name in element}
        done: Json = described | dict(action) | ids | {"action_ts": self._state.timestamps.ts()}
        await self._delivery().ask("interactive", self._payload("block_actions", user, actions=[done], **where))

    # --- forms ---------------------------------------------------------------------

    async def submit(self, user: Member, view: View, values: Mapping[str, Mapping[str, Json]]) -> dict[str, str]:
        """Submit a modal; the complaints by block id, empty where it was taken.

        Complaints come from Slack's client (a field left out, a text too long) or from the
        app. Where the app is silent there is one, for the block "".
        """
        for block_id, fields in values.items():
            for action_id, value in fields.items():
                view.values.setdefault(block_id, {})[action_id] = dict(value)
        complaints = self._complaints(view)
        if complaints:
            return complaints
        payload = self._payload("view_submission", user, view=view.as_slack(self._state), response_urls=[])
        try:
            answer = await self._delivery().ask("interactive", payload)
            return self._after_submission(user, view, answer or {})
        except (Unanswered, Refused):
            return {"": TROUBLE}

    def _complaints(self, view: View) -> dict[str, str]:
        found: dict[str, str] = {}
        for block in view.blocks:
            if block["type"] == "input":
                state = view.values.get(block["block_id"], {}).get(block["element"]["action_id"])
                words = complaint(block, state)
                if words:
                    found[block["block_id"]] = words
        return found

    def _after_submission(self, user: Member, view: View, answer: Json) -> dict[str, str]:
        action = answer.get("response_action")
        if action is None:
            self._views.close(view)
        elif action == "errors":
            errors = answer.get("errors") or {}
            blocks = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not errors or not blocks.issuperset(errors):
                raise Refused("invalid_errors")
            return {str(block_id): str(words) for block_id, words in errors.items()}
        elif action == "clear":
            self._views.close_all(user.id)
        elif action == "update":
            self._views.update(view, limits.check_view(answer.get("view"), allowed=("modal",)))
        elif action == "push":
            self._views.push(user.id, limits.check_view(answer.get("view"), allowed=("modal",)))
        else:
            raise Refused("unknown_response_action")
        return {}

    async def close(self, user: Member, view: View) -> None:
        """Close a modal with the cross in its corner, and tell the app where it asked for that."""
        payload = self._payload("view_closed", user, view=view.as_slack(self._state), is_cleared=False)
        notify = view.body.get("notify_on_close")
        if view.body.get("clear_on_close"):
            self._views.close_all(user.id)
        else:
            self._views.close(view)
        if notify:
            await self._delivery().ask("interactive", payload)

    # --- shortcuts -----------------------------------------------------------------

    async def shortcut(
        self, user: Member, callback_id: str, conversation: Conversation | None = None, ts: str | None = None
    ) -> None:
        """Start a shortcut, on a message where it is a message's.

        Raises Refused: `unknown_shortcut`, `message_not_found`; Unanswered.
        """
        shortcut = next((each for each in self._state.app.shortcuts if each.callback_id == callback_id), None)
        if shortcut is None:
            raise Refused("unknown_shortcut")
        given: Json = {"callback_id": callback_id, "action_ts": self._state.timestamps.ts()}
        if shortcut.type == "global":
            await self._delivery().ask("interactive", self._payload("shortcut", user, **given))
            return
        message = conversation.get(ts) if conversation is not None and ts is not None else None
        if conversation is None or message is None:
            raise Refused("message_not_found")
        url = self._responses.url(user.id, conversation.id)
        given |= {"message": public(message), "message_ts": message["ts"], "channel": _channel(conversation)}
        await self._delivery().ask("interactive", self._payload("message_action", user, response_url=url, **given))

    def _payload(self, kind: str, user: Member, **more: Any) -> Json:
        payload: Json = {
            "type": kind,
            "token": "local",
            "api_app_id": self._state.app.id,
            "team": {"id": self._state.team.id, "domain": self._state.team.domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": self._state.team.id},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if kind != "view_closed":
            payload["trigger_id"] = self._triggers.give(user.id)
        return payload | more


def find(blocks: list[Json], action: Json) -> tuple[Json, Json]:
    """The block and the element that an action names. Raises Refused("no_such_action")."""
    for block in blocks:
        if action.get("block_id") not in (None, block.get("block_id")):
            continue
        for element in elements(block):
            if element.get("action_id") == action.get("action_id"):
                return block, element
    raise Refused("no_such_action")


def _channel(conversation: Conversation) -> Json:
    return {"id": conversation.id, "name": _command_channel(conversation)}


def _command_channel(conversation: Conversation) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(conversation.kind, conversation.name)
