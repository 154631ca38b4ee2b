"""Who owns something, asked in many words: it is known only where somebody has said so."""

import re

from bot.memory.kin import kin
from bot.memory.questions import MARKS
from bot.memory.stems import stem
from bot.memory.words import searchable, terms
from integrations.deferred import pattern

_ASKED = pattern(
    r"\W*(?:"
    r"who(?:['\u2019]s|s| is| are| was)? (?:actually |really )?(?:"
    r"owns?|maintains?|(?:the )?(?:owners?|maintainers?) (?:of|for)|responsible for|in charge of|accountable for"
    r"|takes? care of|taking care of|looks? after|looking after)"
    r"|wem geh[oö]r(?:t|en)|wer (?:betreut|verantwortet|k[uü]mmert sich um|ist (?:verantwortlich|zust[aä]ndig) f[uü]r)"
    r"|(?:de )?qui[eé]n(?:es)? (?:se (?:encarga|ocupa)n? de"
    r"|(?:es|son) (?:el |la |los |las )?(?:responsables?|due[nñ][oa]s?)"
    r" de|mantiene|lleva)"
    r"|qui (?:s['\u2019 ]occupe (?:de|du|des)|(?:est|sont) (?:le |la |les )?(?:responsables?|charg[eé]e?s?)"
    r" (?:de|du|des)"
    r"|maintient)|[aà] qui appartient"
    r")\s+(?P<what>\S.{0,100})",
    re.IGNORECASE,
)
_ASKED_AROUND = pattern(
    r"\W*wer (?:ist|sind) (?:denn )?f[uü]r (?P<what>\S.{0,100}?) (?:zust[aä]ndig|verantwortlich)\W*", re.IGNORECASE
)
_ARTICLE = pattern(r"(?:der|die|das|den|dem|el|la|los|las|le|les|l['\u2019])\s*\b", re.IGNORECASE)
_ANOTHER = pattern(
    r"(?:it|that|this|this one|that one|them|what|was|das|dies(?:es|e|er)?|eso|esto|[cç]a|cela)|.*(?:#\d|[a-z]-\d).*",
    re.I,
)
"""What is no thing of the team's, or a thing that a tool knows: an issue, a pull request."""
_OWNS = pattern(
    r"\b(?:owns|owned|owners?|ownership|(?:we|i|they) own|maintain(?:s|ed|ers?)?|responsible|accountable|in charge"
    r"|takes? care|looks? after|geh[oö]rt|zust[aä]ndig|verantwortlich|betreut|k[uü]mmert|encarga|ocupa|responsables?"
    r"|due[nñ][oa]|s['\u2019]occupe|charg[eé]e? d|appartient)\b",
    re.IGNORECASE,
)


def owned(question: str) -> str:
    """Return what it is whose owner is asked for, as it was written; "" where the question is another."""
    plain = " ".join(question.split()).rstrip(MARKS + " .!")
    found = _ASKED_AROUND.fullmatch(plain) or _ASKED.fullmatch(plain)
    if found is None:
        return ""
    what = _ARTICLE.sub("", found["what"], count=1) if _ARTICLE.match(found["what"]) else found["what"]
    return what if terms(what) and not _ANOTHER.fullmatch(what) else ""


def tells_the_owner(what: str, text: str, *, noted: bool) -> bool:
    """Return True if words tell who owns something: they name all of it, and were noted or speak of owning."""
    there = {stem(word) for word in searchable(text).split()}
    names_it = all(not there.isdisjoint({stem(word), *kin(stem(word))}) for word in terms(what))
    return names_it and (noted or bool(_OWNS.search(text)))
