"""What somebody wants who speaks to us, where their words say it plainly."""

import re
from collections.abc import Mapping

from bot.conversation.notes import ForgetThat, ListNotes, Remember, RememberThat, note_in
from bot.conversation.small_talk import Courtesies, Talk, small_talk
from bot.conversation.what_we_hear import asks_what_we_hear
from integrations.deferred import dataclass, pattern


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Praise, blame, thanks, a goodbye, an "ok", an emoji or a sigh: nothing to answer, though it may be returned."""

    kind: Courtesies


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting, or how we are."""

    asks: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """No words at all, or a call for help."""


@dataclass(frozen=True, slots=True)
class AreYouABot:
    """Whether we are a person."""


@dataclass(frozen=True, slots=True)
class AboutUs:
    """Who we are, what we can do, and how one of our rituals or drafts is begun, changed or ended."""


@dataclass(frozen=True, slots=True)
class WhatWeHear:
    """What we hear and keep, and whom we tell."""


@dataclass(frozen=True, slots=True)
class Question:
    """Anything else: it is looked up, or answered by a model."""


Intent = (
    Remember
    | RememberThat
    | ForgetThat
    | ListNotes
    | Courtesy
    | Greeting
    | Help
    | AreYouABot
    | AboutUs
    | WhatWeHear
    | Question
)

_TALK: Mapping[Talk, Greeting | Help | AreYouABot | Courtesy] = {
    "hello": Greeting(),
    "how_are_you": Greeting(asks=True),
    "help": Help(),
    "bot": AreYouABot(),
    "praise": Courtesy("praise"),
    "thanks": Courtesy("thanks"),
    "nod": Courtesy("nod"),
    "bye": Courtesy("bye"),
    "blame": Courtesy("blame"),
    "weary": Courtesy("weary"),
}
_ABOUT_US = pattern(
    r"\W*(?:(?:hi|hello|hey|so|and|please|ok(?:ay)?)\b\W*)*(?:"
    r"(?:who|what)(?:\s+exactly)?(?:\s+(?:are|r)|['\u2019]re)\s+(?:yo)?u|who\s+(?:made|built|runs)\s+you|"
    r"(?:what(?:['\u2019]s|\s+is)\s+)?your\s+name|what\s+are\s+you\s+(?:called|good\s+(?:at|for))|"
    r"what\s+(?:all\s+)?(?:can|could|do|will)\s+(?:yo)?u\s+(?:do|offer|know)|"
    r"what\s+are\s+you\s+(?:for|able\s+to\s+do)|"
    r"what\s+can\s+(?:i|we)\s+(?:ask|do\s+with)(?:\s+you)?|"
    r"what\s+(?:do|else do)\s+you\s+(?:know|do)|what\s+(?:should|may|could)\s+(?:i|we)\s+ask(?:\s+you)?|"
    r"(?:wer|was)\s+bist\s+du|wie\s+hei(?:ß|ss)t\s+du|wozu\s+bist\s+du\s+(?:da|gut)|"
    r"was\s+wei(?:ß|ss)t\s+du|was\s+(?:kannst|machst)\s+du(?:\s+(?:alles|so|eigentlich|machen|tun))*|"
    r"was\s+kann\s+(?:ich|man)\s+dich\s+(?:alles\s+)?fragen|was\s+kann\s+(?:ich|man)\s+mit\s+dir\s+(?:machen|tun)|"
    r"¿?(?:qui[eé]n\s+eres|c[oó]mo\s+te\s+llamas|para\s+qu[eé]\s+sirves|qu[eé]\s+(?:haces|sabes)|"
    r"qu[eé]\s+(?:puedes|sabes)\s+hacer|qu[eé]\s+(?:te\s+)?puedo\s+preguntar(?:te)?)|"
    r"(?:qui\s+es[- ]tu|(?:t['\u2019]es|tu\s+es|c['\u2019]est)\s+qui|"
    r"comment\s+tu\s+t['\u2019]appelles|tu\s+sers\s+[aà]\s+quoi|"
    r"tu\s+(?:sais|peux)\s+faire\s+quoi|(?:que|qu['\u2019]est[- ]ce\s+que\s+tu)\s+(?:peux|sais)(?:[- ]tu)?\s+faire|"
    r"(?:que|qu['\u2019]est[- ]ce\s+que\s+je)\s+(?:puis[- ]je|peux)\s+te\s+demander)|"
    r"(?:how|what)\s+(?:can|could|do)\s+you\s+help(?:\s+with)?|how\s+do\s+(?:you\s+work|(?:i|we)\s+use\s+you)"
    r")(?:\s+(?:help|for|with|me|us|the\s+team|our\s+team|here|exactly|then|please|eigentlich|denn|so|genau|hier"
    r"|t[uú]|exactamente|aqu[ií]|exactement|ici|toi|au\s+juste|actually|even|bot))*\W*",
    re.IGNORECASE,
)
"""Nothing may follow that would make it a question of the team's: "what can you do about the outage?" """
_HOW_TO = pattern(
    r"\W*(?:how|where)\s+(?:do|can|could|should)\s+(?:i|we)\s+"
    r"(?:set\s+up|make|create|add|start|change|edit|pause|resume|copy|end|stop|delete|remove|answer|draft)\s+"
    r"(?:(?:an?|the|our|my|this|that|another|new|weekly|daily)\s+)*"
    r"(?:rituals?|stand-?ups?|pulses?|surveys?|check-?ins?|retro(?:spective)?s?|reminders?|adrs?|runbooks?)"
    r"(?:\s+(?:here|in\s+this\s+channel|with\s+you|please))*\W*",
    re.IGNORECASE,
)
_LONGEST_ASKED = 200
"""Characters of a plain question of ours; what is longer says more."""


def intent(words: str) -> Intent:
    """Read plain words, without the mention of us."""
    talk = small_talk(words)
    if talk is not None:
        return _TALK[talk]
    if len(words) <= _LONGEST_ASKED and (_ABOUT_US.fullmatch(words) or _HOW_TO.fullmatch(words)):
        return AboutUs()
    if asks_what_we_hear(words):
        return WhatWeHear()
    if (note := note_in(words)) is not None:
        return note
    return Question()
