"""Which of a card's personalities speak, and which of its sayings fits."""

import re

from bot.persona.words import Subjects
from integrations.rolecard import Named, RoleCard

_WORTH_HEARING = 0.5
"""Who comes to less than this share of the best fit stays silent."""
_FOR_ANYTHING = "patiently explains answers any question, approachable and willing guide, mentor, host"
"""Who speaks where it is nobody's subject."""
_SENTENCE_END = re.compile(r"(?<=[.!?…。])[\"”’']?\s+")  # noqa: RUF001
_SENTENCES = 2
"""The first sentences of a phrase say what it is about; those after them wander."""


def fitting(card: RoleCard, text: str, n: int = 2) -> list[Named]:
    """The personalities whose subject a text is, best first, `n` at most.

    Where none of them says so itself, the saying that fits the text decides; where none does,
    the one who speaks to anybody, or else the first. None, where the card has none.
    """
    for about in (text, saying(card, text) or "", _FOR_ANYTHING):
        if best := _subject_of(card, about, n):
            return best
    return list(card.personalities[: min(n, 1)])


def belongs_to(card: RoleCard, text: str) -> Named | None:
    """The personality whose subject a text plainly is; None where it is nobody's."""
    return next(iter(_subject_of(card, text, 1)), None)


def saying(card: RoleCard, text: str) -> str | None:
    """Something that the role would say to this, in the card's own words; None where nothing fits."""
    said = [(each.name, each.text) for each in card.phrases] + [("", each) for each in card.dialogue]
    best = Subjects([(name, _beginning(words)) for name, words in said]).ranked(text, closely=True)
    return said[best[0][0]][1] if best else None


def _subject_of(card: RoleCard, text: str, n: int) -> list[Named]:
    ranked = Subjects([(each.name, each.description) for each in card.personalities]).ranked(text)
    return [card.personalities[index] for index, score in ranked[:n] if score >= _WORTH_HEARING * ranked[0][1]]


def _beginning(text: str) -> str:
    return " ".join(_SENTENCE_END.split(text, _SENTENCES)[:_SENTENCES])
