"""What a personality remarks on a question, in the card's own words."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date

from bot.persona.choose import beginning, fitting, plainly, saying, sentences
from bot.persona.words import Subjects
from integrations.deferred import dataclass, pattern
from integrations.rolecard import Named, RoleCard

LONGEST = 200
"""Characters of a remark; what is longer is no remark any more."""
_ALIKE = 0.7
"""Lines that come to this share of the best fit are as good as it."""
_CLAIMS = pattern(
    r"(?:i['\u2019]?(?:m|ve)|i (?:am|have|see|saw|notice)|this|that|these|those|currently|there (?:is|are)|it)\b",
    re.IGNORECASE,
)
"""How an example begins that speaks of something in sight, which is not in sight here."""
_GENERAL = 2
"""How many of a personality's questions fit anything that is its subject: the first ones."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody's words on a question."""

    speaker: Named | None
    """None where the card has no personalities: then it is the role's own word."""
    words: str
    quoted: bool = False
    """Whether it is something that the card says they say, and not how it describes them."""


def remark(card: RoleCard, question: str, day: date, speaker: Named | None = None, *, least: int = 1) -> Remark | None:
    """Return what is remarked on a question; None where the card has nothing for it.

    Without a `speaker` it is the personality whose subject the question is by `least` of its words
    or more; where it is nobody's, a saying is used that fits it closely, unless `least` is more than 1.
    With a speaker, they have a word for anything that the card gives them words for.
    The same question has the same remark all day, and may have another the next.
    """
    whose = speaker or plainly(card, question, least=least)
    if whose is not None and (asks := _fitting(_asks(whose), question)):
        return Remark(whose, _drawn(asks, whose, question, day))
    said = saying(card, question, whose) if whose is not None or least == 1 else None
    if said is not None and not _CLAIMS.match(said):
        whose = whose or next(iter(fitting(card, f"{question} {said}", 1)), None)
        return Remark(whose, _shortened(beginning(said)), quoted=True)
    if whose is None:
        return None
    lines = _asks(whose)[:_GENERAL] or _fitting(_lines(whose), question) or _lines(whose)[:_GENERAL]
    return Remark(whose, _cut(_drawn(lines, whose, question, day))) if lines else None


def asked_back(speaker: Named, question: str, day: date) -> str | None:
    """Return a question that a personality would ask back; None where the card gives it none."""
    asks = _asks(speaker)
    return _drawn(_fitting(asks, question) or asks[:_GENERAL], speaker, question, day) if asks else None


def _asks(speaker: Named) -> list[str]:
    return [line for line in _lines(speaker) if line.endswith("?")]


def _fitting(lines: Sequence[str], question: str) -> list[str]:
    """Those that share the most with the question."""
    fits = Subjects([("", line) for line in lines]).ranked(question)
    return [lines[index] for index, score in fits if score >= _ALIKE * fits[0][1]]


def _drawn(lines: Sequence[str], speaker: Named, question: str, day: date) -> str:
    """One of the lines: the same one all day."""
    seed = f"{speaker.name}|{day}|{question.casefold()}".encode("utf-8", "surrogatepass")
    return lines[int.from_bytes(hashlib.sha256(seed).digest()[:4], "big") % len(lines)]


def _lines(speaker: Named) -> list[str]:
    """Return the sentences of a personality's description that are no longer than a remark."""
    return [line for line in sentences(speaker.description) if len(_cut(line)) <= LONGEST]


def _cut(line: str) -> str:
    """A line without the list of subjects behind a colon: "Guards the data: schema, …" is "Guards the data."."""
    head, colon, rest = line.partition(":")
    return f"{head}." if colon and rest.count(",") > 1 and not line.endswith("?") else line


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    first = sentences(words)[0]
    return first if len(first) <= LONGEST else first[:LONGEST].rsplit(" ", 1)[0] + " …"
