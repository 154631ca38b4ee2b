"""The App Home: what waits for a person, what is coming up for them, and what they can ask for."""

from collections.abc import Sequence

from bot.home.parts import HomeParts
from integrations.post import Block, Bold, Bullets, Code, Divider, Heading, InChannel, Paragraph, SmallPrint, Text, When
from jobs.drafts.model import Draft

MOST_RITUALS = 12
MOST_DRAFTS = 5
COMMANDS: tuple[tuple[str, str], ...] = (
    ("/standup", "answer, plan ahead, skip, or say that you are away"),
    ("/ritual", "set up a channel's day, see it, change it, run one now"),
    ("/adr", "draft a decision record"),
    ("/runbook", "draft a runbook"),
    ("/recall", "ask what was said, for your eyes only"),
    ("/focus 60", "an hour without nudges"),
)


async def home(parts: HomeParts, user: str, waiting: Sequence[Block] = ()) -> tuple[Block, ...]:
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
    blocks += [Heading(text="Coming up"), *await _coming_up(parts, channels)]
    asks: tuple[Text, ...] = tuple((Code(text=command), f"  {what}") for command, what in COMMANDS)
    return (*blocks, Divider(), Heading(text="What you can ask for"), Bullets(items=asks))


async def _coming_up(parts: HomeParts, channels: list[str]) -> tuple[Block, ...]:
    mine, count = await parts.rituals.roster.coming(channels, MOST_RITUALS)
    if not mine:
        return (Paragraph(text=("Nothing yet. Type ", Code(text="/ritual setup"), " in a channel that I am in.")),)
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


def _draft(draft: Draft) -> Text:
    where: Text = (" in ", InChannel(channel=draft.channel)) if draft.channel else (", which only you can see",)
    show = Code(text=f"{draft.kind.command} show {draft.ref}")
    return (f"{draft.label}: ", Bold(text=draft.title), *where, "  ", show)
