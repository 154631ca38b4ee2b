"""Whether what somebody wrote asks, or states something. A question is nobody's answer."""

import re

from bot.memory.words import terms
from integrations.deferred import pattern

MARKS = "?\uff1f\u061f\u2047\u2048\u203d\u2e2e\u037e\u055e\u1367"
"""What a question ends in, in any script."""
_SENTENCES = pattern(rf"(?<=[.!…{MARKS}])[\s\"')»”]+|(?<=[。！{MARKS}])|\n+")  # noqa: RUF001
_CLAUSES = pattern(r"[,;:–—、，،]+(?!\d)\s*")  # noqa: RUF001
_WORD = pattern(r"\w+")
_GREEK = pattern("[\u0370-\u03ff\u1f00-\u1fff]\\s*;$")
"""The Greek question mark is typed as a semicolon."""
_AFTER = "\"'”’»)]}*_~` \t\n"  # noqa: RUF001
"""What may follow a question mark: quotation, brackets, and marks of formatting."""
_ASKING = pattern(
    r"\W*(?:(?:and|but|so|or|hi|hello|hey|ok|okay|please|also|then|again|hallo|und|oder|aber|also|bitte|hola|oye|y|o|"
    r"pero|salut|bonjour|et|ou|mais)\b\W*)*(?:"
    r"what|when|where|which|who|whom|whose|why|how|is|are|was|were|am|do|does|did|can|could|should|would|will|shall|"
    r"may|might|have|has|had|any|anybody|anyone|isn|aren|wasn|weren|don|doesn|didn|"
    r"welche[mnrs]?|wer|wen|wem|wessen|wann|wo|woher|wohin|wozu|warum|wieso|weshalb|wie|ist|sind|hat|haben|hast|kann|"
    r"können|gibt|weiß|weiss|"
    r"qué|cuál(?:es)?|quién(?:es)?|cuándo|dónde|adónde|cómo|cuánt[oa]s?|por\s+qué|hay|"
    r"quel(?:le)?s?|qui|quand|où|comment|pourquoi|combien|est-ce|qu['’]est-ce|"  # noqa: RUF001
    r"wat|wats|wut|hw|wen|wher|r|pls|plz|assign|move|open|create|order|fix|merge|deploy|skip|run|start|comment|nudge|"
    r"snooze|label|cancel|"
    r"show|list|give|tell|find|get|make|remind|explain|summari[sz]e|zeige?|liste|gib|sag|nenne?|erklär|erinner[en]?|"
    r"muéstra(?:me)?|muestra(?:me)?|dime|dame|lista|resume|recuérdame|recuerdame|montre|donne|dis|liste|résume|rappelle"
    r")(?:['’]?(?:s|re|d|ll|t))?\b",  # noqa: RUF001
    re.IGNORECASE,
)
"""How a sentence begins that asks, or asks for something."""
_TAG = 3
"""Words of "right?", "don't they?", "¿no es así?" behind a statement."""
_LONGEST_UNMARKED = 12
"""Words of a question that somebody wrote without its mark."""


def ends_asking(text: str) -> bool:
    """Return True if the text ends in a question mark, of any script."""
    words = text.rstrip(_AFTER)
    last = words[-1:]
    return last != "" and (last in MARKS or (last == ";" and _GREEK.search(words[-40:]) is not None))


def states_nothing(text: str) -> bool:
    """Return True if the text asks, and holds no statement beside it."""
    return ends_asking(text) and all(_asks(sentence) or not terms(sentence) for sentence in _SENTENCES.split(text))


def asks_unmarked(text: str) -> bool:
    """Return True if the text is a question without its mark, as people type it to a bot."""
    words = text.strip()
    if not all(map(_ASKING.match, filter(None, _CLAUSES.split(words)))) or _SENTENCES.search(words):
        return False
    return 0 < len(_WORD.findall(words)) <= _LONGEST_UNMARKED


def _asks(sentence: str) -> bool:
    """Whether a sentence asks; a statement with "right?" behind it does not."""
    if not ends_asking(sentence):
        return False
    if sentence.lstrip().startswith("¿") or _ASKING.match(sentence):
        return True
    *before, last = (clause for clause in _CLAUSES.split(sentence) if clause.strip())
    told = sum(len(_WORD.findall(clause)) for clause in before)
    is_tag = bool(before) and len(_WORD.findall(last)) <= _TAG < told
    return not is_tag
