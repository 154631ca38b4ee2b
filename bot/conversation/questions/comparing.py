"""What asks for two counts beside each other: "more alerts than last week?", "mehr Deploys als gestern?"."""

import re
from collections.abc import Mapping

from integrations.deferred import pattern

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


def compared(words: str) -> tuple[str, str, str] | None:
    """Return what is counted, of which days, and the days that it is compared with; None where nothing is.

    "more alerts than last week?" is about "alerts", "this week" and "last week"; what is counted is "" where that
    was asked about before: "more than yesterday?".
    """
    found = _COMPARED.fullmatch(words)
    if found is None:
        return None
    span = _SPANS.search(found["than"])
    kind = "day" if span is None else "week" if span["week"] else "month"
    what = f"{found['before']} {found['what']}".strip()
    return "" if _SAID_BEFORE.fullmatch(what) else what, _NOW[_LANGUAGES[found["more"].lower()]][kind], found["than"]
