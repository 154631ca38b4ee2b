"""A retrospective, as a team goes through it: notes, a vote in the thread, actions that come back until done."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.app import assemble
from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.retro import retro_actions, retro_items, retro_notes, retro_people, retro_votes
from integrations.workspace import Said
from integrations.workspace.views import View
from tests.stage import BACKEND, CARD, LEADS, MONDAY, opened, shown, thread, with_a_standup
from tests.waiting import until

EVERYBODY = ("Ana", "Ben", "Chiara", "Dev", "Elif")
WELL, BETTER, TRY = "What went well?", "What could be better?", "What should we try?"


async def with_a_retro(stage: Stage, keys: str = "", at: str = "10:00") -> None:
    """Set one up in #backend at 10:00, with an hour for notes and one for votes; it is Ana's."""
    words = (
        f'[team]\ntimezone = "{team.ZONE}"\n[[ritual]]\nkind = "retro"\nchannel = "#backend"\nat = "{at}"\n'
        f'title = "Retrospective"\nowner = "{team.ANA.id}"\nclose_after = 60\nvote_after = 60\n{keys}'
    )
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await stage.settle()


def root(stage: Stage) -> Said:
    """The message that it hangs on, as it is now."""
    return next(each for each in stage.workspace.messages_in(BACKEND) if each.shown.startswith("Retrospective"))


async def presses(stage: Stage, name: str, on: Said, button: str, about: str = "") -> View | None:
    """Press a button, and return the form that opens."""
    actor = stage.workspace.member(name)
    await actor.clicks(on, button, about)
    await stage.pass_(seconds=5)
    return actor.view


async def writes(stage: Stage, name: str, notes: Mapping[str, str]) -> dict[str, str]:
    """Write notes in the form; what it complains of."""
    form = await presses(stage, name, root(stage), "Write notes")
    assert form is not None, stage.workspace.member(name).hears()[-1].shown
    complaints = await stage.workspace.member(name).fills(form, notes)
    await stage.pass_(seconds=5)
    return complaints


def part(stage: Stage, category: str) -> Said:
    """The message of the thread with the topics of a category, as it is now."""
    return next(each for each in thread(stage, root(stage)) if each.shown.startswith(category))


def told(stage: Stage, category: str) -> str:
    """What that message says, without the marks of what is bold."""
    return part(stage, category).shown.replace("*", "")


def private(stage: Stage, name: str) -> str:
    """What somebody was told last, for them alone."""
    return stage.workspace.member(name).hears()[-1].shown


async def with_notes(stage: Stage) -> None:
    """Four people have written, and it is voted on."""
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ana", {WELL: "The release went out on time", BETTER: "Deploys are slow"})
    await writes(stage, "Ben", {BETTER: "Slow deployments on Fridays\nToo many meetings"})
    await writes(stage, "Chiara", {BETTER: "Flaky integration tests", TRY: "Canary deploys"})
    await writes(stage, "Dev", {BETTER: "I waited for reviews of my pull requests"})
    await stage.turn_to(stage.at("11:01"))


async def test_notes_are_written_grouped_voted_on_and_become_actions_that_come_back_until_they_are_done(
    stage: Stage,
) -> None:
    await with_notes(stage)
    assert "vote in the thread until" in root(stage).shown
    assert "7 notes about 6 topics" in root(stage).shown
    slow = told(stage, BETTER)
    assert "Deploys are slow · no vote yet\nVote\nDeploys are slow (Ana)\nSlow deployments on Fridays (Ben)" in slow
    assert "Too many meetings (Ben) · no vote yet" in slow

    for name in ("Ana", "Ben", "Dev"):
        await presses(stage, name, part(stage, BETTER), "Vote", "Deploys are slow")
    await presses(stage, "Chiara", part(stage, BETTER), "Vote", "Flaky")
    assert "Deploys are slow · 3 votes" in told(stage, BETTER)
    assert "4 given so far" in root(stage).shown

    await stage.turn_to(stage.at("12:01"))
    assert root(stage).shown.startswith("Retrospective: 4 votes on 6 topics")
    result = thread(stage, root(stage))[-1]
    assert "Most wanted\nDeploys are slow · 3 votes\nFlaky integration tests · 1 vote" in result.shown
    assert "Vote" not in part(stage, BETTER).buttons

    form = await presses(stage, "Ana", result, "Add an action")
    assert form is not None
    assert "Most wanted: “Deploys are slow”" in str(form.blocks)
    given = {"What is to be done?": "Cache the build", "Who sees to it?": team.BEN.id, "Until when?": "2026-11-25"}
    assert await stage.workspace.member("Ana").fills(form, given) == {}
    await stage.pass_(seconds=10)
    assert "Cache the build – Ben, until Wednesday 25 November" in thread(stage, root(stage))[-1].shown
    assert "Cache the build, until Wednesday 25 November" in private(stage, "Ben")

    await stage.workspace.member("Ben").opens_home()
    await stage.settle()
    home = stage.workspace.member("Ben").home
    assert home is not None
    assert "Cache the build" in str(home.blocks)

    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01", MONDAY + timedelta(days=1)))
    listed = thread(stage, opened(stage))[-1]
    assert listed.shown.startswith("1 action of retrospectives to settle\nCache the build – Ben")
    form = await presses(stage, "Ben", opened(stage), "Answer")
    assert form is not None
    action = next(block for block in form.blocks if block.get("block_id") == "actions")
    choice = action["element"]["options"][0]["value"]
    assert await stage.workspace.member("Ben").fills(form, {"actions": [choice], "today": "Refunds"}) == {}
    await stage.pass_(seconds=10)
    assert "Every action is settled\nCache the build – Ben – done by Ben" in shown(stage)
    assert "Cache the build – Ben – done by Ben" in part(stage, "Retrospective: 4 votes").shown
    await stage.turn_to(stage.at("09:01", MONDAY + timedelta(days=2)))
    assert not any("Cache the build" in each.shown for each in thread(stage, opened(stage)))


