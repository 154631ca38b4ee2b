"""A small workspace for the memory: who is where, as the team's directory would know it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.memory import Memory
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.database.tables.memory import memories
from integrations.database.tables.team import channels, memberships, people
from integrations.time import Clock
from tests.directory import EmptyDirectory


@dataclass
class NobodyToAsk(EmptyDirectory):
    """A directory that has nothing new to tell; it remembers what it was asked."""

    asked: list[str] = field(default_factory=list)

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        self.asked.append(place or str(user))
        return False


class House:
    """Writes down who is in the workspace, and hands out its memory."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db = db
        self.clock = clock
        self.team = NobodyToAsk()
        self.memory = Memory(db, self.team, clock)
        self._said = 0

    async def person(self, user: str, *, guest: bool = False, bot: bool = False, gone: bool = False) -> None:
        async with self.db.write() as tx:
            await tx.execute(
                people.insert().values(
                    id=user,
                    name=user.title(),
                    zone="UTC",
                    is_bot=bot,
                    is_admin=False,
                    is_guest=guest,
                    gone=gone,
                    status={},
                    seen_at=self.clock.now(),
                    epoch=0,
                )
            )

    async def channel(
        self,
        channel: str,
        members: Iterable[str] = (),
        *,
        kind: str = "public",
        here: bool = True,
        archived: bool = False,
        shared: bool = False,
        known: bool = True,
    ) -> None:
        async with self.db.write() as tx:
            await tx.execute(
                channels.insert().values(
                    id=channel,
                    name=channel.lower(),
                    kind=PlaceKind(kind),
                    archived=archived,
                    here=here,
                    shared=shared,
                    epoch=0,
                    members_epoch=0 if known else None,
                )
            )
            for member in members:
                await tx.execute(memberships.insert().values(channel=channel, person=member))

    async def says(
        self, channel: str, user: str, text: str, *, ago: timedelta = timedelta(0), thread_ts: str | None = None
    ) -> str:
        self._said += 1
        at = self.clock.now() - ago + timedelta(microseconds=self._said)
        ts = as_ts(at)
        await self.memory.keep(channel, ts, user, text, at=at, thread=thread_ts)
        return ts

    async def recalls(
        self, question: str, *, asker: str = "ANNA", channel: str = "C1", limit: int = 10, alone: bool = False
    ) -> list[str]:
        found = await self.memory.recall(question, asker=asker, channel=channel, limit=limit, alone=alone)
        return [each.text for each in found]

    async def empty(self) -> None:
        async with self.db.write() as tx:
            for table in (memories, memberships, channels, people):
                await tx.execute(table.delete())


def as_ts(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"
