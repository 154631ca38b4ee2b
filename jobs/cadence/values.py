"""What a value that somebody wrote into a rituals file may be."""

from collections.abc import Sequence


def is_whole(value: object, least: int, most: int) -> bool:
    """Return True for a whole number from `least` to `most`; `true`, `30.0` and `"30"` are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def are_texts(value: object, most: int) -> bool:
    """Return True for a list of at most `most` texts, none of them blank."""
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) <= most
        and all(isinstance(each, str) and each.strip() for each in value)
    )
