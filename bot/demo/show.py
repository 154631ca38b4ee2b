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
from bot.demo.acting import day_before, working_day
from bot.demo.any_card import CardDay, sample
from bot.demo.stage import Stage, on_stage
from bot.demo.world import world
from bot.garbage import collect_from_now
from bot.persona import load_card
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from integrations.workspace import Address, transcript


@asynccontextmanager
async def _opened(port: int, card: RoleCard | None, *, running: bool) -> AsyncIterator[tuple[Stage, Address]]:
    """The stage a little before a working day begins, with the day before played. Without a card it is our own."""
    zone = ZoneInfo(team.ZONE)
    today = working_day(datetime.now(zone))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    with tempfile.TemporaryDirectory(prefix="rolecall-demo-") as folder:
        setting = partial(on_stage, clock=clock, database_url=f"sqlite:///{Path(folder) / 'demo.db'}", port=port)
        if card is None:
            own = (await asyncio.to_thread(load_card)).card
            story, sources = world(clock, today)
            async with (
                _model(wanted=running) as model,
                setting(team.team(own.name, model=running), card=own, sources=sources, settings=model) as (
                    stage,
                    address,
                ),
            ):
                await the_day.before(stage, story)
                await stage.turn_to(stage.at(the_day.OPENS, today))
                stage.day = partial(the_day.play, stage, f"@{own.name}", story)
                _let_run(stage, running)
                yield stage, address
        else:
            day = CardDay(card)
            async with setting(sample(card), card=card) as (stage, address):
                await day.before(stage)
                await stage.turn_to(stage.at(day.opens, today))
                stage.day = partial(day.play, stage)
                _let_run(stage, running)
                yield stage, address


@asynccontextmanager
async def _model(*, wanted: bool) -> AsyncIterator[dict[str, object]]:
    """Settings with the scripted model, which answers in its own channel alone; it runs while the block does."""
    if not wanted:
        yield {}
        return
    from bot.demo.scripted_model import NAME, scripted_model

    async with scripted_model() as url:
        yield {"rolecall_model": NAME, "openai_base_url": url, "rolecall_model_channels": (team.MODEL_CHANNEL,)}


def _let_run(stage: Stage, running: bool) -> None:
    collect_from_now()
    if running:
        stage.clock.run()


async def play_day(card: RoleCard | None = None, *, as_json: bool) -> None:
    """Play one whole working day of our own card, or of another, and print what was said on it."""
    logs.setup(level="ERROR")
    out, notes = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False)
    async with _opened(0, card, running=False) as (stage, _):
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


async def show(port: int, card: RoleCard | None = None) -> None:
    """Serve the page until Ctrl-C, and print the conversation as it happens."""
    logs.setup(level="ERROR")
    out = Console(highlight=False, soft_wrap=True)
    here = asyncio.current_task()
    if here is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, here.cancel)
    with out.status("Setting the stage …"):
        stack = _opened(port, card, running=True)
        stage, address = await stack.__aenter__()
    try:
        out.print(f"\n  [bold]Rolecall[/bold] is at [link]{address.page_url}[/link]   (Ctrl-C ends it)\n")
        following = stage.next()
        jump = (
            f"Press “Jump to {following[0].astimezone(ZoneInfo(team.ZONE)):%H:%M}”, or write" if following else "Write"
        )
        out.print(f"  {jump} to the bot as any member of the team.\n", style="dim")
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
