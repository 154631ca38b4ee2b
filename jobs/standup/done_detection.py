"""Whether somebody says that something is done. In doubt they are asked, so doubt is cheap and a mistake is not."""

import re
from typing import Literal

from integrations.deferred import pattern

Verdict = Literal["done", "maybe", "no"]


def _set(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_DONE = _set("done fixed resolved solved live merged deployed released shipped landed finished unblocked closed sorted")
_NOT = _set(
    "not never no nope none cannot isnt wasnt hasnt havent arent dont doesnt didnt cant wont almost nearly half partly",
    "will ill well tomorrow soon later if when until unless once after before would could might maybe hopefully going",
    "gonna trying try still yet need needs waiting wait blocked again broke broken fails failing undone undo",
    "reverted who what why how",
)
"""With one of these nothing is done, whatever else is said."""
_FILLER = _set(
    "it its that thats this these those they the a is are was were has have had been be now all just already and so",
    "hi hey hello ok okay yes yep yeah thanks thank you can go ahead on by here we i ive finally both up",
    "in production prod",
)
"""Words that take nothing away from a plain "done"."""
_ASKS = _set("is are was were has have had did do does can")
"""A sentence that begins so and goes on with a subject is a question, with a question mark or without."""
_SUBJECT = _set("it that this these those they you we the a your our my")
_GREETING = _set("hi hey hello ok okay so and now thanks")
_MARKS = {"✅": " done ", "☑": " done ", ":white_check_mark:": " done ", ":heavy_check_mark:": " done "}
_WORD = pattern(r"[^\W_]+")
_NAMED = pattern(r"@[\w.-]+")


def verdict(said: str, about: str) -> Verdict:
    """What `said` means for a blocker of the words `about`.

    `done` takes nothing but plain words, those of the blocker itself included: whoever says
    more than that may mean something else, and is asked.
    """
    for mark, word in _MARKS.items():
        said = said.replace(mark, word)
    words = tokens(said)
    if not _DONE & set(words) or _NOT & set(words) or "?" in said or _is_question(said, about):
        return "no"
    allowed = _DONE | _FILLER | set(tokens(about))
    return "done" if all(word in allowed for word in words) else "maybe"


def _is_question(said: str, about: str) -> bool:
    """Return True if it asks, as in "hi, is it done": read sentence by sentence."""
    subjects = _SUBJECT | (set(tokens(about)) - _DONE)
    for sentence in re.split(r"[.!,;:\n]", said):
        words = [word for word in tokens(sentence) if word not in _GREETING]
        if len(words) > 1 and words[0] in _ASKS and words[1] in subjects:
            return True
    return False


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without names of people and apostrophes."""
    plain = _NAMED.sub(" ", text.casefold()).replace("'", "").replace("\u2019", "")
    return _WORD.findall(plain)


def in_common(said: str, about: str) -> bool:
    """Return True if words of some weight are in both."""
    weight = {word for word in tokens(about) if len(word) > 3} - _DONE - _FILLER - _NOT
    return bool(weight & set(tokens(said)))
