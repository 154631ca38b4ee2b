"""What goes on from the question before: "and tomorrow?", "und für Ben?", "y mañana?", "what about alerts?"."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from bot.conversation.questions.asking_for import ToolCall
from bot.conversation.questions.blanks import BLANKS, DAY, NIGHTS, PERSON, QuestionWords, Token
from bot.tools.arguments import ME
from integrations.deferred import dataclass, pattern
from integrations.word_set import word_set

_LEADS = word_set(
    "and und y e et so then also ok okay or oder o ou but aber what how about was wie que hay tal qu quid alors denn"
    " pero mais"
)
"""What a question may begin with that goes on from the one before."""
_BETWEEN = word_set(
    "for with of on in at the mit fur bei von im am s de para con en el la los las pour avec du le les l d a au too"
    " else auch tambien aussi again instead i same please bitte now just only nur solo seulement sobre then auf an um"
    " zu nach uber par sur chez by to from que qui vers"
)
"""Little words between the lead and what has changed."""
_THE_SAME = word_set(
    "when since who whom where long many much often exactly which it they wann seit wer wen wem wo lange viele oft"
    " genau welche es das cuando desde quien quienes donde cuanto cuantos cuantas cual cuales hace quand depuis qui ou"
    " combien temps quel quelle quels quelles whose one ones that this them those these is are was were did does do"
    " take takes took oldest newest longest latest worst most first done so wessen davon ist sind war waren hat haben"
    " alteste altester neueste langste schlimmste dauert dauern am der die welcher welches welchen getan gemacht ese"
    " esos eso fue hizo son mas antiguo antigua viejo nuevo tarda tardan lo peor a cela ca est sont ete fait vieux"
    " vieille ancien ancienne plus recent recente prend prennent pire c celui celle"
    " bad severe serious severity critical urgent dangerous service services repo schlimm ernst kritisch dringend"
    " gefahrlich dienst grave graves gravedad urgente critico critica servicio gravite critique serieux really very"
    " wirklich muy"
)
"""What asks for more of what was told just before: "since when?", "und wer?"."""
_ALL = word_set(
    "everybody everyone all team us we others rest anybody anyone alle allen allem uns anderen todos todo equipo"
    " nosotros demas tous equipe nous autres tout monde"
)
"""Not one person any more."""
_OF_A_NIGHT = NIGHTS | frozenset(
    ("last", "during", "over", "since", "letzte", "letzter", "der", "esta", "pasada", "cette")
)

_MORE = 6
"""Words of a question for more of the same."""
_BARE = 2
"""Words of a question that is nothing but the night that it is about: "last night?"."""
_ME = word_set(
    "me my mine i mich mir mein meine meinen meins mi moi yo mis mes mio mia mios mias mien mienne miens miennes"
)
_PERSON = pattern(r"(?<![^\W_])(?:he|she|him|her|his|er|ihn|ihm|ella|elle)(?![^\W_])", re.IGNORECASE)
_THING = pattern(
    r"(?<![^\W_])(?:it|lo|this one|that one|this ticket|that ticket|this issue|that issue|das ticket|dieses ticket"
    r"|ese ticket|este ticket|ce ticket)(?![^\W_])",
    re.IGNORECASE,
)
"""Words that stand for who or what was asked about just before."""
_OF_TIME = frozenset(("first", "last", "night", "since", "last_hours"))
"""Arguments that say when."""
MOST_WORDS = 8
_BESIDE = pattern(
    r"(?:on\s+|am\s+|el\s+|al\s+|le\s+|la\s+|the\s+|die\s+|der\s+|den\s+|in\s+)*(?:"
    r"(?P<next_day>(?:next|following)\s+day|day\s+after(?:\s+that)?|tag\s+(?:danach|darauf|drauf)|(?:n[aä]chste[nr]?"
    r"|folgende[nr]?)\s+tag|d[ií]a\s+(?:siguiente|despu[eé]s)|lendemain|jour\s+(?:suivant|d['\u2019]apr[eè]s))"
    r"|(?P<day_before>(?:previous\s+day|day\s+before(?:\s+that)?)|tag\s+(?:davor|zuvor)|d[ií]a\s+(?:anterior|antes)"
    r"|veille|jour\s+(?:pr[eé]c[eé]dent|d['\u2019]avant))"
    r"|(?P<next_week>following\s+week|week\s+after(?:\s+that)?|woche\s+(?:danach|darauf|drauf)|semana\s+(?:siguiente"
    r"|despu[eé]s)|semaine\s+(?:suivante|d['\u2019]apr[eè]s))"
    r"|(?P<week_before>previous\s+week|week\s+before(?:\s+that)?|woche\s+(?:davor|zuvor)|semana\s+(?:anterior|antes)"
    r"|semaine\s+(?:pr[eé]c[eé]dente|d['\u2019]avant))"
    r")\b(?!\s+(?:tomorrow|yesterday|next|last|\w+day))",
    re.IGNORECASE,
)
"""Days that lie beside those of the question before: "the day after?", "und am Tag danach?"."""
_AFTER_ALL_OF_IT = pattern(
    r"\W*(?:(?:and|und|y|et|ok(?:ay)?|so|what|was|kommt|comes)\b\W*)*(?:after(?:\s+(?:that|this)|wards?)|then|danach|dann"
    r"|despu[eé]s(?:\s+de\s+eso)?|luego|apr[eè]s(?:\s+[cç]a)?|ensuite)\W*",
    re.IGNORECASE,
)
"""What comes after a whole day that was told is the day after it."""
_STEPS = {
    "next_day": timedelta(days=1),
    "day_before": timedelta(days=-1),
    "next_week": timedelta(weeks=1),
    "week_before": timedelta(weeks=-1),
}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What changes of the question before."""

    words: str = ""
    """What it is about now, where that is neither a person nor days."""
    everybody: bool = False
    me: bool = False
    leads: bool = False
    """Whether it begins as one that goes on: "and …"."""
    more: bool = False
    """Whether it asks for more of the same: "since when?"."""


