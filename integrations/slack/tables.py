"""Table blocks: one a message, with literal cells unless a cell holds a span."""

from collections.abc import Iterator

from integrations.deferred import pattern
from integrations.post import Table, Text
from integrations.slack import spans
from integrations.slack.escape import Json, weight, width
from integrations.slack.limits import TABLE_COLUMNS, TABLE_ROW
from integrations.words import words

_BLANK: Json = {"type": "raw_text", "text": " "}
_NUMBER = pattern(r"[-+\u2212]?[\d.,\s]*\d\s?(%|[a-zA-Zµ]{1,3})?")


def fits(table: Table) -> bool:
    """Whether the table can be a table block."""
    rows = [_titles(table), *table.rows]
    wide = max(map(len, rows))
    return 1 <= wide <= TABLE_COLUMNS and all(weight(_cells(row, wide)) <= TABLE_ROW for row in rows)


def rows(table: Table) -> Iterator[tuple[Json, Text]]:
    """Each row as a table block of its own under the titles, and what the fallback says of it.

    `join` puts rows back together.
    """
    titles = _titles(table)
    wide = max(map(len, [titles, *table.rows]))
    settings = [{"align": _alignment(table, column), "is_wrapped": True} for column in range(wide)]
    head = [_cells(titles, wide)] if titles else []
    said: Text = (*_said(titles), "\n") if titles else ()
    for row in table.rows:
        yield {"type": "table", "column_settings": settings, "rows": [*head, _cells(row, wide)]}, (*said, *_said(row))
        said = ()
    if not table.rows:
        yield {"type": "table", "column_settings": settings, "rows": head}, said


def join(block: Json, row: Json) -> Json:
    """The block with the last row of another."""
    return {**block, "rows": [*block["rows"], row["rows"][-1]]}


def characters(cells: list[Json]) -> int:
    """What a row counts towards the characters of a message's table."""
    return sum(width(cell["text"]) if cell["type"] == "raw_text" else weight(cell) for cell in cells)


def _titles(table: Table) -> tuple[Text, ...]:
    return tuple((title,) for title in table.columns)


def _cells(row: tuple[Text, ...], wide: int) -> list[Json]:
    drawn = [_cell(spans.tidy(text)) for text in row]
    return drawn + [_BLANK] * (wide - len(drawn))


def _cell(text: Text) -> Json:
    if spans.empty(text):
        return _BLANK
    if spans.literal(text):
        return {"type": "raw_text", "text": words(text)}
    section = {"type": "rich_text_section", "elements": spans.elements(text)}
    return {"type": "rich_text", "elements": [section]}


def _said(row: tuple[Text, ...]) -> Text:
    said: list[Text] = []
    for text in row:
        said += [(" | ",) if said else (), spans.tidy(text)]
    return tuple(span for text in said for span in text)


def _alignment(table: Table, column: int) -> str:
    shown = [words(row[column]).strip() for row in table.rows if column < len(row)]
    numbers = [each for each in shown if each]
    return "right" if numbers and all(map(_NUMBER.fullmatch, numbers)) else "left"
