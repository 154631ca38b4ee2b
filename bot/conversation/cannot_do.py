"""What people ask a teammate for that this one does not do, said plainly, with a way that works."""

import re

from integrations.post import Code, Post

_REMIND_ME = re.compile(
    r"\W*(?:(?:please|can you|could you|will you|kannst du|bitte|puedes|peux-tu|tu peux)\b\W*)*(?:"
    r"remind\s+(?:me|us)|set\s+(?:me\s+)?an?\s+(?:reminder|alarm|timer)|wake\s+me|"
    r"erinner[en]?\s+(?:mich|uns)|(?:me\s+)?recu[eé]rda(?:me|nos|r(?:me|nos))|(?:me\s+)?rappelle[rz]?(?:-|\s+)(?:moi|nous)|"
    r"(?:me|nous)\s+rappeler)\b",
    re.IGNORECASE,
)
_LANGUAGES = re.compile(
    r"\W*(?:do|can|could)\s+(?:you|u)\s+(?:speak|understand|talk|read|write)(?:\s+(?:in\s+)?\w+){1,4}\W*"
    r"|\W*(?:which|what)\s+languages?\s+(?:do|can)\s+you\s+(?:speak|understand|know|read)\W*"
    r"|\W*(?:sprichst|verstehst|kannst)\s+du\s+(?:auch\s+)?(?:deutsch|englisch|spanisch|franz[oö]sisch)\W*"
    r"|\W*hablas\s+(?:espa[nñ]ol|ingl[eé]s|alem[aá]n|franc[eé]s)\W*"
    r"|\W*(?:tu\s+parles|parles[- ]tu)\s+(?:fran[cç]ais|anglais|allemand|espagnol)\W*",
    re.IGNORECASE,
)
_LONGEST = 300
"""Characters of a plain wish; what is longer says more."""


def cannot_do(words: str) -> Post | None:
    """Return what is said to a wish that is none of ours; None for any other words."""
    if len(words) > _LONGEST:
        return None
    if _REMIND_ME.match(words):
        return _NO_REMINDERS
    return _FOUR_LANGUAGES if _LANGUAGES.fullmatch(words) else None


_NO_REMINDERS = Post(
    headline=(
        "I don't set reminders for one person; the chat itself can, with ",
        Code(text="/remind me"),
        ". What the team should be reminded of again and again I can post: ",
        Code(text="/ritual new"),
        ".",
    )
)
_FOUR_LANGUAGES = Post(
    headline=("I understand questions in English, German, Spanish and French. I answer in English.",)
)
