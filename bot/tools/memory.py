"""What was said before."""

from bot.conversation.quotes import Quotes
from bot.conversation.wording import before, quotation
from bot.conversation.written_down import WrittenDown
from bot.memory.store import Memory
from bot.tools.arguments import About
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.post import Block, Bullets

MOST = 3
"""Quotes of an answer."""
_WORTH_TELLING = 0.3
"""What scores less than this share of the best result is not quoted."""


@tool(Audience.BY_PLACE)
async def recall(asking: Asking, wanted: About, memory: Memory, quotes: Quotes, written_down: WrittenDown) -> Finding:
    """Find what was said about something, in the words of those who said it, and what is written down, with links.

    Only what everybody who hears the answer may know.
    """
    await memory.refresh(wanted.words, asker=asking.person, channel=asking.place, alone=asking.alone)
    found = await memory.recall(
        wanted.words,
        asker=asking.person,
        channel=asking.place,
        limit=2 * MOST,
        thread=asking.thread,
        besides=(asking.message,) if asking.message else (),
        alone=asking.alone,
    )
    worth = [each for each in found if each.score >= _WORTH_TELLING * found[0].score]
    quoted = await quotes.of(worth, MOST)
    asking.origins.places.update(quote.said.channel for quote in quoted)
    written = await written_down.about(wanted.words, asking)
    blocks: list[Block] = [Bullets(items=tuple(written.lines))] if written.lines else []
    blocks += [block for quote in quoted for block in quotation(quote, asking.zone)]
    if not blocks:
        nothing = "I couldn't find anything about that, at least nothing I can share here."
        return Finding((nothing,), found=False)
    people = (*(quote.said.user for quote in quoted), *written.people)
    return Finding(before(wanted.words, quoted, written.lines), tuple(blocks), people=people)
