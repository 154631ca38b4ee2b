"""What people read names the chat that they are in, whichever that is."""

from pathlib import Path

import pytest

from bot.persona import load_card
from bot.persona.prompt import system_prompt
from integrations.chat import Refusal
from integrations.slack.chat import Chat
from integrations.workspace.people import words
from tests.stage import BACKEND, MONDAY, staged, with_a_standup


async def test_another_chat_is_named_as_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chat, "chat_name", "Chatter")
    async with staged(tmp_path) as stage:
        ben, ana = stage.workspace.member("Ben"), stage.workspace.member("Ana")
        await ben.command("/recall forget", BACKEND)
        form = await stage.workspace.until(lambda: ben.view and ben.view.blocks)
        assert "It goes from my memory, not from Chatter." in " ".join(words(form))

        await with_a_standup(stage, f'owner = "{ana.id}"')
        (ritual,) = await stage.app.parts.rituals.roster.listed()
        await stage.app.parts.rituals.channel_access.pause(ritual.ritual.channel, Refusal.OTHER)
        await stage.pass_(seconds=5)
        assert "Chatter refuses to post there" in stage.workspace.dm_with_app("Ana")[-1].shown

        assert (await stage.app.ready())["chatter"]


def test_a_model_is_told_in_which_chat_it_answers() -> None:
    prompt = system_prompt(load_card().card, today=MONDAY.date(), chat="Chatter")
    assert "You answer in Chatter, in a thread" in prompt
    assert "Slack" not in prompt
