"""OpenAPI 3 and Swagger 2 documents, compared for those who call the API.

Limits: references within the document only; of `oneOf`, `anyOf` and `not` it is only said that
they changed; formats, patterns, lengths, security and servers are not judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from integrations.contracts.model import Change, Effect, Unreadable

DEEPEST = 12
"""Schemas within schemas that are compared; what is below is the same in every real contract we know of."""
MOST_STEPS = 200_000
"""Schemas compared in all: a document that refers to itself in many ways grows without end."""
MOST_ALIASES = 1_000
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Way = Literal["request", "response"]
Node = Mapping[str, Any]


def compare(before: str | None, after: str | None) -> Sequence[Change]:
    """What changed for those who call. Raises `Unreadable`."""
    return list(_Comparison(_load(before), _load(after)).changes())


class _Loader(yaml.SafeLoader):
    """YAML without the resolver of dates, and with a limit to aliases."""

    aliases = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            self.aliases += 1
            if self.aliases > MOST_ALIASES:
                raise Unreadable(f"it has more than {MOST_ALIASES} YAML aliases")
        return super().compose_node(parent, index)


def _load(text: str | None) -> Node:
    if text is None or not text.strip():
        return {}
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, ValueError, TypeError) as problem:
        raise Unreadable(f"it is no YAML or JSON: {str(problem).splitlines()[0]}") from problem
    if not isinstance(data, dict) or not ({"openapi", "swagger", "paths"} & set(data)):
        raise Unreadable("it is no OpenAPI document")
    return data


@dataclass(frozen=True, slots=True)
class _Schema:
    """A schema with its references followed and its `allOf` put together."""

    types: frozenset[str]
    properties: Node
    required: frozenset[str]
    enum: frozenset[str] | None
    items: Any
    choices: str
    """Its `oneOf`, `anyOf` and `not`, to see whether they changed."""


class _Comparison:
    def __init__(self, old: Node, new: Node) -> None:
        self._old = old
        self._new = new
        self._steps = 0

    def changes(self) -> Iterator[Change]:
        old, new = _operations(self._old), _operations(self._new)
        for name in sorted(old.keys() | new.keys()):
            if name not in new:
                yield Change(name, "was removed", "breaking")
            elif name not in old:
                yield Change(name, "is new", "compatible")
            else:
                yield from self._operation(name, old[name], new[name])

    def _operation(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        yield from self._parameters(name, old, new)
        yield from self._request(name, old, new)
        yield from self._responses(name, old, new)
        if not old.get("deprecated") and new.get("deprecated") is True:
            yield Change(name, "is deprecated now", "unclear")

    def _parameters(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = self._named(self._old, old), self._named(self._new, new)
        for key, parameter in after.items():
            was = before.get(key)
            where = f"{name} {key[0]} parameter {key[1]}"
            required = parameter.get("required") is True
            if was is None:
                yield (
                    Change(where, "is new and required", "breaking")
                    if required
                    else Change(where, "is new", "compatible")
                )
                continue
            if required and was.get("required") is not True:
                yield Change(where, "is required now", "breaking")
            yield from self._schemas(where, was.get("schema", was), parameter.get("schema", parameter), "request", 0)
        for key in before.keys() - after.keys():
            yield Change(f"{name} {key[0]} parameter {key[1]}", "was removed", "breaking")

    def _named(self, document: Node, operation: Node) -> dict[tuple[str, str], Node]:
        listed = operation.get("parameters")
        found: dict[tuple[str, str], Node] = {}
        for each in listed if isinstance(listed, list) else []:
            parameter = _follow(document, each)
            if parameter.get("in") != "body":
                found[str(parameter.get("in", "")), str(parameter.get("name", ""))] = parameter
        return found

    def _request(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = _body(self._old, old), _body(self._new, new)
        where = f"{name} request"
        if after.get("required") is True and before.get("required") is not True:
            yield Change(where, "is required now", "breaking")
        was, now = _contents(before), _contents(after)
        for kind in was.keys() - now.keys():
            yield Change(where, f"no longer takes {kind}", "breaking")
        for kind in was.keys() & now.keys():
            yield from self._schemas(where, was[kind], now[kind], "request", 0)

    def _responses(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = _mapping(old.get("responses")), _mapping(new.get("responses"))
        for code, response in before.items():
            where = f"{name} {code}"
            if code not in after:
                effect: Effect = "breaking" if str(code).startswith("2") else "unclear"
                yield Change(where, "was removed", effect)
                continue
            was = _contents(_follow(self._old, response))
            now = _contents(_follow(self._new, after[code]))
            for kind in was.keys() - now.keys():
                yield Change(where, f"no longer comes as {kind}", "breaking")
            for kind in was.keys() & now.keys():
                yield from self._schemas(where, was[kind], now[kind], "response", 0)
        for code in after.keys() - before.keys():
            yield Change(f"{name} {code}", "is new", "compatible")

    def _schemas(self, where: str, old: Any, new: Any, way: Way, depth: int) -> Iterator[Change]:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Unreadable("it is too large, or refers to itself in too many ways")
        if depth > DEEPEST:
            return
        was, now = _schema(self._old, old), _schema(self._new, new)
        yield from _types(where, was, now, way)
        yield from _enums(where, was, now, way)
        if was.choices != now.choices:
            yield Change(where, "has other alternatives (oneOf, anyOf)", "unclear")
        for name in sorted(was.properties.keys() - now.properties.keys()):
            effect: Effect = "breaking" if way == "response" else "unclear"
            yield Change(f"{where}: {name}", "was removed", effect)
        for name in sorted(now.properties.keys() - was.properties.keys()):
            must = way == "request" and name in now.required
            yield Change(
                f"{where}: {name}", "is new and required" if must else "is new", "breaking" if must else "compatible"
            )
        for name in sorted(was.properties.keys() & now.properties.keys()):
            if way == "request" and name in now.required - was.required:
                yield Change(f"{where}: {name}", "is required now", "breaking")
            if way == "response" and name in was.required - now.required:
                yield Change(f"{where}: {name}", "may be missing now", "breaking")
            yield from self._schemas(f"{where}: {name}", was.properties[name], now.properties[name], way, depth + 1)
        if was.items is not None and now.items is not None:
            yield from self._schemas(f"{where}[]", was.items, now.items, way, depth + 1)


def _types(where: str, was: _Schema, now: _Schema, way: Way) -> Iterator[Change]:
    if was.types == now.types or not was.types or not now.types:
        return
    fewer, more = was.types - now.types, now.types - was.types
    if "number" in now.types and way == "request":
        fewer -= {"integer"}
    if "number" in was.types and way == "response":
        more -= {"integer"}
    words = f"is {_listed(now.types)} now, it was {_listed(was.types)}"
    bad = bool(fewer) if way == "request" else bool(more)
    yield Change(where, words, "breaking" if bad else "compatible")


def _enums(where: str, was: _Schema, now: _Schema, way: Way) -> Iterator[Change]:
    if was.enum == now.enum:
        return
    if was.enum is None or now.enum is None:
        narrower = was.enum is None
        words = "takes only certain values now" if narrower else "takes any value now"
        yield Change(where, words, "breaking" if narrower == (way == "request") else "compatible")
        return
    if gone := was.enum - now.enum:
        yield Change(where, f"has no {_listed(gone)} any more", "breaking" if way == "request" else "compatible")
    if new := now.enum - was.enum:
        yield Change(where, f"may be {_listed(new)} too", "unclear" if way == "response" else "compatible")


# --- reading -----------------------------------------------------------------------


def _operations(document: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for path, item in _mapping(document.get("paths")).items():
        item = _follow(document, item)
        shared = item.get("parameters")
        for method in METHODS:
            operation = item.get(method)
            if isinstance(operation, dict):
                own = operation.get("parameters")
                both = [*(shared if isinstance(shared, list) else []), *(own if isinstance(own, list) else [])]
                found[f"{method.upper()} {path}"] = {**operation, "parameters": both}
    return found


def _body(document: Node, operation: Node) -> Node:
    """The request body of OpenAPI 3, or Swagger 2's body parameter in that form."""
    if "requestBody" in operation:
        return _follow(document, operation["requestBody"])
    for each in operation.get("parameters", []):
        parameter = _follow(document, each)
        if parameter.get("in") == "body":
            content = {"application/json": {"schema": parameter.get("schema")}}
            return {"required": parameter.get("required") is True, "content": content}
    return {}


