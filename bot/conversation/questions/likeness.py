"""How like the examples of one language a question is, tool by tool.

Two views of it count alike. One is how much a question shares with the example that is nearest to it, a rarer word
weighing more. The other is how often its words stand in a tool's examples, and how rarely in those of the others
(naive Bayes over words and pairs of neighbours).
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from bot.conversation.questions.alike import alike
from bot.conversation.questions.blanks import BLANKS, DAY, KEY, NAME, NUMBER, PERSON, PULL, WORDS, Token
from bot.memory.spelling import slips
from bot.memory.stop_words import empty_in
from integrations.deferred import dataclass
from integrations.stemmers import stemmer

LANGUAGES: Mapping[str, str] = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
"""Those that examples can be in, with the name of the stemmer."""
_WEIGHTS = {PERSON: 1.6, DAY: 0.5, NAME: 0.6, NUMBER: 1.5}
"""What a blank that is filled weighs; a key or a pull request weighs most."""
STRONG = frozenset((KEY, PULL))
"""Blanks that rule a tool out where none of its examples has them, and where all have and the question has not."""
_KEY_WEIGHT = 3.0
_UNKNOWN, _EMPTY = 4.5, 0.6
"""What a word weighs that no example has: one that says something, and one that does not."""
_SLIP = 0.8
"""What a word with a slip of the finger counts, beside the word itself."""
_LEAST = 4
"""Letters of a word in which a slip is looked for."""
_PART = 5
"""Letters of a word that is looked for inside a longer one, as German writes them: "Bereitschaftsplan"."""
_PART_COUNTS = 0.7
_SIDE_BY_SIDE = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "dt")
"""The rows of keyboards; and "built" is of "build", as "sent" is of "send"."""
_LOOKED_AT = 12
"""Examples with `{words}` that are compared word by word."""
_MOST_WORDS = 30
"""Words that fill `{words}`."""
_A_WORD_COSTS, _MOST_COSTING = 0.015, 9
_WITHOUT_WORDS = 0.8
"""What an example with `{words}` counts where nothing fills them."""
_COMMON = 0.8
"""How much less a word weighs that stands in the examples of every tool."""
_OF_NEAREST = 0.5
"""The part of the nearest example in a score; the rest is of the words alone."""
_OF_FEW = 3
"""A little word that stands in the examples of so few tools says something: "off", "out"."""
_NEAR = 0.5
"""How near an example has to be where only little words are shared."""
_THE_SAME = 0.93
"""From here on a question is the same as an example, and likelihood says nothing against it."""
_SMOOTH, _PAIR, _SOFTLY = 0.1, 0.3, 1.2
"""Of naive Bayes: what is added to each count, what a pair of words counts, and how much softer the odds are."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the tool that answers it."""

    tool: str
    words: tuple[str, ...]
    """Its words, folded, and its blanks."""


