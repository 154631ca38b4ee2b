"""`rolecall demo`: the stage with its page and a terminal, or one day played and printed."""

import asyncio
import json
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot import logs
from bot.demo import day as the_day
from bot.demo import team
from bot.demo.stage import Stage, on_stage
from bot.demo.world import world
from bot.persona import load_card
from integrations.time import TurnableClock
from integrations.workspace import Address, transcript


@asynccontextmanager
async def _opened(port: int, *, running: bool) -> AsyncIterator[tuple[Stage, Address]]:
    """The stage at 08:55 of a working day, with the day before played."""
    zone = ZoneInfo(team.ZONE)
    today = the_day.working_day(datetime.now(zone))
    card = (await asyncio.to_thread(load_card)).card
    clock = TurnableClock(the_day.evening_before(today).astimezone(UTC), running=False)
    with tempfile.TemporaryDirectory(prefix="rolecall-demo-") as folder:
        database = f"sqlite:///{Path(folder) / 'demo.db'}"
        story, sources = world(clock, today)
        setting = on_stage(team.team(card.name), clock, database_url=database, card=card, port=port, sources=sources)
        async with setting as (stage, address):
            await the_day.before(stage, story)
            await stage.turn_to(stage.at(the_day.OPENS, today))
            stage.day = partial(the_day.play, stage, f"@{card.name}", story)
            if running:
                clock.run()
            yield stage, address


async def play_day(*, as_json: bool) -> None:
    """Play one whole working day, and print what was said on it."""
    logs.setup(level="ERROR")
    out, notes = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False)
    async with _opened(0, running=False) as (stage, _):
        begin = f"{stage.now().timestamp():.6f}"
        with notes.status("Playing a working day …") as status:
            assert stage.day is not None  # noqa: S101 - `_opened` gives it
            async for moment in stage.day():
                status.update(f"Playing a working day … {moment.astimezone(ZoneInfo(team.ZONE)):%H:%M}")
        if as_json:
            for said in stage.workspace.record():
                if said["ts"] >= begin:
                    print(json.dumps(said, ensure_ascii=False))  # noqa: T201 - it is the output
        else:
            for _, line in _said_since(stage, begin):
                out.print(line, markup=False)


async def show(port: int) -> None:
    """Serve the page until Ctrl-C, and print the conversation as it happens."""
    logs.setup(level="ERROR")
    out = Console(highlight=False, soft_wrap=True)
    here = asyncio.current_task()
    if here is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, here.cancel)
    with out.status("Setting the stage …"):
        stack = _opened(port, running=True)
        stage, address = await stack.__aenter__()
    try:
        out.print(f"\n  [bold]Rolecall[/bold] is at [link]{address.page_url}[/link]   (Ctrl-C ends it)\n")
        out.print("  Press “Jump to 09:00”, or write to the bot as any member of the team.\n", style="dim")
        shown = f"{stage.now().timestamp():.6f}"
        while True:
            for ts, line in _said_since(stage, shown):
                out.print(line, markup=False)
                shown = ts
            await stage.look_ahead()
            await asyncio.sleep(0.5)
    finally:
        await stack.__aexit__(None, None, None)


def _said_since(stage: Stage, ts: str) -> list[tuple[str, str]]:
    """What was said later than `ts`: its ts, and the line for a terminal."""
    workspace = stage.workspace
    said = zip(workspace.record(), transcript.lines(workspace.state), strict=True)
    return [(record["ts"], line) for record, line in said if record["ts"] > ts]
