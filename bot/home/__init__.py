"""The App Home: what waits for a person, what is coming up for them, and what they can ask for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.forms.ritual import NEW, ritual_buttons
from bot.forms.team_settings import CALLBACK as TEAM_SETTINGS
from integrations.database.tables.cadence import RitualState
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Code,
    Divider,
    Heading,
    InChannel,
    Paragraph,
    SmallPrint,
    Text,
    When,
)
from jobs.drafts.model import Draft
from jobs.roster.change_lines import rhythm

if TYPE_CHECKING:
    from bot.parts import Parts

MOST_RITUALS = 3
MOST_DRAFTS = 5
MOST_OWN = 6
COMMANDS: tuple[tuple[str, str], ...] = (
    ("/standup", "answer, plan ahead, skip, or say that you are away"),
    ("/ritual", "set up a channel's day, see it, change it, run one now"),
    ("/adr", "draft a decision record"),
    ("/runbook", "draft a runbook"),
    ("/recall", "ask what was said, for your eyes only"),
    ("/focus 60", "an hour without nudges"),
)


async def home(parts: "Parts", user: str, waiting: Sequence[Block] = ()) -> tuple[Block, ...]:
    """What `user` sees, of the channels that they are in and of no other.

    `waiting` is what takes longer to find: see `bot.home.waiting`.
    """
    card = parts.card
    channels = await parts.team.channels_of(user)
    blocks: list[Block] = [
        Heading(text=card.name),
        Paragraph(text=(f"I am the {card.title} of this team. Mention me, or write to me under Messages.",)),
        *waiting,
    ]
    if drafts := await parts.drafts.waiting_for(user, channels):
        blocks += [Heading(text="Drafts that wait for you"), Bullets(items=tuple(map(_draft, drafts[:MOST_DRAFTS])))]
        if (left := len(drafts) - MOST_DRAFTS) > 0:
            blocks.append(SmallPrint(text=(f"and {left} more: /adr list, /runbook list",)))
    blocks += [Heading(text="Coming up"), *await _coming_up(parts, channels), *await _own(parts, user, channels)]
    asks: tuple[Text, ...] = tuple((Code(text=command), f"  {what}") for command, what in COMMANDS)
    return (*blocks, Divider(), Heading(text="What you can ask for"), Bullets(items=asks))


async def _coming_up(parts: "Parts", channels: list[str]) -> tuple[Block, ...]:
    roster = parts.rituals.roster
    mine, count = await roster.coming(channels, MOST_RITUALS), await roster.count_coming(channels)
    if not mine:
        return (Paragraph(text=("Nothing yet. Invite me to a channel, and press New ritual.",)),)
    points: list[Text] = [
        (
            When(at=each.next_at, style="date_time", zone=each.zone),
            "  ",
            Bold(text=each.ritual.title),
            " in ",
            InChannel(channel=each.ritual.channel),
        )
        for each in mine
        if each.next_at is not None
    ]
    blocks: tuple[Block, ...] = (Bullets(items=tuple(points)),)
    left = count - len(mine)
    return (*blocks, SmallPrint(text=(f"… and {left} more: /ritual list",))) if left > 0 else blocks


async def _own(parts: "Parts", user: str, channels: list[str]) -> list[Block]:
    """The rituals that are theirs, with what can be done with each, and a button for another."""
    blocks: list[Block] = []
    team = Button(action=TEAM_SETTINGS, label="The team's settings")
    new = Buttons(buttons=(Button(action=NEW, label="New ritual", style="primary"), team))
    mine = await parts.rituals.roster.owned_by(user, channels, MOST_OWN + 1)
    if not mine:
        return [new]
    blocks.append(Heading(text="Your rituals"))
    for each in mine[:MOST_OWN]:
        ritual = each.ritual
        when = rhythm(ritual.at, ritual.days, ritual.every, each.timezone)
        state = "" if each.state is RitualState.ACTIVE else f"; {each.state.value}"
        where = (Bold(text=ritual.title), " in ", InChannel(channel=ritual.channel), f", {when}{state}")
        blocks += [Paragraph(text=where), ritual_buttons(ritual.name, each.state)]
    if len(mine) > MOST_OWN:
        blocks.append(SmallPrint(text=("and more: /ritual list in their channels",)))
    return [*blocks, new]


def _draft(draft: Draft) -> Text:
    where: Text = (" in ", InChannel(channel=draft.channel)) if draft.channel else (", which only you can see",)
    show = Code(text=f"{draft.kind.command} show {draft.ref}")
    return (f"{draft.label}: ", Bold(text=draft.title), *where, "  ", show)
