"""What somebody is still to do of retrospectives, with what they can do about it."""

from typing import TYPE_CHECKING

from integrations.post import Block, Buttons, Heading, InChannel, Paragraph, SmallPrint
from jobs.people.working_age import WorkingAge
from jobs.retro.action_posts import action_buttons, action_line

if TYPE_CHECKING:
    from bot.parts import Parts

MOST = 5


async def actions_to_do(parts: "Parts", user: str, _: WorkingAge) -> list[Block]:
    """Return the open actions of `user`, of the channels that they are in."""
    found = await parts.actions.of(user, await parts.team.channels_of(user))
    if not found:
        return []
    today = await parts.actions.today(user)
    blocks: list[Block] = [Heading(text="My actions")]
    for each in found[:MOST]:
        blocks.append(Paragraph(text=(*action_line(each, today), ", in ", InChannel(channel=each.channel))))
        blocks.append(Buttons(buttons=action_buttons(each)))
    if (left := len(found) - MOST) > 0:
        blocks.append(SmallPrint(text=(f"and {left} more",)))
    return blocks
