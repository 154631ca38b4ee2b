"""The arithmetic of vectors: bytes and bits say what the numbers would."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.vectors import Centre, Codes, cosine, nearest, packed

_numbers = st.floats(-1e300, 1e300, allow_nan=False)


@given(st.lists(st.tuples(_numbers, _numbers), min_size=1, max_size=40))
def test_bytes_say_how_much_two_vectors_have_in_common(pairs: list[tuple[float, float]]) -> None:
    one, other = ([each[side] for each in pairs] for side in (0, 1))
    if not any(one) or not any(other):
        assert b"" in (packed(one), packed(other))
        return
    assert cosine(packed(one), packed(other)) == pytest.approx(_cosine(one, other), abs=0.05)


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    one, other = ([each / max(map(abs, side)) for each in side] for side in (one, other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / math.hypot(*one) / math.hypot(*other)


@given(st.lists(st.binary(min_size=24, max_size=24), min_size=1, max_size=30))
def test_a_bit_says_whether_a_number_is_above_what_is_usual(vectors: list[bytes]) -> None:
    centre = Centre(vectors)
    halves = [[(byte ^ 128) >> 1 for byte in vector] for vector in vectors]
    usual = [sum(column) // len(column) for column in zip(*halves, strict=True)]
    for vector, half in zip(vectors, halves, strict=True):
        above = "".join("1" if number > mean else "0" for number, mean in zip(half, usual, strict=True))
        assert centre.bits(vector) == int(above, 2)


@given(
    bits=st.lists(st.integers(0, 63), max_size=40),
    asked=st.integers(0, 63),
    most=st.integers(1, 12),
)
def test_the_nearest_are_found_whatever_the_number_of_places(bits: list[int], asked: int, most: int) -> None:
    places = {f"C{number}": Codes() for number in range(3)}
    for number, each in enumerate(bits):
        places[f"C{number % 3}"].add(number, each)
    found = nearest(places, asked, "C1", most)
    assert len(found) == len(set(found))
    far = [(each ^ asked).bit_count() for each in bits]
    here = [distance for number, distance in enumerate(far) if number % 3 == 1]
    assert sorted(far[number] for number in found)[:most] == sorted(far)[:most]
    assert sorted(far[number] for number in found if number % 3 == 1)[:most] == sorted(here)[:most]


def test_of_many_that_are_as_far_no_more_than_wanted_are_looked_at() -> None:
    codes = Codes()
    for number in range(1_000):
        codes.add(number, 0)
    assert len(nearest({"C1": codes}, 0, "C2", 10)) == 10
