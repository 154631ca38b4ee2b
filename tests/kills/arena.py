"""Real replicas of `rolecall run`, killed for real, and counted from outside.

The replicas are processes of their own that talk to a local workspace in this one. What
was posted is read from the workspace's journal of accepted calls, never from the app.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from bot.memory.recall import TURN
from integrations.database import Database
from integrations.database.tables.cadence import OccurrenceState, occurrences
from integrations.database.tables.delivery import EventState, MessageState, inbox, outbox
from integrations.time import Clock, machine_now
from integrations.workspace import App, Person, Place, Sample, Workspace, serving
from integrations.workspace.faults import Fault
from tests.forked import Forked, fork

Moment = Literal["claim", "before_post", "after_post", "before_done", "any"]
MOMENTS: tuple[Moment, ...] = ("claim", "before_post", "after_post", "before_done", "any")
"""When a replica is killed: with an occurrence claimed; with a post on its way and not arrived;
with a post accepted and not answered; with a post answered and not marked; at any time."""

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")
MENTIONS = 2
"""Questions that come in while everything is due: events, beside occurrences and messages, are held by a lease."""
LEASE_S = 2
BOT = "U0BOT"
ANA = Person(id="U0ANA", name="Ana", real_name="Ana Sample", is_admin=True)


def sample(channels: int) -> Sample:
    """A team of one person, with as many channels as there are rituals."""
    places = tuple(Place(id=f"C0R{n:03}", name=f"ritual-{n}", members=(ANA.id, BOT)) for n in range(channels))
    return Sample(name="Arena", people=(ANA,), places=places, app=App(name="Rolecall", bot_user=BOT))


def rituals_file(channels: int) -> str:
    """A reminder for each channel, at an hour that never comes by itself."""
    return "[team]\ntimezone = 'UTC'\n" + "".join(
        f"\n[[ritual]]\nname = 'r{n}'\nkind = 'reminder'\nchannel = 'C0R{n:03}'\nat = '12:00'\nlate = 'run'\n"
        f"title = 'Ritual {n}'\ndays = ['mon','tue','wed','thu','fri','sat','sun']\n"
        for n in range(channels)
    )


@dataclass
class Tally:
    """What became of it, from outside."""

    kills: Counter[str] = field(default_factory=Counter)
    due: set[str] = field(default_factory=set)
    posted: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> list[str]:
        """The keys of what was due and never posted."""
        return sorted(self.due - set(self.posted))

    @property
    def doubled(self) -> list[str]:
        """The keys that were posted more than once."""
        return [key for key, times in self.posted.items() if times > 1]


class Replica:
    """One process of `rolecall run`."""

    forked = True
    """Whether what it imports was imported before it is started."""
    command: Sequence[str] = COMMAND
    """What it runs where it is not."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._said_before = 0
        self.process: asyncio.subprocess.Process | Forked | None = None
        self.starts = 0

    async def start(self) -> None:
        """Start, or start again."""
        self.starts += 1
        with self._log.open("ab") as log:
            self._said_before = log.tell()
            how: dict[str, Any] = {"env": self._environment, "stdout": log, "stderr": log}
            if self.forked:
                self.process = await fork("run", **how)
            else:
                self.process = await asyncio.create_subprocess_exec(*self.command, "run", **how)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.returncode is None

    @property
    def up(self) -> bool:
        """Whether it has said that it is at work."""
        return self.alive and b'"event": "running"' in self._log.read_bytes()[self._said_before :]

    def kill(self) -> bool:
        """SIGKILL, now; whether there was anything to kill."""
        if self.process is None or self.process.returncode is not None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
            return True
        return False

    @property
    def last_words(self) -> str:
        """The end of its log, for a failure's message."""
        return self._log.read_text(errors="replace")[-1000:] if self._log.exists() else ""

    async def ended(self) -> int:
        """Wait for the end; its exit code."""
        assert self.process is not None
        return await self.process.wait()


