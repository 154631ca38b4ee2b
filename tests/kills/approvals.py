"""Replicas that are killed between a person's yes and its result: `python -m tests.kills.approvals --kills 200`.

Two replicas of `rolecall run` share a database and a Jira. Somebody asks for comments and presses *Do it*, twice at
once, as an impatient hand does; a replica, or both, is killed with SIGKILL around the moment at which Jira is written
to. In the end Jira is counted: no comment is there twice, what is said to be done is there, and what is not known is
said to be so.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from starlette.types import Receive, Scope, Send

from integrations.database import Database
from integrations.database.tables.approvals import ApprovalState, approvals
from integrations.time import Clock, machine_now
from integrations.workspace import Said, Unanswered, Workspace, serving
from jobs.people.audience import hears_only_full_members
from tests import postgres
from tests.faults import faulty
from tests.jira.cloud import Cloud
from tests.kills.arena import ANA, Replica, environment_of, sample

Moment = Literal["allowed", "before", "after", "done", "any"]
MOMENTS: tuple[Moment, ...] = ("allowed", "before", "after", "done", "any")
"""As soon as the yes is kept; as Jira is asked, with nothing done; as it is done, and not answered; as the result is
kept; at any time about the click."""
A_BATCH = 12
"""Requests that are asked for at a time, each in a channel of its own: Slack takes a message a second in each. They are
good for ten minutes."""
CHANNELS = tuple(f"C0R{number:03}" for number in range(A_BATCH))
PATIENCE_S = 180
AGAIN_S = 5
"""After which somebody presses again."""
GONE_S = 1.5
"""After which what nobody has finished was the dead one's."""
ENDED = (ApprovalState.DONE, ApprovalState.FAILED)
BEGUN = (ApprovalState.RUNNING, *ENDED)
SAID = {
    ApprovalState.DONE: "Added to PAY-1",
    ApprovalState.FAILED: "here I'm not sure of that",
    ApprovalState.UNKNOWN: "I was interrupted, and don't know whether this was done",
}
"""What the thread is told. It fails where it is not known, right after a start, who reads along."""


@dataclass
class Result:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)
    """Comments that are in Jira more than once."""
    missing: list[str] = field(default_factory=list)
    """What is said to be done, and is not there; or the other way round."""
    unsaid: list[str] = field(default_factory=list)
    """Where the thread was not told what came of it, or more than once."""
    both: int = 0
    """How often both replicas were killed."""

    @property
    def clean(self) -> bool:
        """Return True if nothing was done twice and nothing was kept back."""
        return not (self.twice or self.missing or self.unsaid)

    def __str__(self) -> str:
        """All of it in a line."""
        moments = ", ".join(f"{self.kills[each]} {each}" for each in MOMENTS)
        states = ", ".join(f"{number} {state}" for state, number in sorted(self.states.items()))
        return (
            f"{self.kills.total()} kills ({moments}; both at once {self.both}); {self.states.total()} requests:"
            f" {states}; written twice {len(self.twice)}, said and not done {len(self.missing)},"
            f" not said {len(self.unsaid)}"
        )


