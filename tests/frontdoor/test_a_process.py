"""`rolecall run` as a process: what it takes along, and what its log tells."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from bot.demo import team
from tests.running import MENTION, outside
from tests.stage import fresh_database
from tests.waiting import until

TELL = """
import atexit, json, pathlib, sys
atexit.register(lambda: pathlib.Path(__file__).with_name("modules.json").write_text(json.dumps(list(sys.modules))))
"""
"""Python runs a `sitecustomize` of its path before anything else."""
UNUSED = {
    *(
        "genai_prices",
        "griffe",
        "httpcore2",
        "logfire_api",
        "mcp_types",
        "opentelemetry",
        "pydantic_graph",
    ),  # a model's
    *("sse_starlette", "cryptography"),  # MCP's
    *("openai", "pydantic_ai", "mcp", "httpx2", "jira", "requests", "graphql", "yaml"),  # a model, Jira, GitHub
    *("psycopg", "redis", "sqlalchemy.dialects.postgresql"),  # PostgreSQL, and what is watched
    *("alembic", "mako"),  # a process of its own upgrades
    *("prometheus_client", "uvicorn.protocols.websockets.websockets_sansio_impl"),  # where nobody asks for numbers
    "integrations.mcp.connection",
    *("aiohttp.web_app", "slack_sdk.web.client", "slack_bolt.app.app", "argparse"),  # for Bolt's server, and who waits
    *("multiprocessing", "socketserver"),  # pools of APScheduler's, a file that says what to log
    *("typer", "rich", "pygments", "watchfiles", "click", "holidays", "pydantic_settings", "sqlalchemy.orm"),
}
CANARY = "canarybird"


@pytest.mark.parametrize("new", [False, True], ids=["made before", "new database"])
async def test_what_is_not_configured_is_not_imported(tmp_path: Path, new: bool) -> None:
    (tmp_path / "sitecustomize.py").write_text(TELL)
    if not new:
        fresh_database(tmp_path)
    async with outside(tmp_path, forked=False, PYTHONPATH=str(tmp_path)) as (_, running):
        await running.run()
        running.terminate()
        assert await running.ended() == 0
    imported = set(json.loads((tmp_path / "modules.json").read_text()))
    assert {"slack_bolt", "sqlalchemy", "aiosqlite"} <= imported
    assert imported & UNUSED == set()


@pytest.mark.parametrize(
    ("typed", "unused"),
    [
        (["--help"], {"sqlalchemy", "pydantic", "slack_bolt", "aiohttp"}),
        (["db", "upgrade"], {"sqlalchemy", "slack_bolt", "aiohttp"}),
    ],
    ids=["help", "bad setting"],
)
async def test_what_opens_no_database_does_not_import_it(tmp_path: Path, typed: list[str], unused: set[str]) -> None:
    (tmp_path / "sitecustomize.py").write_text(TELL)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", *typed),
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(tmp_path), "ROLECALL_HTTP_PORT": "none"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await asyncio.wait_for(process.wait(), 50) == (2 if typed == ["db", "upgrade"] else 0)
    imported = set(json.loads((tmp_path / "modules.json").read_text()))
    assert "bot.cli" in imported
    assert imported & unused == set()


@pytest.mark.parametrize("typed", [["drafts", "list"], ["rituals", "export", "-"]], ids=" ".join)
async def test_a_command_throws_garbage_away_while_it_works(tmp_path: Path, typed: list[str]) -> None:
    told = "import atexit, gc, sys\natexit.register(lambda: sys.stderr.write(f'collects: {gc.isenabled()}'))\n"
    (tmp_path / "sitecustomize.py").write_text(told)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", *typed),
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join((str(tmp_path), os.getcwd()))},
        cwd=tmp_path,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, written = await asyncio.wait_for(process.communicate(), 50)
    assert (process.returncode, written.decode()) == (0, "collects: True")


@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "TERM": "dumb"}, {"HOME": "/nowhere"}], ids=str)
async def test_a_bare_machine_is_enough(tmp_path: Path, more: dict[str, str]) -> None:
    folder = tmp_path / "Zwölf Boxkämpfer 100%"
    folder.mkdir()
    code = "from bot.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, "drafts", "list"),
        env={"PATH": os.environ.get("PATH", ""), **more},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(process.communicate(), 50)
    assert (process.returncode, told.decode()) == (0, "There are no drafts yet.\n")
    assert (folder / ".rolecall" / "rolecall.db").is_file()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_at_debug_nobodys_words_are_in_the_log(tmp_path: Path) -> None:
    fresh_database(tmp_path)
    async with outside(tmp_path, forked=False, ROLECALL_LOG_LEVEL="DEBUG", PYTHONASYNCIODEBUG="1") as (
        workspace,
        running,
    ):
        await running.run()
        ana, backend = workspace.member(team.ANA.id), team.BACKEND.id
        await ana.says(backend, f"{MENTION} remember that the **{CANARY}** lives in `{CANARY}.yml`")
        await until(lambda: len(workspace.messages_in(backend)) > 1)
        await ana.says(backend, f"{MENTION} where does the {CANARY} live?")
        await until(lambda: len(workspace.messages_in(backend)) > 3)
        await ana.command(f"/recall ask {CANARY}", backend)
        await ana.command(f"/adr {CANARY}", backend)
        running.terminate()
        assert await running.ended() == 0
        written = (tmp_path / "run.log").read_text()
    assert '"event": "running"' in written
    assert [line for line in written.splitlines() if CANARY in line] == []
