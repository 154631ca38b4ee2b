"""What both engines can keep: text without NULs and halves of characters, JSON without NaN.

PostgreSQL refuses a NUL, neither engine takes half of a surrogate pair, and one such
character in one row fails a whole statement. Other people's text may have either, so it is
mended here, on its way in, whatever brought it.
"""

import json
import math
from typing import Any

from integrations.deferred import pattern

_UNSTORABLE = pattern("[\x00\ud800-\udfff]")
INSTEAD = "\ufffd"
"""What stands for a character that cannot be kept."""


def storable(text: str) -> str:
    """The text with `INSTEAD` for what cannot be kept."""
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(INSTEAD, text)


def to_json(value: Any) -> str:
    """A value as JSON that both engines take. A number that is none becomes null.

    Raises TypeError for what is no JSON, and RecursionError for what is too deep.
    """
    try:
        drawn = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:  # NaN or infinity
        return to_json(_mended(value))
    if "\\u0000" in drawn or (not drawn.isascii() and _UNSTORABLE.search(drawn)):
        return json.dumps(_mended(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return drawn


def _mended(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {storable(key) if isinstance(key, str) else key: _mended(each) for key, each in value.items()}
        case list() | tuple():
            return [_mended(each) for each in value]
    return value


def bound(parameters: Any) -> Any:
    """The parameters of a statement, or of many, with every text storable."""
    match parameters:
        case str():
            return storable(parameters)
        case dict():
            return {name: bound(value) for name, value in parameters.items()}
        case tuple():
            return tuple(bound(value) for value in parameters)
        case list():
            return [bound(value) for value in parameters]
    return parameters
