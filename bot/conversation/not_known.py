"""What nobody has told us yet: said in plain words, with a button to tell it."""

import re

from bot.conversation.owners import owned, tells_the_owner
from bot.conversation.sentences import asked_in, sentence
from bot.memory.days_asked import is_time
from bot.memory.kin import kin
from bot.memory.questions import MARKS
from bot.memory.stems import forms, stem
from bot.memory.stop_words import strong
from bot.memory.words import searchable, terms
from integrations.deferred import pattern
from integrations.post import Block, Button, Buttons, Mention, Post, SmallPrint, Text

TELL = "tell_answer"
"""The button that opens the form for an answer; its value is the question."""
LONGEST = 300
"""Characters of a question that can be answered in the form."""
_WHO = pattern(r"\W*(?:who|whose|whom|wer|wem|wen|wessen|qui[eé]n(?:es)?|(?:de|a) qui[eé]n|qui|[aà] qui)\b", re.I)
_KNOWN_FORM = pattern(
    r"\W*(?P<asks>who|what|where|when|which|whose)(?P<verb>['\u2019]s| is| are| was| were)?\s+(?P<rest>\S.*\S|\S)", re.I
)
_HELPS = pattern(r"(?:do|does|did|can|could|should|would|will|shall|may|have|has|had|am|i|we)\b", re.I)
"""A question with one of these at its beginning turns its words around when it is told of."""
_NOT_OURS = pattern(r"(?:am i|i\b|my\b|me\b|our\b|we\b|us\b|your?\b)", re.I)
_WISH = pattern(
    r"\W*(?P<asks>(?:please|hey|ok(?:ay)?|bitte|por favor|s'il te pla[iî]t|can you|could you|will you|would you"
    r"|kannst du)\b\W*)*"
    r"(?:make|do|send|open|close|create|order|book|call|write|run|start|stop|restart|delete|remove|set|add|change|turn"
    r"|update|deploy|roll|merge|fix|buy|bring|play|sing|translate|ignore|print|pretend|act|build|rename|invite|kick"
    r"|mach|bestell|schick|[oö]ffne|l[oö]sch|starte?|stopp|bau|haz|env[ií]a|abre|borra|pide|crea|fais|envoie|ouvre"
    r"|supprime|commande|cr[eé]e)\b(?!\s+(?:we|you|i|they|the team)\b)",
    re.IGNORECASE,
)
"""How words begin that want something done: "do we" and "do you" ask."""
_ENOUGH, _MANY = 2, 3
"""So many of the telling words have to be there, of a question that has `_MANY` or asks for somebody."""
_A_SHARE = 2.5
"""Of the telling words of a long question one in so many has to be there."""


def carries(question: str, text: str, *, noted: bool = False) -> bool:
    """Return True if words of somebody's may answer a question; `noted` are those that we were asked to keep.

    To "who wrote the parser?" no message is an answer for it says "parser" alone: two of the words that say
    something have to be there, or others of their kind; and of a question of many such words more.
    """
    if (what := owned(question)) and not tells_the_owner(what, text, noted=noted):
        return False
    said = [word for word in terms(question) if not is_time(word)]
    asked = [{*map(stem, forms(word)), *kin(stem(word))} for word in said]
    there = {stem(word) for word in searchable(text).split()}
    words = [word for word in strong(said) if word.isascii()]  # other scripts may be cut into pairs of letters
    share = int(len(words) / _A_SHARE)
    enough = max(_ENOUGH if _WHO.match(question) or len(words) >= _MANY else 0, share if share >= _ENOUGH else 0)
    return sum(not there.isdisjoint(each) for each in asked) >= min(enough, len(asked))


def not_known(question: str, us: str, *blocks: Block) -> Post:
    """Say that it is not known, in the language of the question, and offer to keep it."""
    language, mention = asked_in(question), Mention(user=us)
    wish = _WISH.match(question)
    if wish and (wish["asks"] or question.rstrip()[-1:] not in tuple(MARKS)):  # "deploy window on Fridays?" asks
        hint = SmallPrint(text=sentence("help_shows", language))
        return Post(headline=sentence("not_done", language), blocks=(hint, *blocks))
    nothing = sentence("not_found", language)
    if not _can_be_told(question):
        return Post(headline=nothing, blocks=(SmallPrint(text=sentence("tell_me_how", language, us=mention)), *blocks))
    what = owned(question)
    told = "" if what else indirect(question)
    headline: Text = (f"I don't know {told}. Tell me, and I keep it.",) if told else nothing
    if what:
        headline = sentence("owner_not_known", language, what=what)
    label = "".join(map(str, sentence("tell_me", language)))
    button = Buttons(buttons=(Button(action=TELL, label=label, value=_plain(question)),))
    hint = SmallPrint(text=sentence("tell_me_later", language, us=mention))
    return Post(headline=headline, blocks=(button, hint, *blocks))


def indirect(question: str) -> str:
    """Return an English question as what one does not know: "who owns payments", "where the runbook is"."""
    found = _KNOWN_FORM.fullmatch(_plain(question).rstrip(MARKS + " .!"))
    if found is None or _HELPS.match(found["rest"]) or _NOT_OURS.search(found["rest"]):
        return ""
    asks, rest = found["asks"].lower(), found["rest"]
    verb = (found["verb"] or "").strip().replace("'s", "is").replace("\u2019s", "is")
    if not verb:
        return f"{asks} {rest}" if asks in ("who", "whose") else ""
    if asks == "who" or len(rest.split()) > _LONGEST_NOUN:
        return f"{asks} {verb} {rest}" if asks in ("who", "what") else ""
    return f"{asks} {rest} {verb}"


_LONGEST_NOUN = 6


def _plain(question: str) -> str:
    return " ".join(question.split())[:LONGEST]


def _can_be_told(question: str) -> bool:
    """Whether it is a question, with words that say something, and short enough to stand above an answer."""
    asks = bool(
        owned(question) or _KNOWN_FORM.match(question) or _WHO.match(question) or question.rstrip()[-1:] in tuple(MARKS)
    )
    return asks and len(question) <= LONGEST and bool(terms(question))
