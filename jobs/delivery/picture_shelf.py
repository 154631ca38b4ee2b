"""Keeps which pictures the chat has for us, so that none is uploaded twice, or stays when nothing shows it any more."""

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.pictures import pictures
from integrations.time import Clock


class PictureShelf:
    """The pictures of messages and pages, by the imprint of what they show."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._insert = db.insert(pictures)

    async def of(self, place: str) -> dict[str, str]:
        """Return the ids of the files that a place shows, by imprint."""
        query = sa.select(pictures.c.imprint, pictures.c.file).where(pictures.c.place == place)
        return {row.imprint: row.file for row in (await self._db.fetch(query)).all()}

    async def put(self, place: str, imprint: str, file: str) -> str:
        """Keep that a place shows a file, and return which it shows: another, where somebody was quicker."""
        row = {"place": place, "imprint": imprint, "file": file, "uploaded_at": self._clock.now()}
        there = sa.select(pictures.c.file).where(pictures.c.place == place, pictures.c.imprint == imprint)
        async with self._db.write() as tx:
            await tx.execute(self._insert.values(row).on_conflict_do_nothing())
            return str((await tx.execute(there)).scalar_one())

    async def drop(self, place: str, file: str) -> None:
        """Forget that a place shows a file."""
        async with self._db.write() as tx:
            await tx.execute(pictures.delete().where(pictures.c.place == place, pictures.c.file == file))
