"""What people ask a teammate for that this one does not do, said plainly, with a way that works."""

import re

from bot.conversation.sentences import asked_in, sentence
from bot.memory.questions import MARKS
from integrations.deferred import pattern
from integrations.post import Post

_REMIND_ME = pattern(
    r"\W*(?:(?:please|can you|could you|will you|kannst du|bitte|puedes|peux-tu|tu peux)\b\W*)*(?:"
    r"remind\s+(?:me|us)(?!\s+(?:again\s+)?(?:what|who|whose|which|where|why|how|whether|if|of\s+(?:what|the))\b)|set\s+(?:me\s+)?an?\s+(?:reminder|alarm|timer)|wake\s+me|"
    r"erinner[en]?\s+(?:mich|uns)|(?:me\s+)?recu[eé]rda(?:me|nos|r(?:me|nos))|(?:me\s+)?rappelle[rz]?(?:-|\s+)(?:moi|nous)|"
    r"(?:me|nous)\s+rappeler)\b",
    re.IGNORECASE,
)
_LANGUAGES = pattern(
    r"\W*(?:do|can|could)\s+(?:you|u)\s+(?:speak|understand|talk|read|write)(?:\s+(?:in\s+)?\w+){1,4}\W*"
    r"|\W*(?:which|what)\s+languages?\s+(?:do|can)\s+you\s+(?:speak|understand|know|read)\W*"
    r"|\W*(?:sprichst|verstehst|kannst)\s+du\s+(?:auch\s+)?(?:deutsch|englisch|spanisch|franz[oö]sisch)\W*"
    r"|\W*hablas\s+(?:espa[nñ]ol|ingl[eé]s|alem[aá]n|franc[eé]s)\W*"
    r"|\W*(?:tu\s+parles|parles[- ]tu)\s+(?:fran[cç]ais|anglais|allemand|espagnol)\W*",
    re.IGNORECASE,
)
_LEAD = (
    r"\W*(?:(?:please|pls|plz|hey|hi|ok(?:ay)?|so|and|now|just|then|can you|could you|will you|would you|can u"
    r"|i want you to|bitte|kannst du|k[oö]nntest du|und|jetzt|mal|por favor|puedes|podr[ií]as|y"
    r"|peux[- ]tu|tu peux|pourrais[- ]tu|et|s'il te pla[iî]t)\b\W*)*"
)
_NOT_US = (
    r"(?!(?:me|us|about|a|an|the|for|who|whom|what|when|where|why|how|if|whether|which|mir|mich|uns|mal|bitte|wer|was"
    r"|wie|ob|nach|moi|nous|no|si|qu[eé]|qui)\b|[a-z]+-\d)"
)
_PASS_ON = pattern(
    _LEAD
    + r"(?:(?:tell|inform|notify|message|dm|ping|ask|warn)\s+(?:everybody|everyone|the team|the others|people|all"
    + rf"|@?{_NOT_US}\w+)[:,]?\s+(?!to review\b)\S|let\s+{_NOT_US}\w+\s+know\b|say\s+(?:hi|hello|thanks|sorry)\s+to\b"
    + rf"|(?:sag|frag|schreib|richte)e?\s+(?:dem team|allen|den anderen|{_NOT_US}\w+)[:,]?\s+\S|gr[uü][sß]s?\s+\w+"
    + r"|(?:dile|pregunta(?:le)?|av[ií]sa(?:le)?|escr[ií]bele|saluda)\s+a(?:l equipo| todos)?\s+(?!los revisores)\S"
    + r"|(?:dis|demande|[eé]cris)\s+(?:[aà]\s+(?!moi)|au[x]?\s+(?!relecteurs)|que\s+)?\w+\s+(?:que|de|s[i'])\s*\S)",
    re.IGNORECASE,
)
_THIS = (
    r"(?:me|us|it|them|him|her|my|our|the|a|an|this|that|these|those|all|some|every|\S*[#-]\d+|\d+"
    r"|mir|uns|das|die|den|dem|der|ein(?:e|en)?|alle|mein(?:e|en)?|el|la|los|las|un|una|mi|mis|esto?|le|les|une|mon|ma|mes"
    r"|[cç]a)"
)
_WISH = pattern(
    _LEAD
    + r"(?:(?:fix|solve|repair|restart|reboot|rerun|re-run|revert|undo|rollback|roll\s+back|approve|merge|deploy|ship"
    r"|rebase|assign|silence|acknowledge|ack|page|call|phone|email|mail|book|buy|order|bring|get\s+(?:me|us)\s+an?"
    r"|translate|delete|remove|kick|ban|invite|fire|hire|kill|install|refactor|debug|implement|code|turn\s+(?:on|off)"
    r"|shut\s+down|scale|rename|upload|download|print|schedule|play|sing|make\s+(?:me|us)|send|(?:write|draft|compose)\s+(?:code|an?\s+e?-?mail|the\s+release\s+notes)|write"
    r"|pay|pick|clean"
    rf")\s+{_THIS}\b"
    rf"|review\s+(?:(?:my|this|our)\b|\S*#\d+|\d+)"
    rf"|(?:reparier|behebe?|starte?|deploye?|merge?|genehmige?|bestell|buch|l[oö]sche?|schick|ruf|kauf|mach)e?\s+{_THIS}\b"
    rf"|(?:arregla|reinicia|despliega|aprueba|pide|p[ií]deme|compra|borra|env[ií]a|llama|reserva|mezcla)(?:me|nos)?\s+{_THIS}\b"
    rf"|(?:r[eé]pare|corrige|red[eé]marre|d[eé]ploie|approuve|commande|ach[eè]te|supprime|envoie|appelle|r[eé]serve|merge)"
    rf"(?:-(?:moi|nous))?\s+{_THIS}\b)",
    re.IGNORECASE,
)
"""What is wanted done, by how it begins."""
_AWAY = pattern(
    _LEAD + r"(?:i(?:['\u2019]?m| am| will be|['\u2019]ll be)\s+(?:(?:not|still|probably|really|a bit|feeling)\s+)*"
    r"(?:sick|ill|unwell|off|out of (?:the )?(?:office|town)|out|away"
    r"|on (?:vacation|holiday|leave|pto)|ooo|at the (?:doctor|dentist))\b"
    r"|(?:ooo|oof|out of (?:the )?office|pto|sick|on (?:vacation|holiday|leave|pto))\s+(?:today|tomorrow"
    r"|until|'?till?|through|thru|from|next|this|on\s+\w+day|(?:mon|tues|wednes|thurs|fri)day|for\s+(?:an?|one|two|three|\d)|\d)\b"
    r"|i(?:['\u2019]m)? tak(?:e|ing)\s+.{0,30}\boff\b"
    r"|(?:cancel|delete|remove)\s+my\s+(?:day off|vacation|holiday|absence|leave|pto)"
    r"|ich\s+bin\s+(?:\w+\s+){0,2}(?:krank|weg|nicht da|im urlaub|abwesend)\b"
    r"|ich\s+habe?\s+(?:\w+\s+){0,2}(?:urlaub|frei)\b"
    r"|estoy\s+(?:\w+\s+){0,2}(?:enferm[oa]|mal[oa]|de vacaciones|fuera|de baja)\b"
    r"|je\s+suis\s+(?:\w+\s+){0,2}(?:malade|absent|absente|en cong[eé]s?|en vacances)\b)"
    r"(?!.*\b(?:with|of|about|auf)\b)",
    re.IGNORECASE,
)
_ASKS_FOR_IT = pattern(r"(?:can|could|will|would) (?:you|u)\b|kannst du|puedes|peux[- ]tu|tu peux", re.IGNORECASE)
_OF_US = r"(?:\s+(?:me|us|people|everybody|everyone|the team|this channel|in here|here)\b|\W*$)"
_TOO_MUCH = pattern(
    _LEAD
    + r"(?:(?:stop|quit)\s+(?:(?:spamming|bothering|annoying|pinging|nagging|nudging|messaging|disturbing|dm'?ing)"
    rf"{_OF_US}|(?:sending|writing)\s+(?:to\s+)?me\b)"
    rf"|(?:do not|don['\u2019]?t)\s+(?:spam|bother|disturb|ping|nag|nudge){_OF_US}"
    r"|leave\s+me\s+alone\b|(?:too many|less|fewer|no more)\s+(?:messages|nudges|pings|reminders|dms|notifications)\W*$"
    r"|you(?:['\u2019]re| are)\s+spamming\b"
    r"|h[oö]r\s+auf,?\s+(?:mich\s+)?(?:zu\s+)?(?:spammen|nerven|st[oö]ren|schreiben)|lass\s+mich\s+in\s+ruhe"
    r"|(?:spam+|nerv|st[oö]r)e?\s+mich\s+nicht|(?:zu viele|weniger)\s+(?:nachrichten|erinnerungen)\W*$"
    r"|d[eé]jame\s+en\s+paz|(?:deja|para)\s+de\s+(?:molestar|enviar|escribir|mandar)(?:me)?\b|no\s+me\s+molestes"
    r"|(?:demasiados|menos)\s+(?:mensajes|avisos)\W*$"
    r"|laisse[- ]moi\s+tranquille"
    r"|arr[eê]te\s+de\s+(?:me\s+|m['\u2019])?(?:spammer|d[eé]ranger|[eé]crire|embêter|envoyer)"
    r"|(?:trop|moins)\s+de\s+(?:messages|rappels)\W*$)",
    re.IGNORECASE,
)
"""Somebody has had enough of us."""
_LONGEST = 300
"""Characters of a plain wish; what is longer says more."""


def cannot_do(words: str) -> Post | None:
    """Return what is said to a wish that is none of ours; None for any other words."""
    if len(words) > _LONGEST:
        return None
    if _REMIND_ME.match(words):
        return _said("no_reminders", words)
    if _LANGUAGES.fullmatch(words):
        return _said("four_languages", words)
    if words.rstrip().endswith(tuple(MARKS)) and not _ASKS_FOR_IT.search(words):
        return None
    if _TOO_MUCH.match(words):
        return _said("too_much", words)
    if _AWAY.match(words):
        return _said("say_you_are_away", words)
    if _PASS_ON.match(words):
        return _said("no_messages", words)
    return _said("not_ours", words) if _WISH.match(words) else None


def _said(which: str, words: str) -> Post:
    return Post(headline=sentence(which, asked_in(words)))
