"""A question without what politeness puts around it, and with its short forms written out."""

import re
from collections.abc import Mapping

from integrations.deferred import pattern

_LEAST = 2
"""Words that have to be left of a question."""
_WISHES = pattern(
    r"^[^?]{0,120}?\b(?:"
    r"(?:(?:could|can|would|will)\s+(?:you|u|anyone|anybody|someone|somebody)|you\s+(?:could|can|would))(?:\s+(?:please|kindly|maybe|quickly|perhaps))*"
    r"\s+(?:tell|show|explain|remind|let)(?:\s+to)?(?:\s+(?:me|us))?(?:\s+know)?"
    r"|would\s+you\s+mind\s+(?:telling|showing)\s+(?:me|us)|do\s+you\s+happen\s+to\s+know"
    r"|i(?:['\u2019]m|\s+am|\s+was)\s+(?:just\s+)?wondering|i(?:['\u2019]d|\s+would)\s+(?:like|love)\s+to\s+know"
    r"|(?:may|might|can|could)\s+i\s+ask(?:\s+you)?(?=\W+(?:who|what|when|where|which|how|if|whether|is|are))"
    r"|(?:sorry|excuse\s+me|pardon)(?:\s+(?:to|for)\s+[\w\s]{1,30})?(?=,|\s+but)(?:\s+but)?"
    r"|(?:k[oö]nntest|kannst|w[uü]rdest)\s+du\s+mir\s+(?:bitte\s+|kurz\s+|mal\s+)*(?:sagen|zeigen|verraten|erkl[aä]ren)"
    r"|darf\s+ich\s+(?:kurz\s+)?fragen|ich\s+w(?:ollte|[uü]rde)\s+gerne?\s+(?:fragen|wissen)|ich\s+wollte\s+(?:fragen|wissen)"
    r"|(?:entschuldigung|entschuldige|verzeihung)(?=,)"
    r"|(?:me\s+)?(?:puedes|podr[ií]as?|pod[eé]is)\s+(?:decir(?:me)?|mostrar(?:me)?|explicar(?:me)?)|(?:perd[oó]n|disculpa)(?=,)"
    r"|(?:pourrais|peux)[- ]tu\s+(?:me\s+|nous\s+)?(?:dire|montrer|expliquer)|tu\s+(?:peux|pourrais)\s+me\s+dire"
    r"|(?:excuse[zs]?[- ]moi|d[eé]sol[eé]e?|pardon)(?=,)"
    r")\b[\s,:;.!-]*(?:(?:if|whether|ob|si)\s+)?",
    re.IGNORECASE,
)
"""What a question is wrapped into: "Hi! I am new here, could you tell me who …"."""
_WRITTEN_OUT: Mapping[str, str] = {
    "u": "you", "ur": "your", "r": "are", "abt": "about", "b4": "before", "nxt": "next", "wk": "week",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow", "2day": "today",
    "2nite": "tonight", "yday": "yesterday", "ystd": "yesterday", "tix": "tickets", "tkt": "ticket", "tkts": "tickets",
    "wieviele": "wie viele", "wieviel": "wie viel", "iwas": "irgendwas", "vllt": "vielleicht",
    "q": "que", "ke": "que", "qe": "que", "xq": "por que", "kien": "quien", "kienes": "quienes", "kuando": "cuando",
    "kual": "cual", "kuantos": "cuantos", "aora": "ahora", "ahi": "hay",
    "qd": "quand", "koi": "quoi", "ki": "qui", "kel": "quel", "ajd": "aujourd'hui", "auj": "aujourd'hui",
    "qq1": "quelqu'un", "2main": "demain", "dem1": "demain", "stp": "s'il te plaît",
}  # fmt: skip
"""Short forms that people type, and what they stand for."""
_SHORT = pattern(
    rf"(?<![\w.#/@'\u2019-])(?:{'|'.join(sorted(_WRITTEN_OUT, key=len, reverse=True))})(?![\w.#/@-]|['\u2019])"
)
_MIDDAY: tuple[tuple[re.Pattern[str], str], ...] = (
    (pattern(r"\bbefore\s+(?:lunch|noon|midday)\b", re.IGNORECASE), "this morning"),
    (pattern(r"\b(?:since|after)\s+(?:lunch|noon|midday)(?=\s*[?.!]*$)", re.IGNORECASE), "since 12:00"),
    (pattern(r"\bvor\s+(?:dem\s+)?(?:mittag|mittagessen|der mittagspause)\b", re.IGNORECASE), "heute Morgen"),
    (pattern(r"\bseit\s+(?:dem\s+)?(?:mittag|mittagessen|der mittagspause)\b", re.IGNORECASE), "seit 12:00"),
    (
        pattern(r"\bantes\s+de(?:l)?\s+(?:comer|almorzar|almuerzo|mediod[ií]a|la comida)\b", re.IGNORECASE),
        "esta mañana",
    ),
    (pattern(r"\bdesde\s+(?:el\s+)?(?:mediod[ií]a|almuerzo|la comida)\b", re.IGNORECASE), "desde las 12:00"),
    (pattern(r"\bavant\s+(?:le\s+)?(?:d[eé]jeuner|midi)\b", re.IGNORECASE), "ce matin"),
    (pattern(r"\bdepuis\s+(?:le\s+)?(?:d[eé]jeuner|midi)\b", re.IGNORECASE), "depuis 12:00"),
)
"""Parts of a day that lunch divides, as other words for them."""
_FOR = pattern(r"\b4(?=\s+(?:me|us|you|today|tomorrow|everybody|everyone)\b)", re.IGNORECASE)


def plainly(words: str) -> str:
    """Return a question without "could you tell me" and what stands before it, its short forms written out."""
    while (found := _WISHES.match(words)) is not None and len(words[found.end() :].split()) >= _LEAST:
        words = words[found.end() :]
    words = _SHORT.sub(lambda short: _WRITTEN_OUT[short[0]], words)
    for part, means in _MIDDAY:
        words = part.sub(means, words)
    return _FOR.sub("for", words)
