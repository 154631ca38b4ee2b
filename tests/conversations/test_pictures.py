"""What a standup came to, and how it goes, in pictures: with the same numbers in words, and words alone without."""

from typing import Any

import pytest

from bot.demo import team
from bot.demo.acting import answer
from bot.demo.stage import Stage
from integrations.slack import pictures
from integrations.workspace.people import words
from tests.stage import BACKEND, opened, thread, with_a_standup

Json = dict[str, Any]
PULSE = """
blockers = false
mood = false
close_early = false
report_to = "#general"
questions = [{{ text = "How was your week?", type = "scale", required = true{more} }}]
"""
NAMES = ("Ana", "Ben", "Chiara", "Dev", "Elif")
UPLOAD = "files.completeUploadExternal"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PAUSES_S", (0, 0, 0, 0))


async def pulse(stage: Stage, scores: str, *, anonymous: bool = False) -> None:
    """Hold a round of a pulse: the first of the team give these scores."""
    await stage.workspace.member("Ana").invites("@Backend_Architect", "#general")
    await stage.settle()
    await with_a_standup(stage, PULSE.format(more=", anonymous = true" if anonymous else ""))
    await stage.turn_to(stage.at("09:01"))
    for name, score in zip(NAMES, scores, strict=False):
        await gives(stage, name, score)
    await stage.turn_to(stage.at("12:30"))


async def gives(stage: Stage, name: str, score: str, button: str = "Answer") -> None:
    actor = stage.workspace.member(name)
    await actor.clicks(opened(stage), button)
    await stage.settle()
    assert actor.view is not None
    assert await actor.fills(actor.view, {"How was your week?": score}) == {}
    await stage.pass_(seconds=5)


def images(blocks: list[Json]) -> list[Json]:
    return [block for block in blocks if block["type"] == "image"]


def summary(stage: Stage) -> list[Json]:
    """The blocks of the summary; who answers late stands below it."""
    said = [each for each in thread(stage, opened(stage)) if "answered" in each.text]
    return list(said[-1].raw["blocks"])


@pytest.mark.slow
async def test_the_summary_of_a_scale_shows_its_numbers_in_a_picture_and_the_same_in_words(stage: Stage) -> None:
    await pulse(stage, "445")
    for blocks in (summary(stage), stage.workspace.messages_in("#general")[-1].raw["blocks"]):
        [image] = images(blocks)
        counted = "1: 0, 2: 0, 3: 0, 4: 2, 5: 1"
        assert image["alt_text"] == f"How was your week? 4.3 of 5 on average, 3 answers: {counted}"
        assert counted in words(blocks), "they are there to be read, searched and copied too"
        file = stage.workspace.files.picture(image["slack_file"]["id"])
        assert file.content is not None
    assert len(stage.workspace.files.ids) == 2, "one of its own for each message"


@pytest.mark.slow
async def test_a_late_answer_redraws_the_picture_and_the_one_before_is_gone(stage: Stage) -> None:
    await pulse(stage, "44")
    [before] = images(summary(stage))
    await gives(stage, "Chiara", "5", "Add or edit my answer")
    [after] = images(summary(stage))
    assert "4: 2, 5: 1" in after["alt_text"]
    there = stage.workspace.files.ids
    assert after["slack_file"]["id"] in there
    assert before["slack_file"]["id"] not in there
    assert len(there) == 2


@pytest.mark.slow
async def test_without_the_right_to_upload_the_summary_comes_in_words(stage: Stage) -> None:
    stage.workspace.faults.refuse(UPLOAD, code="missing_scope", times=20)
    await pulse(stage, "445")
    assert images(summary(stage)) == []
    assert "4: 2 ■■\n5: 1 ■" in thread(stage, opened(stage))[-1].shown


@pytest.mark.slow_where("lose")
@pytest.mark.parametrize("fault", ["drop", "lose"])
async def test_a_post_that_is_tried_again_comes_once_and_uploads_its_picture_once(stage: Stage, fault: str) -> None:
    await stage.workspace.member("Ana").invites("@Backend_Architect", "#general")
    await stage.settle()
    await with_a_standup(stage, PULSE.format(more=""))
    await stage.turn_to(stage.at("09:01"))
    await gives(stage, "Ana", "4")
    getattr(stage.workspace.faults, fault)("chat.postMessage", channel=team.BACKEND.id)
    await stage.turn_to(stage.at("12:30"))
    told = [said for said in thread(stage, opened(stage)) if images(said.raw.get("blocks", []))]
    assert len(told) == 1
    assert len(stage.workspace.journal.accepted(UPLOAD)) == 2, "here, and in the other channel"


@pytest.mark.slow
@pytest.mark.parametrize(("scores", "shown"), [("1234", 0), ("12345", 1)])
async def test_of_too_few_anonymous_answers_there_is_no_picture(stage: Stage, scores: str, shown: int) -> None:
    await pulse(stage, scores, anonymous=True)
    assert len(images(summary(stage))) == shown
    assert len(stage.workspace.journal.accepted(UPLOAD)) == 2 * shown


async def home(stage: Stage, name: str = "Ana") -> list[Json]:
    who = stage.workspace.member(name)
    await who.opens_home()
    await stage.settle()
    assert who.home is not None
    return list(who.home.blocks)


@pytest.mark.slow
async def test_whoever_leads_sees_the_last_rounds_in_pictures_that_are_drawn_anew_only_when_they_change(
    stage: Stage,
) -> None:
    await with_a_standup(stage, f'owner = "{team.ANA.id}"')
    for day, moods in enumerate(("great", "low")):
        if day:
            await stage.pass_(hours=15)
        await stage.turn_to(stage.at("09:01"))
        for name in NAMES[: 1 + day]:
            said = {"finish": "Refunds", "today": "More", "how": moods}
            said |= {"way": "The database is slow"} if name == NAMES[day] else {}
            await answer(stage, BACKEND, stage.workspace.member(name), said)
        await stage.turn_to(stage.at("16:00"))
    parts, mood, blockers = (each["alt_text"] for each in images(await home(stage)))
    assert parts == "How many answered, round by round: 23 Nov: 1 of 4, 24 Nov: 2 of 4"
    assert mood.endswith("to 5 for great: 23 Nov: 5.0 of 5 (1 answer), 24 Nov: 2.0 of 5 (2 answers)")
    assert blockers.startswith("Open blockers by their age in working days: new today: 1, 1 to 2 days: 1")
    uploads = len(stage.workspace.journal.accepted(UPLOAD))
    there = set(stage.workspace.files.ids)
    assert len(images(await home(stage))) == 3
    assert len(stage.workspace.journal.accepted(UPLOAD)) == uploads
    await answer(stage, BACKEND, stage.workspace.member("Chiara"), {"finish": "Refunds", "today": "M", "how": "low"})
    await stage.settle()
    assert "24 Nov: 3 of 4" in images(await home(stage))[0]["alt_text"]
    assert len(set(stage.workspace.files.ids) - there) == 2, "who took part, and the mood"
    assert len(stage.workspace.files.ids) == len(there)
    assert images(await home(stage, "Ben")) == []
