"""A post taken apart into the smallest pieces that stay together, each drawn for Slack.

What goes into which Slack block: words into rich text, where nothing of theirs can come
alive; a paragraph with a button into a section with the button beside it if mrkdwn would
show its words literally, else into rich text with the button below; headings into headers;
small print into context blocks; charts into images where they were drawn, else into lists; the
first table of a message into a table block if it is small enough for one, else into fixed-width
lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from integrations.deferred import dataclass
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Buttons,
    Chart,
    Divider,
    Heading,
    Paragraph,
    Preformatted,
    Quote,
    SmallPrint,
    Steps,
    Table,
    Text,
)
from integrations.slack import buttons as buttons_
from integrations.slack import spans, tables
from integrations.slack.escape import Json, cut, divide, weight, width
from integrations.slack.limits import (
    CONTEXT_ELEMENTS,
    HEADER,
    IMAGE_ALT,
    NAME,
    PART,
    TOGETHER,
)
from integrations.words import as_list, cells, clean, grid, one_line, words

FIXED_WIDTH = 120
"""Columns of a fixed-width line that people can still read; wider tables are listed instead."""
PieceKind = Literal["words", "heading", "divider", "buttons", "item", "row"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together, or one item of a list or table that may share a block.

    `part` numbers what it is a piece of; `said` is what the fallback text says of it.
    """

    part: int
    kind: PieceKind
    blocks: tuple[Json, ...]
    said: Text = ()


Pictures = Mapping[Chart, str]
"""The ids of the files in which Slack has the charts that were drawn."""
NO_PICTURES: Pictures = {}


def take_apart(
    blocks: Iterable[Block], *, native_table: bool = True, pictures: Pictures = NO_PICTURES
) -> Iterator[Piece]:
    """The pieces of `blocks`, in order. Without `native_table` no table block is used (views have none).

    Charts without a picture are lists.
    """
    for part, block in enumerate(blocks, 1):
        match block:
            case Paragraph():
                yield from _paragraph(part, block)
            case Bullets():
                yield from _bullets(part, block)
            case Heading():
                yield from _heading(part, block)
            case Quote():
                for text in _texts(block.text):
                    yield Piece(part, "words", (_rich("rich_text_quote", text),), ("> ", *text))
            case Preformatted():
                yield from _preformatted(part, clean(block.text))
            case Table():
                if native_table and tables.fits(block):
                    native_table = False
                    for row, said in tables.rows(block):
                        yield Piece(part, "row", (row,), said)
                else:
                    yield from _table_as_text(part, block)
            case SmallPrint():
                yield from _small_print(part, block)
            case Divider():
                yield Piece(part, "divider", ({"type": "divider"},))
            case Chart() if block in pictures:
                yield _picture(part, block, pictures[block])
            case Chart():
                yield from _bullets(part, as_list(block))
            case Buttons():
                for row in buttons_.rows(block.buttons, PART):
                    yield Piece(part, "buttons", (row,))
            case Steps() if native_table and block.steps:
                yield Piece(part, "words", (plan(block),))
            case Steps():
                pass  # a view has no such block


def plan(steps: Steps) -> Json:
    """Steps as a plan block, which folds them away."""
    tasks = [
        {
            "type": "task_card",
            "task_id": str(number),
            "title": cut(one_line(each.title), NAME),
            "status": STATES[each.state],
        }
        for number, each in enumerate(steps.steps, 1)
    ]
    return {"type": "plan", "title": cut(one_line(steps.title), NAME), "tasks": tasks}


STATES = {"working": "in_progress", "done": "complete", "failed": "error"}
"""Slack's words for the states of a step."""


def paragraphs(part: int, text: Text, *, bold: bool = False) -> Iterator[Piece]:
    """A text as paragraphs of rich text."""
    for each in _texts(text):
        yield Piece(part, "words", (_rich("rich_text_section", each, bold=bold),), each)


def _texts(text: Text) -> Iterator[Text]:
    return (each for each in spans.parts(spans.tidy(text), PART) if not spans.empty(each))


def _rich(kind: str, text: Text, *, bold: bool = False) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": spans.elements(text, bold=bold)}]}


