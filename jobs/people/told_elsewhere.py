"""Whether what was said in one channel may be told in another."""

import sqlalchemy as sa

from integrations.chat import PlaceKind
from integrations.database import Database, Tx
from integrations.database.tables.team import channels
from jobs.people.audience import is_open, tellable
from jobs.people.directory import Directory
from jobs.people.told_channels import these

NOT_HERE = "is no channel that I am in; invite me there first"
"""Why nothing is told in a channel, as it follows the name of what names that."""


async def may_be_told(tx: Tx, origin: str, place: str) -> bool:
    """Whether everybody who reads `place` may read `origin`, as far as that is known: see `jobs.people.audience`.

    What stands there is read by whoever joins later too, so nothing of a private channel is.
    """
    told = sa.select(channels.c.id).where(
        channels.c.id == origin, is_open(channels.c.id), channels.c.id.in_(tellable(None, place))
    )
    return (await tx.execute(told)).first() is not None


async def know(directory: Directory, origin: str, place: str) -> None:
    """Have read anew what `may_be_told` asks for."""
    await directory.know(None, place, of=these([origin]))


async def why_not_told(db: Database, directory: Directory, origin: str, place: str) -> str:
    """Return why what is said in `origin` may not be told in `place`, in words; empty where it may.

    What decides it is read anew first. Raises `ChatError`.
    """
    there = await directory.channel(place)
    if there is None or there.archived or not there.here:
        return NOT_HERE
    if place == origin:
        return ""
    here = await directory.channel(origin)
    if here is None or here.kind != PlaceKind.PUBLIC:
        return "may not hear it: what is said in a private channel stays there. Leave this empty"
    await know(directory, origin, place)
    async with db.read() as tx:
        if await may_be_told(tx, origin, place):
            return ""
    return f"may not hear it: guests read it, or people who may not read #{here.name}. Choose another, or none"
