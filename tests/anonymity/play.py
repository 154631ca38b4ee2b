"""Plays anonymous rounds on the real app, and keeps what an attacker gets to see of each."""

import asyncio
import io
import json
import logging
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot import logs
from bot.demo.stage import Stage, on_stage
from integrations.ballot_box import BallotBox
from integrations.time import TurnableClock
from integrations.workspace import Said
from tests.anonymity.team import BOT, CHANNEL, NAMED, NUMBER, PEOPLE, RITUAL, WORDS, Plan, plan, sample
from tests.stage import CARD, fresh_database
from tests.waiting import PATIENT_S

BEGAN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ROUNDS_A_DAY = 8
PRESSES = 5
"""How often somebody presses a button whose form a busy machine has not opened in time."""
_IDS = {each.id: each.name for each in PEOPLE}
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%' AND sql NOT LIKE '%WITHOUT ROWID%'"
)

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody's answer left behind, by what it is that changed: sizes and counts."""

    person: str
    traces: Numbers


@dataclass(slots=True)
class Evidence:
    """What an attacker has of a round once it is over."""

    plan: Plan
    looks: list[Look] = field(default_factory=list)
    """One after each answer: its backup held against the one before."""
    people: dict[str, list[str]] = field(default_factory=dict)
    """Orders in which those who answered are to be found."""
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """Orders in which the numbers are to be found."""
    words: dict[str, list[str]] = field(default_factory=dict)
    """Likewise what was written."""


@dataclass(slots=True)
class Played:
    """All rounds, and every place in which an answer was to be read before the close."""

    rounds: list[Evidence] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


async def play(folder: Path, rounds: range, box: BallotBox | None = None) -> Played:
    """Play the rounds of these numbers; `box` is where their answers wait, where it is not the app's own."""
    played, database = Played(), fresh_database(folder)
    clock = TurnableClock(BEGAN, running=False)
    scene = on_stage(sample(), clock, database_url=database, card=CARD, ack_s=PATIENT_S, patience_s=PATIENT_S)
    with _log() as log:
        async with scene as (stage, _):
            await stage.app.parts.rituals.file.load_text(RITUAL, "anonymity")
            if box is not None:
                stage.app.parts.standups._rounds.closing.box = box
            await stage.settle()
            spy = _Spy(stage, Path(database.removeprefix("sqlite:///")), log)
            for number in rounds:
                await _opens(stage, number - rounds.start)
                played.rounds.append(await _round(stage, spy, plan(number), played.leaks))
    return played


def played_apart(rounds: range) -> tuple[Played, float]:
    """Play rounds in a process of their own; how many seconds of CPU it took, too."""
    with tempfile.TemporaryDirectory(prefix="rolecall-anonymity-") as folder:
        played = asyncio.run(play(Path(folder), rounds))
    return played, time.process_time()


