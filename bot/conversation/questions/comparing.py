"""What asks for two counts beside each other: "more alerts than last week?", "mehr Deploys als gestern?"."""

import re
from collections.abc import Mapping

from integrations.deferred import pattern
from jobs.dates.looking_back import days_named

_COMPARED = pattern(
    r"\W*(?P<before>.*?)\b(?P<more>more|fewer|less|as many|mehr|weniger|m[aá]s|menos|plus|moins)"
    r"(?:\s+(?:de|d['\u2019]))?\b(?P<what>.*?)\b(?:than|as|als|wie|que|qu['\u2019])\s*(?P<than>\S.*?)\W*",
    re.IGNORECASE,
)
_NOW: Mapping[str, Mapping[str, str]] = {
    "en": {"day": "today", "week": "this week", "month": "this month"},
    "de": {"day": "heute", "week": "diese Woche", "month": "diesen Monat"},
    "es": {"day": "hoy", "week": "esta semana", "month": "este mes"},
    "fr": {"day": "aujourd'hui", "week": "cette semaine", "month": "ce mois"},
}
_SPANS = pattern(r"\b(?:(?P<week>week|woche|semana|semaine)|(?P<month>month|monats?|mes|mois))\b", re.IGNORECASE)
_SAID_BEFORE = pattern(
    r"(?:is|are|was|were|that|this|it|and|ist|sind|das|es|und|son|eso|y|c['\u2019]est|et|\s)*", re.IGNORECASE
)
"""What stands for what was told just before."""
_LANGUAGES = {
    **dict.fromkeys(("more", "fewer", "less", "as many"), "en"),
    **dict.fromkeys(("mehr", "weniger"), "de"),
    **dict.fromkeys(("más", "mas", "menos"), "es"),
    **dict.fromkeys(("plus", "moins"), "fr"),
}


_VERSUS = pattern(
    r"\W*(?:(?:vs|versus|(?:as\s+)?(?:compared|opposed)\s+(?:to|with)|against|gegen(?:[uü]ber)?"
    r"|(?:im\s+)?vergleich\s+(?:zu[rm]?|mit)|verglichen\s+mit|frente\s+a|contra|(?:en\s+)?comparado\s+con"
    r"|(?:en\s+)?comparaci[oó]n\s+(?:con|a)|par\s+rapport\s+[aà]|contre|compar[eé]e?s?\s+[aà])\b"
    r"|(?:(?:and|und|y|et)\s+)?(?:how\s+many|wie\s*viele?|cu[aá]nt[oa]s|combien(?:\s+de)?)\b(?:\s+\w+){0,2}?)\W*"
    r"(?:(?:the|der|die|das|el|las?|l['\u2019])\s*)?(?:in\s+)?",
    re.IGNORECASE,
)
"""What stands between the two spans of days that are compared."""
_AND = pattern(r"\s*(?:and|und|y|et|&|or|oder|o|ou)\s+(?:the\s+)?", re.IGNORECASE)
_COMPARES = pattern(
    r"\b(?:compare|comparison|difference|between|vergleich\w*|unterschied|compara\w*|diff[eé]rence|entre)\b",
    re.IGNORECASE,
)


def beside(words: str) -> tuple[str, str, str] | None:
    """Return what is asked of two spans of days that stand side by side: "deploys this week vs last week"."""
    for french in (False, True):
        days = days_named(words, french=french)
        if len(days) != 2:
            continue
        now, then = days
        between = words[now.end : then.start]
        if not (_VERSUS.fullmatch(between) or (_AND.fullmatch(between) and _COMPARES.search(words))):
            continue
        what = _COMPARES.sub(" ", f"{words[: now.start]} {words[then.end :]}")
        return " ".join(what.strip(" ,?.!:").split()), now.words, then.words
    return None


def compared(words: str) -> tuple[str, str, str] | None:
    """Return what is counted, of which days, and the days that it is compared with; None where nothing is.

    "more alerts than last week?" is about "alerts", "this week" and "last week"; what is counted is "" where that
    was asked about before: "more than yesterday?".
    """
    if (both := beside(words)) is not None:
        return both
    found = _COMPARED.fullmatch(words)
    if found is None:
        return None
    span = _SPANS.search(found["than"])
    kind = "day" if span is None else "week" if span["week"] else "month"
    what = f"{found['before']} {found['what']}".strip()
    return "" if _SAID_BEFORE.fullmatch(what) else what, _NOW[_LANGUAGES[found["more"].lower()]][kind], found["than"]