def with_names(words: str, before: ToolCall, mentioned: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """Return the words with names for "he", "she" and "it", as the question before named them, and who is mentioned."""
    thing, person = before.arguments.get("key") or before.arguments.get("pull"), before.arguments.get("person")
    if thing:
        return _THING.sub(lambda _: str(thing), words), mentioned
    if person and person != ME and _PERSON.search(words):
        return _PERSON.sub(f"@{person}", words), {**mentioned, str(person): str(person)}
    return words, mentioned


def with_days(words: str, before: ToolCall, today: date) -> str:
    """Return the words with dates for "the day after", which is that of the days of the question before."""
    found = _BESIDE.search(words)
    first = before.arguments.get("first") or before.arguments.get("day") or today
    last = before.arguments.get("last") or first
    if before.tool == "the_day" and not before.arguments.get("words") and _AFTER_ALL_OF_IT.fullmatch(words):
        return f"and {last + timedelta(days=1):%Y-%m-%d}?"
    if found is None:
        return words
    step = _STEPS[str(found.lastgroup)]
    if abs(step) < timedelta(weeks=1):
        first = last = last + step if step > timedelta() else first + step
    else:
        monday = (first + step) - timedelta(days=first.weekday())
        first, last = monday, monday + timedelta(days=6)
    named = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    return f"{words[: found.start()]}{named}{words[found.end() :]}"


def goes_on(asked: QuestionWords, common: Collection[str]) -> FollowUp | None:
    """Return what changes; None for words that are a question of their own. `common` are the words of examples."""
    tokens = asked.tokens
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    night = asked.night and (tokens[0].word in _LEADS or len(tokens) <= _BARE)
    leads = tokens[0].word in _LEADS
    said = [each for each in tokens if each.word not in _LEADS | _BETWEEN]
    everybody, me = (any(each.word in words for each in said) for words in (_ALL, _ME))
    new = [each for each in said if each.word not in (_ALL | _ME | _OF_A_NIGHT if night else _ALL | _ME)]
    blanks = [each for each in new if each.word in BLANKS]
    rest = [each for each in new if each.word not in BLANKS]
    if len(tokens) <= _MORE and rest and all(each.word in _THE_SAME for each in rest) and not blanks:
        return FollowUp(leads=leads, more=True)
    if rest:
        strange = leads and not blanks and len(rest) <= 2 and all(each.word not in common for each in rest)
        return FollowUp(_between(asked.text, rest), leads=True) if strange else None
    about = [each for each in blanks if each.word not in (DAY, PERSON)]
    if not (blanks or everybody or me or night):
        return None
    return FollowUp(_between(asked.text, about), everybody, me, leads)


def with_what_changed(before: Mapping[str, Any], now: Mapping[str, Any], *, everybody: bool) -> dict[str, Any]:
    """Return the arguments of the question before, changed."""
    kept = {name: value for name, value in before.items() if not (everybody and name == "person")}
    if not _OF_TIME.isdisjoint(now):
        kept = {name: value for name, value in kept.items() if name not in _OF_TIME}
    return {**kept, **now}


def _between(text: str, tokens: Collection[Token]) -> str:
    if not tokens:
        return ""
    return text[min(each.start for each in tokens) : max(each.end for each in tokens)]
