"""Posts as plain text for a terminal: no markup, and no escape sequence of anybody's."""

from collections.abc import Iterator

from integrations.post import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Divider,
    Heading,
    Paragraph,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Steps,
    Table,
)
from integrations.words import as_list, clean, grid, one_line, words


def to_plain(post: Post) -> str:
    """The post as lines; people and channels are shown as what they are called, else by their ids."""
    lines = words(post.headline).splitlines()
    for block in post.blocks:
        lines += _lines(block)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            said = words(block.text)
            yield from f"{said} {_button(block.button)}".split("\n") if block.button else said.split("\n")
        case SmallPrint():
            yield from words(block.text).split("\n")
        case Heading():
            yield from ("", one_line(block.text))
        case Bullets():
            for number, item in enumerate(block.items, block.start):
                sign = "  " * block.depth + (f"{number}. " if block.numbered else "• ")
                yield sign + words(item).replace("\n", "\n" + " " * len(sign))
        case Quote():
            yield from (f"│ {line}" for line in words(block.text).split("\n"))
        case Preformatted():
            yield from (f"    {line}" for line in clean(block.text).split("\n"))
        case Table():
            yield from grid(block)
        case Divider():
            yield "─" * 24
        case Chart():
            yield from _lines(as_list(block))
        case Buttons():
            yield " ".join(map(_button, block.buttons))
        case Steps():
            pass  # nothing that is said


def _button(button: Button) -> str:
    label = f"[{one_line(button.label)}]"
    return f"{label} {one_line(button.url)}" if button.url else label
