"""The end of a ritual: what will end is shown first, pausing is offered beside it, and it can be brought back."""

from bot.forms.ritual import END
from bot.home.showing import Home
from bot.interactions.features import clicked
from bot.interactions.ritual_list import line
from integrations.database.tables.cadence import RitualState
from integrations.interaction import Click, Outcome, Redraws, Says
from integrations.post import Bold, Button, Buttons, Paragraph, Post, SmallPrint, When
from jobs.carried import Carried
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals

END_NOW, PAUSE_INSTEAD, KEEP, BRING_BACK = (
    "ritual_end_now",
    "ritual_pause_instead",
    "ritual_keep",
    "ritual_bring_back",
)
_SURE = (
    "Ended, it is gone from this channel's list and asks nobody any more; what was answered stays. Paused, it stays in"
    " the list and waits for somebody to resume it."
)


class Ended(Carried):
    """What the button carries that brings a ritual back."""

    name: str
    paused: bool


def asked(listed: Listed) -> Post:
    """Return the question whether a ritual shall end, with what it is."""
    ritual = listed.ritual
    buttons = [
        Button(action=END_NOW, label="End it", value=ritual.name, style="danger"),
        Button(action=KEEP, label="Keep it", value=ritual.name),
    ]
    if listed.state is RitualState.ACTIVE:
        buttons.insert(1, Button(action=PAUSE_INSTEAD, label="Pause it instead", value=ritual.name))
    blocks = (Paragraph(text=line(listed)), Buttons(buttons=tuple(buttons)), SmallPrint(text=(_SURE,)))
    return Post(headline=("End ", Bold(text=ritual.title), " for everybody in this channel?"), blocks=blocks)


@clicked(END)
async def end(click: Click, rituals: Rituals, home: Home) -> Outcome:
    """End a ritual from the list of several, where the chat has asked already."""
    return Says(_ended(await rituals.maker.end(click.person, click.value)), then=home.redraw(click.person, click.place))


@clicked(END_NOW)
async def end_now(click: Click, rituals: Rituals) -> Outcome:
    """End a ritual in answer to the question."""
    return Redraws(_ended(await rituals.maker.end(click.person, click.value)))


@clicked(PAUSE_INSTEAD)
async def pause_instead(click: Click, rituals: Rituals) -> Outcome:
    """Pause it in answer to the question."""
    found = await rituals.roster.pause(click.person, click.value)
    return Redraws(Post(headline=(f"{found.ritual.title} is paused. /ritual resume lets it run again.",)))


@clicked(KEEP)
async def keep(click: Click, rituals: Rituals) -> Outcome:
    """Leave it as it is in answer to the question."""
    found = await rituals.roster.named(click.value)
    return Redraws(Post(headline=(f"{found.ritual.title} stays as it is.",)))


@clicked(BRING_BACK)
async def bring_back(click: Click, rituals: Rituals) -> Outcome:
    """Let a ritual that was ended go on."""
    ended = Ended.read(click.value)
    back = await rituals.maker.bring_back(click.person, ended.name, paused=ended.paused)
    title = back.ritual.title
    if back.next_at is None:
        return Redraws(Post(headline=(f"{title} is back, {back.state.value} as it was.",)))
    when = When(at=back.next_at, style="date_time", zone=back.zone)
    return Redraws(Post(headline=(f"{title} is back, and comes next ", when, ".")))


def _ended(listed: Listed) -> Post:
    ended = Ended(name=listed.ritual.name, paused=listed.state is RitualState.PAUSED)
    button = Button(action=BRING_BACK, label="Bring it back", value=ended.carry)
    return Post(headline=(f"{listed.ritual.title} has ended.",), blocks=(Buttons(buttons=(button,)),))
