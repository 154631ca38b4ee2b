"""What was found by words and what was found by meaning as one list: by the places that a message has in both.

The sum of one over each place, some places down, is called reciprocal rank fusion. Scores of the two need not compare
for it, so that it holds for any model. `make evals` measures it, with a model where one is given.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from bot.memory.asked import Asked
from bot.memory.engines import Candidate
from bot.memory.relevance import BY_THEM
from bot.memory.stop_words import empty_in

_DOWN = 10
"""How much less a place counts than the one before: the tenth half of the first."""
_ENOUGH_SAID = 8
"""Different words that say something; a message that has them says twice as much as one that has none."""
_WORTH = 0.3
"""What has less than this share of the best score by words is not told in a chat."""
_NEAREST, _SUPPORTED = 3, 0.5
"""Where words alone do not carry a message there, it has this share, and is among so many nearest in meaning."""


def by_meaning(
    rows: Sequence[Candidate], near: Mapping[int, float], asked: Asked, standing: Callable[[Candidate], float]
) -> list[int]:
    """Return the ids of messages by how near they are to a question, the best first.

    As by words it counts whose they are, of which day, how much they say, and what makes their `standing`.
    """
    empty = empty_in("en")

    def worth(row: Candidate) -> float:
        words = row.search.split()
        score = near[row.id] * standing(row) * (1 + asked.fits_days(row.said_at))
        if row.person in asked.authors:
            score *= BY_THEM
        if asked.answers is not None and asked.answers.told_by(words):
            score *= asked.answers.worth
        return score * (1 + min(len(set(words) - empty), _ENOUGH_SAID) / _ENOUGH_SAID)

    return [row.id for row in sorted((row for row in rows if row.id in near), key=lambda row: (-worth(row), -row.id))]


def fused(by_words: Sequence[int], meant: Sequence[int]) -> dict[int, float]:
    """Return the scores of messages by their places in both lists, 1 for what is the first of both."""
    scores: dict[int, float] = {}
    for places in (by_words, meant):
        for place, each in enumerate(places):
            scores[each] = scores.get(each, 0) + _DOWN / (_DOWN + place) / 2
    return scores


def may_be_told(words: Mapping[int, float], carried: set[int], meant: Sequence[int]) -> set[int]:
    """Return which messages a chat is told, by their scores by words; some are `carried` by these alone.

    What nothing answers by words, nothing answers: something is near in meaning to any nonsense.
    """
    best = max((words[each] for each in carried), default=math.inf)
    told = {each for each in carried if words[each] >= _WORTH * best}
    return told | {each for each in meant[:_NEAREST] if words.get(each, 0) >= _SUPPORTED * best}
