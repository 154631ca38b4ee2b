"""Whether somebody asks what we hear and whom we tell."""

import re

from integrations.deferred import pattern

_YOU_HEAR = pattern(
    r"\W*(?:(?:hi|hello|hey|so|and|und|y|et|wait|ok(?:ay)?|can i ask|sag mal)\b\W*)*(?:"
    r"(?:can|do|are|could|will)\s+(?:yo)?u\s+(?:\w+\s+)?(?:hear|read|reading|see|listen(?:ing)?|spy(?:ing)?|watch(?:ing)?"
    r"|monitor(?:ing)?|eavesdrop(?:ping)?)"
    r"(?:\s+(?:everything|all|our|my|the|to|on|in|of|what|we|us|i|me|write|say|type|said|private|direct|dms?|messages?"
    r"|chats?|channels?|conversations?|here|too|each|other|along|always|any))*"
    r"|who\s+(?:can|could|will|gets\s+to|may|else\s+can|else)\s+(?:see|read|hear|sees|reads|hears)\s+"
    r"(?:this|that|it|what\s+i\s+(?:write|say|tell|ask|type)(?:\s+(?:yo)?u)?(?:\s+(?:here|in\s+(?:a\s+)?dms?))?)"
    r"|(?:is|are)\s+(?:this|our\s+dms?|my\s+dms?|dms?|what\s+i\s+(?:write|say|tell\s+(?:yo)?u))\s+"
    r"(?:private|confidential|secret|public)(?:\s+here)?"
    r"|what\s+do\s+(?:yo)?u\s+(?:store|keep|save|record|remember)(?:\s+(?:of|about)\s+(?:me|us))?"
    r"|(?:liest|h[oö]rst|siehst)\s+du\s+(?:(?:eigentlich|denn|etwa|hier|alles|immer|auch|unsere?|meine?|dms?|direktnachrichten|nachrichten"
    r"|private|privaten|chats?|was|wir|ich|schreiben|schreibe|sagen|sage|in|mit|zu)\s*)+"
    r"|wer\s+(?:kann\s+)?(?:das|mein(?:e)?\s+(?:dms?|nachrichten)|was\s+ich\s+(?:dir\s+)?(?:schreibe?|sage?))\s*"
    r"(?:hier\s+)?(?:lesen|sehen|liest|sieht|mit)?"
    r"|was\s+speicherst\s+du(?:\s+(?:[uü]ber|von)\s+(?:mich|mir|uns))?"
    r"|(?:lees|ves|oyes|escuchas|puedes\s+(?:leer|ver|o[ií]r))\s+(?:(?:todo|lo|que|mis|nuestros|los|mensajes|privados"
    r"|directos|dms?|escribimos|escribo|decimos|digo|aqu[ií]|chats?)\s*)+"
    r"|qui[eé]n\s+(?:puede\s+)?(?:ve|ver|lee|leer)\s+(?:esto|lo\s+que\s+(?:te\s+)?(?:escribo|digo))"
    r"|qu[eé]\s+guardas(?:\s+(?:de|sobre)\s+(?:m[ií]|nosotros))?"
    r"|(?:est-ce\s+que\s+)?tu\s+(?:lis|vois|entends|[eé]coutes|peux\s+(?:lire|voir|entendre))\s+(?:(?:tout|ce|qu['\u2019]?"
    r"|que|on|nos|mes|les|messages?|priv[eé]s?|directs?|dms?|mps?|[eé]crit|[eé]cris|dit|dis|j['\u2019]?|je|ici)\s*)+"
    r"|qui\s+(?:peut\s+)?(?:voit|voir|lit|lire)\s+(?:[cç]a|ce\s+que\s+je\s+(?:te\s+)?(?:dis|[eé]cris))"
    r"|que\s+gardes-tu(?:\s+(?:de|sur)\s+(?:moi|nous))?"
    r")\W*",
    re.IGNORECASE,
)
"""Nothing may follow that would make it a question of the team's: "can you see the errors on staging?" """
_LONGEST = 120


def asks_what_we_hear(words: str) -> bool:
    """Return True if it is asked what we hear or keep, and who hears of it."""
    return len(words) <= _LONGEST and _YOU_HEAR.fullmatch(words) is not None
