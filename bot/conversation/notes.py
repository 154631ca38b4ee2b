"""What somebody asks us to remember, or to forget again, in the languages that people write in."""

import re

from bot.memory.questions import ends_asking
from integrations.deferred import dataclass, pattern


@dataclass(frozen=True, slots=True)
class Remember:
    """Make a note of `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class RememberThat:
    """Make a note of what was said just before, or was forwarded."""


@dataclass(frozen=True, slots=True)
class ForgetThat:
    """Take the last note back."""


@dataclass(frozen=True, slots=True)
class ListNotes:
    """Say what they had us remember."""


_PLEASE = r"(?:please|pls|kindly|bitte|por\s+favor|s['’]il\s+(?:te|vous)\s+pla[iî]t|svp|stp)"  # noqa: RUF001
_LEAD = rf"\W*(?:(?:{_PLEASE}|ok(?:ay)?|and|und|y|et|hey|hi|hello|hallo|hola|salut)\b\W*)*"
_KEEP = (
    r"(?:remember|keep\s+in\s+mind|(?:make|take)\s+(?:a\s+)?note(?:\s+of)?|note\s+to\s+self|note(?=\s+(?:that|this|it|down|que)\b|\s*[:,])"
    r"(?:\s+down)?|(?:don['’]?t|do\s+not|never)\s+forget|"  # noqa: RUF001
    r"merke?(?:\s+(?:dir|euch))(?:\s+bitte)?|notiere?(?:\s+(?:dir|bitte))?|schreibe?(?:\s+dir)?(?:\s+bitte)?\s+auf|"
    r"(?:notiz|notieren|nicht\s+vergessen|nota)(?=\s*:)|vergiss\s+(?:bitte\s+)?nicht|denke?\s+(?:bitte\s+)?d(?:a)?ran|"
    r"recuerda|acu[eé]rdate(?:\s+de)?|apunta|anota|toma\s+nota(?:\s+de)?|no\s+(?:te\s+)?olvides(?:\s+de)?|"
    r"souviens[- ]toi|prends?\s+note(?:\s+de)?|rappelle[- ]toi|retiens|n['’]oubliez?\s+pas|"  # noqa: RUF001
    r"ricorda(?:ti)?|non\s+dimenticare|onthoud|vergeet\s+niet|lembr[ae](?:-te|-se)?(?:\s+de)?|n[aã]o\s+(?:te\s+)?esque[cç]as?)"
)
_THIS = (
    r"(?:that|this|it|the\s+above|(?:this|that)\s+(?:message|one)|das|dies|es|diese\s+nachricht|esto|eso|este\s+mensaje|"
    r"[çc]a|cela|ceci|ce\s+message)"
)
_KEEP_IT = r"(?:recu[eé]rdalo|ap[uú]ntalo|an[oó]talo|retiens[- ]le|note[- ]le|rappelle[- ]t['’]en)"  # noqa: RUF001
_DROP = r"(?:forget|vergiss|olvida|oublie)"
_DROP_IT = r"(?:olv[ií]dalo|oublie[- ]le)"
_FOR_ALL = (
    r"(?:(?:for\s+(?:the\s+team|everybody|everyone|all\s+of\s+us|us\s+all)|f[uü]r\s+(?:das\s+team|alle)"
    r"|para\s+(?:el\s+equipo|todos)|pour\s+(?:l['’]\s?[eé]quipe|tous))\s*[,:]\s*)?"  # noqa: RUF001
)
"""A note is for whoever may read the place anyway."""
_AFTER = rf"(?:[\s,]+(?:{_PLEASE}|again|wieder|for\s+me|f[uü]r\s+mich))*\W*"

_REMEMBER = pattern(
    rf"{_LEAD}{_KEEP}(?:\s*[,:]\s*|\s+)(?:(?:that|dass|daß|de\s+que|que|che|dat)\b[,:]?\s+|qu['’])?{_FOR_ALL}(?P<what>\S.*\S|\S)\s*",  # noqa: RUF001
    re.IGNORECASE | re.DOTALL,
)
_REMEMBER_THAT = pattern(rf"{_LEAD}(?:{_KEEP}\s+{_THIS}|{_KEEP_IT}){_AFTER}", re.IGNORECASE)
_FORGET = pattern(
    rf"{_LEAD}(?:{_DROP}\s+(?:{_THIS}|what\s+i\s+(?:just\s+)?said|(?:that|my|the)\s+(?:last\s+)?note|"
    rf"(?:die|meine)\s+(?:letzte\s+)?notiz|(?:la|mi)\s+(?:[uú]ltima\s+)?nota|(?:la|ma)\s+(?:derni[eè]re\s+)?note)|"
    rf"{_DROP_IT}){_AFTER}",
    re.IGNORECASE,
)
_LIST = pattern(
    rf"{_LEAD}(?:"
    r"(?:(?:what|which)\s+(?:are|were)|show(?:\s+me)?|list|tell\s+me)?\s*(?:all\s+)?(?:of\s+)?my\s+notes"
    r"|(?:what|which)\s+notes\s+(?:did|have|do)\s+i\s+(?:make|made|have)"
    r"|what\s+(?:did|have)\s+i\s+(?:ask|asked|tell|told)\s+you\s+to\s+(?:remember|note|keep)"
    r"|what\s+do\s+you\s+(?:remember|know)\s+(?:of|about)\s+me"
    r"|(?:was\s+sind|zeig(?:e)?(?:\s+mir)?|welche\s+sind)?\s*(?:alle\s+)?meine\s+notizen"
    r"|welche\s+notizen\s+(?:habe\s+ich(?:\s+gemacht)?|hab\s+ich)"
    r"|was\s+(?:wei(?:ß|ss)t\s+du|merkst\s+du\s+dir)\s+(?:über|ueber|von)\s+mi(?:ch|r)"
    r"|(?:cu[aá]les\s+son|mu[eé]strame|ens[eé][nñ]ame)?\s*(?:todas\s+)?mis\s+notas"
    r"|qu[eé]\s+(?:notas\s+(?:he\s+hecho|tengo)|(?:recuerdas|sabes)\s+(?:de|sobre)\s+m[ií])"
    r"|(?:quelles\s+sont|montre(?:-moi)?)?\s*(?:toutes\s+)?mes\s+notes"
    r"|(?:quelles\s+notes\s+ai-je\s+(?:faites|prises)|que\s+sais-tu\s+(?:de|sur)\s+moi|de\s+quoi\s+te\s+souviens-tu)"
    rf"){_AFTER}",
    re.IGNORECASE,
)
_ASKS = pattern(
    r"(?:when|what|how|why|who|whom|whose|where|which|if|whether|me|us|wann|wie\s+wir|als\s+wir|cu[aá]ndo|c[oó]mo|"
    r"quand|comment)\b",
    re.IGNORECASE,
)
"""What follows "remember" in words that ask, or tell a story: "remember when we had one database"."""


def note_in(words: str) -> Remember | RememberThat | ForgetThat | ListNotes | None:
    """What the words ask to be noted, told or let go; None where they ask for nothing of the kind."""
    if _LIST.fullmatch(words):
        return ListNotes()
    if _REMEMBER_THAT.fullmatch(words):
        return RememberThat()
    if (note := _REMEMBER.fullmatch(words)) and not _ASKS.match(note["what"]) and not ends_asking(words):
        return Remember(note["what"])
    return ForgetThat() if _FORGET.fullmatch(words) else None