@pytest.mark.slow
async def test_a_vote_is_changed_taken_back_and_counted_once_however_often_the_press_arrives(stage: Stage) -> None:
    await with_notes(stage)
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Deploys are slow")
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Flaky")
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Too many")
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "I waited")
    assert "All your 3 votes are given" in private(stage, "Ben")
    assert "I waited for reviews of my pull requests (Dev) · no vote yet" in told(stage, BETTER)
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Flaky")
    assert "Flaky integration tests (Chiara) · no vote yet" in told(stage, BETTER)
    await presses(stage, "Ben", root(stage), "My votes")
    assert private(stage, "Ben").startswith("You have 1 vote left. You voted for:")
    retro_votes = stage.app.parts.retro_votes
    item = int(next(each["accessory"]["value"] for each in part(stage, BETTER).blocks if "Flaky" in str(each)))
    for _ in range(3):
        await retro_votes.vote(team.BEN.id, item, "one press")
    await stage.pass_(seconds=5)
    assert "Flaky integration tests (Chiara) · 1 vote" in told(stage, BETTER)
    for press in ("another press", "one press", "another press"):  # the first one comes again, after the second
        await retro_votes.vote(team.BEN.id, item, press)
    await stage.pass_(seconds=5)
    assert "Flaky integration tests (Chiara) · no vote yet" in told(stage, BETTER)
    for number in range(30):
        await retro_votes.vote(team.BEN.id, item, f"press {number}")
    await retro_votes.vote(team.BEN.id, item, "press 29")
    await retro_votes.vote(team.BEN.id, item, "one more press")
    await stage.pass_(seconds=5)
    assert "Flaky integration tests (Chiara) · 1 vote" in told(stage, BETTER)


@pytest.mark.slow
async def test_who_leads_it_goes_on_merges_renames_takes_apart_and_ends_and_nobody_else(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ben", {BETTER: "CI is red\nToo many meetings\nThe pipeline breaks"})
    await presses(stage, "Ben", root(stage), "Go on to the vote")
    assert "Ana leads this retrospective" in private(stage, "Ben")
    await presses(stage, "Ana", root(stage), "Go on to the vote")
    assert "vote in the thread" in root(stage).shown
    for name, about in (("Ben", "CI is red"), ("Dev", "The pipeline")):
        await presses(stage, name, part(stage, BETTER), "Vote", about)
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "The pipeline")

    form = await presses(stage, "Ana", root(stage), "Merge or rename")
    assert form is not None
    topics = next(block for block in form.blocks if block.get("block_id") == "items")["element"]["options"]
    by_words = {each["text"]["text"]: each["value"] for each in topics}
    both = [value for words, value in by_words.items() if "CI" in words or "pipeline" in words]
    assert await stage.workspace.member("Ana").fills(form, {"items": both, "New name": "CI"}) == {}
    await stage.pass_(seconds=5)
    assert "CI · 2 votes\nVote\nCI is red (Ben)\nThe pipeline breaks (Ben)" in told(stage, BETTER)

    form = await presses(stage, "Ana", root(stage), "Merge or rename")
    assert form is not None
    assert await stage.workspace.member("Ana").fills(form, {"items": both[:1], "What to do": "part"}) == {}
    await stage.pass_(seconds=5)
    assert "CI is red (Ben) · 2 votes" in told(stage, BETTER)
    assert "The pipeline breaks (Ben) · no vote yet" in told(stage, BETTER)

    await presses(stage, "Ana", root(stage), "End the vote")
    assert "2 votes on 3 topics" in root(stage).shown
    await stage.turn_to(stage.at("12:05"))
    assert root(stage).shown.count("2 votes on 3 topics") == 1
    assert sum("Most wanted" in each.shown for each in thread(stage, root(stage))) == 1


