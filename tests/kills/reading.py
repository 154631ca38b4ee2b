"""A channel that is read back while replicas are killed: `python -m tests.kills.reading --messages 50000 --kills 5`.

Two replicas of `rolecall run` read it; now one, now the other is killed with SIGKILL and started again.
Slack limits them, and people edit and delete what they said. In the end what memory has of the channel
is compared with what the channel has.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.delivery import EventState, inbox
from integrations.database.tables.memory import ReadingState, memories, readings
from integrations.time import Clock
from integrations.workspace import App, Person, Place, Sample, Workspace, serving
from integrations.workspace.faults import Fault
from tests import postgres
from tests.kills.arena import ANA, BOT, Replica, environment_of

BEN = Person(id="U0BEN", name="Ben", real_name="Ben Sample")
TALK = Place(id="C0TALK", name="talk", members=(ANA.id, BEN.id))
PACE_S = 0.02
"""Between two pages, here: what is shown is that nothing is lost, not how long Slack lets it take."""
PROGRAM = (
    "from datetime import timedelta; from bot.memory import reading_back; "
    f"reading_back.PACE = timedelta(seconds={PACE_S}); reading_back.IDLE_S = 1; from bot.cli import main; main()"
)
_A_DAY = 86_400
PATIENCE_S = 240


class Reader(Replica):
    """A replica that reads at that pace."""

    forked = False
    command = (sys.executable, "-c", PROGRAM)


@dataclass
class Result:
    """What came of it."""

    wanted: int
    missing: list[str]
    surplus: list[str]
    """What memory has, and the channel has not, or not so."""
    doubled: list[str]
    kills: int = 0
    limited: int = 0
    edits: int = 0
    deletions: int = 0
    seconds: float = 0
    shown: str = ""
    """What the channel is told in the end."""

    @property
    def clean(self) -> bool:
        """Whether memory has what the channel has."""
        return not (self.missing or self.surplus or self.doubled)


@dataclass
class Talk:
    """The channel, and people who change what they said."""

    workspace: Workspace
    random: random.Random
    stamps: list[str] = field(default_factory=list)
    edits: int = 0
    deletions: int = 0

    def fill(self, messages: int) -> None:
        """Say so many things in the last 80 days; each tenth begins a thread of five answers."""
        channel, start = self.workspace.channel(TALK.id), time.time() - 80 * _A_DAY
        root = None
        for number in range(messages):
            ts = f"{int(start + number * 79 * _A_DAY / messages)}.{number:06d}"
            user = (ANA, BEN)[number % 2].id
            message: dict[str, Any] = {"type": "message", "user": user, "text": f"said {number} of it", "ts": ts}
            root = ts if number % 60 == 0 else root if number % 60 < 6 else None
            channel.add(message | ({"thread_ts": root} if root not in (None, ts) else {}))
            self.stamps.append(ts)

    async def change_something(self) -> None:
        """Somebody deletes or edits one of their messages."""
        ts = self.random.choice(self.stamps)
        message = self.workspace.channel(TALK.id).get(ts)
        if message is None or message.get("subtype") == "tombstone":
            return
        author = self.workspace.member(message["user"])
        if self.random.random() < 0.5:
            await author.deletes(TALK.id, ts)
            self.deletions += 1
        else:
            await author.edits(TALK.id, ts, f"edited {self.edits} of it")
            self.edits += 1

    def texts(self) -> dict[str, str]:
        """What people said there, as it is now."""
        said = self.workspace.channel(TALK.id).all()
        people = (ANA.id, BEN.id)
        return {each["ts"]: each["text"] for each in said if each.get("user") in people and not each.get("subtype")}


async def read_back(url: str, folder: Path, *, messages: int, kills: int, seed: int) -> Result:
    """Have it read, with all that comes between."""
    began = time.monotonic()
    place = Sample(name="Talk", people=(ANA, BEN), places=(TALK,), app=App(name="Rolecall", bot_user=BOT))
    workspace = Workspace(place, Clock())
    talk = Talk(workspace, random.Random(seed))  # noqa: S311 - a choice, not a secret
    talk.fill(messages)
    db = Database(url)
    await db.upgrade()
    async with serving(workspace) as address:
        environment = environment_of(workspace, address.api_url, url)
        replicas = [Reader(environment, folder / f"reading-{n}.log") for n in range(2)]
        try:
            for replica in replicas:
                await replica.start()
            await _until(lambda: all(replica.up for replica in replicas), replicas)
            await workspace.member("Ana").invites(BOT, TALK.id)
            hello = await workspace.until(lambda: _hello(workspace))
            met = _count_limits(workspace)
            workspace.faults.limit("conversations.history", times=2)
            await _begun(db, workspace, hello)
            killed = await _disturbed(db, talk, replicas, messages, kills)
            await _until(lambda: not workspace.delivering, replicas)
            await _heard(db)
            result = await _compared(db, talk)
            result.limited = met["conversations.history"] + met["conversations.replies"]
            result.kills, result.edits, result.deletions = killed, talk.edits, talk.deletions
            result.shown = str(await workspace.until(lambda: _told(workspace)))
        finally:
            for replica in replicas:
                if replica.alive and replica.process is not None:
                    replica.kill()
                    await replica.ended()
            await db.close()
    result.seconds = time.monotonic() - began
    return result


async def _begun(db: Database, workspace: Workspace, hello: Any) -> None:
    """Press the button, and again where who is a member was not known in time, as on a machine that has much to do."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        await workspace.member("Ana").clicks(hello, "Read the last 90 days")
        for _ in range(40):
            if (await _progress(db))[0] is not None:
                return
            await asyncio.sleep(0.05)
    raise AssertionError([said.shown for said in workspace.member("Ana").whispers(TALK.id)])