class Arena:
    """A workspace, a database, replicas, and somebody who kills them."""

    def __init__(self, workspace: Workspace, db: Database, replicas: list[Replica], channels: int, seed: int) -> None:
        self.workspace = workspace
        self.db = db
        self.replicas = replicas
        self.tally = Tally()
        self.channels = [f"C0R{n:03}" for n in range(channels)]
        self._random = random.Random(seed)  # noqa: S311 - a choice, not a secret
        self._armed: Moment | None = None
        self._struck = asyncio.Event()
        self._victims: list[Replica] = []
        self._watch_calls()

    # --- killing -------------------------------------------------------------------

    def _watch_calls(self) -> None:
        """Strike synchronously inside the workspace: before a post has its effect, or right after."""
        faults, journal = self.workspace.faults, self.workspace.journal
        meet, write = faults.next, journal.write

        def next_(method: str, args: dict[str, Any]) -> Fault | None:
            if method == "chat.postMessage" and self._armed == "before_post":
                self._strike()
                return Fault("dropped")
            return meet(method, args)

        def write_(method: str, args: dict[str, Any], **what: Any) -> None:
            write(method, args, **what)
            if method == "chat.postMessage":
                if self._armed == "after_post":
                    self._strike()
                elif self._armed == "before_done":
                    self._armed = None
                    asyncio.get_running_loop().call_later(self._random.uniform(0, 0.006), self._strike, "before_done")

        faults.next = next_  # type: ignore[method-assign]
        journal.write = write_  # type: ignore[method-assign]

    def _strike(self, moment: Moment | None = None) -> None:
        """Kill some replica that is at work, or all of them."""
        moment = moment or self._armed or "any"
        self._armed = None
        at_work = [replica for replica in self.replicas if replica.up]
        self._random.shuffle(at_work)
        victims = at_work if self._random.random() < 0.5 else at_work[:1]
        for victim in victims:
            self.tally.kills[moment] += victim.kill()
        self._victims += victims
        self._struck.set()

    async def kill(self, moment: Moment, *, patience_s: float = 5) -> int:
        """Kill at the next such moment, and start again whatever is dead; how many were killed."""
        before = self.tally.kills.total()
        await self._somebody_works()
        self._struck.clear()
        if moment == "any":
            await asyncio.sleep(self._random.uniform(0, 0.3))
            self._strike("any")
        elif moment == "claim":
            await self._when_claimed(patience_s)
            self._strike("claim")
        else:
            self._armed = moment
            try:
                async with asyncio.timeout(patience_s):
                    await self._struck.wait()
            except TimeoutError:
                self._armed = None
        while self._victims:
            await self._victims.pop().ended()
        await self.raise_the_dead()
        return self.tally.kills.total() - before

    async def raise_the_dead(self) -> None:
        """Start again what does not run. One that ended by itself is a failure."""
        dead = [replica for replica in self.replicas if not replica.alive]
        for replica in dead:
            if replica.process is not None and replica.process.returncode != -signal.SIGKILL:
                raise AssertionError(f"a replica ended by itself, {replica.process.returncode}: {replica.last_words}")
        await asyncio.gather(*(replica.start() for replica in dead))

    async def recovered(self, patience_s: float = 30) -> None:
        """Wait until what was claimed just now is done: the third death over one would set it aside."""
        claimed = sa.select(occurrences.c.id).where(occurrences.c.state == OccurrenceState.CLAIMED)
        async with self.db.read() as tx:
            ours = (await tx.execute(claimed)).scalars().all()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while await self._any(claimed.where(occurrences.c.id.in_(ours)).limit(1)):
                    await self.raise_the_dead()
                    await asyncio.sleep(0.02)

    async def _any(self, query: sa.Select[Any]) -> bool:
        async with self.db.read() as tx:
            return (await tx.execute(query)).first() is not None

    async def _somebody_works(self) -> None:
        while not any(replica.up for replica in self.replicas):
            await self.raise_the_dead()
            await asyncio.sleep(0.01)

    async def _when_claimed(self, patience_s: float) -> None:
        held = sa.and_(occurrences.c.state == OccurrenceState.CLAIMED, occurrences.c.lease_until > machine_now())
        query = sa.select(occurrences.c.id).where(held).limit(1)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while not await self._any(query):  # noqa: ASYNC110 - another process claims
                    await asyncio.sleep(0.0005)

    # --- work ----------------------------------------------------------------------

    async def make_due(self) -> None:
        """Let every planned occurrence be due now, and let some questions come in."""
        planned, now = occurrences.c.state == OccurrenceState.PLANNED, machine_now()
        async with self.db.write() as tx:
            ids = (await tx.execute(sa.select(occurrences.c.id).where(planned))).scalars().all()
            await tx.execute(occurrences.update().where(planned).values(due_at=now, ready_at=now))
        self.tally.due |= {f"reminder:{number}" for number in ids}
        for channel in self._random.sample(self.channels, MENTIONS):
            await self._ask(channel)

    async def _ask(self, channel: str) -> None:
        """Let Ana ask something. Slack was told that we have it, whoever is dead by now."""
        ts = await self.workspace.member("Ana").says(channel, "@Rolecall hello")
        event = {"type": "app_mention", "user": ANA.id, "text": f"<@{BOT}> hello", "channel": channel, "ts": ts}
        row = {
            "event_id": f"asked:{channel}:{ts}",
            "message": f"{channel}:{ts}",
            "body": {"event": event},
            "received_at": machine_now(),
        }
        async with self.db.write() as tx:  # the same message may have come in by itself
            await tx.execute(self.db.insert(inbox).values(row).on_conflict_do_nothing())
        self.tally.due.add(f"{TURN}{channel}:{ts}")

    async def at_rest(self) -> bool:
        """Whether everything that was due is posted and marked."""
        now = machine_now()
        open_occurrences = sa.select(sa.func.count()).where(
            sa.or_(
                occurrences.c.state == OccurrenceState.CLAIMED,
                sa.and_(occurrences.c.state == OccurrenceState.PLANNED, occurrences.c.ready_at <= now),
            )
        )
        open_messages = sa.select(sa.func.count()).where(
            outbox.c.state.in_((MessageState.WAITING, MessageState.SENDING, MessageState.UNCERTAIN))
        )
        open_events = sa.select(sa.func.count()).where(inbox.c.state.in_((EventState.NEW, EventState.CLAIMED)))
        async with self.db.read() as tx:
            left = [(await tx.execute(query)).scalar_one() for query in (open_occurrences, open_messages, open_events)]
        return not any(left)

    async def rest(self, patience_s: float = 120) -> None:
        """Wait until everything is done, starting again what is dead."""
        try:
            async with asyncio.timeout(patience_s):
                while not await self.at_rest():
                    await self.raise_the_dead()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"not done within {patience_s} s: {await self.states()}") from None

    async def states(self) -> dict[str, int]:
        """Events, messages and occurrences by state, for a failure's message."""
        found: dict[str, int] = {}
        async with self.db.read() as tx:
            for table in (inbox, occurrences, outbox):
                rows = await tx.execute(sa.select(table.c.state, sa.func.count()).group_by(table.c.state))
                found |= {f"{table.name} {state.value}": count for state, count in rows.all()}
        return found

    def count(self) -> Tally:
        """Read from the journal what was posted, by outbox key."""
        self.tally.posted = Counter(
            _key(entry.args)
            for entry in self.workspace.journal.entries
            if entry.method == "chat.postMessage" and entry.ok and _key(entry.args).startswith(("reminder:", TURN))
        )
        return self.tally


