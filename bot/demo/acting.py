"""How the people of a sample team act: at which hour, with which buttons and forms."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.demo import team
from bot.demo.stage import Stage
from integrations.workspace import Actor, Person, Said

Act = Callable[[Stage], Awaitable[None]]


async def acted(stage: Stage, scenes: Sequence[tuple[str, Act]], *, opens: str, last: str) -> AsyncIterator[datetime]:
    """Play scenes, each at its `HH:MM`, from now to `last`, or those of the next working day where that is over.

    Yields after each thing that happens.
    """
    if stage.now() >= stage.at(last):
        await stage.turn_to(stage.at(opens, working_day(stage.at(opens) + timedelta(days=1))))
        yield stage.now()
    for at, act in scenes:
        moment = stage.at(at)
        if moment < stage.now():
            continue
        while (following := stage.next()) is not None and following[0] < moment:
            await stage.turn_to(following[0])
            yield stage.now()
        await stage.turn_to(moment)
        await act(stage)
        await stage.settle()
        yield stage.now()
    await stage.turn_to(stage.at(last))
    yield stage.now()


async def had_a_standup(stage: Stage, where: str, answers: Mapping[Person, Mapping[str, str]]) -> None:
    """Let the team have its standup today, before anything else of its day is set up; nothing where it has none."""
    parts, channel = stage.app.parts, stage.workspace.channel(where)
    proposals = await parts.rituals.setup.propose(team.ANA.id, channel.id)
    standup = [number for number, each in enumerate(proposals) if each.spec and each.spec.kind == "standup"]
    if not standup:
        return
    await parts.rituals.setup.apply(team.ANA.id, channel.id, chosen=standup, timezone=team.ZONE)
    opens = stage.at(proposals[standup[0]].task.time)
    await stage.turn_to(opens)
    for number, (who, words) in enumerate(answers.items(), 1):
        await stage.turn_to(opens + timedelta(minutes=2 * number))
        await answer(stage, where, stage.workspace.member(who.id), words)


async def clicks(stage: Stage, where: str, who: Person, button: str, about: str = "") -> bool:
    """Click the newest button of that name that is about the story's own; what a visitor did stays theirs.

    Returns False where there is none.
    """
    for said in reversed(stage.workspace.messages_in(where)):
        if said.offers(button, about) if about else button in said.buttons:
            await stage.workspace.member(who.id).clicks(said, button, about)
            return True
    return False


def _opening(stage: Stage, where: str) -> Said:
    """The newest message of the channel that the standup was opened with."""
    for said in reversed(stage.workspace.messages_in(where)):
        if said.thread_ts in (None, said.ts) and "standup_answer" in str(said.blocks):
            return said
    raise LookupError("no standup is open")


async def answer(stage: Stage, where: str, who: Actor, values: Mapping[str, str]) -> None:
    """Answer the standup that is open in a channel. Raises LookupError where none is."""
    await who.clicks(_opening(stage, where), "standup_answer")
    await fill(stage, who, values)


async def fill(stage: Stage, who: Actor, values: Mapping[str, str]) -> None:
    """Fill the form in by words of its labels, send it, and close what is left open."""
    view = await stage.workspace.until(lambda: who.view)
    if view is None:  # `until` has waited for it
        raise LookupError(f"{who.name} has no form open")
    labels = [block["label"]["text"] for block in view.blocks if block["type"] == "input"]
    named = {next(label for label in labels if wanted in label.lower()): words for wanted, words in values.items()}
    if complaints := await who.fills(view, named):
        raise LookupError(f"{who.name}'s form was refused: {complaints}")
    await stage.settle()
    if (left := who.view) is not None:
        await who.closes(left)


def working_day(today: datetime) -> datetime:
    """The same day, or the Monday after a weekend."""
    while today.weekday() > 4:
        today += timedelta(days=1)
    return today


def day_before(day: datetime) -> datetime:
    """The first minute of the working day before."""
    earlier = day - timedelta(days=1)
    while earlier.weekday() > 4:
        earlier -= timedelta(days=1)
    return earlier.replace(hour=0, minute=1, second=0, microsecond=0)
