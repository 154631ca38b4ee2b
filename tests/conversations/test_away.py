"""Somebody says that they are away, and the team's standups leave them out on those days alone."""

import pytest

from bot.demo.stage import Stage
from tests.stage import BACKEND, opened, with_a_standup


@pytest.mark.slow_where("from 24 Nov to 25 Nov", "bis Dienstag")
@pytest.mark.parametrize(
    ("words", "said", "away_on"),
    [
        ("tomorrow", "on Tuesday 24 November 2026", {24}),
        ("from 24 Nov to 25 Nov", "from Tuesday 24 November 2026 to Wednesday 25 November 2026", {24, 25}),
        ("bis Dienstag", "from Monday 23 November 2026 to Tuesday 24 November 2026", {23, 24}),
    ],
)
async def test_the_standups_leave_out_exactly_the_days_that_were_said_back(
    stage: Stage, words: str, said: str, away_on: set[int]
) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    await ben.command(f"/standup away {words}", BACKEND)
    answer = await stage.workspace.until(lambda: ben.whispers(BACKEND))
    assert said in answer[-1].shown
    assert answer[-1].buttons == ["Undo"]
    found = set()
    for day in (23, 24, 25, 26):
        await stage.turn_to(stage.at("09:01", stage.now().replace(day=day)))
        post = opened(stage)
        assert f"{day} November" in post.shown
        if "Away: Ben" in post.shown:
            found.add(day)
    assert found == away_on


async def test_undo_works_where_it_is_shown_and_takes_the_words_back(stage: Stage) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    await ben.command("/standup away today", BACKEND)
    (answer,) = await stage.workspace.until(lambda: ben.whispers(BACKEND))
    await ben.clicks(answer, "Undo")
    (after,) = await stage.workspace.until(
        lambda: [each for each in ben.whispers(BACKEND) if "Taken back" in each.shown]
    )
    assert after.buttons == []
    await stage.turn_to(stage.at("09:01"))
    assert "Away: Elif" in opened(stage).shown, "as her status says, and nobody else"


async def test_a_status_leaves_out_until_it_ends(stage: Stage) -> None:
    await with_a_standup(stage)
    ben, chiara = stage.workspace.member("Ben"), stage.workspace.member("Chiara")
    await ben.sets_status("Out of office", ":no_entry:", stage.at("18:00"))
    await chiara.sets_status("In a meeting", ":spiral_calendar_pad:")
    await stage.turn_to(stage.at("09:01"))
    assert "Away: Ben" in opened(stage).shown
    assert "Away: Ben and Chiara" not in opened(stage).shown
    await stage.turn_to(stage.at("09:01", stage.now().replace(day=24)))
    assert "24 November" in opened(stage).shown
    assert "Ben" not in opened(stage).shown.partition("Away: ")[2]
