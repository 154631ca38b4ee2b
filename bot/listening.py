"""The share of this process in knowing since when everything was heard: see `jobs.people.epochs`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any

import structlog

from integrations.database import Database
from jobs.people import epochs

log = structlog.get_logger()

LOOK_S = 1
"""How often the connection is looked at; while there is none, each time begins another epoch."""

Connected = Callable[[], Awaitable[bool]]
Accept = Callable[[Mapping[str, Any]], Awaitable[None]]


async def _always() -> bool:
    return True


class Listening:
    """Begins another epoch whenever this process may have missed a change."""

    def __init__(self, db: Database, accept: Accept) -> None:
        """Prepare. `accept` makes an event durable."""
        self._db = db
        self._accept = accept
        self._owed = self._suspects = False
        self._began = float(-LOOK_S)
        self.connected: Connected = _always
        """Whether Slack can reach us now; over HTTP it always may."""
        self.anew = asyncio.Event()
        """Set with each epoch that begins here, for whoever reads everything anew."""

    async def missed(self) -> None:
        """Something may have been missed. Where the database does not answer, it is noted as soon as it does."""
        self._owed = True
        try:
            await epochs.begin(self._db)
        except Exception as problem:
            log.warning("epoch_not_begun", why=repr(problem))
        else:
            self._owed = self._suspects = False
            self._began = monotonic()
            self.anew.set()

    async def suspect(self) -> None:
        """Events may have gone astray. In a storm of such signs one epoch a second is as much as can be read anew."""
        if monotonic() - self._began < LOOK_S:
            self._suspects = True
        else:
            await self.missed()

    async def accept(self, body: Mapping[str, Any], *, again: bool = False) -> None:
        """Make an event durable; `again` is whether Slack sends it once more, as nobody acked it before.

        Then others may have gone astray too. Raises what kept it from being durable.
        """
        if again:
            await self.suspect()
        try:
            await self._accept(body)
        except Exception:
            await self.suspect()  # Slack sends it again, or gives it up
            raise

    async def sure(self) -> None:
        """Have it noted, before an answer, where Slack cannot reach us at this moment."""
        if self._owed or not await self.connected():
            await self.missed()

    async def look(self) -> None:
        """See, every `LOOK_S`, that Slack can reach us: while it can't, what is read is soon not known any more."""
        if self._suspects:
            await self.missed()
        await self.sure()
