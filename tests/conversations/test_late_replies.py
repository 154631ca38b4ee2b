"""What was said while we could not answer: it is answered, but wakes nobody."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from integrations.chat_events import Event
from tests.stage import last, with_a_standup
from tests.waiting import until


@pytest.mark.slow
async def test_what_was_said_before_an_outage_is_answered_at_the_persons_hours_and_new_words_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_a_standup(stage, 'collect = "dm"\nclose_after = 1200\n')
    await stage.turn_to(stage.at("17:30"))
    ben, working, handle = stage.workspace.member("Ben"), asyncio.Event(), stage.app._events.handle

    async def waits(event: Event) -> None:
        await working.wait()
        await handle(event)

    monkeypatch.setattr(stage.app._events, "handle", waits)
    dm = ben.dm_with_app.id
    await ben.says(dm, "Yesterday: ledger migration. Today: index. Blockers: none")
    await until(lambda: not stage.app.inbox.idle)
    night = stage.at("02:00") + timedelta(days=1)
    stage.clock.turn_to(night)
    heard = len(ben.hears())
    working.set()
    await stage.settle()
    assert len(ben.hears()) == heard, "nobody is answered at two in the morning"
    await ben.says(dm, "hello")
    await stage.settle()
    assert "Hello" in last(stage, dm).shown, "who is awake is answered"
    await stage.turn_to(night + timedelta(hours=6, minutes=59))
    assert len(ben.hears()) == heard + 1
    await stage.turn_to(night + timedelta(hours=7, minutes=1))
    assert any("Thanks, that's your answer" in said.shown for said in ben.hears()[heard:])
