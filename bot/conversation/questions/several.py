"""Several questions in one message: "who is away tomorrow? and what is red?"."""

import re

from integrations.deferred import pattern

MOST = 3
"""Questions of one message that are answered."""
_LEAST = 2
"""Words of a question."""
_FEW = 4
"""Words of a lead-in, which no question is: "hi, I'm back, what's new"."""
_ASKING = (
    r"(?:who|whos|what|whats|when|where|which|how|hows|is|are|did|does|do|any|can|has|have|was|were"
    r"|wer|was|wann|wo|welche[rs]?|wie|ist|sind|hat|gibt|qui[eé]n|qu[eé]|cu[aá]ndo|cu[aá]ntos?|hay|est[aá]"
    r"|qui|quand|que|quels?|quelles?|combien|est-ce)"
)
_SENTENCES = pattern(r"(?<=[?!.;])\s+(?=\S)|\n+")
_JOINED = pattern(rf"\s*,?\s+(?:and|und|y|et|also)\s+(?={_ASKING}\b)", re.IGNORECASE)
_LEAD_IN = pattern(rf"^(?P<lead>[^,?]{{1,40}}),\s+(?={_ASKING}\b)", re.IGNORECASE)


_TAIL = pattern(
    r"[\s,]+(?:and|or|und|oder|y|et|ou)\s+(?:(?:since|by|for|from|with|of|seit|von|f[uü]r|bei|desde|de|por|para|depuis"
    r"|par|pour|avec|[aà]|what|which)\s+)*(?:when|who|whom|whose|why|where|how|how\s+(?:long|many|much|often|bad)|which|what"
    r"|wann|wem|wen|wer|warum|wieso|wo|wie(?:\s+lange|\s+viele)?|cu[aá]ndo|qui[eé]n(?:es)?|por\s+qu[eé]|d[oó]nde"
    r"|cu[aá]nt[oa]s?|quand|qui|pourquoi|o[uù]|combien)"
    r"(?:\s+(?:is|are|was|were|does|did)\s+(?:it|they|that|those))?[\s?!.]*$",
    re.IGNORECASE,
)
"""What asks for more of the same: "… and since when?"."""


def without_tail(words: str) -> str:
    """Return a question without "and since when" or "and by whom": the answer tells all that is known of it."""
    return _TAIL.sub("", words)


def sentences(words: str) -> list[str]:
    """Return the questions of a message that each end in a mark of their own; one alone where it has no more."""
    parts = [part.strip() for part in _SENTENCES.split(words.strip()) if len(part.split()) >= _LEAST]
    return parts[:MOST] if sum(part.endswith(("?", "!")) for part in parts) >= len(parts) - 1 else []


def several(words: str) -> list[str]:
    """Return the questions of a message, in their order; one alone where it has no more."""
    parts = [part.strip() for sentence in _SENTENCES.split(words.strip()) for part in _JOINED.split(sentence)]
    found: list[str] = []
    for part in parts:
        lead = _LEAD_IN.match(part)
        told = part[lead.end() :] if lead and len(lead["lead"].split()) <= _FEW else part
        if len(told.split()) >= _LEAST:
            found.append(told)
    return found[:MOST]
