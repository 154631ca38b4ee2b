"""Bad input ends with one clear line and exit 2, nothing started; a good start ends when it is told to."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from integrations.time import Clock
from integrations.workspace import Workspace, serving
from tests.forked import run
from tests.kills.arena import COMMAND, sample
from tests.waiting import PATIENT_S, until


@pytest.fixture
async def environment(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """What `rolecall run` needs to talk to a local workspace."""
    workspace = Workspace(sample(1), Clock())
    async with serving(workspace) as address:
        yield {
            "PATH": os.environ.get("PATH", ""),
            "SLACK_BOT_TOKEN": workspace.app.bot_token,
            "SLACK_APP_TOKEN": workspace.app.app_token,
            "SLACK_API_URL": address.api_url,
            "ROLECALL_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
            "ROLECALL_HTTP_PORT": "0",
        }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "SLACK_APP_TOKEN: Slack refuses it (invalid_auth)"),
        ({"SLACK_BOT_TOKEN": "foo", "SLACK_API_URL": "http://127.0.0.1:1/"}, "SLACK_BOT_TOKEN: is no bot token"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/"}, "does not answer"),
        ({"ROLECALL_DATABASE_URL": "mysql://x"}, "mysql is not supported"),
        ({"ROLECALL_DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/x"}, "refused"),
        ({"ROLECALL_CARD": "/etc/hostname"}, "it has no title"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
async def test_what_is_wrong_is_one_clear_line(environment: dict[str, str], wrong: dict[str, str], words: str) -> None:
    code, _, errors = await run("run", env={**environment, "ROLECALL_LOG_LEVEL": "ERROR", **wrong})
    assert code == 2
    assert words in errors
    assert len(errors.splitlines()) == 1
    assert "Traceback" not in errors
    assert "hunter2" not in errors


async def test_a_rituals_file_with_three_mistakes_names_all_three_and_changes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(
        "[[ritual]]\nname = 'a'\nkind = 'standpu'\nchannel = 'C0R000'\nat = '25:00'\ndays = ['mon', 'freitag']\n"
    )
    code, _, errors = await run("rituals", "import", str(file), env=environment)
    assert code == 2
    assert [line.split(": ")[0] for line in errors.splitlines()] == [f"{file}:{number}" for number in (3, 5, 6)]
    assert "standpu" in errors
    assert "25:00" in errors
    assert "freitag" in errors
    _, exported, _ = await run("rituals", "export", "-", env=environment)
    assert "[[ritual]]" not in exported


async def test_an_untouched_export_changes_nothing_and_a_channel_that_is_none_is_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "day.toml"
    file.write_text('[[ritual]]\nkind = "lunch"\nchannel = "#ritual-0"\nat = "13:00"\n')
    assert await run("rituals", "import", str(file), env=environment) == (0, "made: lunch-ritual-0\n", "")
    assert (await run("rituals", "export", str(file), env=environment))[0] == 0
    code, out, _ = await run("rituals", "import", str(file), env=environment)
    assert (code, out) == (0, "unchanged: lunch-ritual-0\nNothing changed.\n")
    file.write_text('[[ritual]]\nkind = "focus"\nchannel = "C0NOWHERE"\nat = "11:00"\nminutes = 9223372036854775807\n')
    code, out, errors = await run("rituals", "import", str(file), env=environment)
    assert (code, out) == (2, "")
    assert errors.splitlines() == [
        f'{file}:3: "C0NOWHERE" is no channel that I can see; use its id, or #name of one that I am in (channel)',
        f"{file}:5: 9223372036854775807 is no number of minutes, 5 to 240 (minutes)",
    ]


async def test_rituals_are_not_imported_while_slack_is_out_of_reach(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "day.toml"
    file.write_text('[[ritual]]\nkind = "lunch"\nchannel = "C0BACKEND"\nat = "13:00"\n')
    code, _, errors = await run(
        "rituals", "import", str(file), env={**environment, "SLACK_API_URL": "http://127.0.0.1:1/"}
    )
    assert code == 2
    assert "does not answer as it should" in errors
    assert "Traceback" not in errors


async def test_a_time_that_is_none_is_named_with_its_line_and_the_rest_of_the_card_is_read(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("# Role\n## Daily Tasks\n* 25:00 - Late\n* 09:00 - Standup\n")
    code, out, errors = await run("card", str(card), "--json", env={"PATH": os.environ.get("PATH", "")})
    assert code == 0
    assert [task["kind"] for task in json.loads(out)["tasks"]] == ["standup"]
    assert f"{card}:3" in errors
    assert "25:00" in errors


async def test_a_note_on_a_card_is_told_from_a_problem_and_every_list_is_counted(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("# Role\n## Daily Tasks\n* 25:00 - Late\n\nMind the gap.\n\n## Dialogue\n> Ship it.\n")
    code, out, errors = await run("card", str(card), env={"PATH": os.environ.get("PATH", "")})
    assert code == 0
    assert [line.partition(" ")[2].startswith("note: ") for line in errors.splitlines()] == [False, True]
    assert "dialogue: " in out
    assert "phrases: 0" in out


async def test_a_good_start_is_ready_and_ends_at_once_when_it_is_told_to(environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "run", env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    lines: list[dict[str, object]] = []
    while not any(line["event"] == "running" for line in lines):
        lines.append(json.loads(await asyncio.wait_for(process.stderr.readline(), PATIENT_S)))
    port = next(line["port"] for line in lines if line["event"] == "listening")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:

        async def ready() -> bool:
            async with http.get("/readyz") as answer:
                return answer.status == 200

        await until(ready)
        async with http.get("/healthz") as answer:
            assert await answer.text() == "ok\n"
        async with http.get("/metrics") as answer:
            assert "rolecall_connected 1.0" in await answer.text()
    process.terminate()
    rest = (await asyncio.wait_for(process.communicate(), PATIENT_S))[1].decode()
    assert process.returncode == 0
    lines += [json.loads(line) for line in rest.splitlines()]
    assert environment["SLACK_BOT_TOKEN"] not in json.dumps(lines)
    assert environment["SLACK_APP_TOKEN"] not in json.dumps(lines)
