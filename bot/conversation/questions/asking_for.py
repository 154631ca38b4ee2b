"""From a question that was recognised to what its tool is asked with."""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from bot.conversation.questions.blanks import DAY, PERSON, QuestionWords
from bot.conversation.questions.fillers import without_fillers
from bot.conversation.questions.narrowing import narrowed
from bot.tools.arguments import ME
from bot.tools.tool import Arguments
from integrations.deferred import dataclass, pattern
from integrations.word_set import word_set
from jobs.dates import Week

LOOK_AHEAD = word_set(
    "who_is_away plans the_day public_holidays skip_ritual move_ritual snooze_review reviews_waiting my_issues"
)

"""Tools of which "on Monday" is the next one; for the others it is the last."""
_IS_OVER = pattern(
    r"\b(?:did\b.*\b(?:do|say|work|finish|achieve|get\s+done)\b|(?:who|what|where|how|which)\s+was|were"
    r"|war(?:en|st)?|(?:hat|habe|haben|hast)\b.*\b(?:gemacht|getan|geschafft|gesagt|erledigt|gearbeitet|gefehlt)"
    r"|hizo|hicieron|hice|hiciste|dijo|dijeron|estaba|estuvo|estuvieron"
    r"|(?:ai|as|a|avons|avez|ont)(?:-t-(?:il|elle|on))?\s+(?:fait|dit|travaill[eé])|[eé]tai(?:t|ent))\b",
    re.IGNORECASE,
)
"""What asks for what is over: of these also `LOOK_AHEAD` look back, where a day may be either."""
DUE = frozenset(("reviews_waiting", "my_issues"))
"""Tools of which "before Friday" and "tomorrow" are by when it is to be done: what they tell is the same."""
OF_OTHER_DAYS: Mapping[str, str] = {"alerts_now": "alerts_since"}
"""Tools that know the present alone, with those that tell the same of other days and of nights."""
OF_SOMEBODY: Mapping[str, str] = {"find_issues": "my_issues"}
"""Tools that know nobody's, with those that tell the same of somebody: "and mine?"."""
MOST_AT_ONCE = 5
"""People or things of a question that are told of."""
_MINE = {
    "en": frozenset(("i", "me", "my", "mine", "myself")),
    "de": frozenset(("ich", "mich", "mir", "mein", "meine", "meinen", "meinem", "meiner", "meines")),
    "es": frozenset(("yo", "mi", "mis", "me", "mio", "mia", "tengo", "estoy", "debo", "deberia", "puedo", "he")),
    "fr": frozenset(("je", "j", "me", "m", "mon", "ma", "mes", "moi", "suis", "dois", "ai")),
}
"""Words that say "of mine"."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool, and what it is asked with."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Mapping[str, Any], ...] = ()
    """What it is asked with besides, where a question names several people or things."""
    language: str = field(default="", compare=False)
    """Of the example that it is like; "" where it goes on from another question."""


@dataclass(frozen=True, slots=True)
class WhichOne:
    """A name that more than one person has."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that is nobody's here."""

    name: str


Understood = ToolCall | WhichOne | Stranger


def arguments_for(
    tool: str,
    model: type[Arguments],
    asked: QuestionWords,
    today: date,
    *,
    words: str = "",
    week: Week | None = None,
    in_part: bool = False,
) -> dict[str, Any] | WhichOne | None:
    """Return what the question tells a tool; a name that several people have is asked back.

    None where it names days and the tool knows none but the present, or, but for `in_part`, where the tool has to be
    told more.
    """
    takes = model.model_fields
    given: dict[str, Any] = dict(_SPECIAL[tool](asked, words)) if tool in _SPECIAL else {}
    looks_ahead = tool in LOOK_AHEAD and not _IS_OVER.search(asked.text)
    spans = [
        span for each in asked.days if (span := (each.ahead if looks_ahead else each.back)(today, week)) is not None
    ]
    if tool not in LOOK_AHEAD and _MAY_WE.search(asked.text) and _is_to_come(asked, today, week):
        return None  # "can we deploy on Friday?" asks for a rule, and not what happened on a Friday
    if spans and "first" in takes:
        given |= {"first": min(span.first for span in spans), "last": max(span.last for span in spans)}
    elif spans and "day" in takes:
        given["day"] = spans[0].first
    elif "until" not in takes and any(span.first < today or tool not in DUE for span in spans if span.first != today):
        return None
    if tool in OF_OTHER_DAYS and (asked.night or asked.hours):
        return None
    if "since" in takes and asked.hours is not None:
        given |= {"last_hours": asked.hours.last} if asked.hours.last else {"since": asked.hours.since}
    if "night" in takes and asked.night:
        given["night"] = True
    if "person" in takes and asked.people:
        if len(asked.people[0]) > 1:
            return WhichOne(tuple(sorted(asked.people[0])))
        given["person"] = min(asked.people[0])
    for name, found in (("key", asked.keys), ("pull", asked.pulls), ("number", asked.numbers)):
        if name in takes and found:
            given[name] = found[0]
    about = words or " ".join(asked.names) or " ".join(asked.pulls)
    if "words" in takes and about and tool not in _SPECIAL:
        given["words"] = about
    missing = any(field.is_required() and name not in given for name, field in takes.items())
    return None if missing and not in_part else given


