"""Text as the search sees it: words without case and accents, in any script."""

import re
import unicodedata
from collections.abc import Iterator

from bot.memory.stop_words import without_empty
from integrations.deferred import pattern

LONGEST = 64
"""Characters of a word that count. Longer ones are hashes and base64; their beginning is enough."""
MOST_TERMS = 24
"""Words of a question that are searched for."""

_NAME_SIGNS = ("++", "#")
_NAMES = ((pattern(r"(?<!\w)c\+\+"), " cplusplus "), (pattern(r"(?<!\w)([cf])#(?!\w)"), r" \1sharp "))
_NAME = pattern(r"\w+(?:[-.\u2010\u2011]\w+)*")
_MAY_BE_SEVERAL = pattern(r"\w[-._\u2010\u2011]\w|_|\w[A-ZÀ-ÖØ-Þ]")
"""What is in every name of several words, and in few messages: looking for it is much quicker than at each word."""
_JOINTS = pattern(r"[-._\u2010\u2011]+")
_HUMP = pattern(r"(?<=[a-zß-öø-ÿ0-9])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2})")
"""Where one word of a name ends and the next begins: "retry|Policy", "HTTP|Server", and not within "IDs"."""
_MOST_PARTS = 8
_NOT_IN_WORDS = pattern("[^a-z0-9]+")
_ACCENTS = pattern("[\u0300-\u036f]")
_UNSPACED = pattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
"""Scripts that put no spaces between words, or attach particles to them."""


def searchable(text: str) -> str:
    """The words of `text` for the index, one space between them; "" where there are none.

    A name of several words, such as `RetryPolicy` or `order_id`, is there as its words and as one.
    """
    folded = _folded(_with_parts(text))
    if folded.isascii():
        return " ".join([word[:LONGEST] for word in folded.split()])
    return " ".join(_words(folded, indexing=True))


def terms(question: str) -> list[str]:
    """What to look for: the question's words that say something, each once, at most `MOST_TERMS`."""
    said = list(dict.fromkeys(_words(_folded(_with_parts(question)), indexing=False)))
    return without_empty(said)[:MOST_TERMS]


def _with_parts(text: str) -> str:
    return _NAME.sub(_taken_apart, text) if _MAY_BE_SEVERAL.search(text) else text


def _taken_apart(name: re.Match[str]) -> str:
    """Its words one by one, and once more together: `HTTPServer` as "HTTP Server HTTPServer"."""
    if name[0].islower() and name[0].isalnum():
        return name[0]  # nearly every word, and much quicker so
    parts = [part for piece in _JOINTS.split(name[0]) for part in _HUMP.sub(" ", piece).split()]
    together = "".join(parts)
    if not 1 < len(parts) <= _MOST_PARTS or not any(letter.isalpha() for letter in together):
        return name[0]
    return " ".join((*parts, together))


def _words(folded: str, *, indexing: bool) -> Iterator[str]:
    for word in folded.split():
        if word.isascii():
            yield word[:LONGEST]
            continue
        end = 0
        for run in _UNSPACED.finditer(word):
            yield from _cut(word[end : run.start()])
            yield from _pieces(run[0], indexing=indexing)
            end = run.end()
        yield from _cut(word[end:])


def _cut(word: str) -> Iterator[str]:
    if word:
        yield word[:LONGEST]


def _pieces(run: str, *, indexing: bool) -> Iterator[str]:
    """Pairs of neighbours; the index has the single characters too, for questions of one."""
    if indexing or len(run) == 1:
        yield from run
    yield from (run[at : at + 2] for at in range(len(run) - 1))


def _folded(text: str) -> str:
    if text.isascii():
        return _NOT_IN_WORDS.sub(" ", _named(text.lower()))
    lowered = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    lowered = unicodedata.normalize("NFC", lowered)
    return _named(lowered).translate(_LETTERS)


class _Letters(dict[int, int]):
    """What each character is in the index: itself, or a blank where it is in no word. Found once a character."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LNM" else ord(" ")
        return self[code]


_LETTERS = _Letters()


def _named(lowered: str) -> str:
    if not any(sign in lowered for sign in _NAME_SIGNS):
        return lowered
    for name, word in _NAMES:
        lowered = name.sub(word, lowered)
    return lowered
