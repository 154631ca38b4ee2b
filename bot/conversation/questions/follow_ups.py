"""What goes on from the question before: "and tomorrow?", "und für Ben?", "y mañana?", "what about alerts?"."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bot.conversation.questions.asking_for import ToolCall
from bot.conversation.questions.blanks import BLANKS, DAY, NIGHTS, PERSON, QuestionWords, Token
from bot.tools.arguments import ME
from integrations.deferred import dataclass
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
_PERSON = re.compile(r"(?<![^\W_])(?:he|she|him|her|his|er|ihn|ihm|ella|elle)(?![^\W_])", re.IGNORECASE)
_THING = re.compile(
    r"(?<![^\W_])(?:it|lo|this one|that one|this ticket|that ticket|this issue|that issue|das ticket|dieses ticket"
    r"|ese ticket|este ticket|ce ticket)(?![^\W_])",
    re.IGNORECASE,
)
"""Words that stand for who or what was asked about just before."""
_OF_TIME = frozenset(("first", "last", "night", "since", "last_hours"))
"""Arguments that say when."""
MOST_WORDS = 8


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
    key, person = before.arguments.get("key"), before.arguments.get("person")
    if key:
        return _THING.sub(lambda _: str(key), words), mentioned
    if person and person != ME and _PERSON.search(words):
        return _PERSON.sub(f"@{person}", words), {**mentioned, str(person): str(person)}
    return words, mentioned


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
