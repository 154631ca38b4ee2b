"""Runs and changes of the channel's rituals, each with a person's button."""

from datetime import date

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Finding, Proposal, tool
from jobs.errors import UserError
from jobs.roster.ritual_admin import read_hour
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals
from jobs.standup.words import day

_NAME = "Its name, its title or its kind, such as standup or review_queue."


class Named(Arguments):
    """Arguments that name a ritual of the channel."""

    name: str = Field(description=_NAME, max_length=200)


class NextOf(Named):
    """The next time of a ritual of the channel."""

    day: date | None = Field(None, description="Only if its next time is on this day.")


class AnotherHour(NextOf):
    """Another hour for a ritual of the channel."""

    at: str = Field(description="The time of day, as HH:MM.", max_length=5)
    for_good: bool = Field(False, description="Whether from now on, else its next time alone.")


async def _proposed_run(asking: Asking, wanted: Named, rituals: Rituals) -> Proposal:
    title, name = await rituals.on_demand.meant(asking.person, asking.place, wanted.name)
    does = f"Run {title} in {await _channel(asking, rituals)} now, besides its own times."
    return Proposal(does, Named(name=name), (("Ritual", f"{title} ({name})"),))


@tool(Audience.BY_PLACE, proposes=_proposed_run)
async def run_ritual(asking: Asking, wanted: Named, rituals: Rituals) -> Finding:
    """Run a ritual of this channel now, as an occurrence of its own."""
    wish = f"asked:{asking.at.timestamp()}"  # of one request, however often it is carried out
    run = await rituals.on_demand.run_now(asking.person, asking.place, wanted.name, wish)
    return Finding((f"{run.title} runs now.",))


async def _proposed_skip(asking: Asking, wanted: NextOf, rituals: Rituals) -> Proposal:
    found, when = await _next(asking, wanted, rituals)
    does = f"Skip {found.ritual.title} in {await _channel(asking, rituals)} on {day(when)}."
    return Proposal(does, NextOf(name=found.ritual.name, day=when), (_fact(found),))


@tool(Audience.BY_PLACE, proposes=_proposed_skip)
async def skip_ritual(asking: Asking, wanted: NextOf, rituals: Rituals) -> Finding:
    """Skip the next occurrence of a ritual of this channel."""
    found = await rituals.roster.find(asking.place, wanted.name)
    skipped, _ = await rituals.roster.skip_next(asking.person, found.ritual.name, wanted.day)
    return Finding((f"{found.ritual.title} is skipped on {day(skipped)}.",))


async def _proposed_hour(asking: Asking, wanted: AnotherHour, rituals: Rituals) -> Proposal:
    read_hour(wanted.at)
    channel = await _channel(asking, rituals)
    if wanted.for_good:
        found = await _mine(asking, wanted, rituals)
        title, before = found.ritual.title, found.ritual.at
        exact = AnotherHour(name=found.ritual.name, at=wanted.at, for_good=True)
        return Proposal(f"Move {title} in {channel} from {before} to {wanted.at}, for good.", exact, (_fact(found),))
    found, when = await _next(asking, wanted, rituals)
    does = f"Move {found.ritual.title} in {channel} on {day(when)} to {wanted.at}, this once."
    return Proposal(does, AnotherHour(name=found.ritual.name, at=wanted.at, day=when), (_fact(found),))


@tool(Audience.BY_PLACE, proposes=_proposed_hour)
async def move_ritual(asking: Asking, wanted: AnotherHour, rituals: Rituals) -> Finding:
    """Move a ritual of this channel to another hour: its next time alone, or for good."""
    found = await rituals.roster.find(asking.place, wanted.name)
    title, name = found.ritual.title, found.ritual.name
    if wanted.for_good:
        read_hour(wanted.at)
        await rituals.roster.edit(asking.person, name, at=wanted.at)
        return Finding((f"{title} is at {wanted.at} from now on.",))
    moved = await rituals.roster.move_next(asking.person, name, wanted.at, wanted.day)
    return Finding((f"{title} is at {wanted.at} on {day(moved)}, and at its usual time after.",))


async def _mine(asking: Asking, wanted: Named, rituals: Rituals) -> Listed:
    """The ritual that is meant, which the asker may change. Raises `UserError`."""
    found = await rituals.roster.find(asking.place, wanted.name)
    return await rituals.roster.changeable(asking.person, found.ritual.name)


async def _next(asking: Asking, wanted: NextOf, rituals: Rituals) -> tuple[Listed, date]:
    found = await _mine(asking, wanted, rituals)
    if found.next_day is None:
        raise UserError(f"{found.ritual.title} has nothing planned that could be changed.")
    if wanted.day not in (None, found.next_day):
        raise UserError(f"{found.ritual.title} is on {day(found.next_day)} next.")
    return found, found.next_day


async def _channel(asking: Asking, rituals: Rituals) -> str:
    return f"#{await rituals.roster.channel_name(asking.place)}"


def _fact(found: Listed) -> tuple[str, str]:
    return "Ritual", f"{found.ritual.title} ({found.ritual.name}), at {found.ritual.at}"
