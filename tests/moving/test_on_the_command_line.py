"""`rolecall standups import`: what it says, its exit code, and that a mistake changes nothing."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli_commands import app
from tests.memory.exported import files, in_a_folder, said
from tests.moving.exported import report, standup, written


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in words])


async def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    users = [{"id": "UANNA", "email": "", "username": "anna", "realname": "Anna"}]
    told = [report("UANNA", "One", channel="#general"), report("UGONE", "Two", channel="#general")]
    good = written(tmp_path, standups=[standup(channel="#general", users=users)], reports=told)
    bad = written(tmp_path, broken=[standup(channel="#nowhere"), {"stars": 5}])

    def walk() -> None:
        slack = in_a_folder(tmp_path / "slack", files({"C1": [said(1, "UANNA", "hello")]}))
        assert run("memory", "import", slack).exit_code == 0
        refused = run("standups", "import", *good, *bad)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"{bad[0]}: [1]: is nothing that I know of Geekbot or DailyBot; it has stars" in refused.stderr
        looked = run("standups", "import", "--dry-run", *good)
        assert "would make: daily-standup-general in #general, at 10:00 Europe/Berlin" in looked.stdout
        assert "kind = " not in run("rituals", "export", "-").stdout
        done = run("standups", "import", *good)
        assert (done.exit_code, done.stdout.splitlines()[0]) == (
            0,
            "made: daily-standup-general in #general, at 10:00 Europe/Berlin",
        )
        assert "  1 answer of 1 person, 2026-11-20 to 2026-11-20" in done.stdout
        assert '  ugone: 1 answer left out; --who "ugone=ID" says who it is' in done.stdout
        assert run("standups", "import", *good).stdout.endswith("Nothing changed.\n")
        kept = json.loads(run("memory", "export", "--user", "UANNA").stdout)
        assert [each["words"] for each in kept["standup_answers"]] == [{"yesterday": "One"}]

    await asyncio.to_thread(walk)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--channel", "=#b", "x.csv"], "--channel: =#b is not #channel, or #there=#here"),
        (["--who", "Jane", "x.csv"], "--who: Jane is not NAME=PERSON, with a name of the export and an id or address"),
        (["x.csv"], "x.csv: cannot be read: No such file or directory"),
    ],
)
async def test_what_was_mistyped_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    result = await asyncio.to_thread(run, "standups", "import", *words)
    assert (result.exit_code, result.stderr) == (2, f"{problem}\n")