def _contents(body: Node) -> dict[str, Any]:
    """The schema of each media type; Swagger 2 has one for all."""
    if "schema" in body:
        return {"application/json": body["schema"]}
    return {str(kind): _mapping(given).get("schema") for kind, given in _mapping(body.get("content")).items()}


def _schema(document: Node, given: Any, depth: int = 0) -> _Schema:
    node = _follow(document, given)
    types = node.get("type")
    listed = types if isinstance(types, list) else [types] if isinstance(types, str) else []
    names = {str(each) for each in listed}
    if node.get("nullable") is True:
        names.add("null")
    properties: dict[str, Any] = {str(name): each for name, each in _mapping(node.get("properties")).items()}
    required = (
        {str(each) for each in node.get("required") or [] if isinstance(each, str)}
        if isinstance(node.get("required"), list)
        else set()
    )
    enum = frozenset(str(each) for each in node["enum"]) if isinstance(node.get("enum"), list) else None
    items = node.get("items")
    parts = node.get("allOf")
    if isinstance(parts, list) and depth < DEEPEST:
        for part in parts[:50]:
            inner = _schema(document, part, depth + 1)
            names |= inner.types
            properties = {**inner.properties, **properties}
            required |= inner.required
            enum = enum if enum is not None else inner.enum
            items = items if items is not None else inner.items
    choices = repr([node.get(name) for name in ("oneOf", "anyOf", "not")])[:20_000]
    return _Schema(frozenset(names), properties, frozenset(required), enum, items, choices)


def _follow(document: Node, given: Any) -> Node:
    """What a node is, its references within the document followed."""
    for _ in range(20):
        if not isinstance(given, dict):
            return {}
        ref = given.get("$ref")
        if not isinstance(ref, str) or not ref.startswith("#/"):
            return given
        found: Any = document
        for step in ref[2:].split("/"):
            found = _mapping(found).get(step.replace("~1", "/").replace("~0", "~"))
        given = found
    return {}


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _listed(values: frozenset[str]) -> str:
    return " or ".join(sorted(values)[:5])
