"""How rare the words of a question are, and which of them are worth searching for."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from bot.memory.asked import Term, rarity
from bot.memory.frequencies import Frequencies
from integrations.database import Tx
from integrations.deferred import dataclass

_MOST_COMMON_WORDS = 3
"""Of common words the rarest so many are searched for."""
_RARE_NAME = 1_000
"""The name of somebody of the workspace is searched for, beside other words, where no more messages have it."""
_KIN_SHARE, _LEAST_KIN, _MOST_KIN = 0.03, 20, 1_000
"""Other words are looked for only where they are in no more than this share of the messages, within these bounds."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a question by how rare they are."""

    terms: Sequence[Term]
    """Every term, with its weight."""
    telling: Sequence[Term]
    """Those of them that are searched for."""
    common: bool = False
    """Whether each of these is in so many messages that not all of them can be looked at."""
    having: Mapping[str, float] = field(default_factory=dict[str, float])
    """How many have each of the terms."""
    rare: frozenset[str] = frozenset()
    """Those of the terms that are in so few messages that all of them can be looked at."""

    def without_telling(self) -> "Weighed":
        """Return what is searched for where nothing that has these may be told: as if nobody had said them."""
        others = [term for term in self.terms if term not in self.telling]
        return _chosen(others, self.having, self.rare)


async def weigh(tx: Tx, wanted: Sequence[Term], places: Sequence[str], counted: Frequencies, common: int) -> Weighed:
    """Every term with its weight, and of these the rarer ones; where none is rare, the least common.

    How rare they are is a matter of the `places` of which may be told, and of no other.

    A name is searched for where few messages have it, or where there is nothing else: mostly it is whose words are
    looked for. A word in more than `common` messages is no rare one.
    """
    if not wanted:
        return Weighed((), ())
    words = {form for term in wanted for form in term.forms}
    kin = {word for term in wanted for word in term.kin}
    counts = await counted.of(tx, words | kin, places)
    messages, numbers = counts.messages, counts.of
    rare_kin = min(_MOST_KIN, max(_LEAST_KIN, messages * _KIN_SHARE))
    terms: list[Term] = []
    having: dict[str, float] = {}
    for term in wanted:
        having[term.word] = number = sum(numbers[form] for form in term.forms)
        weight = rarity(max(number, 1), messages)
        of_kin = {
            word: share * min(1, rarity(numbers[word], messages) / weight)
            for word, share in term.kin.items()
            if numbers[word] <= rare_kin
        }
        terms.append(replace(term, kin=of_kin, weight=weight))
    return _chosen(terms, having, frozenset(word for word, number in having.items() if number <= common))


def _chosen(present: Sequence[Term], having: Mapping[str, float], rare: frozenset[str]) -> Weighed:
    """The rarer of these terms are searched for; where none is rare, the least common."""
    if few := [term for term in present if term.word in rare]:
        telling = [term for term in few if not term.is_name or having[term.word] <= _RARE_NAME] or few
        return Weighed(present, telling, False, having, rare)
    usual = sorted(present, key=lambda term: (term.is_name, -term.weight))
    return Weighed(present, usual[:_MOST_COMMON_WORDS], True, having, rare)


def parts(terms: Sequence[Term]) -> list[tuple[Sequence[str], float]]:
    """The words that are searched for together, with what a message that has any of them weighs more."""
    found: list[tuple[Sequence[str], float]] = [(term.forms, term.weight) for term in terms]
    return found + [(tuple(term.kin), max(term.kin.values()) * term.weight) for term in terms if term.kin]
