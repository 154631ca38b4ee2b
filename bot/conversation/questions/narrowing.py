"""Which of many are asked for: the oldest, what is red, the critical ones, what did not move."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.questions.blanks import QuestionWords, folded
from integrations.deferred import pattern
from integrations.word_set import word_set

_NOT = word_set("not t dont doesnt didnt havent hasnt isnt never nicht nichts nie nunca no ne n jamais")
"""Words that turn what became of issues around: what has not moved lies still."""
_BECAME: Mapping[str, str] = {
    **dict.fromkeys(("moved", "move", "moves", "moving", "progressed", "progressing", "changed"), "moved"),
    **dict.fromkeys(("bewegt", "bewegen", "verschoben", "geandert", "getan"), "moved"),
    **dict.fromkeys(("movio", "movido", "movieron", "mueve", "mueven", "avanzo", "avanzan", "cambio"), "moved"),
    **dict.fromkeys(("bouge", "bougent", "avance", "avancent", "change"), "moved"),
    **dict.fromkeys(("done", "closed", "close", "finished", "completed", "resolved", "solved", "fixed"), "done"),
    **dict.fromkeys(("erledigt", "geschlossen", "fertig", "abgeschlossen", "geschafft", "gelost"), "done"),
    **dict.fromkeys(("cerrado", "cerrados", "cerramos", "cerraron", "cerro", "terminado", "terminados"), "done"),
    **dict.fromkeys(("terminamos", "termino", "hecho", "hechos", "resuelto", "resueltos", "acabado"), "done"),
    **dict.fromkeys(("acabados", "ferme", "fermes", "clos", "fini", "finis", "termine", "termines"), "done"),
    **dict.fromkeys(("resolu", "resolus"), "done"),
    **dict.fromkeys(("stale", "untouched", "stuck", "idle", "dormant", "forgotten", "rotting", "dust"), "stale"),
    **dict.fromkeys(
        ("liegen", "liegengeblieben", "vergessen", "veraltet", "unangetastet", "hangen", "verstauben"), "stale"
    ),
    **dict.fromkeys(("parados", "paradas", "estancados", "estancadas", "olvidados", "olvidadas", "polvo"), "stale"),
    **dict.fromkeys(("dorment", "trainent", "oublies", "traine", "stagnent", "poussiere"), "stale"),
    **dict.fromkeys(("unassigned", "nobody", "nobodys", "unowned", "ownerless", "noone"), "unassigned"),
    **dict.fromkeys(("niemand", "niemandem", "niemandes", "unzugewiesen", "bearbeiter", "libres"), "unassigned"),
    **dict.fromkeys(("asignar", "asignados", "nadie", "dueno", "personne", "assignes", "attribues"), "unassigned"),
}
"""Words that say what became of issues; "nobody" has them where nobody has taken them."""
_MOST: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "oldest",
        pattern(
            r"\b(?:oldest|longest|alteste[nrs]?|(?:am )?langsten|mas (?:viej|antigu)[oa]|mas tiempo"
            r"|plus (?:vieux|vieille|ancien(?:ne)?)\b|(?:vieux|vieille) des|plus longtemps)"
        ),
    ),
    ("newest", pattern(r"\b(?:newest|youngest|neueste[nrs]?|jungste[nrs]?|mas (?:nuev[oa]|reciente)|plus recente?)\b")),
    ("largest", pattern(r"\b(?:biggest|largest|gro(?:ss|ß)te[nrs]?|mas grande|plus (?:gros(?:se)?|grande?))\b")),
    ("smallest", pattern(r"\b(?:smallest|shortest|kleinste[nrs]?|mas (?:pequen[oa]|cort[oa])|plus petite?)\b")),
)
_REVIEWS: Sequence[tuple[str, re.Pattern[str]]] = (
    *_MOST,
    ("oldest", pattern(r"\b(?:(?:gathering|collecting) dust|verstauben|poussiere|polvo|takes? ages)\b")),
    (
        "unassigned",
        pattern(
            r"\b(?:no|without (?:a |any )?|missing a )\s*reviewers?\b|\b(?:kein(?:en|e)?|ohne) reviewer"
            r"|\bsin revisor|\bno tienen? revisor|\b(?:sans|pas de) relecteur"
        ),
    ),
    (
        "ready",
        pattern(
            r"\b(?:ready|mergeable|approved|(?:can|could|may) be merged|bereit|freigegeben|genehmigt"
            r"|gemergt werden|list[oa]s?|aprobad[oa]s?|se puede[n]? (?:mergear|fusionar)|pretes?|approuvees?"
            r"|(?:peut|peuvent) etre (?:merge|fusionne)\w*)\b"
        ),
    ),
    ("red", pattern(r"\b(?:red|failing|failed|broken|rote?[nr]?|roj[oa]s?|rouges?)\b")),
    ("changes", pattern(r"\b(?:changes|anderungen|cambios|changements|modifications)\b")),
    ("drafts", pattern(r"\b(?:drafts?|entwurfe?|borrador(?:es)?|brouillons?)\b")),
    (
        "open",
        pattern(
            r"\b(?:how many|wie viele?|wieviele?|cuant[oa]s|combien)\b.*"
            r"\b(?:open|offene?n?|abiert[oa]s?|ouvert(?:e?s)?)\b"
            r"|\bhow many (?:prs|pull requests|mrs|merge requests)(?: do we have| are there)?\W*$"
        ),
    ),
)
"""The first that a question says is meant."""
_CRITICAL = pattern(r"\b(?:critical|kritische[nrs]?|kritisch|critic[oa]s?|graves?|critiques?)\b")
_WARNINGS = pattern(r"\b(?:warnings?|warnungen|avisos|avertissements?)\b")
_HOW_BAD = pattern(
    r"\b(?:how|wie|que tan|cuan)\s+(?:bad|severe|serious|critical|urgent|dangerous|schlimm|ernst|kritisch|dringend"
    r"|grave|critico)\b|\bc'?\s?est grave|\bes grave|\bgravite|\bgravedad"
)
"""Asks how critical something is, and not for the critical ones."""
_PAGED = pattern(
    r"\b(?:paged?|pages|pager|pinged on call|gerufen|alarmiert|avis(?:o|aron)|busca|appele[es]?|astreinte)\b"
)
_COMES_BACK = pattern(
    r"^\W*(?:and |y |und |et )?(?:who|any(?:body|one)|some(?:body|one))"
    r"(?:'?s| is| are| will be| comes?| is coming| coming| gets?)? back\b"
    r"|who returns?\b|wer\b.*\b(?:zuruck|wieder da|wieder zuruck)\b|quien(?:es)?\b.*\b(?:vuelven?|regresan?)\b"
    r"|qui\b.*\b(?:revient|reviennent|rentre|rentrent|de retour)\b"
)
"""Asks who is back, and not who is away."""
_NUMBERED = pattern(r"#\d")


def narrowed(tool: str, asked: QuestionWords) -> Mapping[str, Any]:
    """Return what a question says of which ones it means, as arguments of that tool; nothing where it means all."""
    text = folded(asked.text)
    match tool:
        case "reviews_waiting":
            if asked.pulls or asked.numbers or _NUMBERED.search(text):
                return {}
            return _first(_REVIEWS, text)
        case "find_issues":
            return {"which": which} if (which := _of_issues(asked, text)) else {}
        case "who_is_away":
            return {"back": True} if _COMES_BACK.search(text) else {}
        case "alerts_now":
            return _of_alerts(text)
        case "alerts_since":
            return {**_of_alerts(text), **({"paged": True} if _PAGED.search(text) else {})}
        case _:
            return {}


def _first(of: Sequence[tuple[str, re.Pattern[str]]], text: str) -> Mapping[str, str]:
    which = next((which for which, says in of if says.search(text)), "")
    return {"which": which} if which else {}


def _of_issues(asked: QuestionWords, text: str) -> str:
    most = _first(_MOST[:2], text).get("which", "")
    became = next((_BECAME[each.word] for each in asked.tokens if each.word in _BECAME), "")
    if became == "moved" and any(each.word in _NOT for each in asked.tokens):
        return "stale"
    return most or became


def _of_alerts(text: str) -> Mapping[str, str]:
    if _HOW_BAD.search(text):
        return {}
    return (
        {"severity": "critical"}
        if _CRITICAL.search(text)
        else {"severity": "warning"}
        if _WARNINGS.search(text)
        else {}
    )