async def test_where_its_lead_has_left_the_channel_anybody_in_it_goes_on(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ana", {WELL: "The release"})
    await stage.workspace.member("Ana").leaves(BACKEND)
    await stage.settle()
    await presses(stage, "Ben", root(stage), "Go on to the vote")
    assert "The release (Ana) · no vote yet" in told(stage, WELL)


async def test_who_is_not_in_the_channel_writes_nothing_and_votes_for_nothing(stage: Stage) -> None:
    await with_notes(stage)
    topics = part(stage, BETTER)
    await stage.workspace.member("Dev").leaves(BACKEND)
    await stage.settle()
    await presses(stage, "Dev", topics, "Vote", "Flaky")
    assert "Only the people of its channel take part" in private(stage, "Dev")
    assert "Flaky integration tests (Chiara) · no vote yet" in told(stage, BETTER)


async def test_notes_are_changed_until_the_time_is_up(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ben", {BETTER: "One\nTwo"})
    form = await presses(stage, "Ben", root(stage), "Write notes")
    assert form is not None
    assert "One\\nTwo" in str(form.blocks)
    assert await stage.workspace.member("Ben").fills(form, {BETTER: "Two  \n\nThree\nThree"}) == {}
    await stage.pass_(seconds=5)
    assert "Written so far: Ben" in root(stage).shown
    assert await writes(stage, "Dev", {WELL: "x" * 400}) == {
        WELL: "One of these is longer than 300 characters. Please shorten it."
    }
    late = stage.workspace.member("Dev").view
    assert late is not None
    await stage.turn_to(stage.at("11:01"))
    assert "Two (Ben) · no vote yet" in told(stage, BETTER)
    assert told(stage, BETTER).count("Three (Ben)") == 1
    assert "One" not in told(stage, BETTER)
    assert "The time to write notes is over" in str(await stage.workspace.member("Dev").fills(late, {WELL: "x"}))


async def test_a_form_sent_without_a_note_says_so_and_an_empty_one_later_takes_them_back(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    ben = stage.workspace.member("Ben")
    assert list((await writes(stage, "Ben", {})).values()) == ["Write a note or two, or close this."]
    assert "Written so far" not in root(stage).shown
    assert ben.view is not None
    assert await ben.fills(ben.view, {WELL: "Good reviews"}) == {}
    await stage.pass_(seconds=5)
    assert "Written so far: Ben" in root(stage).shown
    assert await writes(stage, "Ben", {WELL: ""}) == {}
    assert "Written so far" not in root(stage).shown


async def test_nobody_wrote_a_note_is_one_line(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("12:05"))
    assert root(stage).shown.startswith("Retrospective: nobody wrote a note this time.")
    assert thread(stage, root(stage)) == []
    assert root(stage).buttons == []


@pytest.mark.parametrize("writers", [4, 5])
async def test_anonymous_notes_are_shown_without_a_name_from_five_people_on(stage: Stage, writers: int) -> None:
    await with_a_retro(stage, "anonymous = true\n")
    await stage.turn_to(stage.at("10:01"))
    for name in EVERYBODY[:writers]:
        assert await writes(stage, name, {BETTER: f"zebra {name[::-1].lower()}\nquagga {name[::-1].lower()}"}) == {}
        file = stage.app.parts.db.file
        assert file is not None
        assert all(b"zebra" not in each.read_bytes() for each in file.parent.iterdir()), "it is in no file before"
    assert f"{writers} people have written so far." in root(stage).shown
    await presses(stage, "Ben", root(stage), "Write notes")
    assert "Nobody can tell which are yours" in private(stage, "Ben")
    await stage.turn_to(stage.at("11:01"))
    if writers < 5:
        assert "fewer than 5 people wrote notes, so none of them is kept or shown" in root(stage).shown
        assert thread(stage, root(stage)) == []
        return
    said = told(stage, BETTER)
    assert all(f"zebra {name[::-1].lower()}" in said for name in EVERYBODY)
    assert not any(name in said for name in EVERYBODY)
    async with stage.app.parts.db.read() as tx:
        assert {row.person for row in (await tx.execute(retro_notes.select())).all()} == {None}
    await stage.pass_(minutes=2)
    assert await stage.app.parts.retros._box.rounds() == []


async def test_a_retrospective_that_is_open_is_not_opened_again(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await stage.workspace.member("Ben").command("/ritual run retro", BACKEND)
    await stage.pass_(seconds=5)
    assert sum(each.startswith("Retrospective: write") for each in shown(stage)) == 1
    assert private(stage, "Ben").startswith("Retrospective is open already: go to it")


async def test_one_that_is_open_where_the_ritual_was_before_it_moved_is_nothing_to_link_to(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    file = stage.app.parts.rituals.file
    moved = (await file.export()).replace("#backend", "#backend-leads").replace(team.BACKEND.id, team.LEADS.id)
    await file.load_text(moved, "rituals.toml")
    await stage.settle()
    await stage.workspace.member("Ana").command("/ritual run retro", LEADS)
    await stage.pass_(seconds=5)
    assert "is open already" not in private(stage, "Ana")
    assert opened(stage, LEADS).shown.startswith("Retrospective: write")


@pytest.mark.slow
async def test_an_action_is_put_off_handed_over_and_dropped_where_it_comes_back(stage: Stage) -> None:
    await with_notes(stage)
    await presses(stage, "Ana", root(stage), "End the vote")
    form = await presses(stage, "Ana", root(stage), "Add an action")
    assert form is not None
    ana = stage.workspace.member("Ana")
    assert await ana.fills(form, {"What is to be done?": "Ask for a quiet Friday", "Until when?": "2026-11-20"}) == {
        "Until when?": "Choose a day from today on, within a year."
    }
    assert await ana.fills(form, {"What is to be done?": "Ask for a quiet Friday", "Until when?": "2026-11-23"}) == {}
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01", MONDAY + timedelta(days=1)))

    def listed() -> Said:
        return next(
            each
            for each in thread(stage, opened(stage))
            if "of retrospectives" in each.shown or "settled" in each.shown
        )

    assert "Ask for a quiet Friday – Ana, until Monday 23 November (overdue)" in listed().shown
    form = await presses(stage, "Ben", listed(), "Later, or hand over")
    assert form is not None
    later = {"Until when?": "2026-12-01", "Who sees to it?": team.DEV.id}
    assert await stage.workspace.member("Ben").fills(form, later) == {}
    await stage.pass_(seconds=5)
    assert "Ask for a quiet Friday – Dev, until Tuesday 1 December" in listed().shown
    assert not stage.workspace.member("Dev").hears(), "it is too early where Dev is"
    await presses(stage, "Chiara", listed(), "Later, or hand over")
    again = stage.workspace.member("Chiara").view
    assert again is not None
    assert await stage.workspace.member("Chiara").fills(again, later | {"Until when?": "2026-12-02"}) == {}
    await stage.turn_to(stage.at("18:00"))
    (letter,) = [each for each in stage.workspace.member("Dev").hears() if "action" in each.shown]
    assert letter.shown.startswith("Chiara has put you down for an action")
    await presses(stage, "Dev", listed(), "Drop")
    assert listed().shown == "Every action is settled\nAsk for a quiet Friday – Dev – dropped by Dev"


@pytest.mark.slow
async def test_what_one_process_has_begun_another_goes_on_with(stage: Stage) -> None:
    await with_a_retro(stage, "anonymous = true\n")
    await stage.turn_to(stage.at("10:01"))
    for name in EVERYBODY[:3]:
        await writes(stage, name, {BETTER: f"zebra {name}"})
    parts = stage.app.parts
    other = assemble(parts.settings, clock=stage.clock, card=CARD)
    try:
        for person in (team.DEV, team.ELIF):
            await other.parts.retros.write(person.id, 1, {1: [f"zebra {person.name}"]})
        await other.parts.retros.start_vote(team.ANA.id, 1)
        await other.parts.retro_votes.vote(team.BEN.id, 1, "a press")
    finally:
        await other.parts.chat.close()
        await other.parts.db.close()

    async def is_told() -> bool:
        await stage.pass_(seconds=5)
        return "1 given so far" in root(stage).shown and len(thread(stage, root(stage))) == 1

    await until(is_told)
    assert all(f"zebra {name}" in told(stage, BETTER) for name in EVERYBODY)
    await presses(stage, "Chiara", part(stage, BETTER), "Vote", "zebra")
    await stage.turn_to(stage.at("12:01"))
    assert "2 votes on" in root(stage).shown


@pytest.mark.slow
async def test_who_is_forgotten_leaves_no_word_no_vote_and_no_action(stage: Stage) -> None:
    await with_notes(stage)
    await presses(stage, "Ben", part(stage, BETTER), "Vote", "Flaky")
    await presses(stage, "Ana", root(stage), "End the vote")
    for owner, words in ((team.BEN, "Ana wrote this for Ben"), (team.ANA, "Ana's own")):
        form = await presses(stage, "Ana", root(stage), "Add an action")
        assert form is not None
        values = {"What is to be done?": words, "Who sees to it?": owner.id}
        assert await stage.workspace.member("Ana").fills(form, values) == {}
    data = stage.app.parts.personal_data
    mine = await data.export(team.BEN.id)
    assert {"Slow deployments on Fridays", "Too many meetings"} == {each["words"] for each in mine["retro_notes"]}
    assert len(mine["retro_votes"]) == len(mine["retrospectives"]) == len(mine["retro_actions"]) == 1
    await data.forget(team.BEN.id)
    async with stage.app.parts.db.read() as tx:
        tables = (retro_notes, retro_items, retro_people, retro_votes, retro_actions)
        kept = str([(await tx.execute(table.select())).all() for table in tables])
    assert team.BEN.id not in kept
    assert "Too many meetings" not in kept
    assert "Ana wrote this for Ben" not in kept
    assert "Ana's own" in kept
    await stage.app.parts.retros.changed(1)
    await stage.pass_(seconds=5)
    assert "meetings" not in told(stage, BETTER)
    assert "Flaky integration tests (Chiara) · no vote" in told(stage, BETTER)


async def test_it_is_made_in_chat_with_questions_of_its_own_and_an_export_has_it_all(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.command("/ritual new retrospective", BACKEND)
    await stage.settle()
    assert ana.view is not None
    extras = next(block for block in ana.view.blocks if block.get("block_id") == "extras")
    assert "nobody's name" in str(extras).lower()
    given = {"What people write notes to": "Keep\nStop\n\nBegin", "extras": ["anonymous"], "On": ["mon"], "At": "10:00"}
    given |= {"Votes of each person": "5", "Notes are taken for": "30"}
    assert await ana.fills(ana.view, given) == {}
    assert "Stop" in str(ana.view.blocks)
    assert await ana.fills(ana.view) == {}
    await stage.settle()
    text = await stage.app.parts.rituals.file.export()
    for line in ('kind = "retro"', 'categories = ["Keep", "Stop", "Begin"]', "anonymous = true", "votes = 5"):
        assert line in text
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ben", {"Stop": "Meetings"})
    assert "1 person has written so far." in root(stage).shown


@pytest.mark.slow
async def test_many_long_notes_are_several_messages_that_can_all_be_voted_on(stage: Stage) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    for name in EVERYBODY[:3]:
        lines = [f"{name}{number} {chr(97 + number) * 120}" for number in range(20)]
        assert await writes(stage, name, {BETTER: "\n".join(lines)}) == {}
    await stage.turn_to(stage.at("11:01"))
    await stage.pass_(seconds=30)
    pages = [each for each in thread(stage, root(stage)) if each.shown.startswith(BETTER)]
    assert len(pages) > 1
    assert sum(len(page.buttons) for page in pages) == 20
    assert not any("Show all" in page.buttons for page in pages)


@pytest.mark.slow_where("12:15", "13:30")
@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("11:15", "vote in the thread until"),
        ("12:15", "0 votes on 1 topic"),
        ("13:30", "0 votes on 1 topic"),
    ],
)
async def test_one_whose_ritual_is_removed_goes_on_to_its_end(stage: Stage, at: str, says: str) -> None:
    await with_a_retro(stage)
    await stage.turn_to(stage.at("10:01"))
    await writes(stage, "Ben", {WELL: "The release"})
    await stage.app.parts.rituals.file.load_text(f'[team]\ntimezone = "{team.ZONE}"\n', "rituals.toml", prune=True)
    await stage.turn_to(stage.at(at))
    await stage.app.parts.retros.sweep()
    await stage.pass_(seconds=5)
    assert says in root(stage).shown
    still = " yet\nVote" if at == "11:15" else ""
    assert told(stage, WELL).endswith(f"The release (Ben) · no vote{still}")
