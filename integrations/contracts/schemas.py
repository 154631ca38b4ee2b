"""The parts of an OpenAPI document, with its references followed and its `allOf` put together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.contracts.model import Budget

MOST_CHOICES = 2_000
"""Nodes of a schema's alternatives that are looked at, to see whether they changed."""
Node = Mapping[str, Any]
NOTHING: Node = {}
"""What is not there. One object, so that nothing is always the same schema."""
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema as those who call see it."""

    types: frozenset[str] = frozenset()
    properties: Node = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    enum: frozenset[str] | None = None
    items: Any = None
    choices: str = ""
    """Its `oneOf`, `anyOf` and `not`, to see whether they changed."""
    alternatives: tuple[Any, ...] = ()
    """Those of `oneOf` and `anyOf`, in their order."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path."""

    name: str
    """`GET /payments/{id}`."""
    node: Node


class Document:
    """One document. Every schema of it is put together once."""

    def __init__(self, data: Node) -> None:
        """Read from that data."""
        self._data = data
        self._schemas: dict[int, Schema] = {}
        self._budget = Budget("it is too large, or refers to itself in too many ways")

    def operations(self, methods: Iterable[str]) -> dict[str, Operation]:
        """The operations by what a caller sends: the names of a path's parameters do not matter."""
        found: dict[str, Operation] = {}
        for path, given in mapping(self._data.get("paths")).items():
            item = self.follow(given)
            shared = item.get("parameters")
            for method in methods:
                operation = item.get(method)
                if isinstance(operation, dict):
                    own = operation.get("parameters")
                    both = [*(shared if isinstance(shared, list) else []), *(own if isinstance(own, list) else [])]
                    key = f"{method.upper()} {_PLACE.sub('{}', str(path))}"
                    places = {name: number for number, name in enumerate(_PLACE.findall(str(path)))}
                    node = {**operation, "parameters": both, "places": places}
                    found[key] = Operation(f"{method.upper()} {path}", node)
        return found

    def parameters(self, operation: Node) -> dict[tuple[str, Any], Node]:
        """The parameters of an operation by where they are and what they are called; in the path by their place."""
        found: dict[tuple[str, Any], Node] = {}
        for each in operation["parameters"]:
            parameter = self.follow(each)
            kind, name = str(parameter.get("in", "")), str(parameter.get("name", ""))
            if kind != "body":
                found[kind, operation["places"].get(name, name) if kind == "path" else name] = parameter
        return found

    def body(self, operation: Node) -> Node:
        """The request body of OpenAPI 3, or Swagger 2's body parameter in that form."""
        if "requestBody" in operation:
            return self.follow(operation["requestBody"])
        for each in operation["parameters"]:
            parameter = self.follow(each)
            if parameter.get("in") == "body":
                content = {"application/json": {"schema": parameter.get("schema", NOTHING)}}
                return {"required": parameter.get("required") is True, "content": content}
        return NOTHING

    def follow(self, given: Any) -> Node:
        """What a node is, its references within the document followed."""
        for _ in range(20):
            if not isinstance(given, dict):
                return NOTHING
            ref = given.get("$ref")
            if not isinstance(ref, str) or not ref.startswith("#/"):
                return given
            found: Any = self._data
            for step in ref[2:].split("/"):
                found = mapping(found).get(step.replace("~1", "/").replace("~0", "~"))
            given = found
        return NOTHING

    def is_hidden(self, given: Any, way: str) -> bool:
        """Whether a property never goes that way: what is read-only is in no request."""
        return self.follow(given).get("readOnly" if way == "request" else "writeOnly") is True

    def schema(self, given: Any) -> Schema:
        """A schema put together; the same object for the same node. Raises `Unreadable`."""
        node = self.follow(given)
        if id(node) not in self._schemas:
            self._schemas[id(node)] = Schema()  # what it is to itself, where it is made of itself
            self._schemas[id(node)] = self._put_together(node)
        return self._schemas[id(node)]

    def _put_together(self, node: Node) -> Schema:
        types = node.get("type")
        listed = types if isinstance(types, list) else [types] if isinstance(types, str) else []
        names = {"null" if each is None else str(each) for each in listed}
        if node.get("nullable") is True:
            names.add("null")
        properties: dict[str, Any] = {str(name): each for name, each in mapping(node.get("properties")).items()}
        required = set(_texts(node.get("required")))
        enum = frozenset(str(each) for each in node["enum"]) if isinstance(node.get("enum"), list) else None
        if "const" in node:
            enum = frozenset({str(node["const"])})
        items = node.get("items")
        self._budget.spend(1 + len(properties) + len(required) + len(enum or ()))
        listed_parts = node.get("allOf")
        parts = list(listed_parts) if isinstance(listed_parts, list) else []
        choices = {name: node.get(name) for name in ("oneOf", "anyOf", "not")}
        for name in ("oneOf", "anyOf"):
            if (only := self._or_null(choices[name])) is not None:
                parts.append(only)
                names.add("null")
                choices[name] = None
        typed = bool(names - {"null"})
        for part in parts:
            inner = self.schema(part)
            self._budget.spend(1 + len(inner.properties))
            names |= inner.types
            properties = {**inner.properties, **properties}
            required |= inner.required
            enum = enum if enum is not None else inner.enum
            items = items if items is not None else inner.items
            typed = typed or bool(inner.types)
        listed_choices = [each for each in (choices["oneOf"], choices["anyOf"]) if isinstance(each, list)]
        alternatives = tuple(each for several in listed_choices for each in several)
        told = "".join(self._told([*choices.values()]))
        return Schema(
            frozenset(names if typed else ()), properties, frozenset(required), enum, items, told, alternatives
        )

    def _or_null(self, choices: Any) -> Any:
        """The one alternative beside null, where there are these two: what many write for `nullable`."""
        if not isinstance(choices, list) or len(choices) != 2:
            return None
        others = [each for each in choices if self.follow(each).get("type") not in ("null", None, ["null"])]
        others += [each for each in choices if "type" not in self.follow(each)]
        return others[0] if len(others) == 1 else None

    def _told(self, choices: list[Any]) -> Iterable[str]:
        """Alternatives in words that differ where they do, up to `MOST_CHOICES` nodes."""
        if choices == [None, None, None]:
            return
        waiting, room = [*reversed(choices)], MOST_CHOICES
        while waiting and room:
            room -= 1
            node = waiting.pop()
            self._budget.spend(1 + (len(node) if isinstance(node, dict | list) else 0))
            if isinstance(node, dict):
                yield f"{{{','.join(str(key)[:200] for key in list(node)[:room])}}}"
                waiting += [*reversed(list(node.values())[:room])]
            elif isinstance(node, list):
                yield f"[{len(node)}]"
                waiting += reversed(node[:room])
            else:
                yield f"{str(node)[:200]};"


def mapping(value: Any) -> dict[Any, Any]:
    """A mapping as it is, and an empty one for everything else."""
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
