"""Several questions in one message: "who is away tomorrow? and what is red?"."""

import re

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
_SENTENCES = re.compile(r"(?<=[?!.;])\s+(?=\S)|\n+")
_JOINED = re.compile(rf"\s*,?\s+(?:and|und|y|et|also)\s+(?={_ASKING}\b)", re.IGNORECASE)
_LEAD_IN = re.compile(rf"^(?P<lead>[^,?]{{1,40}}),\s+(?={_ASKING}\b)", re.IGNORECASE)


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
