"""Text with places in it, `{monitor.name} is down`, that are looked up in a payload."""

import json
from collections.abc import Mapping, Sequence

from integrations.alerts.fields import words
from integrations.deferred import dataclass, pattern

_PIECES = pattern(r"\{([^{}]*)\}")
_STEPS = pattern(r'"([^"]*)"|([^."]+)')
_PATH = pattern(r'("[^"]*"|[^."\s]+)(\.("[^"]*"|[^."\s]+))*')
Path = tuple[str, ...]


class BadTemplate(Exception):
    """What was written is no template; the message says why."""


@dataclass(frozen=True, slots=True)
class Template:
    """Text and paths in turn: the even pieces are text, the odd ones are looked up."""

    pieces: tuple[str | Path, ...]

    def in_(self, payload: object) -> str:
        """The text with everything looked up; empty where any of it is missing or empty there."""
        found = [piece if isinstance(piece, str) else as_words(looked_up(payload, piece)) for piece in self.pieces]
        missing = any(not text for text, piece in zip(found, self.pieces, strict=True) if not isinstance(piece, str))
        return "" if missing else words("".join(found))

    def value_in(self, payload: object) -> object:
        """What is at its only path, as it stands there; the text where it is more than a path."""
        paths = [piece for piece in self.pieces if piece]
        only = paths[0] if len(paths) == 1 else ""
        return self.in_(payload) if isinstance(only, str) else looked_up(payload, only)


def template(text: str) -> Template:
    """Raises `BadTemplate` where a brace or a path is wrong."""
    pieces: list[str | Path] = []
    for number, piece in enumerate(_PIECES.split(text)):
        if number % 2 == 0:
            if "{" in piece or "}" in piece:
                raise BadTemplate("has a brace without its partner")
            pieces.append(piece)
        elif not _PATH.fullmatch(piece.strip()):
            raise BadTemplate(f"{{{piece}}} is no path: names with dots between them, such as {{monitor.name}}")
        else:
            pieces.append(tuple(quoted or plain for quoted, plain in _STEPS.findall(piece.strip())))
    return Template(tuple(pieces))


def looked_up(payload: object, path: Path) -> object:
    """What is at a path; None where nothing is.

    A step is a name or a place in a list. It also finds its way through text that is JSON, and by name through
    pairs as tools write tags: `["env", "prod"]`, `{"key": "env", "value": "prod"}`, `"env:prod"`.
    """
    for step in path:
        if isinstance(payload, str):
            payload = _unpacked(payload)
        if isinstance(payload, Mapping):
            payload = payload.get(step)
        elif isinstance(payload, Sequence) and step.isascii() and step.isdigit() and len(step) < 6:
            payload = payload[int(step)] if int(step) < len(payload) else None
        elif isinstance(payload, Sequence):
            payload = next((value for name, value in map(_pair, payload) if name == step), None)
        else:
            return None
    return payload


def _unpacked(text: str) -> object:
    """JSON in a string, as Amazon SNS sends it, else the tags of a list with commas."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.split(",")


def tags(value: object) -> dict[str, object]:
    """Names and values, whether they are an object or pairs."""
    if isinstance(value, str):
        value = _unpacked(value)
    if isinstance(value, list):
        return {str(name): found for name, found in map(_pair, value) if name}
    return dict(value) if isinstance(value, Mapping) else {}


def _pair(entry: object) -> tuple[object, object]:
    if isinstance(entry, Mapping):
        return entry.get("key", entry.get("name")), entry.get("value")
    if isinstance(entry, str):
        name, _, value = entry.strip().partition(":")
        return name, value
    return (entry[0], entry[1]) if isinstance(entry, Sequence) and len(entry) == 2 else (None, None)


def as_words(value: object) -> str:
    """A value as text: a list with commas, an object as nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return words(int(value))
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return ", ".join(text for each in value[:10] if not isinstance(each, list | Mapping) and (text := words(each)))
    return words(value)
