"""Text as the search sees it: words without case and accents, in any script."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 64
"""Characters of a word that count. Longer ones are hashes and base64; their beginning is enough."""
MOST_TERMS = 24
"""Words of a question that are searched for."""

_NAMES = ((re.compile(r"(?<!\w)c\+\+"), " cplusplus "), (re.compile(r"(?<!\w)([cf])#(?!\w)"), r" \1sharp "))
_NOT_IN_WORDS = re.compile("[^a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
"""Scripts that put no spaces between words, or attach particles to them."""
_STOP_WORDS = """
a about after again all also am an and any anybody anyone anything are as at be because been before being but by
can could did do does doing done for from get got had has have having he hello her here hey hi him his how i if in
into is it its just know let like ll may me might more most my no nor not now of off ok okay on once one only or
other our out over own please re s said same say says she should since so some somebody someone something such t
tell than thank thanks that the their them then there these they thing things this those to too told under until up
us ve very was we were what when where whether which while who whom whose why will with would you your yours
"""
"""English words that say nothing of what is asked about."""


def searchable(text: str) -> str:
    """The words of `text` for the index, one space between them; "" where there are none."""
    return " ".join(_words(text, indexing=True))


def terms(question: str) -> list[str]:
    """What to look for: the question's words that say something, each once, at most `MOST_TERMS`."""
    empty = frozenset(_STOP_WORDS.split())
    said = dict.fromkeys(word for word in _words(question, indexing=False) if word not in empty)
    return list(said)[:MOST_TERMS]


def _words(text: str, *, indexing: bool) -> Iterator[str]:
    for word in _folded(text).split():
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
    return "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in _named(lowered))


def _named(lowered: str) -> str:
    for name, word in _NAMES:
        lowered = name.sub(word, lowered)
    return lowered
