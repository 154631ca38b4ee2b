"""Plays some days twice, with what is set now and with a rituals file, and says what is other."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.parts import Parts
from bot.persona import load_card
from bot.rehearsal.difference import Difference, differences
from bot.rehearsal.happened import Happened, happened
from bot.rehearsal.kept import Kept, PlayedDays, kept_of
from bot.rehearsal.unknown import unknown
from bot.rehearsal.world import Prepare, why_kinds_are_off, world
from bot.settings import Settings
from integrations.ballot_box import SHARED_MEMORY
from integrations.database import migrate
from integrations.database.engine import checked_url
from integrations.database.tables.cadence import absences
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays

Progress = Callable[[int, int], None]
"""How many days of how many are played."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it."""

    span: PlayedDays
    file: Path
    prune: bool
    now: Happened
    then: Happened
    differences: Sequence[Difference]
    unknown: Sequence[str]
    """What is not known of those days, a sentence each."""
    away: Mapping[date, Sequence[str]]
    """Who had said that they are away, by day."""
    holidays: Mapping[date, str]
    """With the file."""
    people: Mapping[str, str]
    """What they are called."""
    channels: Mapping[str, str]

    def called(self, id_: str) -> str:
        """Return what people call a person or a channel."""
        return self.people.get(id_) or self.channels.get(id_) or id_


async def rehearse(settings: Settings, file: Path, span: PlayedDays, *, prune: bool, progress: Progress) -> Rehearsal:
    """Play `span` twice. Raise `BadFile` with what is wrong with the file, and `DatabaseProblem`."""
    kept = await kept_of(settings.rolecall_database_url, span)
    card = load_card(settings.rolecall_card).card
    # No model is asked, and nothing of the team's own is called.
    bare = _bare(settings)
    days, done = 2 * len(span.days), 0

    async def as_it_is(_: Parts) -> None:
        return None

    async def with_the_file(parts: Parts) -> None:
        await parts.rituals.file.load(file, prune=prune)

    async def played(prepare: Prepare, name: str) -> Happened:
        def note(moment: datetime) -> None:
            progress(min(days, done + max(0, (moment.date() - span.first).days)), days)

        await asyncio.to_thread(shutil.copy, empty, folder / name)
        async with world(kept, span, bare, card, why_off, folder / name) as each:
            await each.play(prepare, note)
            return await happened(each, kept, span)

    with tempfile.TemporaryDirectory(prefix="rolecall-rehearsal-", dir=_in_memory()) as made:
        folder = Path(made)
        empty = folder / "empty.db"
        await asyncio.to_thread(migrate.upgrade, checked_url(f"sqlite:///{empty}"))
        why_off = why_kinds_are_off(bare, card, empty)
        then = await played(with_the_file, "then.db")  # first, for the sake of who mistyped something
        done = len(span.days)
        now = await played(as_it_is, "now.db")
    progress(days, days)
    return Rehearsal(
        span,
        file,
        prune,
        now,
        then,
        differences(now, then),
        unknown(kept, span, now, then),
        _away(kept, span),
        await _holidays(then, span),
        {id_: person.name for id_, person in kept.workspace.people.items()},
        {id_: f"#{channel.name}" for id_, channel in kept.workspace.channels.items()},
    )


def _bare(settings: Settings) -> Settings:
    """Return the settings without what would call somebody."""
    return settings.model_copy(update={"rolecall_model": None, "rolecall_embedding_model": None})


def _in_memory() -> str | None:
    """Where nothing reaches a disk, which is also quick; None where there is no such place."""
    return str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None


def _away(kept: Kept, span: PlayedDays) -> Mapping[date, Sequence[str]]:
    rows = kept.tables[absences]
    return {
        day: [row["person"] for row in rows if row["first"] <= day <= row["last"]]
        for day in span.days
        if any(row["first"] <= day <= row["last"] for row in rows)
    }


async def _holidays(then: Happened, span: PlayedDays) -> Mapping[date, str]:
    found: dict[date, str] = {}
    region = then.settings.holidays
    for year in sorted({day.year for day in span.days}):
        with contextlib.suppress(ValueError):  # a region that this version does not know has none
            found |= await Holidays().named(region, year) if region else {}
    return {day: name for day, name in found.items() if span.first <= day <= span.last}
