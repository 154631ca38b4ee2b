"""A chart as a picture: legible letters, the same bytes each time, and words alone for what the font does not have."""

import io
import string

import pytest
from PIL import Image, ImageFont

from integrations import chart_picture
from integrations.chart_picture import draw, is_drawable
from integrations.post import Bar, Chart
from integrations.words import as_list, words


def chart(*labels: str, value: float = 1, most: float = 4) -> Chart:
    return Chart(title="Tea", most=most, bars=tuple(Bar(label=each, value=value, shown="1 of 4") for each in labels))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGBA")


def blue(image: Image.Image) -> int:
    """How many pixels of a line through the middle of the first bar are filled."""
    y = chart_picture.MARGIN + chart_picture.ROW // 2
    return sum(image.getpixel((x, y)) == (0x12, 0x64, 0xA3, 255) for x in range(image.width))


def test_the_font_has_every_sign_that_is_taken_for_drawable() -> None:
    font = ImageFont.load_default(chart_picture.SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    missing = bytes(font.getmask("\uffff"))
    signs = set(string.printable[:94]) | chart_picture._SIGNS | set("".join(chart_picture._MARKS.values()))
    assert [each for each in sorted(signs) if bytes(font.getmask(each)) == missing] == []


@pytest.mark.parametrize(
    "label", ["3", "23 Nov", "Früh, spät, größer", "Été, ça va, œuvre", "Mañana, así, único", "“Maybe” – no…"]
)
def test_the_letters_of_german_french_and_spanish_are_drawn(label: str) -> None:
    assert is_drawable(chart(label))
    assert draw(chart(label)) != draw(chart(label.translate(str.maketrans("üäöéçñí", "uaoecni")) + "."))


@pytest.mark.parametrize("label", ["👍 yes", "はい", "да", "نعم", "¿Sí?"])
def test_what_the_font_does_not_have_is_said_in_words_alone(label: str) -> None:
    assert not is_drawable(chart("no", label))
    assert words(as_list(chart(label)).items[0]) == f"{label}: 1 of 4 ■"


def test_more_bars_than_can_be_read_are_said_in_words_alone() -> None:
    some = [str(number) for number in range(chart_picture.MOST_BARS)]
    assert is_drawable(chart(*some))
    assert not is_drawable(chart(*some, "more"))


def test_a_bar_is_as_long_as_its_share_of_the_room_and_nothing_has_none() -> None:
    none, half, whole, beyond = (blue(opened(draw(chart("1", value=value)))) for value in (0, 2, 4, 9))
    assert none == 0
    assert half == pytest.approx(whole / 2, abs=3)
    assert beyond == whole > 300


def test_the_same_numbers_are_the_same_bytes_and_the_card_stands_on_any_background() -> None:
    picture = opened(draw(chart("1", "2")))
    assert draw(chart("1", "2")) == draw(chart("1", "2"))
    assert picture.size == (chart_picture.WIDTH, 2 * chart_picture.ROW + 2 * chart_picture.MARGIN)
    assert picture.getpixel((0, 0))[3] == 0, "its corners are round"  # type: ignore[index] # it has four channels
    assert picture.getpixel((20, 20)) == (0xF3, 0xF5, 0xF8, 255)


def test_a_very_long_label_leaves_room_for_its_bar() -> None:
    picture = opened(draw(chart("W" * 200, value=4)))
    assert blue(picture) > 60
