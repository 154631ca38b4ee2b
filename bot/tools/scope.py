"""Of which channels a tool tells, and whom it names how."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from bot.tools.tool import Asking
from integrations.chat import ChatError
from integrations.database import Database
from integrations.database.tables.team import channels
from integrations.post import Person, SmallPrint, Span, Text
from jobs.people.audience import tellable
from jobs.people.directory import Directory
from jobs.standup.words import people

MOST_NAMES = 15
"""People that a line names; the others are counted."""


async def channels_of(
    asking: Asking, db: Database, team: Directory, that_have_it: Collection[str] | None = None
) -> Sequence[str]:
    """Return the channels that a question is about, by name.

    It is about the channel where it is asked, if that is among `that_have_it` (without them, in any channel):
    whoever hears the answer reads the channel. Elsewhere, and in a direct message, it is about the channels of
    the asker, as far as they may be told of where it is asked.
    """
    mine = list(await team.channels_of(asking.person))
    here = asking.place in mine if asking.private else that_have_it is None or asking.place in that_have_it
    if here:
        return [asking.place]
    listed = sa.select(channels.c.id).where(channels.c.id.in_(mine))
    await team.know(asking.person, None if asking.private else asking.place, of=listed)
    told = tellable(asking.person, asking.place, alone=asking.private)
    async with db.read() as tx:
        allowed = set((await tx.execute(listed.where(channels.c.id.in_(told)))).scalars())
    return [each for each in mine if each in allowed]


async def name_of(team: Directory, user: str) -> str:
    """Return what people see of somebody; the bare id where nobody knows."""
    try:
        return await team.name(user)
    except ChatError:
        return user


async def who_is(asking: Asking, team: Directory, user: str) -> tuple[str | Span, bool]:
    """Return how a sentence about somebody begins, and whether it is the asker, who is "You"."""
    if user == asking.person:
        return "You", True
    return Person(user=user, name=await name_of(team, user)), False


def names(of: Iterable[tuple[str, str]]) -> Text:
    """Return people by (id, name), none of them notified; those beyond `MOST_NAMES` are counted."""
    every = list(of)
    more = f" and {len(every) - MOST_NAMES} more" if len(every) > MOST_NAMES else ""
    return (*people(every[:MOST_NAMES]), more) if more else people(every)


def more(left: int) -> tuple[SmallPrint, ...]:
    """Return the line that counts what is not listed, if anything."""
    return (SmallPrint(text=(f"and {left:,} more",)),) if left > 0 else ()
