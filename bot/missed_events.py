"""Notices when this process may have missed events, so that what was read of people and channels counts as stale."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any

from integrations.database import Database
from jobs.delivery.worker import Recurring
from jobs.people import epochs

LOOK_S = 1
"""How often the connection is looked at; while there is none, each time begins another epoch."""

Connected = Callable[[], Awaitable[bool]]
Accept = Callable[[Mapping[str, Any]], Awaitable[None]]


async def _always() -> bool:
    return True


class MissedEvents:
    """Begins another epoch (see `jobs.people.epochs`) whenever this process may have missed a change."""

    def __init__(self, db: Database, accept: Accept) -> None:
        """Prepare. `accept` makes an event durable."""
        self._db = db
        self._accept = accept
        self._trouble = Recurring("epoch_not_begun")
        self._owed = self._suspects = False
        self._began = float(-LOOK_S)
        self.connected: Connected = _always
        """Whether the chat can reach us now; over HTTP it always may."""
        self.reread = asyncio.Event()
        """Set with each epoch that begins here, for whoever reads everything anew."""

    async def note(self) -> None:
        """Note that something may have been missed; where the database does not answer, as soon as it does."""
        self._owed = True
        with self._trouble.outlived():
            await epochs.begin(self._db)
            self._owed = self._suspects = False
            self._began = monotonic()
            self.reread.set()

    async def suspect(self) -> None:
        """Note that events may have gone astray, once a second at most: more could not be read anew."""
        if monotonic() - self._began < LOOK_S:
            self._suspects = True
        else:
            await self.note()

    async def accept(self, body: Mapping[str, Any], *, again: bool = False) -> None:
        """Make an event durable; `again` is whether the chat sends it once more, as nobody acked it before.

        Then others may have gone astray too. Raises what kept it from being durable.
        """
        if again:
            await self.suspect()
        try:
            await self._accept(body)
        except Exception:
            await self.suspect()  # The chat sends it again, or gives it up
            raise

    async def note_if_disconnected(self) -> None:
        """Note it, before an answer, where the chat cannot reach us at this moment."""
        if self._owed or not await self.connected():
            await self.note()

    async def look(self) -> None:
        """See, every `LOOK_S`, that the chat can reach us: while it can't, what is read is soon not known any more."""
        if self._suspects:
            await self.note()
        await self.note_if_disconnected()
