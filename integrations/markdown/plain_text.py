"""Posts as plain text for a terminal: no markup, and no escape sequence of anybody's."""

from collections.abc import Iterator

from integrations.post import (
    Block,
    Bullets,
    Button,
    Buttons,
    Divider,
    Heading,
    Image,
    Opinion,
    Paragraph,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Steps,
    Table,
)
from integrations.words import NameOf, clean, grid, one_line, words


def to_plain(post: Post, name_of: NameOf | None = None) -> str:
    """The post as lines; `name_of` gives the name of a person or channel by id."""
    lines = words(post.headline, name_of).splitlines()
    for block in post.blocks:
        lines += _lines(block, name_of)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _lines(block: Block, name_of: NameOf | None) -> Iterator[str]:
    match block:
        case Paragraph():
            said = words(block.text, name_of)
            yield from f"{said} {_button(block.button)}".split("\n") if block.button else said.split("\n")
        case SmallPrint():
            yield from words(block.text, name_of).split("\n")
        case Heading():
            yield from ("", one_line(block.text))
        case Bullets():
            for number, item in enumerate(block.items, block.start):
                sign = "  " * block.depth + (f"{number}. " if block.numbered else "• ")
                yield sign + words(item, name_of).replace("\n", "\n" + " " * len(sign))
        case Quote():
            yield from (f"│ {line}" for line in words(block.text, name_of).split("\n"))
        case Preformatted():
            yield from (f"    {line}" for line in clean(block.text).split("\n"))
        case Table():
            yield from grid(block, name_of)
        case Divider():
            yield "─" * 24
        case Image():
            yield f"[{one_line(block.alt) or 'picture'}] {one_line(block.url)}"
        case Buttons():
            yield " ".join(map(_button, block.buttons))
        case Opinion() | Steps():
            pass  # neither is anything that is said


def _button(button: Button) -> str:
    label = f"[{one_line(button.label)}]"
    return f"{label} {one_line(button.url)}" if button.url else label