@dataclass(frozen=True, slots=True)
class Match:
    """An example that a question is like, from 0 to 1."""

    tool: str
    score: float
    language: str
    words: tuple[int, int] = (0, 0)
    """From where to where of the text stands what fills the example's `{words}`."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An example as it is compared."""

    tool: str
    stems: tuple[str, ...]

    @property
    def without_words(self) -> frozenset[str]:
        """Its stems but `{words}`. Kept, those of all examples would be larger than all else of them."""
        return frozenset(self.stems) - {WORDS}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it is compared."""

    tokens: Sequence[Token]
    stems: Sequence[str]
    """Of each token."""
    there: Mapping[str, float]
    """How much of each stem of the examples is there."""
    weights: Mapping[str, float]
    telling: frozenset[str]
    """The stems that say something."""
    features: tuple[str, ...]
    """The stems that examples have, with `{words}` for what says something else."""

    @property
    def coverage(self) -> float:
        """How much of the weight of the words is known."""
        known = sum(self.weights[stem] * there for stem, there in self.there.items())
        return known / (sum(self.weights.values()) or 1)


class Likeness:
    """The examples of one language."""

    def __init__(self, language: str, examples: Sequence[Example]) -> None:
        """Prepare the words of these examples, so that questions can be compared with them."""
        self.language = language
        self._stem = lru_cache(maxsize=20_000)(stemmer(LANGUAGES[language]))
        self._alike: dict[str, str] = {self._stem(other): self._stem(first) for other, first in alike(language).items()}
        self._empty = BLANKS | empty_in(language) | empty_in("en")
        self.vocabulary = frozenset(word for each in examples for word in each.words if word not in BLANKS)
        self._examples = [self._as_known(each) for each in examples]
        self._spread = Counter(stem for each in self._examples for stem in frozenset(each.stems))
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self._examples):
            for stem in each.without_words:
                self._where[stem].append(number)
        self._slips: dict[str, tuple[str, ...]] = {}
        for word in self.vocabulary:
            if len(word) >= _LEAST:
                alone = (word,)  # most slips are of one word: all of them share this
                for slip in frozenset(slips(word)):
                    self._slips[slip] = (*others, word) if (others := self._slips.get(slip)) else alone
        self._tools = tuple(sorted({each.tool for each in examples}))
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._sizes: Counter[str] = Counter()
        for each in self._examples:
            for feature in _features(each.stems):
                counts[feature][each.tool] += 1
                self._sizes[each.tool] += 1
        self._counts = _shared(counts)
        self._needs = {
            tool: STRONG.intersection(*(frozenset(each.stems) for each in self._examples if each.tool == tool))
            for tool in self._tools
        }
        self._weights = [sum(self._weight(stem) for stem in each.without_words) for each in self._examples]

    def _as_known(self, example: Example) -> _Known:
        stems = tuple(self._stem_of(word) for word in example.words)
        return _Known(example.tool, stems)

    def _stem_of(self, word: str) -> str:
        if word in BLANKS:
            return word
        stem = str(self._stem(word))
        return self._alike.get(stem, stem)

    def _weight(self, stem: str) -> float:
        if stem in BLANKS:
            return _WEIGHTS.get(stem, _KEY_WEIGHT)
        rarity = math.log(1 + len(self._examples) / (self._spread[stem] or 1))
        return rarity * (1 - _COMMON * len(self._counts.get(stem, ())) / len(self._tools))

    def means(self, word: str) -> bool:
        """Return True if a folded word is one of the examples', in any of its forms."""
        return bool(self._spread[self._stem_of(word)])

    def matches(self, tokens: Sequence[Token], *, besides: Collection[Example] = ()) -> list[Match]:
        """Return how like the question is to each tool's examples, for the tools that share a word with it.

        The examples `besides` are left out, and so are words that only they have.
        """
        without = [each for each in map(self._as_known, besides) if each in self._examples]
        asked = self._asked(tokens, without)
        nearest = self._nearest_examples(asked, without)
        likely = self._likely(asked, without)
        strong = STRONG.intersection(asked.stems)
        told = any(stem in asked.telling or len(self._counts.get(stem, ())) <= _OF_FEW for stem in asked.there)
        return [
            replace(match, score=self._score(match.score, likely[tool] * asked.coverage, is_open=match.words[1] > 0))
            for tool, match in nearest.items()
            if (told or match.score >= _NEAR)
            and self._needs[tool] <= strong
            and all(tool in self._counts.get(each, ()) for each in strong)
        ]

    def _score(self, nearest: float, likely: float, *, is_open: bool) -> float:
        both = _OF_NEAREST * nearest + (1 - _OF_NEAREST) * likely
        return max(both, nearest) if nearest >= _THE_SAME and not is_open else both

    def _nearest_examples(self, asked: _Asked, without: Collection[_Known]) -> dict[str, Match]:
        """The example of each tool that shares most."""
        shared: dict[int, float] = defaultdict(float)
        for stem, count in asked.there.items():
            weight = self._weight(stem) * count
            for number in self._where.get(stem, ()):
                shared[number] += weight
        whole = sum(asked.weights.values())
        best: dict[str, Match] = {}
        open_ones: list[tuple[float, int]] = []
        for number, both in shared.items():
            example = self._examples[number]
            if without and example in without:
                continue
            score = both / (whole + self._weights[number] - both)
            if WORDS in example.stems:
                open_ones.append((both / (self._weights[number] or 1), number))
                score *= _WITHOUT_WORDS
            if example.tool not in best or score > best[example.tool].score:
                best[example.tool] = Match(example.tool, score, self.language)
        for _, number in heapq.nlargest(_LOOKED_AT, open_ones):
            found = self._with_words(self._examples[number], number, asked)
            if found is not None and found.score > best[found.tool].score:
                best[found.tool] = found
        return best

    def _likely(self, asked: _Asked, without: Collection[_Known]) -> dict[str, float]:
        """How likely each tool is, by the words alone; together 1."""
        gone: dict[str, Counter[str]] = defaultdict(Counter)
        gone_sizes: Counter[str] = Counter()
        for each in without:
            for feature in _features(each.stems):
                gone[feature][each.tool] += 1
                gone_sizes[each.tool] += 1
        smooth = _SMOOTH * len(self._counts)
        rarest = math.log(_SMOOTH)
        logs = dict.fromkeys(self._tools, 0.0)
        weights = 0.0
        for feature in _features(asked.features):
            counts, less = self._counts.get(feature), gone.get(feature)
            if counts is None:
                continue
            weight = _PAIR if " " in feature else 1
            weights += weight
            for tool, count in counts.items():
                logs[tool] += weight * (math.log(count - (less[tool] if less else 0) + _SMOOTH) - rarest)
        for tool in self._tools:
            logs[tool] -= weights * math.log(self._sizes[tool] - gone_sizes[tool] + smooth)
        most = max(logs.values())
        likely = {tool: math.exp((log - most) / _SOFTLY) for tool, log in logs.items()}
        whole = sum(likely.values())
        return {tool: each / whole for tool, each in likely.items()}

    def _asked(self, tokens: Sequence[Token], without: Collection[_Known]) -> _Asked:
        words = frozenset(each.word for each in tokens if each.word not in self._empty)
        gone = Counter(stem for each in without for stem in frozenset(each.stems))
        stems, there, weights = list[str](), dict[str, float](), dict[str, float]()
        for token in tokens:
            stem, count = self._stem_of(token.word), 1.0
            if stem not in BLANKS and self._spread[stem] <= gone[stem]:
                nearest, count = self._nearest(token.word)
                if nearest is not None and self._spread[nearest] > gone[nearest]:
                    stem = nearest
                else:
                    count = 0
            stems.append(stem)
            if count or stem in BLANKS:
                there[stem] = max(count, there.get(stem, 0))
                weights[stem] = self._weight(stem)
            else:
                weights[stem] = _UNKNOWN if token.word in words else _EMPTY
        telling = {stem for token, stem in zip(tokens, stems, strict=True) if token.word in words or stem in BLANKS}
        features = [stem if stem in there else WORDS if stem in telling else "" for stem in stems]
        return _Asked(tokens, stems, there, weights, frozenset(telling) - {DAY, PERSON}, tuple(filter(None, features)))

    def _nearest(self, word: str) -> tuple[str | None, float]:
        """The stem of the word that may be meant, and how much it counts."""
        if len(word) < _LEAST:
            return None, 0
        meant: set[str] = set().union(*(self._slips.get(slip, ()) for slip in slips(word)))
        near = [each for each in meant if (each[0] == word[0] or len(word) > _PART) and _is_a_slip(word, each)]
        if near:
            known = max(near, key=lambda each: (self._spread[self._stem_of(each)], each))
            return self._stem_of(known), _SLIP
        if self.language == "de":
            for at in range(_PART, len(word) - 2):
                for part in (word[-at:], word[:at]):
                    if part in self.vocabulary:
                        return self._stem_of(part), _PART_COUNTS
        return None, 0

    def _with_words(self, example: _Known, number: int, asked: _Asked) -> Match | None:
        """How like an example it is, with what stands where its `{words}` stand as what fills them."""
        stems, place = asked.stems, example.stems.index(WORDS)
        before, after = example.stems[:place], example.stems[place + 1 :]
        start, end = 0, len(stems)
        is_bound = not STRONG.isdisjoint(example.stems)  # "move PAY-41 to done": little words fill it as well
        if before:
            start = next((at + 1 for at, stem in enumerate(stems) if stem == before[-1]), end)
        if after:
            end = next((at for at in range(end - 1, start, -1) if stems[at] == after[0]), start)
        while start < end and stems[start] not in asked.telling and not is_bound:
            start += 1
        while start < end and stems[end - 1] not in asked.telling and not is_bound:
            end -= 1
        if not 0 < end - start <= _MOST_WORDS:
            return None
        outside = frozenset(stems[:start]) | frozenset(stems[end:])
        both = sum(self._weight(stem) * asked.there.get(stem, 0) for stem in example.without_words & outside)
        either = sum(asked.weights[stem] for stem in outside) + self._weights[number] - both
        score = both / either * (1 - _A_WORD_COSTS * min(end - start, _MOST_COSTING)) if either else 0
        return Match(example.tool, score, self.language, (asked.tokens[start].start, asked.tokens[end - 1].end))


def _shared(counts: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The same counts; what is counted alike shares one. Most pairs of words are counted once, for one tool."""
    same: dict[tuple[tuple[str, int], ...], Counter[str]] = {}
    return {feature: same.setdefault(tuple(each.items()), each) for feature, each in counts.items()}


def _features(stems: Sequence[str]) -> Iterator[str]:
    """The words, and each with the one that follows it."""
    yield from stems
    for one, other in pairwise(("", *stems, "")):
        yield f"{one} {other}"


def _is_a_slip(word: str, meant: str) -> bool:
    """Whether a finger may have slipped from one word to the other.

    A short word with one letter for another is a word of its own, unless the two are side by side on a keyboard:
    "retry" is no "retro".
    """
    if len(word) != len(meant) or len(word) > _PART or sorted(word) == sorted(meant):
        return True
    one, other = next((one, other) for one, other in zip(word, meant, strict=True) if one != other)
    return any(one + other in row or other + one in row for row in _SIDE_BY_SIDE)
