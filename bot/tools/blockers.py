"""What is in people's way."""

from bot.tools.arguments import Nothing
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.chat import PlaceKind
from jobs.people.directory import Directory
from jobs.standup.open_blockers import OpenBlockers, told


@tool("open_blockers", Audience.BY_PLACE)
async def blockers(asking: Asking, wanted: Nothing, open_blockers: OpenBlockers, team: Directory) -> Finding:
    """List the blockers that are open now: whose they are, what they wait for, and how old they are.

    Those of the channel where it is asked; in a direct message those of the channels that the asker is in.
    """
    here = asking.kind != PlaceKind.DIRECT
    channels = [asking.place] if here else await team.channels_of(asking.person)
    found, more = await open_blockers.of(channels)
    post = told(found, more, here=here)
    return Finding(post.headline, post.blocks, people=tuple(each.blocker.owner for each in found))
