"""The voice without a model: short, kind, the same for the same day, and the card's own."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.persona.choose import fitting, saying
from integrations.post import Block, Italic, Paragraph, Quote, SmallPrint
from integrations.rolecard import RoleCard

LINES: dict[str, tuple[str, ...]] = {
    "standup_open": (
        "Good morning. Short is fine, honest is better.",
        "New day, same board. What will be different tonight?",
        "Morning. If something is in your way, this is the place to say so.",
        "Good morning. One line each is enough to help somebody else.",
    ),
    "standup_open_blocked": (
        "Good morning. Some things from before are still stuck; let's look at those first.",
        "Morning. Before anything new: what is still in the way?",
    ),
    "standup_remind": (
        "Two lines are enough, and the others can plan with them.",
        "Whenever you have a minute; skipping is fine too.",
    ),
    "standup_close": (
        "Thanks, that gives us a day.",
        "Good, we know where we stand.",
        "Thank you all. Have a calm one.",
    ),
    "standup_blocked": (
        "Let's clear what is stuck before we start anything new.",
        "Somebody is waiting. Who can take five minutes for it?",
    ),
    "standup_everybody": ("Everybody answered, thank you.", "A full round, thank you."),
    "reminder": ("", "", "Whenever you are ready.", "One thing at a time."),
    "draft_saved": ("Written down, so that nobody has to remember it.", "Good. Now it can be disagreed with properly."),
    "nothing_to_report": ("Nothing to report.", "All quiet here."),
}
"""What is said on an occasion; an empty line is silence."""


class OwnVoice:
    """Speaks for a card without asking a model."""

    def __init__(self, card: RoleCard, today: Callable[[], date]) -> None:
        """Speak for `card`. The same occasion sounds the same all day, and differs the next."""
        self._card = card
        self._today = today

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        """One sentence, or nothing where the occasion wants none."""
        if occasion == "standup_open" and _count(facts, "blockers"):
            occasion = "standup_open_blocked"
        if occasion == "standup_close" and _count(facts, "blockers"):
            occasion = "standup_blocked"
        elif occasion == "standup_close" and facts.get("missing") == 0:
            occasion = "standup_everybody"
        return self._pick(LINES.get(occasion, ("",)), occasion, str(facts.get("title", "")))

    def opening(self, question: str) -> tuple[Block, ...]:
        """How the role meets a question: who speaks, and a thing that it would say to this."""
        said = saying(self._card, question)
        speaker = next(iter(fitting(self._card, f"{question} {said or ''}", 1)), None)
        blocks: list[Block] = []
        if said:
            blocks.append(Quote(text=(said,)))
        if speaker is not None:
            blocks.insert(0, Paragraph(text=(Italic(text=f"{speaker.name} speaking."),)))
        return tuple(blocks)

    @staticmethod
    def honest_word(*, tried: bool = False) -> Block:
        """That no model is connected, or that the one that is did not answer."""
        if tried:
            return SmallPrint(text=("The model did not answer in time, so this is what I have without it.",))
        return SmallPrint(text=("No model is connected, so I can only give back what was said before.",))

    def _pick(self, lines: Sequence[str], *seed: str) -> str:
        seeded = "|".join((self._today().isoformat(), self._card.name, *seed)).encode()
        return lines[hashlib.sha256(seeded).digest()[0] % len(lines)]


def _count(facts: Mapping[str, str | int], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
