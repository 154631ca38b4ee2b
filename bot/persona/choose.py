"""Which of a card's personalities speak, which of its sayings fits, and which partner a question concerns."""

from collections.abc import Sequence

from bot.persona.words import Subjects, stems
from integrations.deferred import pattern
from integrations.rolecard import Named, RoleCard

_WORTH_HEARING = 0.5
"""Who comes to less than this share of the best fit stays silent."""
_FOR_ANYTHING = "patiently explains answers any question, approachable and willing guide, mentor, host"
"""Who speaks where it is nobody's subject."""
_SENTENCE_END = pattern(r"(?<=[.!?…。])[\"”’']?\s+")  # noqa: RUF001
_SENTENCES = 2
"""The first sentences of a phrase say what it is about; those after them wander."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, as far as their ends are marked."""
    return [each for each in _SENTENCE_END.split(text.strip()) if each]


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


def plainly(card: RoleCard, text: str, *, least: int = 1) -> Named | None:
    """The personality whose subject a text is for sure: by several of its words, or by one that no other has.

    None where it is nobody's, or where fewer than `least` words say so.
    """
    subjects = Subjects([(each.name, about(each)) for each in card.personalities])
    ranked = subjects.ranked(text, least=least)
    return card.personalities[ranked[0][0]] if ranked and ranked[0][1] >= subjects.plainly else None


def saying(card: RoleCard, text: str, of: Named | None = None) -> str | None:
    """Something that the role would say to this, in the card's own words; None where nothing fits.

    With `of` it is something that is this personality's subject.
    """
    said = [(each.name, each.text) for each in card.phrases] + [("", each) for each in card.dialogue]
    ranked = Subjects([(name, beginning(words)) for name, words in said]).ranked(text, closely=True)
    return next((said[at][1] for at, _ in ranked if of in (None, belongs_to(card, " ".join(said[at])))), None)


def partner_of(card: RoleCard, text: str) -> Named | None:
    """The partner whose business a text plainly is; None where it is nobody's, or ours as well.

    What our own personalities speak of is ours. A word counts that no other partner has.
    """
    ours = {stem for each in card.personalities for stem in stems(about(each))}
    bags = [(set(stems(each.name)), set(stems(f"{each.name} {each.description}"))) for each in card.partners]
    asked = set(stems(text))
    best: tuple[int, Named] | None = None
    for place, (partner, (names, words)) in enumerate(zip(card.partners, bags, strict=True)):
        others = {word for other, (_, bag) in enumerate(bags) if other != place for word in bag}
        named = bool(asked & (names - others - ours)) or names <= asked
        shared = len(asked & (words - others - ours))
        if (named or shared > 1) and (best is None or shared > best[0]):
            best = (shared, partner)
    return best[1] if best else None


def beginning(text: str) -> str:
    """The first sentences of a text."""
    return " ".join(sentences(text)[:_SENTENCES])


def _subject_of(card: RoleCard, text: str, n: int) -> list[Named]:
    ranked = Subjects([(each.name, about(each)) for each in card.personalities]).ranked(text)
    return [card.personalities[index] for index, score in ranked[:n] if score >= _WORTH_HEARING * ranked[0][1]]


def about(point: Named) -> str:
    """What somebody speaks of: their description without the questions that they would ask."""
    said: Sequence[str] = sentences(point.description)
    return " ".join(each for each in said if not each.endswith("?")) or point.description
