"""The whole product on a stage, for tests that read like conversations."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bot.demo import team
from bot.demo.stage import Stage, on_stage
from bot.persona import load_card
from bot.sources import Sources
from integrations.database import Database, migrate
from integrations.time import TurnableClock
from integrations.workspace import Said
from jobs.dates import DateSpan
from jobs.people.absences import Changed
from tests.waiting import PATIENT_S

CARD = load_card().card
BOT = "@Backend_Architect"
BACKEND = "#backend"
LEADS = "#backend-leads"
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""08:30 in the sample team's zone."""


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    start: datetime = MONDAY,
    url: str | None = None,
    sources: Sources | None = None,
    http: bool = False,
    **settings: object,
) -> AsyncIterator[Stage]:
    """The sample team and the app, before anything happened; the clock stands still.

    `sources` are what the rituals read; without them nothing is connected. With `http` the app listens too.
    """
    clock = TurnableClock(start, running=False)
    async with on_stage(
        team.team("Backend_Architect"),
        clock,
        database_url=url or fresh_database(folder),
        card=CARD,
        settings=dict(settings),
        sources=sources,
        http=http,
        ack_s=PATIENT_S,  # not Slack's 3: a conversation is about what is said
        patience_s=PATIENT_S,
    ) as (stage, _):
        yield stage


def fresh_database(folder: Path) -> str:
    """The URL of a SQLite database in `folder` that has our schema and no rows."""
    path = folder / "rolecall.db"
    shutil.copy(template(), path)
    return f"sqlite:///{path}"


@cache
def template() -> Path:
    """A SQLite file with our schema: to copy it is quicker than to migrate, by a hundred times."""
    path = Path(tempfile.mkdtemp(prefix="rolecall-template-")) / "rolecall.db"
    path.touch(0o600)
    migrate.upgrade(Database(f"sqlite:///{path}").url)
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    return path


async def with_a_day(stage: Stage) -> None:
    """Set the card's day up in #backend, as Ana would."""
    await stage.app.parts.rituals.setup.apply(team.ANA.id, team.BACKEND.id, timezone=team.ZONE)
    await stage.settle()


async def with_a_standup(stage: Stage, keys: str = "") -> None:
    """Set up a standup alone, at 09:00 in #backend; `keys` are more lines of its entry in the rituals file."""
    words = (
        f'[team]\ntimezone = "{team.ZONE}"\n[[ritual]]\nkind = "standup"\nchannel = "#backend"\nat = "09:00"\n{keys}'
    )
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await stage.settle()


async def is_away(stage: Stage, person: str, first: date, last: date | None = None) -> None:
    """Keep that somebody is away from `first` to `last`, or on `first` alone."""
    async with stage.app.parts.db.write() as tx:
        await stage.app.parts.absences.change(tx, person, Changed(added=(DateSpan(first, last or first),)), first)


def last(stage: Stage, where: str = BACKEND) -> Said:
    """What was said last."""
    return stage.workspace.messages_in(where)[-1]


def shown(stage: Stage, where: str = BACKEND) -> list[str]:
    """Everything that was said there, as people see it."""
    return [said.shown for said in stage.workspace.messages_in(where)]


def opened(stage: Stage, where: str = BACKEND) -> Said:
    """What was said last outside threads."""
    return next(said for said in reversed(stage.workspace.messages_in(where)) if said.thread_ts in (None, said.ts))


def thread(stage: Stage, root: Said) -> list[Said]:
    """The answers to it."""
    return [said for said in stage.workspace.messages_in(root.channel) if said.thread_ts == root.ts != said.ts]
