"""What is in people's way."""

from bot.tools.arguments import OfSomebodysDays
from bot.tools.days import days_of, named, today_of
from bot.tools.scope import channels_of, who_is
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.post import Text
from jobs.people.directory import Directory
from jobs.standup.open_blockers import OpenBlockers, told


@tool(Audience.BY_PLACE)
async def open_blockers(
    asking: Asking, wanted: OfSomebodysDays, db: Database, open_blockers: OpenBlockers, team: Directory
) -> Finding:
    """List the blockers that are open now: whose they are, what they wait for, and how old they are.

    Those of the channel where it is asked; in a direct message those of the channels that the asker is in. With a
    person only theirs. With days that are past those that stood on any of them.
    """
    channels, person = await channels_of(asking, db, team), wanted.whose(asking.person)
    here = channels == [asking.place]
    days, now = await days_of(asking, wanted), await today_of(asking)
    past = days.last < now
    if past:
        found, more = await open_blockers.of_days(channels, days, asking.zone, owner=person)
    else:
        found, more = await open_blockers.of(channels, owner=person)
    whose: Text = ()
    if person is not None:
        who, you = await who_is(asking, team, person)
        whose = ("yours",) if you else (who, "'s")
    post = told(found, more, here=here, whose=whose, when=named(days, now) if past else "")
    return Finding(post.headline, post.blocks, people=tuple(each.blocker.owner for each in found))
