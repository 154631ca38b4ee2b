"""A chart as a PNG: the only file that imports Pillow, and not before the first picture is drawn.

The picture is a light card, so that it reads the same on a light page and on a dark one, and it is drawn at twice the
size at which it is mostly seen. Every bar has its number beside it: no colour carries a meaning of its own.
"""

import io
import unicodedata
from typing import TYPE_CHECKING

from integrations.post import Chart
from integrations.words import one_line, shortened

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

STYLE = "1"
"""Changes whenever the same chart is drawn another way."""
WIDTH, MARGIN, ROW, BAR, GAP = 760, 26, 56, 32, 18
"""In pixels: of the picture, around it, of a line, of a bar's height, and between label, bar and number."""
SIZE = 31
"""Of the letters, in pixels."""
MOST_BARS = 12
"""Of a picture: a chat makes a higher one so small that nobody can read it."""
WIDEST_LABEL = 310
"""In pixels; the words below the picture have all of it."""
CARD, EDGE, TRACK, FILL, INK = "#f3f5f8", "#c9ced6", "#d9dfe7", "#1264a3", "#1d1c1d"

_MARKS = dict(zip("\u0300\u0301\u0302\u0303\u0308\u030a\u0327", ("`", "\xb4", "^", "~", "..", "°", ","), strict=True))
"""The font has no letters with accents, but signs to make them of: which sign stands for which accent."""
_BELOW = "\u0327"
_AS = str.maketrans({"ß": "ss", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "\u2013": "-", "—": "-", "\xa0": " "})
_SIGNS = frozenset("«»“”\u2018\u2019…©™°±·")


def is_drawable(chart: Chart) -> bool:
    """Return True if it can be read as a picture: it is not too high, and the font has its letters, but no emoji."""
    return len(chart.bars) <= MOST_BARS and all(
        _has(each) for bar in chart.bars for text in (bar.label, bar.shown) for each in _letters(text)
    )


def draw(chart: Chart) -> bytes:
    """Return the chart as a PNG. It blocks for some milliseconds, and longer the first time."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 # it is, with a size
    labels = [_fitting(font, one_line(each.label)) for each in chart.bars]
    shown = [one_line(each.shown) for each in chart.bars]
    left = MARGIN + max(_width(font, each) for each in labels) + GAP
    right = WIDTH - MARGIN - max(_width(font, each) for each in shown) - GAP
    height = ROW * len(chart.bars) + 2 * MARGIN
    image = Image.new("RGBA", (WIDTH, height))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, WIDTH - 1, height - 1), radius=16, fill=CARD, outline=EDGE, width=2)
    for number, (bar, label, words) in enumerate(zip(chart.bars, labels, shown, strict=True)):
        top = MARGIN + ROW * number
        middle = top + ROW / 2
        _write(pen, font, (MARGIN, middle), label)
        track = (left, middle - BAR / 2, right, middle + BAR / 2)
        pen.rounded_rectangle(track, radius=8, fill=TRACK)
        length = round((right - left) * min(bar.value / chart.most, 1))
        if length > 0:
            pen.rounded_rectangle((*track[:2], left + max(length, BAR / 2), track[3]), radius=8, fill=FILL)
        _write(pen, font, (right + GAP, middle), words)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _letters(text: str) -> list[str]:
    """Each letter followed by its accents."""
    found: list[str] = []
    for each in unicodedata.normalize("NFD", text.translate(_AS)):
        if unicodedata.combining(each) and found:
            found[-1] += each
        else:
            found.append(each)
    return found


def _has(letter: str) -> bool:
    base = letter[0]
    return (" " <= base <= "~" or base in _SIGNS) and all(each in _MARKS for each in letter[1:])


def _width(font: "FreeTypeFont", text: str) -> float:
    return font.getlength("".join(each[0] for each in _letters(text)))


def _fitting(font: "FreeTypeFont", text: str) -> str:
    """The text, or as much of its beginning as has room, with "…" behind it."""
    most = min(len(text), 100)  # of the narrowest letters fewer have room, and each try measures all
    while _width(font, short := shortened(text, most)) > WIDEST_LABEL:
        most -= 1
    return short


def _write(pen: "ImageDraw", font: "FreeTypeFont", place: tuple[float, float], text: str) -> None:
    """Write from a place on, half of a capital above it and half below."""
    letters = _letters(text)
    line = "".join(each[0] for each in letters)
    x, middle = place
    y = middle + _ink(font, "H")[1] / -2
    pen.text((x, y), line, font=font, fill=INK, anchor="ls")
    for number, letter in enumerate(letters):
        at = x + font.getlength(line[:number])
        for mark in letter[1:]:
            _accent(pen, font, (at + font.getlength(letter[0]) / 2, y), letter[0], mark)


def _accent(pen: "ImageDraw", font: "FreeTypeFont", place: tuple[float, float], base: str, mark: str) -> None:
    """Put an accent above the middle of a letter, or below it."""
    sign = _MARKS[mark]
    left, top, right, bottom = _ink(font, sign)
    x, y = place[0] - (left + right) / 2, place[1]
    if mark == _BELOW:
        pen.text((x, y - top), sign, font=font, fill=INK, anchor="ls")
    else:
        pen.text((x, y + _ink(font, base)[1] - bottom - SIZE / 12), sign, font=font, fill=INK, anchor="ls")


def _ink(font: "FreeTypeFont", text: str) -> tuple[int, int, int, int]:
    """Where its ink is, from where its line begins: left, top, right, bottom."""
    mask, (x, y) = font.getmask2(text, anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return x + left, y + top, x + right, y + bottom
