"""The buttons of a design review's topics: talked about, or next time."""

from bot.interactions.features import clicked
from integrations.database.tables.meetings import TopicOutcome
from integrations.interaction import Click, Done, Outcome
from jobs.carried import read_id
from jobs.design import Agendas, posts


@clicked(posts.TALKED)
async def talked_about(click: Click, agendas: Agendas) -> Outcome:
    """Take a topic off the agenda, whose post changes."""
    await agendas.settle(click.person, read_id(click.value), TopicOutcome.DONE)
    return Done()


@clicked(posts.NEXT)
async def next_time(click: Click, agendas: Agendas) -> Outcome:
    """Leave a topic for the next meeting."""
    await agendas.settle(click.person, read_id(click.value), TopicOutcome.NEXT)
    return Done()
