"""Whether what was said in one channel may be told in another."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.team import channels, memberships, people


async def may_be_told(tx: Tx, origin: str, place: str) -> bool:
    """Whether everybody who reads `place` may read `origin`: it is public, and no guest reads only the other.

    What is not known for sure counts as no: a channel that we are not in may have become
    private since, and who is nobody that we know is taken for a guest.
    """
    is_open = sa.exists().where(channels.c.id == origin, channels.c.kind == "public", channels.c.here)
    full = sa.select(people.c.id).where(sa.or_(~people.c.is_guest, people.c.is_bot, people.c.gone))
    inside = sa.select(memberships.c.person).where(memberships.c.channel == origin)
    left_out = sa.exists().where(
        memberships.c.channel == place, memberships.c.person.not_in(full), memberships.c.person.not_in(inside)
    )
    return bool((await tx.execute(sa.select(sa.and_(is_open, ~left_out)))).scalar_one())
