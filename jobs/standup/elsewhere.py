"""Whether what was said in one channel may be told in another."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.team import channels
from jobs.people.audience import is_open, tellable


async def may_be_told(tx: Tx, origin: str, place: str) -> bool:
    """Whether everybody who reads `place` may read `origin`, as far as that is known: see `jobs.people.audience`.

    What stands there is read by whoever joins later too, so nothing of a private channel is.
    """
    told = sa.select(channels.c.id).where(
        channels.c.id == origin, is_open(channels.c.id), channels.c.id.in_(tellable(None, place))
    )
    return (await tx.execute(told)).first() is not None
