"""What a stranger, a guest or a tampered client does to the real app on its stage."""

from collections.abc import Callable
from typing import Any

from bot.demo.stage import Stage
from integrations.workspace.people import Actor
from integrations.workspace.views import View


async def becomes_a_guest(stage: Stage, name: str) -> Actor:
    """Somebody of the team who sees only the channels that they are in; the app is told."""
    who = stage.workspace.member(name)
    who.member.is_guest = True
    stage.workspace.events.user_changed(who.member)
    await stage.settle()
    return who


async def becomes_private(stage: Stage, where: str) -> None:
    """A public channel is made private; the app is told as Slack tells it."""
    channel = stage.workspace.channel(where)
    channel.kind = "private"
    told = {"type": "message", "subtype": "channel_convert_to_private", "channel": channel.id, "user": "U0ANA"}
    await stage.app.dispatch({"event": {**told, "ts": "1.000001", "channel_type": "group"}})


async def forged_click(stage: Stage, who: Actor, where: str, action: str, value: str) -> None:
    """A click on a button that was never drawn."""
    conversation = stage.workspace.channel(where)
    channel = {"id": conversation.id, "name": conversation.name}
    url = stage.workspace.responses.url(who.id, conversation.id)
    done = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.0"}
    await _ask(
        stage, who, type="block_actions", actions=[done], channel=channel, response_url=url, state={"values": {}}
    )


async def form_of(stage: Stage, who: Actor) -> View:
    """The form before somebody, once it is there."""
    await stage.workspace.until(lambda: who.view)
    assert who.view is not None
    return who.view


async def forged_form(stage: Stage, who: Actor, change: Callable[[str], str]) -> None:
    """Change what the form before somebody carries, which its author never sees."""
    view = who.view
    assert view is not None
    view.body["private_metadata"] = change(str(view.body.get("private_metadata") or ""))


async def _ask(stage: Stage, who: Actor, **payload: Any) -> None:
    interactions = stage.workspace.interactions
    kind = payload.pop("type")
    await stage.workspace.delivery.ask("interactive", interactions._payload(kind, who.member, **payload))
    await stage.settle()
