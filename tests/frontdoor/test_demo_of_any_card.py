"""`rolecall demo --card`: the day, the voice and the partners of any role, with a sample team around it."""

import asyncio
import json
import os
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.demo.acting import day_before, working_day
from bot.demo.any_card import WHERE, CardDay, sample
from bot.demo.card_words import words_for
from bot.demo.stage import on_stage
from integrations.rolecard import RoleCard, read_card
from integrations.time import TurnableClock
from tests.forked import run
from tests.rolecard.cards import LIBRARIAN, NURSE
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
ROLES = Path(__file__).parent.parent / "rolecard" / "roles"
"""Cards of roles far from software, each with a character of its own; one of them is in German."""
CARDS = {"librarian": LIBRARIAN, "nurse": NURSE, "ward": WARD, "speaker": SPEAKER}
SOFTWARE = re.compile(
    r"pull request|deploy|commit\b|merged|\bCI\b|\bAPI\b|endpoint|database|quer(?:y|ies)", re.IGNORECASE
)


async def played(folder: Path, card: RoleCard) -> str:
    """Everything that is said in the team's channel on a day of that card, and the day before."""
    day, today = CardDay(card), working_day(datetime(2026, 11, 27, 12, tzinfo=UTC))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    async with on_stage(sample(card), clock, database_url=fresh_database(folder), card=card) as (stage, _):
        await day.before(stage)
        await stage.turn_to(stage.at(day.opens, today))
        async for _ in day.play(stage):
            pass
        return "\n".join(said.shown for said in stage.workspace.messages_in(WHERE))


@pytest.mark.slow
@pytest.mark.parametrize("name", CARDS)
async def test_a_day_of_any_card_is_played(tmp_path: Path, name: str) -> None:
    card = read_card(CARDS[name]).card
    said, decided = await played(tmp_path, card), words_for(card).decided.split("{")[0]
    for task in card.tasks:
        assert task.title in said or "Lunch" in task.title
    assert said.count(decided) > 1  # it was asked about, and recalled
    assert "ADR 1" in said
    if "huddle" in CARDS[name]:
        assert "Waiting for the Doctor" in said


@pytest.mark.slow_where("ward_nurse", "head_chef", "stage_manager", "farmer")
@pytest.mark.parametrize("role", ["ward_nurse", "head_chef", "grundschullehrerin", "stage_manager", "farmer"])
async def test_a_role_far_from_software_has_its_own_voices_partners_and_words(tmp_path: Path, role: str) -> None:
    card = read_card(await asyncio.to_thread((ROLES / f"{role}.md").read_text, "utf-8")).card
    said = await played(tmp_path, card)
    asked = card.personalities[0]
    own = " ".join(asked.description.split())
    spoken = [line.partition(" · ")[2] for line in said.splitlines() if line.startswith(f"{asked.name} · ")]
    assert spoken, "who is asked by name answers"
    assert all(line.split("? ")[0].rstrip("?") in own for line in spoken)
    assert "something to raise." in said
    assert "That is also something for " in said
    assert f"({card.partners[1].name})." in said
    assert any(each.description in said for each in card.responsibilities)
    assert SOFTWARE.search(said) is None


@pytest.mark.timeout(240)
async def test_the_command_plays_the_card_that_it_is_given_as_json_an_object_a_line(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "ward.md").write_text, WARD)
    environment = {"PATH": os.environ.get("PATH", ""), "ROLECALL_CARD": "elsewhere.md"}
    play = partial(run, "demo", "--play", env=environment, patience_s=200)
    code, out, errors = await play("--json", "--card", str(tmp_path / "ward.md"))
    assert code == 0, errors[-2000:]
    said = [json.loads(line) for line in out.splitlines()]
    assert all(set(each) == {"ts", "time", "channel", "thread_ts", "user", "text", "blocks"} for each in said)
    assert [each["ts"] for each in said] == sorted(each["ts"] for each in said)
    assert (said[0]["time"], said[0]["text"].lstrip("*")[:8]) == ("06:45", "Handover")
    assert any(each["time"] == "23:50" and "Night notes" in each["text"] for each in said)
    code, out, errors = await play("--card", "none.md")
    assert (code, errors.strip()) == (2, "none.md: cannot be read: No such file or directory")
