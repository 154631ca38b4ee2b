"""Values in a contract: what they are, and how they are written for people."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

Limit = tuple[float, bool]
"""A number, and whether it is itself left out."""


def written(value: Any) -> str:
    """A value as a text, the same for the same value and another for another."""
    if isinstance(value, str):
        return f'"{value}"' if value in ("true", "false", "null") or _looks_number(value) else value
    if type(value) is int:
        return str(value)
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return _whole(value) if isinstance(value, dict | list) else json.dumps(value, default=str)


def _whole(value: Any) -> str:
    """A mapping or list in words. One with more than 2,000 values is like no other."""
    told: list[str] = []
    waiting, room = [value], 2_000
    while waiting:
        room -= 1
        if not room:
            return f"{{… {id(value)}}}"
        node = waiting.pop()
        if isinstance(node, dict):
            names = sorted(map(str, node))[:room]
            told.append("{" + ",".join(names) + "}")
            waiting += [node.get(name) for name in names]
        elif isinstance(node, list):
            told.append(f"[{len(node)}]")
            waiting += node[:room]
        else:
            told.append(written(node) + ";")
    return "".join(told)


def _looks_number(text: str) -> bool:
    return text[:1] in "-+.0123456789" and any(each.isdigit() for each in text[:3])


def is_number(value: Any) -> bool:
    """Return True for a number, which true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def type_of(value: Any) -> str:
    """The type that a schema would name for a value."""
    kinds: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}
    return "null" if value is None else kinds.get(type(value), "array")


def names(values: Iterable[str]) -> str:
    """The first five of some names, in their order."""
    given = sorted(each[:60] for each in values)
    return " or ".join(given[:5]) + (f" or {len(given) - 5} more" if len(given) > 5 else "")