class Killed:
    """A Jira in front of which somebody stands who may kill whoever writes."""

    def __init__(self, cloud: Cloud) -> None:
        self._app = cloud.app()
        self.at: Moment | None = None
        self.strike: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and strike before or after a comment has its effect."""
        comments = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith("/comment")
        if comments and self.at == "before":
            self.strike()
            return
        if comments and self.at == "after":
            await self._app(scope, receive, self._unheard)
            self.strike()
            return
        await self._app(scope, receive, send)

    @staticmethod
    async def _unheard(_: Any) -> None:
        """What Jira answers to somebody who is dead."""


class Arena:
    """The replicas, the Jira, and who presses and kills."""

    def __init__(
        self, workspace: Workspace, db: Database, replicas: Sequence[Replica], front: Killed, seed: int
    ) -> None:
        self.workspace = workspace
        self.db = db
        self.replicas = replicas
        self.front = front
        self.result = Result()
        self._random = random.Random(seed)  # noqa: S311 - a choice, not a secret
        self._moment: Moment = "any"
        self._struck = asyncio.Event()
        self._victims: list[Replica] = []
        self._numbers = itertools.count(1)
        front.strike = self._strike

    async def play(self, kills: int) -> None:
        """Ask, press and kill until so many were killed."""
        moments = itertools.cycle(MOMENTS)
        while self.result.kills.total() < kills:
            pressed: list[tuple[Said, int]] = []
            for request in await self._asked_for():
                if self.result.kills.total() < kills:
                    pressed.append((request, _number(request)))
                    await self._one(*pressed[-1], next(moments))
            await asyncio.gather(*(self._ended(*each) for each in pressed))

    async def _asked_for(self) -> list[Said]:
        await self._up()
        asked = set[str]()
        for channel in CHANNELS:
            await self._known(channel)
            words = f"@Rolecall comment on PAY-1: note {next(self._numbers)}."
            asked.add(await self.workspace.member("Ana").says(channel, words))

        def answers() -> list[Said]:
            every = [each for place in CHANNELS for each in self.workspace.messages_in(place)]
            there = [each for each in every if each.thread_ts in asked and each.ts != each.thread_ts]
            return [each for each in there if "Do it" in each.buttons or SAID[ApprovalState.FAILED] in each.shown]

        await self._until(lambda: len(answers()) == A_BATCH, "asked for")
        return [each for each in answers() if each.buttons]

    async def _one(self, request: Said, number: int, moment: Moment) -> None:
        await self._up()
        await self._known(request.channel)
        self._struck.clear()
        self._moment = moment
        self.front.at = moment if moment in ("before", "after") else None
        pressing = [asyncio.create_task(self._press(request)) for _ in range(2)]
        match moment:
            case "allowed":
                await self._while_pressing(request, number, self._is(number, *BEGUN))
                self._strike()
            case "done":
                await self._while_pressing(request, number, self._is(number, *ENDED))
                self._strike()
            case "any":
                await asyncio.sleep(self._random.uniform(0, 0.25))
                self._strike()
            case _:
                ended = self._is(number, *ENDED)
                await self._while_pressing(request, number, _first(self._struck.wait(), ended))
        self.front.at = None
        await asyncio.gather(*pressing)
        await self._raise_the_dead()

    async def _press(self, request: Said) -> None:
        with contextlib.suppress(Unanswered):
            await self.workspace.member("Ana").clicks(request, "Do it")

    def _strike(self) -> None:
        """Kill a replica, or both: whoever writes must be among them, and cannot be told from outside."""
        both = self._moment in ("before", "after") or self._random.random() < 0.5
        victims = [each for each in self.replicas if each.alive]
        self._random.shuffle(victims)
        killed = [each for each in (victims if both else victims[:1]) if each.kill()]
        self._victims += killed
        self.result.kills[self._moment] += len(killed)
        self.result.both += len(killed) == len(self.replicas)
        self._struck.set()

    async def _ended(self, request: Said, number: int) -> None:
        """Wait for the end of a request; what a dead one had begun is known to be lost after a while."""
        began = time.monotonic()
        while (state := await self._state(number)) in (ApprovalState.WAITING, ApprovalState.RUNNING):
            if state is ApprovalState.WAITING:
                await self._up()
                await self._press(request)
            elif time.monotonic() - began > GONE_S:
                long_ago = machine_now() - timedelta(minutes=5)
                running = sa.and_(approvals.c.id == number, approvals.c.state == ApprovalState.RUNNING)
                async with self.db.write() as tx:
                    await tx.execute(approvals.update().where(running).values(decided_at=long_ago))
            await asyncio.sleep(0.05)
            if time.monotonic() - began > PATIENCE_S:
                raise AssertionError(f"request {number} is {state.value} still: {self.replicas[0].last_words}")

    # --- waiting -------------------------------------------------------------------

    async def _state(self, number: int) -> ApprovalState:
        async with self.db.read() as tx:
            state: ApprovalState = (
                await tx.execute(sa.select(approvals.c.state).where(approvals.c.id == number))
            ).scalar_one()
        return state

    async def _known(self, place: str) -> None:
        """Wait until it is known who reads along: before that, a yes right after a start is answered by a no."""
        query = hears_only_full_members(ANA.id, place)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                async with self.db.read() as tx:
                    if (await tx.execute(query)).scalar_one():
                        return
                await asyncio.sleep(0.02)

    async def _is(self, number: int, *states: ApprovalState) -> None:
        while await self._state(number) not in states:  # noqa: ASYNC110 - another process decides
            await asyncio.sleep(0.001)

    async def _while_pressing(self, request: Said, number: int, until: Coroutine[Any, Any, object]) -> None:
        """Wait, and press again where nothing comes of it: a click may meet a replica that is just starting."""
        waiting = asyncio.ensure_future(until)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not (await asyncio.wait([waiting], timeout=AGAIN_S))[0]:
                    await self._press(request)
        except TimeoutError:
            waiting.cancel()
            state = (await self._state(number)).value
            raise AssertionError(f"{state} for {PATIENCE_S} s: {self.replicas[0].last_words}") from None

    async def _up(self) -> None:
        await self._raise_the_dead()
        await self._until(lambda: all(each.up for each in self.replicas), "up")
        await self._until(lambda: len(self.workspace.sockets._usable()) >= len(self.replicas), "connected")

    async def _raise_the_dead(self) -> None:
        while self._victims:
            victim = self._victims.pop()
            await victim.ended()
            await victim.start()

    async def _until(self, what: Any, name: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not what():  # noqa: ASYNC110 - other processes do it
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"not {name} within {PATIENCE_S} s: {self.replicas[0].last_words}") from None

    # --- counting ------------------------------------------------------------------

    async def count(self, cloud: Cloud) -> Result:
        """Hold what was said against what Jira has."""
        written = Counter(_words(each) for each in cloud.comments)
        async with self.db.read() as tx:
            rows = (await tx.execute(sa.select(approvals).where(approvals.c.state.in_(SAID)))).all()
        for row in rows:
            note = json.loads(row.arguments)["words"]
            times = sum(number for words, number in written.items() if words.endswith(f": {note}"))
            self.result.states[row.state.value] += 1
            if times > 1:
                self.result.twice.append(note)
            if (row.state is ApprovalState.DONE) != (times == 1) and row.state is not ApprovalState.UNKNOWN:
                self.result.missing.append(note)
            with contextlib.suppress(AssertionError):
                await self._until(lambda row=row: self._told(row.thread, row.state), "told")
            if self._told(row.thread, row.state) != 1:
                self.result.unsaid.append(f"{note} {row.state.value}, and said: {self._said(row.thread)}")
        return self.result

    def _told(self, thread: str, state: ApprovalState) -> int:
        return sum(SAID[state] in each for each in self._said(thread))

    def _said(self, thread: str) -> list[str]:
        every = [each for place in CHANNELS for each in self.workspace.messages_in(place)]
        return [each.shown for each in every if each.thread_ts == thread]


async def _first(*waiting: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(each) for each in waiting]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in tasks:
            each.cancel()


def _number(request: Said) -> int:
    return int(next(each["value"] for block in request.blocks for each in block.get("elements", ()) if "value" in each))


def _words(comment: Any) -> str:
    return "".join(part["text"] for line in comment["body"]["content"] for part in line.get("content", ()))


@asynccontextmanager
async def arena(url: str, folder: Path, *, seed: int) -> AsyncIterator[tuple[Arena, Cloud]]:
    """Two replicas at work on an empty database, and a Jira with one issue."""
    workspace, cloud = Workspace(sample(A_BATCH), Clock()), Cloud(1)
    front = Killed(cloud)
    async with serving(workspace) as address, faulty(front) as (jira, _):
        connected = {"JIRA_URL": jira, "JIRA_API_TOKEN": "t", "JIRA_EMAIL": "b@team.example", "JIRA_PROJECTS": "PAY"}
        environment = environment_of(workspace, address.api_url, url) | connected
        replicas = [Replica(environment, folder / f"replica-{number}.log") for number in range(2)]
        db = Database(url)
        try:
            await replicas[0].start()
            place = Arena(workspace, db, replicas, front, seed)
            await place._until(lambda: replicas[0].up, "up")
            await replicas[1].start()
            yield place, cloud
        finally:
            for each in replicas:
                if each.alive:
                    each.kill()
                    await each.ended()
            await db.close()


async def killed(url: str, folder: Path, *, kills: int, seed: int = 1) -> Result:
    """Kill so often, and count."""
    async with arena(url, folder, seed=seed) as (place, cloud):
        await place.play(kills)
        return await place.count(cloud)


def main() -> int:
    """Kill as often as the command line says; 1 where anything was done twice or kept back."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.kills.approvals", description="Kill who does what was allowed."
    )
    parser.add_argument("--kills", type=int, default=200, help="SIGKILLs at least (200), half of them on each engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="on this one alone")
    given = parser.parse_args()
    clean = True
    with tempfile.TemporaryDirectory(prefix="rolecall-approvals-") as place, contextlib.ExitStack() as stack:
        urls = {"sqlite": f"sqlite:///{place}/rolecall.db"}
        if postgres.programs() is not None:
            urls["postgresql"] = f"{stack.enter_context(postgres.server())}/postgres"
        if given.engine:
            urls = {given.engine: urls[given.engine]}
        for engine, url in urls.items():
            folder = Path(place) / engine
            folder.mkdir()
            began = time.monotonic()
            result = asyncio.run(killed(url, folder, kills=-(-given.kills // len(urls)), seed=given.seed))
            clean = clean and result.clean
            print(f"{engine}: {result}, {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
            for note in (*result.twice, *result.missing, *result.unsaid):
                print(f"  {note}")  # noqa: T201
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