def _is_to_come(asked: QuestionWords, today: date, week: Week | None) -> bool:
    ahead = (each.ahead(today, week) for each in asked.days)
    return any(span is not None and span.first > today for span in ahead)


def others_in(model: type[Arguments], asked: QuestionWords) -> list[dict[str, Any]]:
    """Return what changes in the arguments for each person or thing that a question names after the first."""
    takes = model.model_fields
    for name, found in (("key", asked.keys), ("pull", asked.pulls), ("number", asked.numbers)):
        if name in takes and len(found) > 1:
            return [{name: each} for each in dict.fromkeys(found) if each != found[0]][: MOST_AT_ONCE - 1]
    if "person" in takes and len(asked.people) > 1 and all(len(those) == 1 for those in asked.people):
        people = list(dict.fromkeys(min(those) for those in asked.people))
        return [{"person": each} for each in people[1:MOST_AT_ONCE]]
    return []


def _of_drafts(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """Drafts are found by all that is said: their kind, number, state and subject."""
    return {"words": " ".join(each.raw for each in without_fillers(asked.tokens) if each.word not in (PERSON, DAY))}


def _of_the_day(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """Which ritual is meant, where one is named; of a day's midday it is the lunch break."""
    named = [_IN_ENGLISH.get(each.word, each.raw) for each in asked.tokens if each.word in _RITUALS]
    if not named and any(_MIDDAY.search(each.words) for each in asked.days):
        named = ["lunch"]
    return {"words": " ".join(named)} if named else {}


def _of_a_role(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """Whom to look for: what is said of them, or that they lead, or are an admin."""
    role = next((each.word for each in asked.tokens if each.word in _ROLES and not asked.people), "")
    about = words or " ".join(asked.names) or _ROLES.get(role, "")
    return {"words": about} if about else {}


def _of_a_comment(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """What is to be said stands behind a colon, in quotes, or at the end."""
    said = _SAID.search(asked.text)
    return {"words": (said[1] or said[2]).strip()} if said else {"words": words} if words else {}


def _to(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """What closes an issue moves it to its end."""
    return {"to": words} if words else {"to": "Done"} if any(each.word in _CLOSES for each in asked.tokens) else {}


def _named(asked: QuestionWords, words: str) -> Mapping[str, str]:
    ritual = _of_the_day(asked, words).get("words") or words
    return {"name": ritual} if ritual else {}


def _of_a_label(asked: QuestionWords, words: str) -> Mapping[str, str]:
    return {"label": words} if words else {}


def _of_an_issue(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """Its title stands behind a colon or at the end, its project among the names, what it is by its usual word."""
    title = asked.text.partition(":")[2].strip() or words
    kind = next((_TYPES[each.word] for each in asked.tokens if each.word in _TYPES), "Task")
    project = next((name for name in asked.names if name.isupper()), "")
    return {"title": title, "type": kind, "project": project} if title else {}


def _of_issues(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """What they are about, or else what became of them."""
    about = words or " ".join(asked.names)
    return {"words": about} if about else narrowed("find_issues", asked)


def _of_alerts(tool: str) -> Callable[[QuestionWords, str], Mapping[str, Any]]:
    """What they are about, how bad they are, and whether they paged."""

    def of(asked: QuestionWords, words: str) -> Mapping[str, Any]:
        which = narrowed(tool, asked)
        about = words or " ".join(asked.names)
        return {**({"words": about} if about else {}), **which}

    return of


def _of_queries(asked: QuestionWords, words: str) -> Mapping[str, Any]:
    """Whether an index is asked for, and of what."""
    if any(each.word in _INDEXES for each in asked.tokens):
        return {"indexes": True}
    return {"words": about} if (about := words or " ".join(asked.names)) else {}


def _until(asked: QuestionWords, words: str) -> Mapping[str, str]:
    pushed = any(each.word == "push" for each in asked.tokens)
    return {"until": "push" if pushed else "three_days" if _THREE.search(asked.text) else "tomorrow"}


def _of_a_pull(asked: QuestionWords, words: str) -> Mapping[str, Any]:
    """Which pull request is meant: by its bare number, or by what its title says."""
    if asked.pulls:
        return {}
    if asked.numbers:
        return {"pull": f"#{asked.numbers[0]}"}
    if about := words or " ".join(asked.names):
        return {"words": about, **(narrowed("reviews_waiting", asked) if not words else {})}
    return {"own": True} if _MY_PULL.search(asked.text) else narrowed("reviews_waiting", asked)


def _of_another_hour(asked: QuestionWords, words: str) -> Mapping[str, Any]:
    """The hour stands behind "to" or "at"; "for good" and "from now on" say that it stays."""
    found = _HOUR.search(asked.text)
    ritual = _of_the_day(asked, words).get("words") or words[: _where(_HOUR, words)].strip()
    if found is None or not ritual:
        return {}
    hour = int(found["hour"])
    if found["am"] or found["pm"]:
        hour = hour % 12 + (12 if found["pm"] else 0)
    for_good = _FOR_GOOD.search(asked.text) is not None
    return {"name": ritual, "at": f"{hour:02}:{found['minute'] or '00'}", "for_good": for_good}


def _where(wanted: re.Pattern[str], words: str) -> int | None:
    """Where it begins; None where it is not there."""
    found = wanted.search(words)
    return found.start() if found else None


def _to_share(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """Which draft stands behind what it is called, and the channel at the end, with its sign."""
    found = _SHARED.search(asked.text)
    if found is None:
        return {}
    kind = {"adr": {"kind": "adr"}, "runbook": {"kind": "runbook"}}.get(found["kind"].lower(), {})
    return {"draft": found["draft"], "channel": found["channel"], **kind}


def _of_the_thread(asked: QuestionWords, words: str) -> Mapping[str, str]:
    """What it is about; what the thread says is looked up where it is known which."""
    return {"title": words} if words and not _A_THREAD.search(words) else {}


_MY_PULL = pattern(
    r"\b(?:my|mein\w*|mis?|m[ao]n?|mes)\s+(?:\w+\s+){0,2}?(?:prs?|mrs?|pull[- ]?requests?|merge[- ]?requests?)\b",
    re.IGNORECASE,
)
_MAY_WE = pattern(
    r"\b(?:can|could|may|should|shall)\s+(?:we|i)(?:\s+(?:still|already|safely|now|just))*\s+"
    r"(?:deploy|release|ship|merge|push|roll|migrate|go live)\b"
    r"|\b(?:k[oö]nnen|kann|d[uü]rfen|darf|sollen|soll)\s+(?:wir|ich|man)\b.*\b(?:deploy|releas|merg|ausroll|push|migri)"
    r"|\b(?:podemos|puedo|se puede|debemos)\s+(?:desplegar|publicar|subir|lanzar)"
    r"|\b(?:peux|peut|pouvons|doit)\b[\s-]*(?:on|je|nous)?\s*(?:d[eé]ployer|livrer|merger|publier)",
    re.IGNORECASE,
)
"""Whether something may be done."""
_A_THREAD = pattern(r"\b(?:thread|hilo|fil)\b|\b(?:this|that|it|das|esto|ça)\Z", re.IGNORECASE)
_SAID = pattern(r"[\"\u201c\u201e\u00ab](.+)[\"\u201d\u201c\u00bb]|:\s*(\S.*)", re.DOTALL)
_HOUR = pattern(
    r"\b(?:to|at|for|auf|um|a\s+las?|[aà]|vers)\s+(?P<hour>\d{1,2})"
    r"(?:(?:\s*uhr\s*|\s*h\s*|[:.])(?P<minute>\d{2})\b|\s*(?:uhr|horas?|heures?|h)\b|\b|(?=[ap]m\b))"
    r"(?:\s*uhr\b)?\s*(?:(?P<am>am\b|morgens|vormittags|de\s+la\s+ma[ñn]ana|du\s+matin)"
    r"|(?P<pm>pm\b|nachmittags|abends|de\s+la\s+(?:tarde|noche)|de\s+l['\u2019]apr[eè]s-midi|du\s+soir))?",
    re.IGNORECASE,
)
_FOR_GOOD = pattern(
    r"\b(?:for good|from now on|always|permanently|every day|ab (?:jetzt|sofort|nun)|dauerhaft|f[uü]r immer|immer"
    r"|k[uü]nftig|jeden tag|(?:de|a partir de) ahora(?: en adelante)?|para siempre|siempre|cada d[ií]a"
    r"|todos los d[ií]as|d[eé]sormais|dor[eé]navant|[aà] partir de maintenant|pour de bon|toujours"
    r"|tous les jours|chaque jour)\b",
    re.IGNORECASE,
)
_THREE = pattern(r"\b(?:3|three|drei|tres|trois)\b", re.IGNORECASE)
_SHARED = pattern(
    r"\b(?:(?:my|the|mein(?:en)?|den|das|mi|el|mon|le)\s+)?(?P<kind>draft|entwurf|borrador|brouillon|adr|runbook)\s+"
    r"(?:(?:on|about|for|called|[uü]ber|zu|f[uü]r|sobre|sur|pour)\s+)?(?P<draft>\S.*?)"
    r"\s+(?:in|with|to|into|mit|en|con|dans|avec)\s+(?P<channel>#\S+)",
    re.IGNORECASE,
)
_RITUALS = word_set(
    "standup daily stand review reviews queue design lunch mittag comida focus wrap retro deployment testing queries"
    " api documentation debugging mittagspause reviewrunde revue revision relecture dejeuner conception"
    " comemos almorzamos almuerzo mange diseno retrospective retrospectiva retrospektive"
)
"""Words by which rituals are called."""
_IN_ENGLISH = {
    **dict.fromkeys(
        ("mittag", "mittagspause", "comida", "comemos", "almorzamos", "almuerzo", "dejeuner", "mange"), "lunch"
    ),
    **dict.fromkeys(("reviewrunde", "revue", "revision", "relecture"), "review"),
    **dict.fromkeys(("conception", "diseno"), "design"),
    **dict.fromkeys(("retrospective", "retrospectiva", "retrospektive"), "retro"),
}
"""What rituals are called by whoever named them in English, and asks in another language."""
_MIDDAY = pattern(r"\bmittags?\b", re.IGNORECASE)
_CLOSES = word_set(
    "close resolve finish schliess schliesse schliessen erledige cierra cerrar resuelve ferme fermer clos"
)
WRITTEN_DOWN = frozenset(("comment_on_issue", "create_issue", "note_for_the_team"))
"""Tools that write down what stands behind a colon: those words ask for nothing themselves."""
_TYPES = {"bug": "Bug", "fehler": "Bug", "story": "Story", "epic": "Epic"}
"""Words for what an issue is, with what trackers call it."""
_ROLES: Mapping[str, str] = {
    **dict.fromkeys(("lead", "leads", "leader", "boss", "chief", "chef", "chefin", "cheffe", "dirige"), "lead"),
    **dict.fromkeys(("leitet", "leiter", "leiterin", "teamleiter", "jefe", "jefa", "lidera", "lider"), "lead"),
    **{each: each for each in ("qa", "tester", "devops")},
    **dict.fromkeys(("dba", "datenbank"), "database"),
    **dict.fromkeys(("admin", "admins", "administrators", "administradores", "administrateurs"), "admin"),
}
"""Words that say what somebody is, with those by which they are found."""
_INDEXES = frozenset(("index", "indexes", "indices", "indexe", "indizes", "indexen", "indice", "indexation"))
_SPECIAL: Mapping[str, Callable[[QuestionWords, str], Mapping[str, Any]]] = {
    "alerts_now": _of_alerts("alerts_now"),
    "alerts_since": _of_alerts("alerts_since"),
    "find_drafts": _of_drafts,
    "find_issues": _of_issues,
    "reviews_waiting": _of_a_pull,
    "slow_queries": _of_queries,
    "who_is_away": lambda asked, words: narrowed("who_is_away", asked) if not asked.people else {},
    "the_day": _of_the_day,
    "who_is_who": _of_a_role,
    "comment_on_issue": _of_a_comment,
    "move_issue": _to,
    "label_issue": _of_a_label,
    "create_issue": _of_an_issue,
    "snooze_review": _until,
    "move_ritual": _of_another_hour,
    "draft_adr": _of_the_thread,
    "draft_runbook": _of_the_thread,
    "share_draft": _to_share,
    "note_for_the_team": _of_a_comment,
    "run_ritual": _named,
    "skip_ritual": _named,
}
"""Tools whose words are read from the question in a way of their own."""


_OF_OTHERS = pattern(
    r"\bam i (?:blocking|holding)|\bi(?:['\u2019]m| am) (?:blocking|holding)|\bblockiere ich|\bich blockiere"
    r"|\b(?:estoy bloqueando|bloqueo a)|\bje bloque|\bbloqu[eé]-je"
    r"|\b(?:can|could) i help\b|\bkann ich\b.*\bhelfen|\bpuedo ayudar|\b(?:puis-je|je peux|je pourrais) aider",
    re.IGNORECASE,
)
"""Whom the asker is in the way of, or can help: no blocker of their own is meant."""


def is_mine(asked: QuestionWords, language: str) -> bool:
    """Return True if the question is about the asker's own."""
    if _OF_OTHERS.search(asked.text):
        return False
    return not asked.people and any(each.word in _MINE[language] for each in without_fillers(asked.tokens))


def mine(model: type[Arguments]) -> dict[str, Any]:
    """Return what tells a tool that it is about the asker."""
    return {"person": ME} if "person" in model.model_fields else {}
