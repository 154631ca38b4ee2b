"""Posts as CommonMark, with tables as GitHub reads them; literal text stays literal."""

import re
import string
from collections.abc import Iterator

from integrations.deferred import pattern
from integrations.links import usable
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Code,
    Divider,
    Heading,
    Italic,
    Link,
    Paragraph,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Span,
    Steps,
    Strike,
    Table,
    Text,
)
from integrations.words import as_list, clean, one_line, spoken

_SPECIAL = pattern(r"[\\`*_\[\]<>&~|]|!\Z")
_LINE_START = pattern(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))")
_MARKS: dict[type, str] = {Bold: "**", Italic: "*", Strike: "~~"}
_NEIGHBOURS = frozenset(string.whitespace) | frozenset(".,;:!?()") | {""}
"""What may stand beside emphasis so that CommonMark takes it for emphasis in any case."""


def to_markdown(post: Post) -> str:
    """The post as a Markdown document.

    The headline is its title. Buttons that open pages become links; others are left out, for
    nothing in a file can be pressed.
    """
    written = _heading(1, _line(post.headline))
    deepest = -1
    for block in post.blocks:
        if isinstance(block, Bullets):
            block = block.model_copy(update={"depth": min(block.depth, deepest + 1)})
        part = _block(block)
        if not part:
            continue
        inside_a_list = isinstance(block, Bullets) and deepest >= 0
        written += ("\n" if inside_a_list else "\n\n" if written else "") + part
        deepest = block.depth if isinstance(block, Bullets) else -1
    return written + "\n" if written else ""


def _heading(level: int, text: str) -> str:
    escaped = re.sub(r"(?<!\\)#", r"\\#", text)
    return f"{'#' * level} {escaped}" if text else ""


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            link = _button(block.button) if block.button else ""
            return "\n\n".join(filter(None, (_lines(block.text), link)))
        case SmallPrint():
            return _lines(block.text)
        case Heading():
            return _heading(2, _line((block.text,)))
        case Bullets():
            return "\n".join(_items(block))
        case Quote():
            quoted = _lines(block.text)
            return "\n".join(f"> {line}".rstrip() for line in quoted.split("\n")) if quoted else ""
        case Preformatted():
            return _fenced(clean(block.text))
        case Table():
            return _table(block)
        case Divider():
            return "---"
        case Chart():
            return _block(as_list(block))
        case Buttons():
            return " · ".join(filter(None, map(_button, block.buttons)))
        case Steps():
            return ""


def _button(button: Button) -> str:
    url = usable(button.url) if button.url else None
    return f"[{_line((one_line(button.label) or 'Open',))}](<{url}>)" if url else ""


def _items(bullets: Bullets) -> Iterator[str]:
    indent = " " * 4 * bullets.depth
    for number, item in enumerate(bullets.items, bullets.start):
        text = _lines(item)
        sign = f"{number}." if bullets.numbered else "-"
        if text:
            hanging = "\n" + indent + " " * (len(sign) + 1)
            yield f"{indent}{sign} " + text.replace("\n", hanging)


def _table(table: Table) -> str:
    wide = max(len(table.columns), *(len(row) for row in table.rows), 0) if table.rows else len(table.columns)
    if not wide:
        return ""
    rows = [tuple((title,) for title in table.columns), *table.rows]
    lines = ["| " + " | ".join(_cells(row, wide)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]])


def _cells(row: tuple[Text, ...], wide: int) -> list[str]:
    cells = [re.sub(r"(?<!\\)\|", r"\\|", _line(text)) for text in row]
    return cells + [""] * (wide - len(cells))


def _line(text: Text) -> str:
    """A text on one line."""
    return " ".join(_lines(text, hard_break=" ", paragraph=" ").split())


def _lines(text: Text, *, hard_break: str = "\\\n", paragraph: str = "\n\n") -> str:
    """A text as lines of paragraphs: line breaks stay, more than one make a new paragraph."""
    written = ""
    spans = _merged(text)
    for number, span in enumerate(spans):
        after = spoken(spans[number + 1])[:1] if number + 1 < len(spans) else ""
        written += _span(span, written[-1:], after)
    paragraphs = [
        hard_break.join(_line_start(line.strip(" \t")) for line in each.split("\n") if line.strip())
        for each in re.split(r"\n[ \t]*\n\s*", written)
    ]
    return paragraph.join(filter(None, paragraphs))


def _span(span: str | Span, before: str, after: str) -> str:
    match span:
        case Bold() | Italic() | Strike():
            said = one_line(span.text)
            lone = said == span.text and before in _NEIGHBOURS and after in _NEIGHBOURS
            mark = _MARKS[type(span)] if lone else ""
            return f"{mark}{_escaped(said if lone else spoken(span))}{mark}"
        case Code():
            return _code(span.text)
        case Link():
            url = usable(span.url)
            return f"[{_escaped(one_line(span.label)) or _escaped(url)}](<{url}>)" if url else _escaped(spoken(span))
    return _escaped(spoken(span))


def _merged(text: Text) -> list[str | Span]:
    """The spans that say something, neighbours of one style as one: Markdown cannot part them."""
    merged: list[str | Span] = []
    for span in text:
        last = merged[-1] if merged else None
        if isinstance(span, Bold | Italic | Strike | Code) and isinstance(last, type(span)):
            merged[-1] = span.model_copy(update={"text": last.text + span.text})
        elif spoken(span):
            merged.append(span)
    return merged


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _line_start(line: str) -> str:
    """The line, escaped where it would begin a heading, a list or a rule."""
    return _LINE_START.sub(lambda found: found[1] + (found[2] + "\\" if found[2].isdigit() else "\\" + found[2]), line)


def _code(text: str) -> str:
    inside = one_line(text)
    fence = "`" * (max(map(len, re.findall("`+", inside)), default=0) + 1)
    space = " " if "`" in (inside[:1], inside[-1:]) else ""
    return f"{fence}{space}{inside}{space}{fence}" if inside else ""


def _fenced(text: str) -> str:
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}" if text.strip() else ""
