"""Whoever asks how a pulse was hears what its summary shows, and nothing of who said what was asked anonymously."""

from collections.abc import Sequence

from bot.demo import team
from bot.demo.stage import Stage
from tests.stage import BACKEND, LEADS, opened, with_a_standup
from tests.tools.asking import DM, told

TOOL = "pulse_results"
QUESTION = '{{ text = "How was your week?", type = "scale", from = 1, to = 5, anonymous = {anonymous} }}'


async def with_a_pulse(stage: Stage, channel: str = BACKEND, *, anonymous: bool = False) -> None:
    """One at 10:00, open for an hour."""
    words = (
        f'[team]\ntimezone = "{team.ZONE}"\n[[ritual]]\nkind = "standup"\nchannel = "{channel}"\nat = "10:00"\n'
        f'title = "Team pulse"\nclose_after = 60\nclose_early = false\nmood = false\n'
        f"questions = [{QUESTION.format(anonymous=str(anonymous).lower())}]\n"
    )
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await stage.turn_to(stage.at("10:01"))


async def answered(stage: Stage, scores: Sequence[tuple[str, str]], where: str = BACKEND) -> None:
    for name, score in scores:
        actor = stage.workspace.member(name)
        await actor.clicks(opened(stage, where), "Answer")
        await stage.settle()
        assert actor.view is not None
        assert await actor.fills(actor.view, {"How was your week?": score}) == {}
        await stage.pass_(seconds=5)


async def test_the_last_pulse_is_told_with_its_average_its_day_a_link_and_when_it_was_read(stage: Stage) -> None:
    await with_a_pulse(stage)
    await answered(stage, (("Ben", "4"), ("Chiara", "2"), ("Dev", "4")))
    said = await told(stage, TOOL)
    assert said.startswith("No pulse or poll was closed here.")
    assert "Team pulse is still open, until " in said
    assert "3.3" not in said, "what it came to is told at its close"
    await stage.turn_to(stage.at("11:01"))
    said = await told(stage, TOOL)
    assert said.startswith("Team pulse of Monday 23 November: 3 people answered.")
    assert "3.3 of 5 on average, 3 answers" in said
    assert "the round" in said
    assert "As of 11:01" in said


async def test_of_an_anonymous_pulse_no_name_is_told_and_nothing_where_too_few_answered(stage: Stage) -> None:
    await with_a_pulse(stage, anonymous=True)
    await answered(stage, (("Ben", "1"),))
    await stage.turn_to(stage.at("11:01"))
    said = await told(stage, TOOL)
    assert "answered anonymously, so none of it is kept or shown" in said
    assert "1.0" not in said
    assert "Ben" not in said


async def test_of_an_anonymous_pulse_of_many_the_average_is_told_without_a_name(stage: Stage) -> None:
    await with_a_pulse(stage, anonymous=True)
    people = ("Ana", "Ben", "Chiara", "Dev", "Elif")
    await answered(stage, list(zip(people, "12345", strict=True)))
    await stage.turn_to(stage.at("11:01"))
    said = await told(stage, TOOL)
    assert "3.0 of 5 on average, 5 answers" in said
    assert not any(name in said for name in people)


async def test_the_pulse_of_a_private_channel_is_told_to_its_people_alone(stage: Stage) -> None:
    await with_a_pulse(stage, LEADS)
    await answered(stage, (("Ana", "5"),), LEADS)
    await stage.turn_to(stage.at("11:01"))
    for who, where in (("Ana", LEADS), ("Ana", DM), ("Chiara", DM)):
        assert "5.0 of 5 on average" in await told(stage, TOOL, who, where), (who, where)
    for who, where in (("Ben", DM), ("Ana", BACKEND), ("Ben", BACKEND)):
        assert "No pulse or poll was closed" in await told(stage, TOOL, who, where), (who, where)


async def test_where_no_pulse_is_held_moods_of_the_standup_say_how_people_feel(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    assert (await told(stage, TOOL)).startswith("No pulse or poll was closed here.")
    actor = stage.workspace.member("Ben")
    await actor.clicks(opened(stage), "Answer")
    await stage.settle()
    assert actor.view is not None
    assert await actor.fills(actor.view, {"today": "Refunds", "mood": "low"}) == {}
    await stage.turn_to(stage.at("11:05"))
    assert "🙁 Low 1" in await told(stage, TOOL)
