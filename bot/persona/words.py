"""Words that carry meaning, in a form in which they can be compared."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from bot.memory.stop_words import empty_in, language_of, strong
from integrations.deferred import pattern
from integrations.stemmers import stemmer

_SAY_NOTHING = """
a about after again all also always am an and another any anybody anyone anything are as ask asked at be because been
before being but by came can come could decide decided did do does done each even every everybody everyone everything
first for from gave get give go goes going good got had happen happens has have having he hello help her here hey hi
him his how i if in into is it its just keep kind know last least less let like look lot made make many may me mean
might more most much must my need never new next no not nothing now of off often ok old on once one only open or other
our out over own people per persona please put rather really run said same saw say says see set shall she should show
so some somebody someone something still such sure take talk team tell than thank thanks that the their them then
there these they thing things think this those time to today together told tomorrow too try two up us use used very
want wants was way we well went were what when where whether which while who whole whom whose why will with without
work would yes yesterday yet you your
"""
"""English words that say nothing of what is spoken of."""
_EMPTY = frozenset(_SAY_NOTHING.split())
_ACCENTS = pattern("[\u0300-\u036f]")
_STEMMERS = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
_WORDS_KEPT = 8192
"""Words whose stems are kept: more than a card has. A stem takes about 25 microseconds to find."""


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of the words of a text that say what it is about, in their order.

    `language` is en, de, es or fr.
    """
    return [
        _stem(word, language)
        for word in re.findall(r"\w+", text.casefold())
        if (len(word) > 1 or not word.isascii()) and not _is_empty(word, language)
    ]


def spoken_in(texts: Iterable[str]) -> str:
    """Return the language of some texts: en, de, es or fr."""
    return language_of({_folded(word) for text in texts for word in re.findall(r"\w+", text.casefold())})


def _is_empty(word: str, language: str) -> bool:
    if word in _EMPTY or language == "en":
        return word in _EMPTY
    folded = _folded(word)
    return folded in empty_in(language) or not strong((folded,))


def _folded(word: str) -> str:
    return word if word.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", word))


@lru_cache(maxsize=_WORDS_KEPT)
def _stem(word: str, language: str) -> str:
    return _stemmer(language)(word)


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    return stemmer(_STEMMERS[language])


class Subjects:
    """Texts, each with words that name it, to be compared with a question."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        """Each text is (its name, what it says); a word of the name counts twice."""
        self._language = spoken_in(text for each in texts for text in each)
        self._names = [set(stems(name, self._language)) for name, _ in texts]
        self._bags = [
            names | set(stems(text, self._language)) for names, (_, text) in zip(self._names, texts, strict=True)
        ]
        self._spread = Counter(word for bag in self._bags for word in bag)

    def ranked(self, question: str, *, closely: bool = False, least: int = 1) -> list[tuple[int, float]]:
        """(index, score) of the texts that share words with the question, best first.

        A word counts the more, the fewer of the texts have it. With `closely`, a text that
        shares a single word is left out, unless the word names it or is most of the question; one
        that shares fewer than `least` always is.
        """
        wanted = set(stems(question, self._language))
        scores: list[tuple[int, float]] = []
        for index, (names, bag) in enumerate(zip(self._names, self._bags, strict=True)):
            shared = wanted & bag
            close = len(shared) > 1 or bool(shared & names) or 2 * len(shared) > len(wanted)
            if len(shared) >= least and (close or not closely):
                scores.append((index, self._weight(shared) + self._weight(shared & names)))
        return sorted(scores, key=lambda scored: -scored[1])

    @property
    def plainly(self) -> float:
        """The score of a text that shares a word with a question which no other text has."""
        return math.log(1 + len(self._bags))

    def _weight(self, words: Iterable[str]) -> float:
        return sum(math.log(1 + len(self._bags) / self._spread[word]) for word in words)