def _paragraph(part: int, paragraph: Paragraph) -> Iterator[Piece]:
    button = buttons_.draw(paragraph.button) if paragraph.button else None
    if button is None:
        yield from paragraphs(part, paragraph.text)
        return
    text = spans.tidy(paragraph.text)
    below: Json = {"type": "actions", "elements": [button]}
    if spans.empty(text):
        yield Piece(part, "buttons", (below,))
    elif (beside := _section(text)) and weight(beside) + weight(button) <= TOGETHER:
        yield Piece(part, "words", ({**beside, "accessory": button},), text)
    else:
        *pieces, last = paragraphs(part, text)
        yield from pieces
        if weight(last.blocks[0]) + weight(button) <= TOGETHER:
            yield Piece(part, "words", (*last.blocks, below), last.said)
        else:
            yield from (last, Piece(part, "buttons", (below,)))


def _section(text: Text) -> Json | None:
    drawn = _text_object(text)
    return {"type": "section", "text": drawn} if drawn else None


def _text_object(text: Text) -> Json | None:
    """One text object that shows the text literally, or None if there is none."""
    if width(words(text)) > PART:
        return None
    if spans.literal(text):
        drawn: Json = {"type": "plain_text", "text": words(text).strip(), "emoji": False}
    elif spans.certain(text):
        drawn = {"type": "mrkdwn", "text": spans.mrkdwn(text), "verbatim": True}
    else:
        return None
    return drawn if width(drawn["text"]) <= PART else None


def _bullets(part: int, bullets: Bullets) -> Iterator[Piece]:
    number = bullets.start
    for item in bullets.items:
        first, *more = list(_texts(item)) or [()]
        if not first:
            continue
        drawn: Json = {
            "type": "rich_text_list",
            "style": "ordered" if bullets.numbered else "bullet",
            "indent": bullets.depth,
            "elements": [{"type": "rich_text_section", "elements": spans.elements(first)}],
        }
        if bullets.numbered and number > 1:
            drawn["offset"] = number - 1
        sign = "    " * bullets.depth + (f"{number}. " if bullets.numbered else "• ")
        yield Piece(part, "item", ({"type": "rich_text", "elements": [drawn]},), (sign, *first))
        for each in more:
            yield Piece(part, "words", (_rich("rich_text_section", each),), each)
        number += 1


def _heading(part: int, heading: Heading) -> Iterator[Piece]:
    title = one_line(heading.text)
    if not title:
        return
    if width(title) > HEADER:
        yield from paragraphs(part, (title,), bold=True)
    else:
        yield Piece(part, "heading", ({"type": "header", "text": buttons_.plain(title, HEADER)},), (Bold(text=title),))


def _preformatted(part: int, text: str) -> Iterator[Piece]:
    rest = text.strip("\n")
    while rest.strip():
        chunk, rest = divide(rest, PART)
        chunk = chunk.rstrip("\n")
        if chunk.strip():
            block = _rich("rich_text_preformatted", (chunk,))
            yield Piece(part, "words", (block,), (chunk,))


def _small_print(part: int, small_print: SmallPrint) -> Iterator[Piece]:
    for text in _texts(small_print.text):
        whole = _text_object(text)
        drawn = [whole] if whole else _side_by_side(text)
        if drawn is None:
            yield Piece(part, "words", (_rich("rich_text_section", text),), text)
        else:
            yield Piece(part, "words", ({"type": "context", "elements": drawn},), text)


def _side_by_side(text: Text) -> list[Json] | None:
    """Literal words and live spans as neighbours, or None where they are too many."""
    if len(text) > CONTEXT_ELEMENTS:
        return None
    drawn = [_text_object((span,)) for span in text if not spans.empty((span,))]
    return None if None in drawn else [each for each in drawn if each]


def _picture(part: int, chart: Chart, file: str) -> Piece:
    """A picture, and below it what it shows, in words that everybody can read, search and copy."""
    alt = cut(one_line(f"{chart.title}: {chart.words}"), IMAGE_ALT)
    said = cut(one_line(chart.words), PART)
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": alt}
    below = {"type": "context", "elements": [{"type": "plain_text", "text": said, "emoji": False}]}
    return Piece(part, "words", (image, below), (said,))


def _table_as_text(part: int, table: Table) -> Iterator[Piece]:
    """A table as fixed-width lines, or where these were too long as one "title: words" a line."""
    if not any(table.columns) and not any(table.rows):
        return
    if all(len(cell) <= FIXED_WIDTH for row in cells(table) for cell in row):
        lines = grid(table)
        if max(map(len, lines)) <= FIXED_WIDTH:
            yield from _preformatted(part, "\n".join(lines))
            return
    for row in table.rows:
        for number, text in enumerate(row):
            title = one_line(table.columns[number]) if number < len(table.columns) else ""
            if not spans.empty(spans.tidy(text)):
                yield from paragraphs(part, (Bold(text=title), ": ", *text) if title else text)
