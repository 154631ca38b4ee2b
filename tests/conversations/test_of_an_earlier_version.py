"""What an earlier version left behind can still be pressed: who does is told so where they are, and how to go on."""

from dataclasses import replace

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.interactions.every_feature import every_feature
from integrations.interaction import Click, Submission
from integrations.workspace import Said, View
from integrations.workspace.model import Json
from integrations.workspace.sample import Command, Shortcut
from tests.privacy.acting import forged_click, form_of
from tests.stage import BACKEND, with_a_day

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


# --- what an earlier version carried, or nobody ever did ------------------------------------

UNREADABLE = ("", "?", "{}", "[]", "7" * 30, '{"channel": 7, "draft": "x", "target": []}')
WENT_WRONG = "That went wrong on my side"


def nothing_is_wanted(view: View) -> None:
    """Let the form be sent with nothing in it."""
    for block in view.blocks:
        block["optional"] = True


@pytest.mark.parametrize("opens", ["/adr new", "/ritual setup", "/ritual new", "/ritual new standup"])
async def test_a_form_that_carries_what_nobody_can_read_says_so_and_keeps_what_was_typed(
    stage: Stage, opens: str
) -> None:
    ben = stage.workspace.member("Ben")
    await ben.command(opens, team.BACKEND.id)
    view = await form_of(stage, ben)
    await stage.settle()
    nothing_is_wanted(view)
    for carry in UNREADABLE:
        view.body["private_metadata"] = carry
        complaints = await ben.submits(view)
        assert ["can't take this form any more" in words for words in complaints.values()] == [True], (
            carry,
            complaints,
        )
    assert ben.view is view


@pytest.mark.parametrize("value", ["?", "{}", "7" * 30])
async def test_no_button_is_at_a_loss_for_words_whatever_it_carries(stage: Stage, value: str) -> None:
    await with_a_day(stage)
    ben = stage.workspace.member("Ben")
    buttons = [name for each in every_feature() if each.listens_to is Click for name in each.names]
    assert len(buttons) > 60
    for name in buttons:
        await forged_click(stage, ben, BACKEND, name, value)
        told = [each.shown for each in (*ben.whispers(BACKEND), *ben.hears())]
        assert not [each for each in told if WENT_WRONG in each], name


@pytest.mark.parametrize("value", ["rolecall/ledger#7", "LED-7", "7"])
async def test_a_button_of_a_source_that_is_connected_no_more_is_at_no_loss_for_words(stage: Stage, value: str) -> None:
    await with_a_day(stage)
    ben = stage.workspace.member("Ben")
    buttons = [name for each in every_feature() if each.listens_to is Click for name in each.names]
    ours = [name for name in buttons if name.startswith(("review", "issue"))]
    assert len(ours) > 5
    for name in ours:
        await forged_click(stage, ben, BACKEND, name, value)
        told = [each.shown for each in (*ben.whispers(BACKEND), *ben.hears())]
        assert not [each for each in told if WENT_WRONG in each], name
        assert WENT_WRONG not in str(ben.view and ben.view.blocks), name


@pytest.mark.parametrize("carry", ["?", "{}", "7" * 30])
async def test_no_form_is_at_a_loss_for_words_whatever_it_carries(stage: Stage, carry: str) -> None:
    ben = stage.workspace.member("Ben")
    forms = [name for each in every_feature() if each.listens_to is Submission for name in each.names]
    assert len(forms) > 15
    await ben.command("/adr new", team.BACKEND.id)
    view = await form_of(stage, ben)
    await stage.settle()
    nothing_is_wanted(view)
    view.body["private_metadata"] = carry
    for name in forms:
        view.body["callback_id"] = name
        complaints = await ben.submits(view)
        await stage.settle()
        assert WENT_WRONG not in str((complaints, ben.view and ben.view.blocks)), name
