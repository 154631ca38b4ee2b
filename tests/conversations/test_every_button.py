"""Whatever is pressed, something is seen where it was pressed."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo import day, team
from bot.demo.acting import day_before, working_day
from bot.demo.stage import Stage, on_stage
from bot.demo.world import world
from integrations.time import TurnableClock
from integrations.workspace import Said
from tests.manifest.registered import registered
from tests.stage import BOT, CARD, fresh_database

ELSEWHERE = {
    *("draft_accept", "draft_defer", "draft_edit", "draft_propose", "draft_publish", "draft_reject", "draft_share"),
    *(
        "draft_supersede",
        "list_previous",
        "list_next",
        "show_all",
        "ritual_setup",
        "team_settings",
        "ritual_resume",
        *("ritual_help", "ritual_end_now", "ritual_pause_instead", "ritual_keep", "ritual_bring_back"),
        "topic_talked",
        "topic_next",
        "standup_resolve",
        "partners_edit",
        "tool_approve",
        "tool_refuse",
        "memory_read_back",
        "memory_stop_reading",
        "tell_answer",
        "answer_stop",
        "answer_again",
        "answer_helpful",
        "answer_not_helpful",
        "answer_opinion",
        *("interruptions_less_review", "interruptions_less_reminder", "interruptions_less_blocker"),
        *("interruptions_less_issues", "interruptions_less_ledger", "interruptions_less_action"),
        *("retro_write", "retro_start_vote", "retro_vote", "retro_my_votes", "retro_arrange", "retro_end"),
        *("retro_add_action", "retro_action_done", "retro_action_drop", "retro_action_later"),
    ),
}
"""Buttons of states that this day does not come to; tests of their own press them."""
WHO = ("Ben", "Ana", "Chiara", "Dev")


def seen(stage: Stage, name: str, on: Said) -> tuple[object, ...]:
    """What may change before somebody who presses a button on a message: it, what they are told, their form."""
    actor = stage.workspace.member(name)
    place = [(each.ts, str(each.blocks)) for each in stage.workspace.messages_in(on.channel)]
    told = [(each.ts, each.text, str(each.blocks)) for each in actor.hears()]
    return str(actor.view and actor.view.blocks), place, told


def buttons(stage: Stage) -> dict[str, tuple[str, Said]]:
    """Each action id that somebody can press on a message, with who and where, the newest first."""
    found: dict[str, tuple[str, Said]] = {}
    for name in WHO:
        actor = stage.workspace.member(name)
        messages = [said for place in (team.BACKEND.id, actor.dm_with_app.id) for said in actor.sees(place)]
        for said in sorted(messages, key=lambda each: each.ts, reverse=True):
            for action in ids(said.blocks):
                found.setdefault(action, (name, said))
    return found


def ids(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["action_id"]] if value.get("type") == "button" and "url" not in value else []
        return own + [each for part in value.values() for each in ids(part)]
    return [each for part in value for each in ids(part)] if isinstance(value, list) else []


@pytest.fixture(scope="module")
def ours() -> set[str]:
    """The action ids that somebody listens to."""
    return registered().actions


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_every_button_of_a_day_answers_where_it_was_pressed(tmp_path: Path, ours: set[str]) -> None:
    today = working_day(datetime(2026, 11, 23, 8, tzinfo=ZoneInfo(team.ZONE)))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    story, sources = world(clock, today)
    place = on_stage(team.team(CARD.name), clock, database_url=fresh_database(tmp_path), card=CARD, sources=sources)
    async with place as (stage, _):
        await day.before(stage, story)
        await stage.turn_to(stage.at(day.OPENS, today))
        pressed: set[str] = set()
        mute: list[str] = []

        async def press_all() -> None:
            for action, (name, said) in buttons(stage).items():
                if action in pressed:
                    continue
                pressed.add(action)
                actor = stage.workspace.member(name)
                if actor.view is not None:
                    await actor.closes(actor.view)
                before = seen(stage, name, said)
                await actor.clicks(said, action)
                await stage.pass_(seconds=5)
                if seen(stage, name, said) == before:
                    mute.append(f"{action} by {name}")

        ben = stage.workspace.member("Ben")
        await stage.turn_to(stage.at("09:01", today))
        await ben.command("/standup away tomorrow", team.BACKEND.id)
        await stage.settle()
        await press_all()
        async for _moment in day.play(stage, BOT, story):
            pass
        await stage.workspace.member("Ana").command("/ritual list", team.BACKEND.id)
        await stage.settle()
        await press_all()
    assert mute == []
    assert {"standup_answer", "standup_same", "standup_skip", "standup_away_undo"} <= pressed
    assert ours - pressed <= ELSEWHERE, ours - pressed
