"""The role card: whether it can be read, and what of it cannot be used."""

import asyncio
from collections.abc import Sequence

from bot.doctor.finding import Finding, bad, note, ok
from bot.persona import load_card
from bot.settings import Settings
from integrations.rolecard import NoCard

ABOUT = "card"


async def look(settings: Settings) -> Sequence[Finding]:
    """Read it as `rolecall run` does."""
    path = settings.rolecall_card
    try:
        reading = await asyncio.to_thread(load_card, path)
    except (NoCard, OSError) as problem:
        why = str(problem) if isinstance(problem, NoCard) else str(problem.strerror)
        return [bad(ABOUT, f"{path} cannot be used: {why}", "ROLECALL_CARD names it; docs/cards.md shows its form")]
    card = reading.card
    whose = "" if path else ", the one that comes with Rolecall"
    day = f"{len(card.tasks)} tasks a day" if card.tasks else "no tasks: it can speak, but has no day"
    found = [ok(ABOUT, f"{card.name}, {card.title}{whose}: {day}")]
    return found + [
        note(ABOUT, f"{path}:{each.line}: {each.what}", "docs/cards.md shows its form") for each in reading.problems
    ]
