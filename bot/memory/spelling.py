"""Words with a slip of the finger, and those that may be meant by them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.memory.stems import stem
from bot.memory.stop_words import strong, without_empty

LEAST = 5
"""Letters of a word in which a slip is looked for among what was said."""
BEGINNING = 4
"""Its first letters are taken to be right."""


def slips(word: str) -> Iterator[str]:
    """Yield the word, and what it is without one of its letters: two words that share one are a slip apart."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def meant_by(word: str, texts: Iterable[str]) -> str:
    """Return the word of these texts that is a slip away from `word` and said most; "" where there is none.

    Another form of the word, and a word that says nothing or little, is not meant by it.
    """
    ends = frozenset(slips(word))
    begins = word[:BEGINNING]
    said = Counter(each for text in texts for each in set(text.split()) if each.startswith(begins))
    near = [
        each
        for each in strong(without_empty(list(said)))
        if stem(each) != stem(word) and abs(len(each) - len(word)) <= 1 and not ends.isdisjoint(slips(each))
    ]
    return max(near, key=lambda each: (said[each], each), default="")
