"""What mattered of a conversation, by rule: what was decided, noted, asked in vain, linked to, or talked about most."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.memory.questions import ends_asking
from bot.memory.store import KeptMessage
from integrations.deferred import dataclass, pattern

ANSWERED_WITHIN = timedelta(hours=1)
"""What somebody else says outside of threads so soon after a question may be its answer."""
_DECIDES = pattern(
    r"\b(?:decisions?|decided?|agreed|settled|let['\u2019]?s (?:go with|use|take)"
    r"|we(?:['\u2019]ll| will) (?:use|go with|take)"
    r"|entscheidung(?:en)?|entschieden|beschlossen|beschluss|einigen uns|geeinigt"
    r"|decisi[oó]n|decidido|decidimos|acordado|acordamos|d[eé]cision|d[eé]cid[eé]|convenu)\b",
    re.IGNORECASE,
)
_LINKS = pattern(r"https?://|(?<![\w.-])[\w-]+(?:\.[\w-]+)+/\S", re.IGNORECASE)
_WORD = pattern(r"\w+")
_SHORT = 4
"""Words; what has fewer, and nothing else to be told for, is no more than "ok, thanks"."""
_MANY_REPLIES = 2


@dataclass(frozen=True, slots=True)
class Point:
    """A message that mattered, and why; "" where it just says a lot."""

    said: KeptMessage
    why: str
    weight: int = 0


def gist(said: Sequence[KeptMessage], most: int, *, besides: Collection[str] = ()) -> list[Point]:
    """Return the `most` messages that mattered most, in the order in which they were said; all where that is not more.

    `besides` are the ids of those that are left out, such as questions to us.
    """
    told = [each for each in said if each.message_id not in besides]
    replies = Counter(each.thread for each in said if each.thread not in (None, each.message_id))
    points = [_point(each, said, replies[each.message_id]) for each in told]
    if len(points) > most:
        points = [each for each in points if each.weight or len(_WORD.findall(each.said.text)) >= _SHORT]
        points.sort(key=lambda each: (-each.weight, -len(each.said.text), each.said.said_at))
    return sorted(points[:most], key=lambda each: each.said.said_at)


def _point(each: KeptMessage, said: Sequence[KeptMessage], replies: int) -> Point:
    if each.noted_by is not None:
        return Point(each, "noted", 5)
    if _DECIDES.search(each.text) and not ends_asking(each.text):
        return Point(each, "decided", 4)
    if ends_asking(each.text) and not replies and _has_no_answer(each, said):
        return Point(each, "no answer yet", 3)
    if replies >= _MANY_REPLIES:
        return Point(each, f"{replies} replies", 2)
    return Point(each, "", 1) if _LINKS.search(each.text) else Point(each, "")


def _has_no_answer(asked: KeptMessage, said: Sequence[KeptMessage]) -> bool:
    """Whether nobody else said anything after it where it was asked, as far as that is known."""
    here = asked.thread
    return not any(
        each.thread == here
        and each.user != asked.user
        and asked.said_at < each.said_at
        and (here is not None or each.said_at <= asked.said_at + ANSWERED_WITHIN)
        for each in said
    )
