"""`rolecall demo --card`: the day, the voice and the partners of any role, with a sample team around it."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.demo.acting import day_before, working_day
from bot.demo.any_card import WHERE, CardDay, sample
from bot.demo.stage import on_stage
from integrations.rolecard import read_card
from integrations.time import TurnableClock
from tests.rolecard.cards import CHEF, LIBRARIAN, NURSE, lighthouse
from tests.stage import fresh_database

WARD = """# Ward Nurse
## Tasks
- 06:45 - Handover: Who slept.
- 07:30 - Morning huddle
- 12:00 - Lunch
- 23:50 - Night notes: For the next shift.
## Partners
- **Doctor**: signs
"""
SPEAKER = "---\nname: gardener\ndescription: Waters.\n---\nYou water the plants.\n"
CARDS = {
    "chef": CHEF,
    "librarian": LIBRARIAN,
    "nurse": NURSE,
    "lighthouse": lighthouse(),
    "ward": WARD,
    "speaker": SPEAKER,
}


@pytest.mark.parametrize("name", CARDS)
async def test_a_day_of_any_card_is_played(tmp_path: Path, name: str) -> None:
    card = read_card(CARDS[name]).card
    day, today = CardDay(card), working_day(datetime(2026, 11, 27, 12, tzinfo=UTC))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    async with on_stage(sample(card), clock, database_url=fresh_database(tmp_path), card=card) as (stage, _):
        await day.before(stage)
        await stage.turn_to(stage.at(day.opens, today))
        async for _ in day.play(stage):
            pass
        said = "\n".join(said.shown for said in stage.workspace.messages_in(WHERE))
        for task in card.tasks:
            assert task.title in said or "Lunch" in task.title
        assert "We decided: the notes on" in said
        assert said.count("We decided: the notes on") > 1  # it was asked about, and recalled
        assert "ADR 1" in said
        if "huddle" in CARDS[name]:
            assert "Waiting for the Doctor" in said


@pytest.mark.timeout(240)
async def test_the_command_plays_the_card_that_it_is_given_as_json_an_object_a_line(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "ward.md").write_text, WARD)
    run = partial(
        asyncio.create_subprocess_exec, sys.executable, "-c", "from bot.cli import main; main()", "demo", "--play"
    )
    pipe = asyncio.subprocess.PIPE
    environment = {"PATH": os.environ.get("PATH", ""), "ROLECALL_CARD": "elsewhere.md"}
    process = await run("--json", "--card", str(tmp_path / "ward.md"), env=environment, stdout=pipe, stderr=pipe)
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-2000:]
    said = [json.loads(line) for line in out.decode().splitlines()]
    assert all(set(each) == {"ts", "time", "channel", "thread_ts", "user", "text", "blocks"} for each in said)
    assert [each["ts"] for each in said] == sorted(each["ts"] for each in said)
    assert (said[0]["time"], said[0]["text"][:8]) == ("06:45", "Handover")
    assert any(each["time"] == "23:50" and "Night notes" in each["text"] for each in said)
    process = await run("--card", "none.md", env=environment, stdout=pipe, stderr=pipe)
    out, errors = await process.communicate()
    assert (process.returncode, errors.decode().strip()) == (2, "none.md: cannot be read: No such file or directory")
