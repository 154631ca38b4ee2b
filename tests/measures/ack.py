"""How soon an event is acked, seen from the workspace's side, while every turn hangs."""

import asyncio
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.team import COMMANDS
from integrations.time import Clock
from integrations.workspace import App, Person, Place, Sample, Workspace, serving
from integrations.workspace.model import Json
from integrations.workspace.sockets import Connection
from tests.measures.result import Measure, ms

BOT = "U0BOT"
PEOPLE = tuple(Person(id=f"U0P{n}", name=f"Person {n}", real_name=f"Person {n}") for n in range(5))
PLACES = tuple(
    Place(id=f"C0P{n}", name=f"place-{n}", members=(BOT, *(person.id for person in PEOPLE))) for n in range(10)
)
SHARES = {"p50": 0.5, "p99": 0.99, "slowest": 1.0}
"""What is shown of many times."""
START_S = 30
"""How long a process may take to connect."""


@dataclass
class Acks:
    """Each ack, in seconds from its envelope's departure."""

    took: list[float] = field(default_factory=list)
    missed: int = 0

    def ms(self, share: float) -> float:
        """A percentile in milliseconds."""
        return ms(self.took, share)


@dataclass(frozen=True, slots=True)
class Load:
    """Mentions, this many events a second for this long. Slack tells of each mention twice."""

    events_per_second: int = 100
    seconds: float = 10


async def measure(folder: Path, load: Load, database_url: str) -> list[Measure]:
    """The acks of `rolecall run` beside those of a client that does nothing, at the same load."""
    async with silent_server() as model_url:
        settings = {
            "ROLECALL_DATABASE_URL": database_url,
            "ROLECALL_HTTP_PORT": "0",
            "ROLECALL_MODEL": "silent",
            "OPENAI_BASE_URL": model_url,
        }
        with committing(folder) as commits:
            ours = await _under_load(load, folder, "run", settings)
    bare = await _under_load(load, folder, "bare", {})
    engine = database_url.partition(":")[0]
    floors = {"slack_sdk's client that only acks": bare.took}
    if engine == "sqlite":
        floors["one commit with its fsync, in the same seconds"] = list(commits)
    lines = [
        Measure(f"ack at {load.events_per_second} events/s, {engine}: {which}", ours.ms(share), ms(took, share), floor)
        for floor, took in floors.items()
        for which, share in SHARES.items()
    ]
    if ours.missed or bare.missed:
        raise RuntimeError(f"acks that never came: {ours.missed} of ours, {bare.missed} of the floor's")
    return lines


async def _under_load(load: Load, folder: Path, who: str, settings: dict[str, str]) -> Acks:
    """Start `who` in a workspace, send the load, and return its acks."""
    async with running(folder, who, settings) as (workspace, _):
        acks = listen(workspace)
        await say(workspace, load)
        await workspace.until(lambda: not workspace.delivering, timeout=START_S)
    acks.missed += len(workspace.undelivered)
    return acks


@asynccontextmanager
async def running(folder: Path, who: str, settings: dict[str, str]) -> AsyncIterator[tuple[Workspace, int]]:
    """`who` connected to a workspace, its first events behind it; the workspace and the process's id."""
    workspace = empty_workspace()
    async with serving(workspace) as address:
        if who == "bare":
            command = [sys.executable, "-m", "tests.measures.bare_client", address.api_url, workspace.app.app_token]
        else:
            command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
            settings = settings | connecting(workspace, address.api_url)
        environment = {"PATH": os.environ.get("PATH", ""), **settings}
        with (folder / f"{who}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        try:
            await workspace.until(lambda: workspace.sockets.connections, timeout=START_S)
            await say(workspace, Load(100, 1))  # what only the first events cost
            await workspace.until(lambda: not workspace.delivering, timeout=START_S)
            yield workspace, process.pid
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()


def empty_workspace() -> Workspace:
    """A workspace where nothing was said."""
    app = App(name="Rolecall", commands=COMMANDS)
    return Workspace(Sample(name="Bench", people=PEOPLE, places=PLACES, app=app), Clock())


def connecting(workspace: Workspace, api_url: str) -> dict[str, str]:
    """The settings of an app that connects to it."""
    tokens = {"SLACK_BOT_TOKEN": workspace.app.bot_token, "SLACK_APP_TOKEN": workspace.app.app_token}
    return tokens | {"SLACK_API_URL": api_url}


def listen(workspace: Workspace) -> Acks:
    """Time every ack of the workspace's connections from now on."""
    acks = Acks()

    def timed(link: Connection) -> None:
        ask = link.ask

        async def ask_(envelope: Json, seconds: float) -> Json | None:
            sent = time.perf_counter()
            try:
                answer = await ask(envelope, seconds)
            except Exception:
                acks.missed += 1
                raise
            acks.took.append(time.perf_counter() - sent)
            return answer

        link.ask = ask_  # type: ignore[method-assign]

    for link in workspace.sockets.connections:
        timed(link)
    return acks


async def say(workspace: Workspace, load: Load) -> None:
    """Mention the bot at an even pace; each mention is told as `message` and as `app_mention`."""
    people = [workspace.member(person.id) for person in PEOPLE]
    mentions = int(load.events_per_second * load.seconds / 2)
    began = time.perf_counter()
    for n in range(mentions):
        wait = began + 2 * n / load.events_per_second - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        question = f"@Rolecall what did we decide about retries of service {n}?"
        await people[n % len(people)].says(PLACES[n % len(PLACES)].id, question)


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """A model's server that accepts every question and never answers; its base URL."""
    heard: set[asyncio.StreamWriter] = set()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.add(writer)
        while await reader.read(65536):
            pass

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for writer in heard:
            writer.transport.abort()


@contextmanager
def committing(folder: Path) -> Iterator[Sequence[float]]:
    """Commit a small row 50 times a second while the block runs; what each took, fsync and all, in seconds."""
    took: list[float] = []
    over = threading.Event()

    def commit() -> None:
        with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("CREATE TABLE IF NOT EXISTS floor (body TEXT)")
            while not over.wait(0.02):
                began = time.perf_counter()
                connection.execute("INSERT INTO floor VALUES (?)", ("x" * 1000,))
                took.append(time.perf_counter() - began)

    thread = threading.Thread(target=commit, name="floor")
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()
