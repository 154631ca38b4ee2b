"""What people typed as tokens: days, numbers, words for days; other words are left out."""

import re
from datetime import date

from integrations.deferred import dataclass, pattern
from jobs.dates.problems import NotRead
from jobs.dates.vocabulary import KNOWN, UNITS, said

_TOKEN = pattern(
    r"(?P<exact>[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2})(?![0-9])"
    r"|(?P<time>[0-9]{1,2}(?::|h)[0-9]{2})(?![0-9])"
    r"|(?P<dated>[0-9]{1,2}([./-])[0-9]{1,2}\5(?:[0-9]{4}|[0-9]{2}))(?![0-9])"
    r"|(?P<pair>[0-9]{1,2}[./][0-9]{1,2})(?![0-9])\.?"
    r"|(?P<nth>[0-9]{1,2})(?:st\b|nd\b|rd\b|th\b|er\b|\.(?![0-9]))"
    r"|(?P<number>[0-9]+)"
    r"|(?P<dash>[-\u2013\u2014]|\.\.+)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
    r"|(?P<comma>[,;&+/])"
)
_MOST_DIGITS = 6
NUMERALS = frozenset({"number", *map(str, range(1, 16))})
"""The kinds of tokens that count something: `3`, and `three`."""


@dataclass(frozen=True, slots=True)
class Token:
    """One of them; `kind` is `exact`, `dated`, `pair`, `nth`, `number`, `comma`, or the word itself."""

    kind: str
    text: str = ""

    @property
    def number(self) -> int:
        """The number of an `nth` or a `number`."""
        return int(self.text)


def tokens(words: str) -> list[Token]:
    """The tokens of what people typed. Raises `NotRead` where a word makes it doubtful."""
    found: list[Token] = []
    for match in _TOKEN.finditer(said(words)):
        kind, text = str(match.lastgroup), match[0]
        if kind == "word":
            found.append(Token(text if text in KNOWN else "other", text))
        elif kind == "number" and len(text) > _MOST_DIGITS:
            raise NotRead.as_day(words)
        else:
            found.append(Token(kind, match[kind]))
    kinds = {token.kind for token in found}
    if "no" in kinds:
        raise NotRead.as_day(words)
    if kinds & {"hour", "time"}:
        raise NotRead("I keep whole days, not hours.")
    return _joined([token for token in found if token.kind != "skip"])


def _joined(found: list[Token]) -> list[Token]:
    """With `to` for the dashes and little words that mean it, and without what says nothing."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        after = found[place + 1].kind if place + 1 < len(found) else "other"
        before = found[place - 1].kind if place else "other"
        match token.kind:
            case "a" if after in UNITS:
                kept.append(Token("number", "1"))
            case "a" | "dash":
                if not {"other", "comma"} & {before, after}:
                    kept.append(Token("to"))
            case "number" if before == "article" and after not in (*UNITS, "next"):
                kept.append(Token("nth", token.text))
            case "other":
                # "A few more days": what is between a number and its unit changes the number.
                if before in NUMERALS and after in UNITS:
                    kept.append(token)
            case "article":
                pass
            case _:
                kept.append(token)
    return kept


def exact(text: str) -> date | None:
    """The day of `2026-12-24`; None where there is none."""
    year, month, number = (int(each) for each in re.split(r"[-/.]", text))
    return day_of(year, month, number)


def day_of(year: int, month: int, number: int) -> date | None:
    """A day by its numbers; None where there is none."""
    try:
        return date(year, month, number)
    except ValueError:
        return None
