"""What came of retrospectives and is still to be done."""

from collections.abc import Sequence

from bot.tools.answers import listed
from bot.tools.arguments import OfSomebody
from bot.tools.days import today_of
from bot.tools.scope import channels_of, who_is
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.post import InChannel, Text
from jobs.people.directory import Directory
from jobs.retro import Actions
from jobs.retro.action_posts import action_line
from jobs.retro.model import Action


@tool(Audience.BY_PLACE)
async def retro_actions(asking: Asking, wanted: OfSomebody, db: Database, team: Directory, actions: Actions) -> Finding:
    """List the actions of retrospectives that are open: what is to be done, by whom, until when, what is overdue.

    Those of the channel where it is asked; in a direct message those of the asker's channels. With a person only
    theirs.
    """
    channels, person = await channels_of(asking, db, team), wanted.whose(asking.person)
    found = [each for each in await actions.still_open(channels) if person in (None, each.owner)]
    where = "of this channel" if channels == [asking.place] else "of your channels"
    whose: Text = ()
    if person is not None:
        who, you = await who_is(asking, team, person)
        whose = (" for you",) if you else (" for ", who)
    if not found:
        return Finding(("No action of a retrospective ", where, " is open", *whose, "."))
    today = await today_of(asking)
    overdue = sum(each.due < today for each in found)
    late = f", {overdue:,} overdue" if overdue else ""
    count = "1 action of a retrospective is" if len(found) == 1 else f"{len(found):,} actions of retrospectives are"
    lines = [(*action_line(each, today), *_where(each, asking)) for each in found]
    people = sorted(frozenset[str]().union(*(each.people for each in found)))
    return Finding((f"{count} open", *whose, f"{late}."), tuple(listed(lines)), people=tuple(people))


def _where(action: Action, asking: Asking) -> Sequence[str | InChannel]:
    return () if action.channel == asking.place else (" in ", InChannel(channel=action.channel))
