"""What an earlier version left behind can still be pressed: who does is told so where they are, and how to go on."""

from dataclasses import replace

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.workspace import Said
from integrations.workspace.model import Json
from integrations.workspace.sample import Command, Shortcut

WAY_ON = 'Write "help" to me, and I show you what I can do now.'


def left_behind(stage: Stage, *elements: Json) -> Said:
    """A message of ours with buttons that nobody draws any more."""
    workspace = stage.workspace
    place, us = workspace.state.conversations[team.BACKEND.id], workspace.state.members[workspace.app.bot_user]
    blocks: list[Json] = [{"type": "actions", "block_id": "b", "elements": list(elements)}]
    ts = workspace.messages.post(place, us, "Former", blocks=blocks)["ts"]
    return next(each for each in workspace.messages_in(team.BACKEND.id) if each.ts == ts)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "button", "action_id": "a_former_button", "value": "7", "text": {"type": "plain_text", "text": "Go"}},
        {"type": "users_select", "action_id": "a_former_choice"},
    ],
)
async def test_a_button_that_nobody_knows_any_more_says_so_to_who_pressed_it(stage: Stage, element: Json) -> None:
    said = left_behind(stage, element)
    ben = stage.workspace.member("Ben")
    if element["type"] == "button":
        await ben.clicks(said, "Go")
    else:
        await ben.picks(said, "a_former_choice", "U0ANA")
    await stage.settle()
    [told] = ben.whispers(team.BACKEND.id)
    assert told.shown == f"I don't know this button any more. It may be from an earlier version of me. {WAY_ON}"
    assert not stage.workspace.member("Ana").whispers(team.BACKEND.id)


async def test_a_form_that_nobody_knows_any_more_stays_open_with_what_was_typed(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.command("/adr new", team.BACKEND.id)
    await stage.settle()
    view = ben.view
    assert view is not None
    view.body["callback_id"] = "a_former_form"
    written = dict.fromkeys(("title", "context", "decision", "consequences"), "Use queues")
    complaints = await ben.fills(view, written)
    assert [WAY_ON in words and "still here to copy" in words for words in complaints.values()] == [True]
    assert ben.view is view


async def test_an_entry_of_the_menu_and_a_command_that_nobody_knows_any_more_say_so(stage: Stage) -> None:
    state, ben = stage.workspace.state, stage.workspace.member("Ben")
    menu = (Shortcut("a_former_entry", "Former", "message"), Shortcut("a_former_start", "Former", "global"))
    state.app = replace(state.app, shortcuts=menu, commands=(Command("/former", "Former"),))
    said = left_behind(stage, {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": "Go"}})
    await ben.shortcut("a_former_entry", said)
    await ben.command("/former words", team.BACKEND.id)
    await ben.shortcut("a_former_start")
    await stage.settle()
    entry, command = (each.shown for each in ben.whispers(team.BACKEND.id))
    assert entry == f"I don't know this entry of the menu any more. It may be from an earlier version of me. {WAY_ON}"
    assert command == f"I don't know this command. {WAY_ON}"
    assert ben.hears()[-1].shown == entry
