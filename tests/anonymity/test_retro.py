"""Who wrote which note of an anonymous retrospective: not to be told by whoever has the file and saw the order."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.stage import Stage, on_stage
from integrations.ballot_box import LEAST_SHOWN, BallotBox
from integrations.time import TurnableClock
from integrations.workspace import Said
from tests.anonymity.attacks import SURE, tricks
from tests.anonymity.play import BEGAN, Evidence
from tests.anonymity.team import CHANNEL, PEOPLE, ZONE, Plan, plan, sample
from tests.anonymity.test_anonymity import InTheirOrder
from tests.stage import CARD, fresh_database
from tests.waiting import PATIENT_S

ROUNDS = 3
BETTER = "What could be better?"
RITUAL = f"""
[team]
timezone = "{ZONE}"
[[ritual]]
name = "retro"
kind = "retro"
title = "Retrospective"
channel = "{CHANNEL}"
at = "09:00"
anonymous = true
owner = "{PEOPLE[0].id}"
"""
_IDS = {each.id: each.name for each in PEOPLE}


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """The attacker reads files as it likes."""


@pytest.mark.slow
@pytest.mark.parametrize("mixed", [True, False])
async def test_the_order_of_writing_names_the_author_of_a_note_only_where_notes_are_not_mixed(
    tmp_path: Path, *, mixed: bool
) -> None:
    played = await _play(tmp_path, None if mixed else InTheirOrder(None))
    named = [each.name for each in tricks(played) if each.rounds == ROUNDS and each.luck < SURE]
    assert bool(named) is not mixed, named


async def _play(folder: Path, box: BallotBox | None) -> list[Evidence]:
    database, clock = fresh_database(folder), TurnableClock(BEGAN, running=False)
    scene = on_stage(sample(), clock, database_url=database, card=CARD, ack_s=PATIENT_S, patience_s=PATIENT_S)
    played = []
    async with scene as (stage, _):
        await stage.app.parts.rituals.file.load_text(RITUAL, "anonymity")
        if box is not None:
            stage.app.parts.retros._box = box
        await stage.settle()
        for number in range(1, ROUNDS + 1):  # these have five people, in another order each
            await stage.workspace.member("Ana").command("/ritual run retro", CHANNEL)
            await stage.pass_(seconds=5)
            played.append(await _round(stage, number, Path(database.removeprefix("sqlite:///"))))
    return played


async def _round(stage: Stage, number: int, file: Path) -> Evidence:
    evidence = Evidence(plan(number))
    for name in evidence.plan.order:
        member = stage.workspace.member(name)
        await member.clicks(_root(stage), "Write notes")
        await stage.settle()
        assert member.view is not None
        assert await member.fills(member.view, {BETTER: _short(evidence.plan, name)}) == {}
        await stage.pass_(seconds=5)
    await stage.workspace.member("Ana").clicks(_root(stage), "Go on to the vote")
    await stage.pass_(seconds=30)
    evidence.people["the order in which they wrote"] = list(evidence.plan.order)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        with pytest.raises(sqlite3.OperationalError, match="rowid"):  # there is no order in which they are kept
            db.execute("SELECT person FROM retro_people ORDER BY rowid")
        (retro,) = db.execute("SELECT max(id) FROM retros").fetchone()
        writers = db.execute("SELECT person FROM retro_people WHERE retro = ?", (retro,)).fetchall()
        assert len(writers) == LEAST_SHOWN
        evidence.people["retro_people"] = [_IDS[each] for (each,) in writers]
        whose = {_short(evidence.plan, name): secret.words for name, secret in evidence.plan.secrets.items()}
        notes = db.execute("SELECT words FROM retro_notes WHERE retro = ? ORDER BY rowid", (retro,))
        evidence.words["retro_notes by rowid"] = [whose[words] for (words,) in notes]
    shown = "".join(each.shown for each in stage.workspace.messages_in(CHANNEL))
    evidence.words["the thread"] = sorted(evidence.words["retro_notes by rowid"], key=lambda one: shown.find(one[:30]))
    await stage.workspace.member("Ana").clicks(_root(stage), "End the vote")
    await stage.pass_(seconds=30)
    return evidence


def _short(told: Plan, name: str) -> str:
    return told.secrets[name].words[:60].strip()


def _root(stage: Stage) -> Said:
    said = stage.workspace.messages_in(CHANNEL)
    return next(each for each in reversed(said) if each.shown.startswith("Retrospective") and each.buttons)
