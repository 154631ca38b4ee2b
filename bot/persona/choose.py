"""Which of a card's personalities speak."""

from bot.persona.words import ranked
from integrations.rolecard import Named, RoleCard


def fitting(card: RoleCard, text: str, n: int = 2) -> list[Named]:
    """The personalities whose subject a text is, best first, `n` at most.

    Where it is nobody's subject the first one of the card speaks; none, where the card has none.
    """
    subjects = [f"{each.name} {each.name} {each.description}" for each in card.personalities]
    best = [card.personalities[index] for index in ranked(text, subjects)[:n]]
    return best or list(card.personalities[:1])


def saying(card: RoleCard, text: str) -> str | None:
    """Something that the role would say to this, in the card's own words; None where nothing fits."""
    sayings = [*(f"{phrase.name} {phrase.text}" for phrase in card.phrases), *card.dialogue]
    said = [*(phrase.text for phrase in card.phrases), *card.dialogue]
    best = ranked(text, sayings)
    return said[best[0]] if best else None