@contextmanager
def _log() -> Iterator[io.StringIO]:
    """All that the app writes down meanwhile, as `rolecall run` does, with every detail."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    names = ("bot", "jobs", "integrations")
    levels = [logging.getLogger(name).level for name in names]
    logs.setup(level="DEBUG")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(root.handlers[0].formatter)
    root.handlers[:] = [handler]
    try:
        yield written
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, each in zip(names, levels, strict=True):
            logging.getLogger(name).setLevel(each)


async def _opens(stage: Stage, number: int) -> None:
    """Turn to the next round: the first of a working day opens by itself, the others because somebody asks."""
    weeks, days = divmod(number // ROUNDS_A_DAY, 5)
    if number % ROUNDS_A_DAY == 0:
        await stage.turn_to(stage.at("09:01", BEGAN + timedelta(weeks=weeks, days=days)))
    else:
        await stage.workspace.member("Ana").command("/standup open", CHANNEL)
        await stage.pass_(minutes=2)


async def _round(stage: Stage, spy: "_Spy", told: Plan, leaks: list[str]) -> Evidence:
    evidence = Evidence(told)
    asked = _asked(stage)
    spy.look()
    for name in told.order:
        member, secret = stage.workspace.member(name), told.secrets[name]
        for _ in range(PRESSES):
            await member.clicks(asked, "Answer")
            await stage.settle()
            if member.view is not None:
                break
        else:
            raise LookupError(f"no form for {name}")
        values = {NUMBER: str(secret.number), WORDS: secret.words, NAMED: f"I did number {len(evidence.looks)}"}
        if wrong := await member.fills(member.view, values):
            raise ValueError(str(wrong))
        await stage.pass_(seconds=9)
        traces = spy.look()
        leaks += [f"{each}: the words of {name}" for each in spy.found(*secret.disguises)]
        evidence.looks.append(Look(name, traces))
    spy.files_that_wait(evidence, stage.app.parts.standups._rounds.closing.box)
    await stage.pass_(minutes=40)
    spy.orders(evidence, stage.workspace.messages_in(CHANNEL))
    return evidence


def _asked(stage: Stage) -> Said:
    return next(
        said
        for said in reversed(stage.workspace.messages_in(CHANNEL))
        if said.user == BOT and said.thread_ts in (None, said.ts) and said.shown.startswith("Pulse: ")
    )


class _Spy:
    """Who reads along: the files of the database, the log, and what the app tells the chat."""

    def __init__(self, stage: Stage, file: Path, log: io.StringIO) -> None:
        self._stage = stage
        self._file = file
        self._log = log
        self._read = 0
        self._said = ""
        self._stamp = 0
        self._before: Numbers = {}

    def look(self) -> Numbers:
        """Return what has grown since the last look, and by how much."""
        entries = self._stage.workspace.journal.since(self._read)
        self._read += len(entries)
        written = self._log.getvalue()
        self._log.seek(0)
        self._log.truncate()
        self._said = written + json.dumps([each.as_json() for each in entries], ensure_ascii=False)
        now = {
            f"bytes of {each.name.removeprefix(self._file.name) or 'the file'}": float(each.stat().st_size)
            for each in self._files()
        }
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as db:
            for pragma in ("freelist_count", "page_count", "data_version"):
                now[pragma] = float(db.execute(f"PRAGMA {pragma}").fetchone()[0])
            for (table,) in db.execute(_TABLES).fetchall():
                # The newest rows: what an answer writes or changes is among them.
                query = f'SELECT rowid, * FROM "{table}" ORDER BY rowid DESC LIMIT 15'  # noqa: S608 - our own names
                rows = db.execute(query).fetchall()
                now[f"bytes of {table}"] = len(repr(rows))
                now[f"the numbers of {table}"] = rows[0][0] if rows else 0
        traces = {name: value - self._before.get(name, 0) for name, value in now.items()}
        self._before = now
        traces |= {"bytes of the log": len(written), "bytes told to the chat": len(self._said) - len(written)}
        for method in ("views.open", "views.publish", "views.update", "chat.update", "chat.postMessage"):
            said = [json.dumps(each.args) for each in entries if each.method == method]
            traces[f"bytes of {method}"] = sum(map(len, said))
            traces[f"calls of {method}"] = len(said)
        return traces

    def found(self, *needles: bytes) -> Iterator[str]:
        """Where any of these is to be read now: a backup of this moment."""
        places = {"the log or the chat's journal": self._said.encode()}
        for each in self._files():
            stamp = each.stat().st_mtime_ns
            if each != self._file or stamp != self._stamp:
                places[each.name] = each.read_bytes()
            self._stamp = stamp if each == self._file else self._stamp
        for place, text in places.items():
            if any(needle in text for needle in needles):
                yield place

    def _files(self) -> list[Path]:
        return [each for end in ("", "-wal", "-journal") if (each := Path(f"{self._file}{end}")).exists()]

    def files_that_wait(self, evidence: Evidence, box: BallotBox) -> None:
        """Everything but the content of what waits for the close, as somebody finds it who looks once."""
        if box.folder is None or not box.folder.is_dir():
            return
        files = [each for each in box.folder.rglob("*") if each.is_file() and not each.name.startswith(".")]
        ways: dict[str, Callable[[Path], float | str]] = {
            "listing": lambda each: files.index(each),
            "name": lambda each: each.name,
            "inode": lambda each: each.stat().st_ino,
            "change": lambda each: each.stat().st_ctime_ns,
            "time": lambda each: each.stat().st_mtime_ns,
            "access": lambda each: each.stat().st_atime_ns,
        }
        for way, key in ways.items():
            given = [json.loads(each.read_text()) for each in sorted(files, key=key)]
            _into_orders(evidence, f"files by {way}", [answer for _, answer in given])

    def orders(self, evidence: Evidence, said: Sequence[Said]) -> None:
        """Every order in which the answers and the people of the round are to be found once it is closed."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as db:
            key = db.execute("SELECT key FROM standup_rounds ORDER BY rowid DESC LIMIT 1").fetchone()[0]
            for by in ("rowid", "place", "rowid DESC"):
                query = f"SELECT answer FROM standup_anonymous WHERE round = ? ORDER BY {by}"  # noqa: S608 - our own
                rows = db.execute(query, (key,))
                _into_orders(evidence, f"rows by {by}", [json.loads(str(each)) for (each,) in rows])
            for table, by in (("standup_asked", "rowid"), ("standup_answers", "rowid"), ("standup_asked", "person")):
                query = f"SELECT person FROM {table} WHERE round = ? ORDER BY {by}"  # noqa: S608 - our own
                names = [_IDS[each] for (each,) in db.execute(query, (key,))]
                evidence.people[f"{table} by {by}"] = [each for each in names if each in evidence.plan.secrets]
            told = "".join(text for (text,) in db.execute("SELECT post FROM outbox ORDER BY id DESC LIMIT 12"))
        evidence.people["the order of their answers"] = list(evidence.plan.order)
        summary = next(each.shown for each in reversed(said) if "anonymous answers" in each.shown)
        texts = {"the summary": summary, "the outbox": told}
        texts |= {each.name: each.read_bytes().decode("latin-1") for each in self._files()}
        for where, text in texts.items():
            for way, find in (("first", str.find), ("last", str.rfind)):
                at = {each.words: find(text, each.words[:60]) for each in evidence.plan.secrets.values()}
                if min(at.values()) >= 0:
                    evidence.words[f"{where}, {way}"] = sorted(at, key=lambda each: at[each])


def _into_orders(evidence: Evidence, where: str, answers: Sequence[int | float | str]) -> None:
    evidence.numbers[where] = [int(each) for each in answers if not isinstance(each, str)]
    evidence.words[where] = [each for each in answers if isinstance(each, str)]
