"""How rare the words of a question are, and which of them are worth searching for."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import sqlalchemy as sa

from bot.memory.asked import Term, rarity
from integrations.database import Tx
from integrations.deferred import dataclass

_MOST_COMMON_WORDS = 3
"""Of common words the rarest so many are searched for."""
_RARE_NAME = 1_000
"""The name of somebody of the workspace is searched for, beside other words, where no more messages have it."""
_KIN_SHARE, _LEAST_KIN, _MOST_KIN = 0.03, 20, 1_000
"""Other words are looked for only where they are in no more than this share of the messages, within these bounds."""


_STEADY, _GROWN, _KNOWN_S = 100, 1.02, 600
"""In how many messages a word is at least whose number is not counted anew with each question, until there are more
messages by this factor, or for so many seconds. What is rarer is counted at once, and its number tells more."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a question by how rare they are."""

    terms: Sequence[Term]
    """Every term that there is, with its weight."""
    telling: Sequence[Term]
    """Those of them that are searched for."""
    common: bool = False
    """Whether each of these is in so many messages that not all of them can be looked at."""
    messages: int = 0
    """How many have these, counted for each by itself."""
    having: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many have each of the terms."""
    rare: frozenset[str] = frozenset()
    """Those of the terms that are in so few messages that all of them can be looked at."""

    def without_telling(self) -> "Weighed":
        """Return what is searched for where nothing that has these may be told: as if nobody had said them."""
        others = [term for term in self.terms if term not in self.telling]
        return _chosen(others, self.having, self.rare)


class Counts:
    """In how many messages words are. Common ones, which take longest to count, are remembered for a while."""

    def __init__(self, counting: sa.Executable, usual: sa.Executable | None = None) -> None:
        """Count with this statement; `usual` gives the words that the engine knows to be common, with their shares.

        The statement gives the number of each of `words` and, as kin, of each of `kin`: more than `most`, or than
        `most_kin`, but not how many, where there are more. The number of "" is how many messages there are.
        """
        self._counting = counting
        self._usual = usual
        self._words: dict[str, int] = {}
        self._kin: dict[str, int] = {}
        self._messages, self._until = 0, 0.0

    async def of(
        self, tx: Tx, words: Collection[str], kin: Collection[str], *, most: int
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return in how many messages each of the words is, and each of their kin.

        Of a word in more than `most` it is not exact. The number of the word "" is how many messages there are.
        """
        if time.monotonic() > self._until:
            await self._begin(tx, self._messages, most)
        numbers = {word: self._words[word] for word in words if word in self._words}
        of_kin = {word: self._kin[word] for word in kin if word in self._kin}
        given: dict[str, Any] = {
            "words": json.dumps([word for word in words if word not in numbers]),
            "kin": json.dumps([word for word in kin if word not in of_kin]),
            "most": most + 1,
            "most_kin": _MOST_KIN + 1,
        }
        counted = (await tx.execute(self._counting, given)).all()
        (messages,) = (number for word, number, _ in counted if not word)
        if not self._messages <= messages <= self._messages * _GROWN:
            await self._begin(tx, messages, most)
        for word, number, is_kin in counted:
            (of_kin if is_kin else numbers)[word] = number
            if word and number >= _STEADY:
                (self._kin if is_kin else self._words)[word] = number
        return numbers, of_kin

    async def _begin(self, tx: Tx, messages: int, most: int) -> None:
        """Forget what was counted, and begin with what the engine knows."""
        self._words, self._kin = {}, {}
        self._messages, self._until = messages, time.monotonic() + _KNOWN_S
        if self._usual is not None:
            for word, share in (await tx.execute(self._usual)).all():
                if share * messages > most:
                    self._words[word] = most + 1
                if share * messages > _MOST_KIN:
                    self._kin[word] = _MOST_KIN + 1


async def weigh(tx: Tx, wanted: Sequence[Term], counted: Counts, common: int) -> Weighed:
    """Every term that there is with its weight, and of these the rarer ones; where none is rare, the least common.

    A name is searched for where few messages have it, or where there is nothing else: mostly it is whose words are
    looked for. A word in more than `common` messages is no rare one.
    """
    if not wanted:
        return Weighed((), ())
    words = dict.fromkeys(form for term in wanted for form in term.forms)
    kin = dict.fromkeys(word for term in wanted for word in term.kin)
    counts, others = await counted.of(tx, words, kin, most=common)
    newest = counts[""]
    rare_kin = min(_MOST_KIN, max(_LEAST_KIN, int(newest * _KIN_SHARE)))
    present: list[Term] = []
    rare: set[str] = set()
    having: dict[str, int] = {}
    for term in wanted:
        number = sum(counts[form] for form in term.forms)
        weight = rarity(max(number, 1), newest)
        of_kin = {
            word: share * min(1, rarity(others[word], newest) / weight)
            for word, share in term.kin.items()
            if 0 < others[word] <= rare_kin
        }
        if number or of_kin:
            present.append(replace(term, kin=of_kin, weight=weight))
            having[term.word] = number + sum(others[word] for word in of_kin)
            if number <= common:
                rare.add(term.word)
    return _chosen(present, having, frozenset(rare))


def _chosen(present: Sequence[Term], having: Mapping[str, int], rare: frozenset[str]) -> Weighed:
    """The rarer of these terms are searched for; where none is rare, the least common."""
    if few := [term for term in present if term.word in rare]:
        telling = [term for term in few if not term.is_name or having[term.word] <= _RARE_NAME] or few
        return Weighed(present, telling, False, sum(having[term.word] for term in telling), having, rare)
    usual = sorted(present, key=lambda term: (term.is_name, -term.weight))
    return Weighed(present, usual[:_MOST_COMMON_WORDS], True, 0, having, rare)


def parts(terms: Sequence[Term]) -> list[tuple[Sequence[str], float]]:
    """The words that are searched for together, with what a message that has any of them weighs more."""
    found: list[tuple[Sequence[str], float]] = [(term.forms, term.weight) for term in terms]
    return found + [(tuple(term.kin), max(term.kin.values()) * term.weight) for term in terms if term.kin]
