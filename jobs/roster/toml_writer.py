"""Values as TOML, which the standard library only reads."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def is_plain(value: Any) -> bool:
    """Return True if it is text, numbers, truth, or lists and tables of those."""
    match value:
        case str() | bool() | int():
            return True
        case float():
            return math.isfinite(value)
        case list():
            return all(is_plain(each) for each in value)
        case dict():
            return all(is_plain(each) for each in value.values())
        case _:
            return False


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a value, keys of tables among them."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from texts_in(each)
        case dict():
            for key, each in value.items():
                yield key
                yield from texts_in(each)


def table(header: str, pairs: Iterable[tuple[str, Any]], remarks: Mapping[str, str] | None = None) -> str:
    """A table with its pairs but those that are None; `remarks` follow a pair on its line."""
    lines = [header]
    lines += [
        f"{_key(key)} = {written(value)}{(remarks or {}).get(key, '')}" for key, value in pairs if value is not None
    ]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else written(name)


def written(value: Any) -> str:
    """A value as TOML. Raises TypeError for what TOML has no form for."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int():
            return str(value)
        case float():
            return repr(value)
        case list() | tuple():
            return "[" + ", ".join(written(each) for each in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_key(str(key))} = {written(each)}" for key, each in value.items()) + "}"
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")