def _key(args: dict[str, Any]) -> str:
    metadata = args.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key", ""))


def environment_of(workspace: Workspace, api_url: str, database_url: str) -> dict[str, str]:
    """What a replica needs to be told."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "SLACK_BOT_TOKEN": workspace.app.bot_token,
        "SLACK_APP_TOKEN": workspace.app.app_token,
        "SLACK_API_URL": api_url,
        "ROLECALL_DATABASE_URL": database_url,
        "ROLECALL_LEASE_SECONDS": str(LEASE_S),
        "ROLECALL_HTTP_PORT": "0",
    }


@asynccontextmanager
async def arena(
    url: str, folder: Path, *, replicas: int, rituals: int, seed: int, note: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Arena]:
    """Replicas at work on an empty database at `url`, with as many rituals as channels."""
    workspace = Workspace(sample(rituals), Clock())
    async with serving(workspace) as address:
        environment = environment_of(workspace, address.api_url, url)
        file = folder / "rituals.toml"
        file.write_text(rituals_file(rituals))
        with (folder / "import.log").open("ab") as log:
            importing = await fork("rituals", "import", str(file), env=environment, stdout=log, stderr=log)
        assert await importing.wait() == 0
        db = Database(url)
        working = [Replica(environment, folder / f"replica-{n}.log") for n in range(replicas)]
        try:
            for replica in working:
                await replica.start()
            note(f"{replicas} replicas")
            yield Arena(workspace, db, working, rituals, seed)
        finally:
            for replica in working:
                if replica.alive and replica.process is not None:
                    replica.kill()
                    await replica.ended()
            await db.close()
