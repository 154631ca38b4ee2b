"""The connections to PostgreSQL that are open, so that closing leaves none behind."""

from typing import Any
from weakref import WeakSet

import sqlalchemy as sa

from integrations.database.problems import DatabaseProblem


class Opened:
    """What an engine opened and has not closed yet.

    To dispose of an engine closes what waits in its pool. What somebody is just giving back goes to a pool that
    nobody has any more, and who asks later opens a pool anew.
    """

    def __init__(self, engine: sa.Engine) -> None:
        """Know every connection that `engine`, an asynchronous one's, opens from now on."""
        self._connections: WeakSet[Any] = WeakSet()  # the driver's own
        self._closed = False
        sa.event.listen(engine, "connect", self._note)

    def _note(self, connection: sa.PoolProxiedConnection, _: object) -> None:
        if self._closed:
            raise DatabaseProblem("the database is closed")
        self._connections.add(connection.driver_connection)

    async def close(self) -> None:
        """Close them all, in use or not. Whoever opens one from now on gets a `DatabaseProblem`."""
        self._closed = True
        for connection in list(self._connections):
            await connection.close()
