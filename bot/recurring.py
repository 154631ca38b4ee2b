"""Everything that recurs, in one list."""

import asyncio

import structlog

from bot import token_watch
from bot.memory import erasures, reading_back, reindexing
from bot.missed_events import LOOK_S, MissedEvents
from bot.parts import Parts
from integrations.database import Database
from jobs.delivery import ledger, retention
from jobs.delivery.heartbeat import Again, Beat, ProcessMustEnd
from jobs.reviews import reviews
from jobs.standup import condition_poller

log = structlog.get_logger()

STOPS_EVERY_S = 2
"""How often it is looked whether somebody stopped an answer where another process heard it."""
APPROVALS_EVERY_S = 5
"""How often it is looked whether a request is too old to be allowed."""
LEARN_EVERY_S = 6 * 3600
"""How often people, channels and members are read whole again, whatever was heard."""
BALLOTS_EVERY_S = 60
"""How often ballots that were counted are thrown away."""
AGAIN_S = 60
"""When what could not be read is tried again."""
EMBED_AGAIN_S = 30
"""When an embedding server that gave no vectors is asked for them again."""
SCHEMA_EVERY_S = 3
"""How often it is looked whether a newer version has upgraded the database."""
FILES_EVERY_S = 2
"""How often it is looked whether the database's files are still there."""


def beats(parts: Parts, missed_events: MissedEvents, learned: asyncio.Event) -> list[Beat]:
    """Return what recurs. `learned` is set once people, channels and who is where were read whole."""
    db = parts.db
    token = token_watch.TokenWatch(parts.chat, parts.outbox)
    found = [
        Beat("cadence", parts.cadence.tick),
        Beat("announcements", parts.announcing.tick),
        Beat("windows", parts.windows.tick),
        Beat("stops", parts.growing.look, every_s=STOPS_EVERY_S, failed="stops_not_looked_at"),
        Beat("ledger", parts.ledger.tick, every_s=ledger.LOOK_S, by_clock=True, failed="ledger_not_looked_at"),
        Beat(
            "approvals",
            parts.approvals.tick,
            every_s=APPROVALS_EVERY_S,
            by_clock=True,
            failed="approvals_not_looked_at",
        ),
        Beat(
            "directory",
            DirectoryReading(parts, missed_events, learned).read,
            every_s=AGAIN_S,
            by_clock=True,
            first_s=0,
            woken=missed_events.reread,
            failed="directory_not_read",
        ),
        Beat("connection", missed_events.look, every_s=LOOK_S, failed="connection_not_looked_at"),
        Beat("token", token.look, every_s=token_watch.SOON_S, failed="token_not_checked"),
        Beat("schema", SchemaWatch(db).look, every_s=SCHEMA_EVERY_S, failed="schema_not_read"),
        Beat("files", DatabaseFiles(db).look, every_s=FILES_EVERY_S, first_s=0, failed="database_files_not_seen"),
        Beat(
            "retention",
            retention.Retention(db, parts.clock, memory_days=parts.settings.rolecall_memory_days).sweep,
            every_s=retention.EVERY_S,
            first_s=retention.FIRST_S,
            by_clock=True,
            failed="not_swept",
        ),
        Beat(
            "reading back",
            parts.reading_back.step,
            every_s=reading_back.PACE.total_seconds(),
            by_clock=True,
            first_s=0,
            woken=parts.reading_back.wanted,
            failed="not_read_back",
        ),
        Beat(
            "erasures",
            parts.erasures.resume,
            every_s=erasures.LOOK_S,
            by_clock=True,
            first_s=0,
            failed="erasures_not_looked_at",
        ),
        Beat(
            "reindexing",
            lambda: reindexing.reindex(db),
            every_s=reindexing.AGAIN_S,
            by_clock=True,
            first_s=0,
            failed="not_reindexed",
        ),
        Beat(
            "ballots",
            parts.standups.sweep,
            every_s=BALLOTS_EVERY_S,
            by_clock=True,
            failed="ballots_not_swept",
        ),
    ]
    found.append(
        Beat(
            "notes",
            parts.retros.sweep,
            every_s=BALLOTS_EVERY_S,
            by_clock=True,
            failed="notes_not_swept",
        )
    )
    if parts.meaning is not None:
        found.append(
            Beat(
                "embedding", parts.meaning.step, every_s=EMBED_AGAIN_S, by_clock=True, first_s=0, failed="not_embedded"
            )
        )
    if parts.condition_poller.connected:
        look_after, every_s = parts.condition_poller.look_after, condition_poller.LOOK_S
        found.append(Beat("blockers", look_after, every_s=every_s, by_clock=True, failed="blockers_not_looked_after"))
    if parts.reviews.connected:
        look_after, every_s = parts.reviews.look_after, reviews.LOOK_S
        found.append(Beat("nudges", look_after, every_s=every_s, by_clock=True, failed="nudges_not_looked_after"))
    return found


class DirectoryReading:
    """Reads people, channels and members: whole now and then, and whenever a change may have been missed."""

    def __init__(self, parts: Parts, missed_events: MissedEvents, learned: asyncio.Event) -> None:
        """Read them into `parts.team`."""
        self._parts = parts
        self._missed_events = missed_events
        self._learned = learned
        self._whole = False

    async def read(self) -> Again:
        """Read them. What is not read is not known."""
        if self._whole and not self._missed_events.reread.is_set():
            await self._missed_events.note()  # even the chat may forget to tell
        self._missed_events.reread.clear()
        self._whole = False
        self._whole = await self._parts.team.learn()
        self._learned.set()
        await self._parts.standups.look_who_left()
        return Again(LEARN_EVERY_S if self._whole else AGAIN_S)


class DatabaseFiles:
    """Looks whether the database's files are still there."""

    def __init__(self, db: Database) -> None:
        """Look after the files of `db`."""
        self._db = db

    async def look(self) -> None:
        """Raise `ProcessMustEnd` where the file with SQLite's newest rows was removed."""
        if await self._db.saved_from_removal():
            log.error("database_file_removed", what="-wal", saved=True, mend="see docs/operation.md")
            raise ProcessMustEnd


class SchemaWatch:
    """Looks whether the database is still the one that this version knows."""

    def __init__(self, db: Database) -> None:
        """Look after the schema of `db`."""
        self._db = db

    async def look(self) -> None:
        """Raise `ProcessMustEnd` where a newer version has upgraded it: whatever this one writes could fail halfway."""
        if newer := await self._db.newer_schema():
            log.error("database_was_upgraded", schema=newer, mend="stop every replica before rolecall db upgrade")
            raise ProcessMustEnd
