"""Whoever asks what a retrospective came to hears what its messages show, of the channels of which they may know."""

from bot.demo import team
from bot.demo.stage import Stage
from tests.retro.test_a_retrospective import BETTER, part, presses, root, with_a_retro, with_notes, writes
from tests.stage import BACKEND, LEADS, MONDAY, thread
from tests.tools.asking import DM, finding, told

TOOL = "retro_results"


async def voted(stage: Stage) -> None:
    """Three are for the slow deploys, one for the tests; the vote is over, and Ben has something to do."""
    await with_notes(stage)
    for name in ("Ana", "Ben", "Dev"):
        await presses(stage, name, part(stage, BETTER), "Vote", "Deploys are slow")
    await presses(stage, "Chiara", part(stage, BETTER), "Vote", "Flaky")


async def closed(stage: Stage) -> None:
    await voted(stage)
    await stage.turn_to(stage.at("12:01"))
    form = await presses(stage, "Ana", thread(stage, root(stage))[-1], "Add an action")
    assert form is not None
    given = {"What is to be done?": "Cache the build", "Who sees to it?": team.BEN.id, "Until when?": "2026-11-25"}
    assert await stage.workspace.member("Ana").fills(form, given) == {}
    await stage.pass_(seconds=10)


async def test_what_got_the_votes_and_the_actions_are_told_with_the_day_a_link_and_when_it_was_read(
    stage: Stage,
) -> None:
    assert (await told(stage, TOOL)).startswith("No retrospective was held here.")
    await with_a_retro(stage)
    await closed(stage)
    said = await told(stage, TOOL)
    assert said.startswith("Retrospective of Monday 23 November: 4 votes on 6 topics.")
    assert said.index("Deploys are slow · 3 votes") < said.index("Flaky integration tests · 1 vote")
    assert "Too many meetings" not in said, "nobody voted for it"
    assert "Cache the build – Ben, until Wednesday 25 November" in said
    assert "the retrospective" in said
    assert "As of 12:01" in said
    assert "Dev" not in said, "who voted is nobody's to hear"
    found = await finding(stage, TOOL)
    assert team.BEN.id in found.people


async def test_while_people_write_or_vote_it_is_told_what_is_under_way(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ana", {BETTER: "Deploys are slow"})
    said = await told(stage, TOOL)
    assert "still takes notes, until Mon 23 Nov 2026 11:00 CET" in said
    assert "Deploys are slow" not in said
    await stage.turn_to(stage.at("11:01"))
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Deploys are slow")
    said = await told(stage, TOOL)
    assert "is being voted on: 1 vote so far, until Mon 23 Nov 2026 12:00 CET" in said


async def test_of_an_anonymous_one_that_few_wrote_in_nothing_is_told_but_that(stage: Stage) -> None:
    await with_a_retro(stage, "anonymous = true")
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ben", {BETTER: "The bandicoot snores"})
    await stage.turn_to(stage.at("12:02"))
    said = await told(stage, TOOL)
    assert "people wrote notes, so none of them is kept or shown" in said
    assert "bandicoot" not in said
    assert "Ben" not in said


async def test_what_a_private_channel_voted_for_is_told_to_its_people_alone_and_of_other_days_not_at_all(
    stage: Stage,
) -> None:
    words = (
        f'[team]\ntimezone = "{team.ZONE}"\n[[ritual]]\nkind = "retro"\nchannel = "{LEADS}"\nat = "10:00"\n'
        f'title = "Leads look back"\nowner = "{team.ANA.id}"\nclose_after = 60\nvote_after = 60\n'
    )
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await stage.turn_to(stage.at("10:01"))
    for who, where in (("Ana", LEADS), ("Ana", DM), ("Chiara", DM)):
        assert "Leads look back" in await told(stage, TOOL, who, where)
    for who, where in (("Ben", DM), ("Ana", BACKEND), ("Ben", BACKEND)):
        assert (await told(stage, TOOL, who, where)).startswith("No retrospective was held"), (who, where)
    friday = MONDAY.date().replace(day=20)
    assert "on Friday 20 November" in await told(stage, TOOL, "Ana", LEADS, first=friday, last=friday)
