"""Of which channels a tool tells, and whom it names how."""

from collections.abc import Collection, Iterable, Sequence

from bot.tools.tool import Asking
from integrations.chat import ChatError
from integrations.chat import Person as Member
from integrations.database import Database
from integrations.post import Person, SmallPrint, Span, Text
from jobs.people.directory import Directory, name_of
from jobs.people.team import Team
from jobs.people.told_channels import heard_by_members_alone, told_of
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
    if not asking.private and (that_have_it is None or asking.place in that_have_it):
        return [asking.place]
    told = await channels_told(asking, db, team)
    return [asking.place] if asking.private and asking.place in told else told


async def channels_told(asking: Asking, db: Database, team: Directory) -> Sequence[str]:
    """Return the channels of the asker of which may be told where they ask, by name."""
    mine = list(await team.channels_of(asking.person))
    allowed = await told_of(db, team, asking.person, asking.place, mine, alone=asking.private)
    asking.origins.places |= allowed
    return [each for each in mine if each in allowed]


async def may_tell_of(asking: Asking, db: Database, team: Directory, channel: str) -> bool:
    """Return True if what was said in a place may be told where it is asked. May ask the chat."""
    allowed = await told_of(db, team, asking.person, asking.place, [channel], alone=asking.private)
    asking.origins.places |= allowed
    return bool(allowed)


async def hears_only_members(asking: Asking, db: Database, team: Directory) -> bool:
    """Return True if all who hear the answer are surely full members of the workspace. May ask the chat."""
    surely = await heard_by_members_alone(db, team, asking.person, None if asking.private else asking.place)
    asking.origins.members_only |= surely
    return surely


async def people_of(asking: Asking, team: Team) -> Sequence[Member]:
    """Return the people that a question is about: of the channel, or of the asker's channels where only they hear."""
    try:
        if not asking.private:
            return await team.members(asking.place)
        asking.origins.places.update(await team.channels_of(asking.person))
        return await team.colleagues(asking.person)
    except ChatError:
        return []


async def member(asking: Asking, db: Database, team: Team, user: str, among: Sequence[Member]) -> Member | None:
    """Return somebody of whom may be told here; None for anybody else.

    That is whoever is `among` the people that the question is about, and among full members every full member.
    """
    found = next((each for each in among if each.id == user), None)
    if found is not None or not await hears_only_members(asking, db, team):
        return found
    try:
        return await team.person(user) if await team.is_full_member(user) else None
    except ChatError:
        return None


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