async def _disturbed(db: Database, talk: Talk, replicas: Sequence[Replica], messages: int, kills: int) -> int:
    """Change things, and kill one replica after the other, until all is read; how often one was killed."""
    killed = 0
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        state, read = await _progress(db)
        if state is ReadingState.DONE:
            return killed
        await talk.change_something()
        if killed < kills and read >= messages * (killed + 0.5) / (kills + 1) and all(each.up for each in replicas):
            victim = replicas[killed % 2]
            talk.workspace.faults.limit("conversations.replies")
            killed += victim.kill()
            await victim.ended()
            await victim.start()
        await asyncio.sleep(0.05)
    raise AssertionError(f"not read within {PATIENCE_S} s: {await _progress(db)}; {replicas[0].last_words}")


async def _progress(db: Database) -> tuple[ReadingState | None, int]:
    async with db.read() as tx:
        row = (await tx.execute(sa.select(readings.c.state, readings.c.messages))).first()
    return (row.state, row.messages) if row is not None else (None, 0)


def _count_limits(workspace: Workspace) -> Counter[str]:
    """Count how often what fails."""
    met: Counter[str] = Counter()
    meet = workspace.faults.next

    def next_(method: str, args: dict[str, Any]) -> Fault | None:
        fault = meet(method, args)
        met[method] += fault is not None
        return fault

    workspace.faults.next = next_  # type: ignore[method-assign]
    return met


async def _heard(db: Database) -> None:
    """Wait until what was delivered is worked on."""

    open_ = sa.select(inbox.c.id).where(inbox.c.state.in_((EventState.NEW, EventState.CLAIMED))).limit(1)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        async with db.read() as tx:
            if (await tx.execute(open_)).first() is None:
                return
        await asyncio.sleep(0.05)
    raise AssertionError("events are left")


async def _until(ready: Any, replicas: Sequence[Replica]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise AssertionError(replicas[0].last_words)
        await asyncio.sleep(0.02)


def _hello(workspace: Workspace) -> Any:
    said = workspace.messages_in(TALK.id)[-1]
    return said if "Read the last 90 days" in said.buttons else None


def _told(workspace: Workspace) -> str | None:
    shown = [said.shown for said in workspace.messages_in(TALK.id) if said.user == BOT]
    return next((line for each in shown for line in each.splitlines() if "I have read" in line), None)


async def _compared(db: Database, talk: Talk) -> Result:
    wanted = talk.texts()
    async with db.read() as tx:
        query = sa.select(memories).where(memories.c.channel == TALK.id, ~memories.c.gone)
        rows = (await tx.execute(query)).all()
    found = {row.message_id: row.text for row in rows}
    times = Counter(row.message_id for row in rows)
    return Result(
        wanted=len(wanted),
        missing=sorted(wanted.keys() - found.keys()),
        surplus=sorted(ts for ts, text in found.items() if wanted.get(ts) != text),
        doubled=[ts for ts, number in times.items() if number > 1],
    )


def main() -> int:
    """Do as the command line says; 1 where memory and channel differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills.reading")
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rolecall-reading-")))
        on_postgres = given.engine == "postgresql"
        url = f"{stack.enter_context(postgres.server())}/postgres" if on_postgres else f"sqlite:///{folder}/rolecall.db"
        how = read_back(url, folder, messages=given.messages, kills=given.kills, seed=given.seed)
        result = asyncio.run(how)
    print(  # noqa: T201
        f"{given.messages} messages, {result.wanted} left of them; {result.kills} kills, {result.limited} times"
        f" limited, {result.edits} edits and {result.deletions} deletions meanwhile: {len(result.missing)} missing,"
        f" {len(result.surplus)} that should not be there, {len(result.doubled)} twice; {result.seconds:.0f} s\n"
        f"{result.shown}"
    )
    return 0 if result.clean else 1


if __name__ == "__main__":
    sys.exit(main())
