"""The text of a document, read without trust: YAML or JSON in, plain mappings, lists, texts and numbers out."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from integrations.contracts.model import Budget, NoContract, Unreadable

DEEPEST = 200
"""Mappings and lists within each other."""
MOST_ALIASES = 10_000
_BOOLEANS = {"true": True, "false": False}
_NULLS = frozenset({"", "~", "null"})
_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,30})")
_BROKEN = re.compile(r"[-+]?(\d{1,30}\.\d{0,30}|\.\d{1,30}|\d{1,30}(?=[eE]))([eE][-+]?\d{1,3})?")
_VERSION = re.compile(r"[23](\.\d+)*(-\w+)?")


def is_root(data: Any) -> bool:
    """Return True if this is an OpenAPI or Swagger document, by its own word: its version, at the top."""
    if not isinstance(data, dict):
        return False
    versions = [data[key] for key in ("openapi", "swagger") if key in data]
    return any(_VERSION.fullmatch(str(version)) for version in versions if isinstance(version, str | int | float))


def load_root(text: str | None) -> dict[Any, Any]:
    """An OpenAPI document; an empty one where there is no text. Raise `NoContract` or `Unreadable`."""
    if text is None or not text.strip():
        return {}
    data = load(text)
    if not is_root(data):
        raise NoContract("it is no OpenAPI document")
    return data  # type: ignore[no-any-return]


def load(text: str) -> Any:
    """What a YAML or JSON text holds. Raise `Unreadable`."""
    text = text.removeprefix("\ufeff")
    data = _json(text) if text.lstrip()[:1] in ("{", "[") else None
    return _yaml(text) if data is None else data


def _json(text: str) -> Any:
    """What it says as JSON; None where it is none, for YAML may begin with a brace too."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _yaml(text: str) -> Any:
    try:
        return _Builder().build(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError) as problem:
        raise Unreadable(f"it is no YAML or JSON: {str(problem).splitlines()[0]}") from problem


class _Open:
    """A mapping or a list that has begun and has not ended."""

    def __init__(self, value: dict[Any, Any] | list[Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: Any = None
        self.keyed = False

    @property
    def wants_key(self) -> bool:
        """Return True if what comes next is the name of something."""
        return isinstance(self.value, dict) and not self.keyed


class _Builder:
    """Data from YAML's events.

    Not by the library's own constructors: those follow `<<` and aliases as often as somebody wrote them,
    recurse as deep as somebody nested, and make `False` of a country's code NO.
    """

    def __init__(self) -> None:
        self._anchors: dict[str, Any] = {}
        self._open: list[_Open] = []
        self._aliases = 0
        self._copied = Budget("it merges too much")
        self._result: Any = None
        self._documents = 0

    def build(self, events: Iterator[Any]) -> Any:
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._documents += 1
                    if self._documents > 1:
                        raise Unreadable("it is several YAML documents in one file")
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._begin(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    ended = self._open.pop()
                    if ended.anchor:
                        self._anchors[ended.anchor] = ended.value
                    self._add(ended.value)
                case yaml.ScalarEvent():
                    named = bool(self._open) and self._open[-1].wants_key
                    value = event.value if named else _scalar(event)
                    if event.anchor:
                        self._anchors[event.anchor] = value
                    self._add(value)
                case yaml.AliasEvent():
                    self._add(self._alias(event.anchor))
        return self._result

    def _begin(self, event: Any) -> None:
        if len(self._open) >= DEEPEST:
            raise Unreadable("it is nested too deeply")
        if event.tag and "python" in event.tag:
            raise Unreadable("it is no YAML or JSON: it asks for objects of a program")
        value: dict[Any, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, event.anchor))

    def _alias(self, name: str | None) -> Any:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            raise Unreadable(f"it has more than {MOST_ALIASES} YAML aliases")
        if name is None or name not in self._anchors:
            raise Unreadable("it is no YAML or JSON: an alias has no anchor before it, or is within it")
        return self._anchors[name]

    def _add(self, value: Any) -> None:
        if not self._open:
            self._result = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.wants_key:
            if isinstance(value, dict | list):
                raise Unreadable("it is no YAML or JSON: a mapping or a list is no name")
            top.key, top.keyed = str(value), True
        else:
            top.keyed = False
            self._set(top.value, top.key, value)

    def _set(self, into: dict[Any, Any], key: Any, value: Any) -> None:
        if key != "<<":
            into[key] = value
            return
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                self._copied.spend(len(each))
                for name, inner in each.items():
                    into.setdefault(name, inner)


def _scalar(event: Any) -> Any:
    """A truth value, nothing, a number as JSON would write it, or a text."""
    if event.style or not event.implicit[0]:
        return event.value
    text = event.value
    if text.lower() in _NULLS:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    if _BROKEN.fullmatch(text):
        return float(text)
    return _BOOLEANS.get(text.lower(), text)
