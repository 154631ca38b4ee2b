"""Whether it is a quiet time, and until when."""

from bot.tools.arguments import Nothing
from bot.tools.scope import channels_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.post import Block, Bold, Code, SmallPrint, When
from jobs.delivery.quiet_windows import QuietWindows
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals

_KINDS = ("focus", "lunch")


@tool(Audience.BY_PLACE)
async def quiet_time(
    asking: Asking, wanted: Nothing, db: Database, team: Directory, windows: QuietWindows, rituals: Rituals
) -> Finding:
    """Tell whether a focus time or lunch goes on, in which nudges wait, until when, and when the next one comes.

    Of the channel where it is asked, in a direct message of the asker's channels and of their own focus, which nobody
    else is told of.
    """
    scope = await channels_of(asking, db, team)
    own = await windows.own(asking.person) if asking.private else None
    window = own or await windows.of_channels(scope)
    every = await rituals.roster.listed(kinds=_KINDS)
    coming = sorted(
        (each for each in every if each.ritual.channel in scope and each.next_at and each.state is RitualState.ACTIVE),
        key=lambda each: str(each.next_at),
    )
    blocks: list[Block] = []
    if coming and coming[0].next_at is not None:
        at = When(at=coming[0].next_at, style="date_time", zone=asking.zone)
        blocks.append(SmallPrint(text=("Next comes ", Bold(text=coming[0].ritual.title), ", ", at, ".")))
    blocks.append(SmallPrint(text=("Your own: ", Code(text="/focus 60"), ".")))
    if window is None:
        return Finding(("No focus time goes on here.",), tuple(blocks))
    until = When(at=window.until, zone=asking.zone)
    whose = "Your " if own else "The "
    return Finding((f"{whose}{window.kind.value} goes on until ", until, "; nudges wait."), tuple(blocks))
