"""Who has the database, its backups of every moment, the logs and the chat's journal cannot tell who answered what."""

import asyncio
import json
import logging
import sqlite3
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.ballot_box import Ballot, BallotBox
from tests.stage import last, opened, shown, thread, with_a_standup

QUESTIONS = """
blockers = false
mood = false
close_early = false
questions = [
  { text = "How was your week?", type = "scale", anonymous = true, required = true },
  { text = "What should change?", anonymous = true },
  { text = "Which?", type = "yes_no", anonymous = true },
]
"""
SECRETS = {name: f"zebra-{name.lower()[::-1]}-quagga" for name in ("Ana", "Ben", "Chiara", "Dev", "Elif")}
"""What each of them writes; no part of it is written anywhere else."""


def evidence(stage: Stage, caplog: pytest.LogCaptureFixture) -> str:
    """What an attacker has at this moment: the files of the database byte by byte, the journal, the log."""
    file = stage.app.parts.db.file
    assert file is not None
    files = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))]
    kept = [each.read_bytes().decode("latin-1") for each in files if each.exists()]
    journal = json.dumps([entry.as_json() for entry in stage.workspace.journal.entries], ensure_ascii=False)
    return "\n".join([*kept, journal, caplog.text])


async def answers(stage: Stage, name: str, score: str) -> None:
    """Answer in the form; only who gives a 1 answers the third question."""
    actor = stage.workspace.member(name)
    await actor.clicks(opened(stage), "Answer")
    await stage.settle()
    assert actor.view is not None
    assert "Anonymous: your name is not kept with it" in str(actor.view.blocks)
    values = {"How was your week?": score, "What should change?": SECRETS[name]}
    assert await actor.fills(actor.view, values | ({"Which?": "Yes"} if score == "1" else {})) == {}
    await stage.pass_(seconds=5)


async def test_no_one_else_learns_of_an_answer_before_the_close_nor_whose_it_is_after(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await with_a_standup(stage, QUESTIONS)
    await stage.turn_to(stage.at("09:01"))
    for name, score in zip(SECRETS, "12345", strict=True):
        await answers(stage, name, score)
        seen = evidence(stage, caplog)
        assert "zebra" not in seen, f"{name}'s answer is to be found before the close"
    assert not any("zebra" in each for each in shown(stage))
    await stage.turn_to(stage.at("11:30"))
    summary = thread(stage, opened(stage))[-1].shown
    assert "3.0 of 5 on average, 5 answers" in summary
    assert "5 anonymous answers, in no order" in summary
    assert all(secret in summary for secret in SECRETS.values())
    assert "Fewer than 5 answered anonymously" in summary, "the third question had one answer"
    with sqlite3.connect(f"file:{stage.app.parts.db.file}?mode=ro", uri=True) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(standup_anonymous)")]
        assert columns == ["round", "question", "place", "answer"]
        kept = db.execute("SELECT question, answer FROM standup_anonymous").fetchall()
        named = str(db.execute("SELECT * FROM standup_answers").fetchall())
    assert sorted(question for question, _ in kept) == ["q1"] * 5 + ["q2"] * 5
    assert "zebra" not in named
    assert all(person.id in named for person in team.PEOPLE), "who has answered is kept, and no more"
    await stage.pass_(minutes=2)
    assert await stage.app.parts.standups._rounds.closing.box.rounds() == []


async def test_of_four_answers_nothing_is_kept_or_shown(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await with_a_standup(stage, QUESTIONS)
    await stage.turn_to(stage.at("09:01"))
    for name in list(SECRETS)[:4]:
        await answers(stage, name, "3")
    await stage.turn_to(stage.at("12:30"))
    assert "none of it is kept or shown" in thread(stage, opened(stage))[-1].shown
    await stage.pass_(minutes=2)
    assert "zebra" not in evidence(stage, caplog)


async def test_an_anonymous_answer_is_given_once_and_by_the_form_alone(stage: Stage) -> None:
    await with_a_standup(stage, QUESTIONS)
    ben = stage.workspace.member("Ben")
    await ben.command("/standup ahead", "#backend")
    await stage.settle()
    assert "can be answered once its round is open" in ben.whispers("#backend")[-1].shown
    await stage.turn_to(stage.at("09:01"))
    await answers(stage, "Ben", "2")
    await ben.clicks(opened(stage), "Answer")
    await stage.settle()
    assert ben.view is not None
    assert "Nobody can tell which are yours" in str(ben.view.blocks)
    assert not [block for block in ben.view.blocks if block["type"] == "input"]
    await ben.closes(ben.view)
    post = opened(stage)
    await stage.workspace.member("Dev").replies(post, "How was your week?: 3")
    await stage.pass_(seconds=5)
    box = stage.app.parts.standups._rounds.closing.box
    assert len(await box.look((await box.rounds())[0])) == 2
    assert last(stage).user != team.DEV.id or "How was" in last(stage).shown


async def test_the_order_of_what_is_counted_tells_no_more_than_a_guess(tmp_path: Path) -> None:
    """The attacker knows in which order five people answered, over a thousand rounds, and takes the places for it."""
    box, hits = BallotBox(None), 0
    for number in range(1_000):
        for person in range(5):
            await box.put(str(number), [Ballot("q1", person)])
        hits += sum(ballot.answer == place for place, ballot in enumerate(await box.look(str(number))))
        await box.empty(str(number))
    assert abs(hits - 1_000) < 200  # one of five on average; six standard deviations are 190


async def test_ballots_outlive_their_process_and_tell_nothing_by_their_files(tmp_path: Path) -> None:
    box = BallotBox.of("sqlite:///rolecall.db", tmp_path)
    names = await box.put("1/2026-11-27/1", [Ballot("q1", 3), Ballot("q2", "more tea")])
    again = BallotBox.of("sqlite:///rolecall.db", tmp_path)
    assert sorted(each.question for each in await again.look("1/2026-11-27/1")) == ["q1", "q2"]
    kept = await asyncio.to_thread(lambda: [each.stat() for each in tmp_path.rglob("*") if each.is_file()])
    assert {each.st_mtime for each in kept} == {0}
    assert {each.st_mode & 0o777 for each in kept} == {0o600}
    await again.take_back("1/2026-11-27/1", names)
    assert await box.look("1/2026-11-27/1") == []
    await again.empty("1/2026-11-27/1")
    assert await box.rounds() == []
