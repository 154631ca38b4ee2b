"""Names and statements that somebody chose to be read by others: they are shown as words, and cut."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bot.sources import Sources
from integrations.postgres.postgres import Postgres
from integrations.workspace import Said
from tests.queries.conftest import Watched
from tests.stage import BACKEND, BOT, last, opened, staged, thread

NAMES = (
    "<!channel> <!here> <@U0ANA>",
    "<https://thief.example|the runbook>",
    "a\n```\n*now*\r\n> said",
    "it's \\ \\n `x` $$ E'\\''",
    "safe\u202egpj.elbat\u2066",
)
LONGEST = 10_000


def asks(watched: Watched) -> None:
    """Somebody has tables of those names, and asks slowly of them, and at great length."""
    with psycopg.connect(f"{watched.server.url}/{watched.name}", autocommit=True) as app:
        tables = ['"' + name.replace('"', '""') + '"' for name in NAMES]
        for table in tables:
            app.execute(f"CREATE TABLE {table} AS SELECT 1 AS id".encode())
        app.execute(f"SELECT count(*), pg_sleep(0.3) FROM {', '.join(tables)}".encode())  # noqa: S608 - made here
        app.execute(f"SELECT 1 AS {'x' * 10_000_000}, pg_sleep(0.3)".encode())


def inside(part: Any) -> Iterator[dict[str, Any]]:
    """Every object of a message."""
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from inside(each)


def marked_up(said: Said) -> str:
    """What Slack reads as markup."""
    return "\n".join([said.text, *(str(each["text"]) for each in inside(said.blocks) if each.get("type") == "mrkdwn")])


async def test_nothing_that_the_watched_database_holds_is_live_in_what_we_say(watched: Watched, tmp_path: Path) -> None:
    async with staged(tmp_path, sources=Sources(postgres=Postgres(watched.dsn))) as stage:
        ana = stage.workspace.member("Ana")

        async def asked() -> Said:
            await ana.command("/ritual run slow_queries", BACKEND)
            await stage.pass_(seconds=8)
            return opened(stage)

        await asked()
        await stage.pass_(days=1)
        await asyncio.to_thread(asks, watched)
        digest = await asked()
        await ana.says(BACKEND, f"{BOT} what is slow in the database?")
        await stage.pass_(seconds=8)
        every = [digest, *thread(stage, digest), last(stage)]
        shown = "\n".join(each.shown for each in every)
        for words in (
            "<!channel> <!here> <@U0ANA>",
            "<https://thief.example|the runbook>",
            "safegpj.elbat",
            "SELECT $1 AS xx",
        ):
            assert words in shown
        for said in every:
            for live in ("<!channel", "<!here", "<@U0ANA", "<https://thief"):
                assert live not in marked_up(said)
            kinds = {each.get("type") for each in inside(said.blocks)}
            assert not kinds & {"broadcast", "user", "usergroup"}
            assert "thief" not in json.dumps([each.get("url", "") for each in inside(said.blocks)])
            assert not set("\u202e\u2066") & set(said.shown)
            assert len(json.dumps(said.raw)) < 4 * LONGEST
            assert "x" * 3_000 not in said.shown
