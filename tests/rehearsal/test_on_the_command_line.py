"""`rolecall rehearse FILE`: days that a team really had, played again with another file."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli_commands import app
from tests.stage import fresh_database, is_away, staged

MONDAY = datetime(2024, 3, 4, 7, 30, tzinfo=UTC)
"""08:30 in the sample team's zone."""
SET = """
[team]
timezone = "Europe/Berlin"

[[ritual]]
name = "daily"
kind = "standup"
channel = "#backend"
at = "09:00"
collect = "dm"
remind_after = [30]

[[ritual]]
name = "lunch"
kind = "lunch"
channel = "#backend"
at = "12:00"
"""
THOUGHT_OF = """
[team]
timezone = "Europe/Berlin"

[[ritual]]
name = "daily"
kind = "standup"
channel = "#backend"
at = "09:30"
collect = "dm"
remind_after = [30]

[[ritual]]
name = "planning"
kind = "reminder"
channel = "#backend"
at = "14:00"
days = ["tue"]
words = "What is next, and what is not."
"""
SECRET = "waiting for Chiara since the audit"


def rehearse(*words: object) -> Result:
    return CliRunner().invoke(app, ["rehearse", *(str(each) for each in words)])


@pytest.fixture
async def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a database that keeps three days: on the second Ben is away, and only Ana answers, always late."""
    async with staged(tmp_path, start=MONDAY) as stage:
        await stage.app.parts.rituals.file.load_text(SET, "rituals.toml")
        await is_away(stage, "U0BEN", date(2024, 3, 5))
        ana = stage.workspace.member("U0ANA")
        for day in range(3):
            await stage.turn_to(stage.at("09:50", MONDAY + timedelta(days=day)))
            asked = [said for said in stage.workspace.messages_in(ana.dm_with_app.id) if "Answer" in str(said.blocks)]
            await ana.replies(asked[-1], f"Yesterday: this\nToday: that\nBlockers: {SECRET}")
            await stage.settle()
        await stage.turn_to(stage.at("18:00", MONDAY + timedelta(days=2)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/rolecall.db")
    (tmp_path / "thought.toml").write_text(THOUGHT_OF)
    return tmp_path / "rolecall.db"


@pytest.mark.slow
async def test_what_would_have_been_is_told_beside_what_is_set_and_nothing_is_changed(team: Path) -> None:
    before = {path: path.read_bytes() for path in team.parent.iterdir()}
    days = ("--from", "2024-03-04", "--to", "2024-03-06", "--prune")

    def walk() -> tuple[Result, Result]:
        return rehearse("thought.toml", *days), rehearse("thought.toml", *days, "--json")

    told, for_programs = await asyncio.to_thread(walk)
    assert (told.exit_code, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert "daily     #backend      09:00 → 09:30  3      28" in [line.strip() for line in lines]
    assert "lunch     #backend → -  12:00 → -      3 → 0  0" in [line.strip() for line in lines]
    day = lines[lines.index("Tue 5 Mar (away: Ben)") :][:8]
    assert day == [
        "Tue 5 Mar (away: Ben)",
        "  09:30  daily asks Ana, Chiara, Dev",
        "  09:30  daily opens in #backend",
        "  10:00  daily reminds Ana, Chiara, Dev",
        "  11:30  daily asks Elif",
        "  12:00  daily reminds Elif",
        "  12:30  daily sums up below its post in #backend",
        "  14:00  planning posts in #backend",
    ]
    assert lines[lines.index("The difference to what is set now") + 1 :] == [
        "daily asks Ana, Chiara, Dev: 09:00 → 09:30 3 times",
        "daily asks Ben: 09:00 → 09:30 2 times",
        "daily asks Elif: 11:00 → 11:30 3 times",
        "daily opens in #backend: 09:00 → 09:30 3 times",
        "daily reminds Ana, Chiara, Dev: 09:30 → 10:00 3 times",
        "daily reminds Ben: 09:30 → 10:00 2 times",
        "daily reminds Elif: 11:30 → 12:00 3 times",
        "daily sums up below its post in #backend: 12:00 → 12:30 3 times",
        "planning posts in #backend: 1 more, at 14:00",
        "lunch posts in #backend: 3 fewer, at 12:00",
    ]
    found = json.loads(for_programs.stdout)
    assert found["people"]["U0BEN"] == {"name": "Ben", "now": 4, "then": 4}
    assert [each["clock"] for each in found["then"]["messages"] if each["what"] == "post"] == ["14:00"]
    assert not [word for word in (told.stdout, for_programs.stdout) if SECRET in word]
    assert {path: path.read_bytes() for path in team.parent.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--from", "2024-03-06", "--to", "2024-03-04"], "--from: 2024-03-06 is after 2024-03-04, the last day"),
        (["--to", "2999-01-01"], "--to: 2999-01-01 is yet to come; what is not past cannot be played again"),
        (
            ["--to", "2024-03-04", "--days", "400"],
            "--from: 2023-01-30 to 2024-03-04 is more than 92 days, and less than that is kept of alerts",
        ),
        (["--days", "2"], "ROLECALL_DATABASE_URL: {folder}/rolecall.db is not there"),
    ],
)
async def test_what_cannot_be_played_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/rolecall.db")
    (tmp_path / "thought.toml").write_text(THOUGHT_OF)
    result = await asyncio.to_thread(rehearse, "thought.toml", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == problem.format(folder=tmp_path) + "\n"


async def test_what_is_wrong_with_the_file_is_said_as_an_import_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", fresh_database(tmp_path))
    (tmp_path / "bad.toml").write_text('[[ritual]]\nkind = "standdup"\nchannel = "#backend"\nat = "25:00"\n')
    told = await asyncio.to_thread(
        lambda: [CliRunner().invoke(app, [*way, "bad.toml"]) for way in (["rehearse"], ["rituals", "import"])]
    )
    assert [each.exit_code for each in told] == [2, 2]
    assert told[0].stderr == told[1].stderr != ""
