"""What is wrong with a ritual, at the fields of the form that asked for it."""

from collections.abc import Mapping, Sequence


def field_errors(problems: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Return problems by the field that shows them; what has no field of its own is said at the first."""
    shown: dict[str, str] = {}
    for key, why in problems.items():
        field = key if key in fields else next(iter(fields))
        words = f"This {why}." if field == key else f"{key.replace('_', ' ').capitalize()} {why}."
        shown[field] = f"{shown[field]} {words}" if field in shown else words
    return shown
