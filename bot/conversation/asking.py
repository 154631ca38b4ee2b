"""How a model is asked: what people said is data in the question, never part of the instructions."""

import json
from collections.abc import Sequence

from bot.conversation.past import Spoken
from bot.conversation.wording import Quoted, shortened
from integrations.model import Line
from integrations.words import one_line

_LONGEST_MATERIAL = 1_500


def lines(past: Sequence[Spoken], names: dict[str, str]) -> list[Line]:
    """The conversation so far, people's words with their names."""
    return [
        Line("assistant", each.text)
        if each.user is None
        else Line("user", f"{one_line(names.get(each.user, each.user))}: {each.text}")
        for each in past
        if each.text
    ]


def question(words: str, asker: str, quotes: Sequence[Quoted]) -> str:
    """The question, below what was recalled for it."""
    asked = f"{one_line(asker)}: {words}"
    if not quotes:
        return f"<material>\nNothing that was said before fits.\n</material>\n\n{asked}"
    material = "\n".join(_fact(number, quote) for number, quote in enumerate(quotes, 1))
    return (
        f"<material>\n{material}\n</material>\nWhat you use of the material, cite by its number, like [1].\n\n{asked}"
    )


def _fact(number: int, quote: Quoted) -> str:
    """One line of JSON. Without "<" nothing inside can close the material."""
    fact = {
        "number": number,
        "who": quote.name,
        "on": quote.said.said_at.date().isoformat(),
        "note": quote.said.noted,
        "said": shortened(quote.said.text, _LONGEST_MATERIAL),
    }
    return json.dumps(fact, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
