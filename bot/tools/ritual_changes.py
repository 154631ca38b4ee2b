"""Runs and changes of the channel's rituals, each with a person's button."""

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Effect, Finding, tool
from jobs.roster.rituals import Rituals
from jobs.standup.words import day


class Named(Arguments):
    """A ritual of the channel."""

    name: str = Field(description="Its name, its title or its kind, such as standup or review_queue.", max_length=200)


@tool("run_ritual", Audience.BY_PLACE, effect=Effect.WRITES)
async def run_ritual(asking: Asking, wanted: Named, rituals: Rituals) -> Finding:
    """Run a ritual of this channel now, as an occurrence of its own."""
    wish = f"asked:{asking.at.timestamp()}"  # of one request, however often it is carried out
    run = await rituals.on_demand.run_now(asking.person, asking.place, wanted.name, wish)
    return Finding((f"{run.title} runs now.",))


@tool("skip_ritual", Audience.BY_PLACE, effect=Effect.WRITES)
async def skip_ritual(asking: Asking, wanted: Named, rituals: Rituals) -> Finding:
    """Leave out the next occurrence of a ritual of this channel."""
    found = await rituals.roster.find(asking.place, wanted.name)
    skipped, _ = await rituals.roster.skip_next(asking.person, found.ritual.name)
    return Finding((f"{found.ritual.title} is left out on {day(skipped)}.",))
