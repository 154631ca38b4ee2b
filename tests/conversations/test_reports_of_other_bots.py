"""What people reported of other bots for standups and absences does not happen here."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.stage import BACKEND, BOT, last, opened, shown, staged, with_a_standup


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I'll be out of the office for 3 days", "Wednesday 25 November"),
        ("ooo until wednesday", "Wednesday 25 November"),
        ("ooo through tuesday", "Tuesday 24 November"),
        ("ooo for 3 days", "Wednesday 25 November"),
        ("ooo 3", "Wednesday 25 November"),
        ("out of office 3 days", "Wednesday 25 November"),
    ],
)
async def test_whoever_tells_the_bot_that_they_are_out_is_kept_so_once_they_say_yes(
    stage: Stage, words: str, day: str
) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    await ben.says(BACKEND, f"{BOT} {words}")
    await stage.pass_(seconds=8)
    said = "\n".join([*shown(stage), *(each.shown for each in ben.whispers(BACKEND))])
    assert day in said or "/standup away" in said, said


@pytest.mark.parametrize(
    "question", ["Is @Ben ooo today?", "Is Ben off?", "Who is out of office?", "who's off", "who is OOO today"]
)
async def test_who_is_out_is_asked_in_any_words(stage: Stage, question: str) -> None:
    await with_a_standup(stage)
    ben, ana = stage.workspace.member("Ben"), stage.workspace.member("Ana")
    await ben.command("/standup away today", BACKEND)
    await stage.settle()
    await ana.says(BACKEND, f"{BOT} {question}")
    await stage.pass_(seconds=8)
    assert "Ben" in last(stage).shown
    assert "away" in last(stage).shown


async def test_the_friday_before_the_clocks_go_back_and_the_monday_after_are_asked_and_the_weekend_is_not(
    tmp_path: Path,
) -> None:
    asked = []
    async with staged(tmp_path, start=datetime(2026, 10, 30, 11, 0, tzinfo=UTC)) as stage:
        words = (
            '[team]\ntimezone = "America/New_York"\n[[ritual]]\nkind = "standup"\nchannel = "#backend"\nat = "09:00"\n'
        )
        await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
        for day, month in ((30, 10), (31, 10), (1, 11), (2, 11), (3, 11)):
            utc = 13 if month == 10 else 14
            await stage.turn_to(datetime(2026, month, day, utc, 1, tzinfo=UTC))
            asked.append([each for each in shown(stage) if "standup" in each.casefold() and f"{day} " in each])
    assert [bool(each) for each in asked] == [True, False, False, True, True]


async def test_two_who_live_on_two_days_answer_one_round(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    stage.workspace.set_zone("Ben", "Pacific/Auckland")
    stage.workspace.set_zone("Ana", "America/Los_Angeles")
    await stage.settle()
    await with_a_standup(stage, 'collect = "dm"\ntimezone = "member"\n')
    await stage.turn_to(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    days = {who.name: [each.shown for each in who.hears() if "standup" in each.shown.casefold()] for who in (ana, ben)}
    assert all(days.values()), days
    assert len([each for each in shown(stage) if "24 November" in each and "tandup" in each]) <= 1


async def test_a_status_that_is_only_an_emoji_in_words_keeps_somebody_out_of_the_reminders(stage: Stage) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    await ben.sets_status("Vacationing \U0001f3dd")
    await stage.turn_to(stage.at("09:01"))
    assert "Ben" in opened(stage).shown.partition("Away: ")[2]
    await stage.turn_to(stage.at("10:00"))
    assert not [each for each in ben.hears() if "standup" in each.shown.casefold()]
    assert team.BEN.id not in str(opened(stage).blocks).partition("waiting")[2]
