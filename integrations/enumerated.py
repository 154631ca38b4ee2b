"""Things in a row, and how many there are, as people write them."""

from collections.abc import Iterable, Sequence

from integrations.post import Bold, Code, InChannel, Italic, Link, Mention, Person, Span, Strike, Text, When

Item = str | Bold | Code | InChannel | Italic | Link | Mention | Person | Strike | When | Text


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 blocker`, `1,200 blockers`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def in_a_row(items: Sequence[Item], most: int | None = None) -> Text:
    """Return items with commas between them; those beyond the first `most` are counted: `A, B and 3 more`."""
    text = _between(items[:most], ", ", ", ")
    left = len(items) - most if most is not None else 0
    return (*text, f" and {left:,} more") if left > 0 else text


def listed(items: Iterable[Item]) -> Text:
    """Return `A, B and C`."""
    return _between(tuple(items), ", ", " and ")


def _between(items: Sequence[Item], comma: str, last: str) -> Text:
    text: list[str | Span] = []
    for place, item in enumerate(items):
        if place:
            text.append(last if place == len(items) - 1 else comma)
        text += item if isinstance(item, tuple) else (item,)
    return tuple(text)
