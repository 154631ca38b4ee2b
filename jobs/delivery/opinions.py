"""What people think of our answers, kept with the sources that each leaned on."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.answers import feedback
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.delivery.growing import BegunAnswer

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was thought of the answers of some time."""

    helpful: int
    not_helpful: int
    by_source: Mapping[str, tuple[int, int]]
    """Of each tool: how often an answer that leaned on it was of use, and how often not; the worst first."""


class Opinions:
    """Keeps them, one of each person on each answer."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep in `db` what people think of answers."""
        self._db = db
        self._insert = db.insert(feedback)
        self._clock = clock

    async def keep(self, answer: BegunAnswer, person: str, *, helpful: bool) -> None:
        """Keep it; who thinks again has the last word."""
        row = {
            "answer": answer.key,
            "person": person,
            "helpful": helpful,
            "place": answer.place,
            "sources": ",".join(answer.sources),
            "at": self._clock.now(),
        }
        change = {"helpful": helpful, "at": row["at"]}
        kept = self._insert.values(row).on_conflict_do_update(
            index_elements=[feedback.c.answer, feedback.c.person], set_=change
        )
        async with self._db.write() as tx:
            await tx.execute(kept)

    async def summary(self, since: datetime | None = None) -> Summary:
        """Return what was said since a moment, or in the last week."""
        since = since or self._clock.now() - WEEK
        query = sa.select(feedback.c.helpful, feedback.c.sources).where(feedback.c.at >= since)
        rows = (await self._db.fetch(query)).all()
        good, bad = Counter[str](), Counter[str]()
        for row in rows:
            (good if row.helpful else bad).update(filter(None, row.sources.split(",")))
        sources = sorted({*good, *bad}, key=lambda name: (-bad[name], -good[name], name))
        helpful = sum(row.helpful for row in rows)
        return Summary(helpful, len(rows) - helpful, {name: (good[name], bad[name]) for name in sources})
