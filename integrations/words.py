"""The words of a post without any markup, and text of unknown origin made safe to handle."""

import unicodedata
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from integrations.deferred import pattern
from integrations.links import is_script
from integrations.post import (
    Bold,
    Bullets,
    Chart,
    Code,
    InChannel,
    Italic,
    Link,
    Mention,
    Person,
    Span,
    Strike,
    Table,
    Text,
    When,
)

BAR, LONGEST_BAR = "■", 10
"""What a bar is drawn with in a text, and how often at most."""
_LINE_ENDS = pattern("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANKS = pattern(r"\s{21,}")
_INVISIBLE = pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, escape sequences of a terminal among them
    "\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text around it
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all
)


def clean(text: str) -> str:
    """The text without control characters, direction overrides and halves of characters.

    Newlines, tabs, joiners and the marks of right-to-left scripts stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The text cleaned, on one line."""
    return " ".join(clean(text).split())


def squeezed(text: str) -> str:
    """The text with twenty blanks where more follow each other: nobody types them, and who reads them takes long."""
    return _BLANKS.sub(lambda run: run[0][:20], text)


def shortened(text: str, most: int) -> str:
    """Return the text, or its beginning with "…" behind it: `most` characters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def moment(when: When) -> str:
    """A moment in words of its zone: "09:00 CET", "Mon 23 Nov 2026", "Mon 23 Nov 2026 09:00 CET"."""
    try:
        local = when.at.astimezone(ZoneInfo(when.zone))
    except (OSError, ValueError, KeyError, OverflowError):
        local = when.at
    date, time = local.strftime("%a ") + f"{local.day} {local:%b} {local.year}", f"{local:%H:%M} {local.tzname()}"
    return {"time": time, "date": date, "date_time": f"{date} {time}", "full": f"{date} {time}"}[when.style]


def spoken(span: str | Span) -> str:
    """One span as words. A link's address follows its label in brackets."""
    match span:
        case str():
            return clean(span)
        case Bold() | Italic() | Strike() | Code():
            return clean(span.text)
        case Link():
            label, url = one_line(span.label), one_line(span.url)
            if is_script(url):
                return "" if is_script(label) else label
            return f"{label} ({url})" if label and label != url else url
        case Mention():
            return "@" + one_line(span.user)
        case Person():
            return one_line(span.name) or one_line(span.user)
        case InChannel():
            return "#" + one_line(span.channel)
        case When():
            return moment(span)


def words(text: Text) -> str:
    """Return a text as words, without any markup."""
    return "".join(spoken(span) for span in text)


def columns_wide(text: str) -> int:
    """How many columns of a fixed-width font the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def grid(table: Table) -> list[str]:
    """A table as lines of a fixed-width font: titles, a rule, rows; short rows are filled up."""
    rows = cells(table)
    widths = [max(columns_wide(row[number]) for row in rows) for number in range(len(rows[0]))]

    def line(row: Sequence[str]) -> str:
        padded = (cell + " " * (width - columns_wide(cell)) for cell, width in zip(row, widths, strict=True))
        return "  ".join(padded).rstrip()

    return [line(rows[0]), line(["─" * width for width in widths]), *map(line, rows[1:])]


def cells(table: Table) -> list[list[str]]:
    """A table's titles and rows as words, each cell on one line, every row equally long."""
    rows = [[one_line(title) for title in table.columns]]
    rows += [[one_line(words(cell)) for cell in row] for row in table.rows]
    wide = max(1, *(len(row) for row in rows))
    return [row + [""] * (wide - len(row)) for row in rows]


def as_list(chart: Chart) -> Bullets:
    """A chart as a list, for where no picture is shown: each number, and a bar of signs for the eye."""
    room = min(LONGEST_BAR, chart.most)
    signs = (BAR * max(round(room * each.value / chart.most), int(each.value > 0)) for each in chart.bars)
    lines = zip(chart.bars, signs, strict=True)
    return Bullets(items=tuple((f"{each.label}: {each.shown} {sign}".rstrip(),) for each, sign in lines))
