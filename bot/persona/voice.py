"""The voice without a model: short, kind, the same for the same day, and the card's own."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.persona.choose import belongs_to
from bot.persona.remarks import Remark, asked_back, remark
from integrations.deferred import dataclass
from integrations.post import Block, Italic, Paragraph, Quote, SmallPrint
from integrations.rolecard import Named, RoleCard


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is said, and what may be; an empty line is silence."""

    lines: tuple[str, ...]
    subject: str = ""
    """Words of what it is about: the personality that it belongs to signs the line."""


OCCASIONS: Mapping[str, Occasion] = {
    "standup_open": Occasion(
        (
            "Short is fine, honest is better.",
            "Same board as before. What will be different on it tonight?",
            "If something is in your way, this is the place to say so.",
            "One line each is enough to help somebody else.",
            "What would make this a good day?",
        )
    ),
    "standup_open_blocked": Occasion(
        (
            "Some things from before are still stuck; let's look at those first.",
            "Before anything new: what is still in the way?",
        ),
        "follows the evidence to the root cause of an issue, troubleshooting, whoever mends",
    ),
    "standup_remind": Occasion(
        (
            "Two lines are enough, and the others can plan with them.",
            "Whenever you have a minute; skipping is fine too.",
        ),
        "patient, approachable, good enough for now",
    ),
    "standup_close": Occasion(
        ("Thanks, that gives us a day.", "Good, we know where we stand.", "Thank you all. Have a calm one.")
    ),
    "standup_blocked": Occasion(
        (
            "Let's clear what is stuck before we start anything new.",
            "Somebody is waiting. Who can take five minutes for it?",
        ),
        "follows the evidence to the root cause of an issue, troubleshooting, whoever mends",
    ),
    "standup_everybody": Occasion(("Everybody answered, thank you.", "A full round, thank you.")),
    "retro": Occasion(
        (
            "What would you tell a friend who joins the team on Monday?",
            "Small things count: they are the ones that can be changed by next week.",
            "It is about how we work, not about who did what.",
        ),
        "patient, approachable, good enough for now",
    ),
    "slow_queries": Occasion(
        (
            "Let's look at the plan before we look at the code.",
            "First what changed, then what to change.",
            "The rows that are read and thrown away are usually where the time is.",
        )
    ),
    "reminder": Occasion(("", "", "Whenever you are ready.", "One thing at a time.")),
    "draft_saved": Occasion(
        ("Written down, so that nobody has to remember it.", "Good. Now it can be disagreed with properly."),
        "writes clear documentation, decision records, runbooks, notes",
    ),
    "nothing_to_report": Occasion(("Nothing to report.", "All quiet here.")),
}
"""What is said on which occasion."""
ALIASES = {"standup_summary": "standup_close"}
"""Other names of occasions."""


class OwnVoice:
    """Speaks for a card without asking a model."""

    def __init__(self, card: RoleCard, today: Callable[[], date]) -> None:
        """Speak for `card`. The same occasion sounds the same all day, and differs the next."""
        self._card = card
        self._today = today

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        """One sentence, or nothing where the occasion wants none. It says none of the facts."""
        occasion = self._narrowed(ALIASES.get(occasion, occasion), facts)
        known = OCCASIONS.get(occasion)
        if known is None:
            return ""
        said = self._pick(known.lines, occasion, str(facts.get("title", "")))
        signed = belongs_to(self._card, known.subject) if said and known.subject else None
        return f"{said} – {signed.name}" if signed else said  # noqa: RUF001

    def remark(self, question: str, speaker: Named | None = None, *, least: int = 1) -> Remark | None:
        """What `speaker` has to say to a question, or else whose subject it is by `least` of its words, if anything."""
        return remark(self._card, question, self._today(), speaker, least=least)

    def asked_back(self, question: str, speaker: Named) -> str | None:
        """Return a question that a personality would ask back, if it has one."""
        return asked_back(speaker, question, self._today())

    @staticmethod
    def _narrowed(occasion: str, facts: Mapping[str, str | int]) -> str:
        """The occasion as the facts make it: a round with blockers is another than one without."""
        blocked = isinstance(facts.get("blockers"), int) and facts["blockers"] != 0
        if occasion == "standup_open" and blocked:
            return "standup_open_blocked"
        if occasion == "standup_close" and blocked:
            return "standup_blocked"
        if occasion == "standup_close" and facts.get("missing") == 0:
            return "standup_everybody"
        return occasion

    def _pick(self, lines: Sequence[str], *seed: str) -> str:
        """Day by day the next of the lines; where it begins depends on card and occasion."""
        seeded = "|".join((self._card.name, *seed)).encode("utf-8", "surrogatepass")
        begin = int.from_bytes(hashlib.sha256(seeded).digest()[:4], "big")
        return lines[(begin + self._today().toordinal()) % len(lines)]


def shown(said: Remark, *more: str) -> Block:
    """Return a remark as people see it: who speaks, and the card's words, literally. `more` follows them."""
    words = " ".join((f"“{said.words}”" if said.quoted else said.words, *more))
    return (
        Quote(text=(words,)) if said.speaker is None else Paragraph(text=(Italic(text=said.speaker.name), " · ", words))
    )


def honest_word() -> Block:
    """That the model did not answer."""
    return SmallPrint(text=("The model did not answer in time, so this is what I have without it.",))
