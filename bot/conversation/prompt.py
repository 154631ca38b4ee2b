"""How a model is asked: what people said is data in the question, never part of the instructions."""

import json
import re
from collections.abc import Mapping, Sequence

from bot.conversation.history import HistoryLine
from bot.conversation.quotes import Quoted
from bot.conversation.wording import shortened
from integrations.deferred import pattern
from integrations.model import Line
from integrations.words import one_line

_LONGEST_MATERIAL = 1_500
_TAG = pattern(r"<\s*/?\s*material\b[^>]*>?", re.IGNORECASE)


def lines(past: Sequence[HistoryLine], names: dict[str, str]) -> list[Line]:
    """The conversation so far; people's words as material, with their names."""
    return [
        Line("assistant", _untagged(each.text))
        if each.user is None
        else Line("user", material([{"who": one_line(names.get(each.user, each.user)), "said": each.text}]))
        for each in past
        if each.text
    ]


def question(words: str, asker: str, quotes: Sequence[Quoted]) -> str:
    """The question, below what was recalled for it."""
    asked = _untagged(f"{one_line(asker)}: {words}")
    if not quotes:
        return f"<material>\nNothing that was said before fits.\n</material>\n\n{asked}"
    facts = material([_fact(number, quote) for number, quote in enumerate(quotes, 1)])
    return f"{facts}\nWhat you use of the material, cite by its number, like [1].\n\n{asked}"


def told(words: str, past: Sequence[HistoryLine], names: Mapping[str, str], quotes: Sequence[Quoted]) -> list[str]:
    """Return all that a model is given of people's words, to hold its answer against."""
    return [
        words,
        *names.values(),
        *(each.text for each in past),
        *(f"{each.name} {each.said.said_at:%A %d %B %Y %H:%M} {each.said.text}" for each in quotes),
    ]


def _fact(number: int, quote: Quoted) -> dict[str, object]:
    return {
        "number": number,
        "who": quote.name,
        "on": quote.said.said_at.date().isoformat(),
        "note": quote.said.noted,
        "said": shortened(quote.said.text, _LONGEST_MATERIAL),
    }


def material(facts: Sequence[Mapping[str, object]]) -> str:
    """Return facts fenced, one line of JSON each. Without "<" nothing inside can close the material."""
    lines = (json.dumps(fact, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e") for fact in facts)
    return "\n".join(["<material>", *lines, "</material>"])


def _untagged(text: str) -> str:
    """Words outside of the material, which look like neither its beginning nor its end."""
    return _TAG.sub("(material)", text)
