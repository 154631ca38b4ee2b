"""Words that change nothing of what is asked: "please", "can you tell me", "right now", "zeig mir mal"."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from bot.conversation.questions.blanks import Token

_LEADS = """
can you tell me|could you tell me|can you show me|could you show me|could you please|can you please|can you|could you
please tell me|tell me|show me|show us|give me|list me|let me know|i want to know|i would like to know|i need to know
compare|vergleiche|compara
where do i find|where can i find|where do i see|where can i see|how do i find|how can i see|can i see|may i see
can i have|i need|i would like|get me|find me|send me|give me the link to|give me a link to|show me the link to|link to
and|und|y|et|but|aber|pero|mais
yo|im back|i m back|i am back|good morning|morning|sorry|wait|lol|bro|dude|guys|folks|team|quick one
ich bin wieder da|bin wieder da|guten morgen|moin|buenos dias|ya estoy de vuelta|je suis de retour|du coup
do you know|any idea|do we know|hey|hi|hello|hallo|hola|bonjour|salut|moin|quick question|one question|so|ok|okay
kannst du mir sagen|kannst du mir zeigen|kannst du|konntest du|sag mir|sag mal|zeig mir mal|zeig mir|zeige mir|gib mir
wo finde ich|wo sehe ich|wo kann ich|kann ich|gib mir den link zu|gib mir den link zum|ich brauche|ich hatte gern
weisst du|ich mochte wissen|ich wurde gern wissen|wissen wir
donde encuentro|donde puedo ver|donde veo|puedo ver|necesito|quisiera|dame el enlace a|dame el enlace al|dame
puedes decirme|podrias decirme|me puedes decir|puedes mostrarme|dime|muestrame|ensename|sabes|quiero saber
ou est ce que je trouve|ou puis je trouver|ou trouver|ou je trouve|je peux voir|puis je voir|il me faut|j ai besoin de
donne moi le lien vers|donne moi le lien de
peux tu me dire|tu peux me dire|dis moi|montre moi|donne moi|tu sais|sais tu|je veux savoir|je voudrais savoir
"""
"""What a question may begin with."""
_ANYWHERE = """
please|pls|plz|right now|rn|at the moment|atm|currently|at present|by any chance|by the way|btw|exactly|actually|again
bitte|mal|gerade|grad|im moment|momentan|aktuell|eigentlich|denn|eben
por favor|ahora mismo|en este momento|actualmente|porfa
s il te plait|s il vous plait|svp|stp|en ce moment|actuellement|la maintenant|maintenant|du coup
or nah|or not|or what|oder nicht|oder was|o no|ou pas|though|tho|lol|guys|folks|bro|dude|man|mate
lately|recently|these days|nowadays|in letzter zeit|ultimamente|ces derniers temps|dernierement
for me to know|thanks|thank you|thx|cheers|danke|gracias|merci
"""
"""What may stand in the middle, or at the end."""


def without_fillers(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens without those that change nothing; all of them where nothing else is there."""
    start = 0
    while length := _begins(tokens, start, "leads"):
        start += length
    kept: list[Token] = []
    at = start
    while at < len(tokens):
        length = _begins(tokens, at, "anywhere")
        if not length:
            kept.append(tokens[at])
        at += length or 1
    return tuple(kept) or tuple(tokens)


def _begins(tokens: Sequence[Token], at: int, where: str) -> int:
    """How many tokens are a filler that begins there."""
    for phrase in _phrases()[where].get(tokens[at].word, ()) if at < len(tokens) else ():
        if tuple(each.word for each in tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


@cache
def _phrases() -> Mapping[str, Mapping[str, Sequence[tuple[str, ...]]]]:
    """By where they may stand and by their first word, the longest first."""
    anywhere = frozenset(_split(_ANYWHERE))
    return {"anywhere": _by_first(anywhere), "leads": _by_first(anywhere | frozenset(_split(_LEADS)))}


def _by_first(phrases: Collection[tuple[str, ...]]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=lambda each: (-len(each), each)):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def _split(phrases: str) -> Iterator[tuple[str, ...]]:
    for line in phrases.strip().splitlines():
        for phrase in line.split("|"):
            yield tuple(phrase.split())
