"""Has what the audience rule needs for one answer read anew, within the patience of whoever waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from integrations.chat import ChatError
from integrations.database import Database
from integrations.database.tables.team import channels, memberships, people
from jobs.people import audience, epochs

PATIENCE_S = 1.5
"""What an answer waits: a click wants its ack within three seconds, and more than this comes before it."""
TOGETHER_S = 0.6
"""How long of that it waits for a reading of everything, which small workspaces need for all, before it asks singly."""
MOST = 12
"""Channels, and people, that are read singly for one answer."""
AT_ONCE = 4
"""Calls under way at a time: the chat counts them by the minute."""
_LOOK_S = 0.02

log = structlog.get_logger()


Sure = Callable[[], Awaitable[None]]


async def nothing_was_missed() -> None:
    """For who is told of no connection."""


class Readers(Protocol):
    """Who reads. `jobs.people.team.Team` does."""

    async def learn_channels(self) -> None:
        """Read every channel."""
        ...

    async def learn_people(self) -> None:
        """Read everybody."""
        ...

    async def learn_person(self, user: str) -> object:
        """Read one person."""
        ...

    async def learn_members(self, channel: str) -> object:
        """Read a channel and who is in it."""
        ...


class Once:
    """Something that is done once for all who want it while it is under way."""

    def __init__(self, do: Callable[[], Awaitable[None]]) -> None:
        """Call `do`."""
        self._do = do
        self._doing: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Wait until it is done; who stops waiting does not stop it."""
        if self._doing is None or self._doing.done():
            self._doing = asyncio.ensure_future(self._run())
            self._doing.add_done_callback(_seen)
        await asyncio.shield(self._doing)

    async def stop(self) -> None:
        """Give it up where it is under way; who waits for it is told by a cancellation."""
        if self._doing is not None and not self._doing.done():
            self._doing.cancel()
            await asyncio.wait([self._doing])

    async def _run(self) -> None:
        await self._do()


class Knowing:
    """Looks what is not known, and has it read."""

    def __init__(self, db: Database, readers: Readers, sure: Sure) -> None:
        """Let `readers` read what is not known; `sure` notes whether the chat can reach us just now."""
        self._db = db
        self._sure = sure
        self._readers = readers

    async def doubtful(self, user: str | None = None, of: sa.Select[Any] | None = None) -> list[str]:
        """The channels that have to be read anew, of all or `of` some; for `user`, those that may be open to them."""
        return await self._ids(sa.select(channels.c.id).where(audience.doubtful(user)), of)

    async def know(self, user: str | None, place: str | None, of: sa.Select[Any] | None, *, lists: bool) -> bool:
        """See `jobs.people.team.Team.know`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._sure()
                if await self._is_settled(user, place):
                    return True
                await self._hear_out()
                if await self._wanted(user, place, of, lists=lists):
                    await self._within(self._readers.learn_channels)
                if len(await self._strangers(user, place)) > 1:
                    await self._within(self._readers.learn_people)
                await self._singly(self._readers.learn_person, await self._strangers(user, place))
                await self._singly(self._readers.learn_members, await self._wanted(user, place, of, lists=lists))
                # Among those whom the lists have there may be some of whom we know nothing.
                await self._singly(self._readers.learn_person, await self._strangers(user, place))
        except TimeoutError:
            log.info("not_all_known", user=user, place=place)
        return False

    async def notice(self) -> None:
        """Notice where the connection is gone, so that what was read before counts as unknown."""
        await self._sure()

    async def in_doubt(self, user: str | None, place: str | None, of: sa.Select[Any]) -> bool:
        """Return True if reading anew could change what may be told of these channels."""
        return bool(await self._wanted(user, place, of, lists=False) or await self._strangers(user, place))

    async def _is_settled(self, user: str | None, place: str | None) -> bool:
        """Whether nothing has to be read, as nearly always."""
        async with self._db.read() as tx:
            if (await tx.execute(sa.select(audience.unsettled()))).scalar_one():
                return False
        return not await self._strangers(user, place)

    async def _wanted(
        self, user: str | None, place: str | None, of: sa.Select[Any] | None, *, lists: bool
    ) -> list[str]:
        """The channels that have to be read: the place itself first, then what is to be told of."""
        here = await self.doubtful(of=sa.select(sa.literal(place))) if place else []
        if of is None:
            return here
        told = self.doubtful(user, of) if lists else self._ids(audience.uncertain(user, place), of)
        return list(dict.fromkeys([*here, *await told]))

    async def _ids(self, query: sa.Select[Any], of: sa.Select[Any] | None) -> list[str]:
        if of is not None:
            query = query.where(channels.c.id.in_(of))
        return list((await self._db.fetch(query.order_by(channels.c.id))).scalars())

    async def _hear_out(self) -> None:
        """Let the inbox work on what it has of changes, for half of the patience."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S / 2):
                while await self._has_news():  # noqa: ASYNC110 - another replica may be at work on it
                    await asyncio.sleep(_LOOK_S)

    async def _has_news(self) -> bool:
        return (await self._db.fetch(epochs.untold().limit(1))).first() is not None

    async def _within(self, reading: Callable[[], Awaitable[None]]) -> None:
        with suppress(ChatError, TimeoutError):
            async with asyncio.timeout(TOGETHER_S):
                await reading()

    async def _singly(self, read: Callable[[str], Awaitable[object]], ids: Sequence[str]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(each: str) -> None:
            async with turns:
                with suppress(ChatError):
                    await read(each)

        async with asyncio.TaskGroup() as group:
            for each in ids[:MOST]:
                group.create_task(one(each))

    async def _strangers(self, user: str | None, place: str | None) -> list[str]:
        """Who of those who hear it is not known for what they are."""
        sure = sa.select(people.c.id).where(sa.or_(people.c.is_bot, audience.is_sure()))
        listed = sa.select(memberships.c.person).where(
            memberships.c.channel == place, memberships.c.person.not_in(sure)
        )
        async with self._db.read() as tx:
            found = set((await tx.execute(listed)).scalars()) if place else set()
            if user is not None and (await tx.execute(sure.where(people.c.id == user))).first() is None:
                found.add(user)
        return sorted(found, key=lambda each: (each != user, each))


def _seen(task: asyncio.Task[None]) -> None:
    """Nobody may be waiting any more; who is hears of it."""
    if not task.cancelled():
        task.exception()
