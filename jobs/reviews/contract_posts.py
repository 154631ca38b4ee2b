"""How it is told what open pull requests change about contracts."""

from collections import Counter
from collections.abc import Mapping, Sequence

from integrations.chat import Person
from integrations.contracts import ContractChange, Effect
from integrations.enumerated import in_a_row
from integrations.post import Block, Bold, Bullets, Link, Paragraph, Post, SmallPrint, Text
from jobs.reviews.contracts import Compared
from jobs.reviews.posts import who

SHOWN_PULLS = 5
SHOWN_CHANGES = 5
_LABELS: Mapping[Effect, str] = {"breaking": "breaks", "unclear": "may break", "not compared": "not compared"}


def short(
    found: Sequence[Compared], callers: Sequence[Text], people: Mapping[str, Person], rest: str = " in the thread"
) -> Post:
    """What matters, in a few lines. `callers` build on them; `rest` says where the rest can be read."""
    blocks: list[Block] = []
    for each in found[:SHOWN_PULLS]:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, SHOWN_CHANGES):
            blocks.append(Bullets(items=tuple(lines)))
    if len(found) > SHOWN_PULLS:
        blocks.append(SmallPrint(text=(f"{len(found) - SHOWN_PULLS} more pull requests{rest}.",)))
    if callers and any(each.breaking for each in found):
        blocks.append(SmallPrint(text=("Who builds on these: ", *in_a_row(callers[:6]), ".")))
    return Post(headline=(_headline(found),), blocks=tuple(blocks))


def in_full(found: Sequence[Compared], people: Mapping[str, Person]) -> Post | None:
    """Every change, for the thread; None where the short post has them all."""
    if len(found) <= SHOWN_PULLS and all(_size(each) <= SHOWN_CHANGES for each in found):
        return None
    blocks: list[Block] = []
    for each in found:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, _size(each)):
            blocks.append(Bullets(items=tuple(lines)))
    return Post(headline=("Every change to a contract",), blocks=tuple(blocks))


def _size(each: Compared) -> int:
    """The longer of its two lists."""
    return max(len(each.changes), len(each.unread))


def _headline(found: Sequence[Compared]) -> str:
    if not found:
        return "API contracts, as far as I could read them"
    breaking = sum(bool(each.breaking) for each in found)
    many = "1 open pull request changes" if len(found) == 1 else f"{len(found)} open pull requests change"
    none = "none breaks callers" if all(each.is_whole for each in found) else "none is known to break callers"
    ending = {0: none, 1: "it breaks callers" if len(found) == 1 else "one breaks callers"}
    return f"{many} a contract; {ending.get(breaking, f'{breaking} break callers')}"


def _title(each: Compared, people: Mapping[str, Person]) -> Text:
    kinds = f" ({', '.join(each.kinds)})" if each.kinds else ""
    pull = each.pull
    return (Link(url=pull.url, label=pull.ref), f" {pull.title[:90]} · ", who(pull.author, people), kinds)


def _lines(each: Compared, most: int) -> list[Text]:
    """What it does: what breaks, what may, what was not compared, and then what is harmless."""
    lines: list[Text] = []
    shown = each.changes[:most]
    for change in shown:
        if change.effect != "compatible":
            lines.append(_line(change))
    lines += [(line,) for line in each.unread[:most]]
    if (more := len(each.unread) - most) > 0:
        lines.append((f"… and {more} more that could not be compared",))
    lines += [_line(change) for change in shown if change.effect == "compatible"]
    if left := each.changes[most:]:
        lines.append((f"… and {_counted(left)}",))
    if not each.changes and not each.unread:
        lines.append(("nothing that callers would notice",))
    return lines


def _line(change: ContractChange) -> Text:
    line = f"{change.where} {change.what}".strip()
    label = _LABELS.get(change.effect)
    return (Bold(text=f"{label}: "), line) if label else (line,)


def _counted(changes: Sequence[ContractChange]) -> str:
    """How many are left of which effect: `2 more that break, 9 harmless`."""
    counts = Counter(change.effect for change in changes)
    words: Mapping[Effect, str] = {
        "breaking": "that break",
        "unclear": "that may break",
        "not compared": "not compared",
    }
    told = [f"{counts[effect]} more {word}" for effect, word in words.items() if counts[effect]]
    if harmless := counts["compatible"]:
        told.append(f"{harmless} {'' if told else 'more, '}harmless")
    return ", ".join(told)
