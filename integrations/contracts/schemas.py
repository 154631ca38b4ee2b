"""A schema as those who call see it: its references followed, its `allOf` put together, one spelling of everything."""

import math
from dataclasses import field
from typing import Any

from integrations.contracts.all_of import MERGED, common_types, tighter_lower, tighter_upper
from integrations.contracts.files import Files
from integrations.contracts.model import Budget
from integrations.contracts.references import Node, References, listed, mapping, texts
from integrations.contracts.swagger import as_openapi
from integrations.contracts.values import Limit, is_number, type_of, written
from integrations.deferred import dataclass

ANNOTATIONS = frozenset(
    {"title", "description", "example", "examples", "externalDocs", "summary", "$comment", "$schema", "$defs"}
    | {"definitions", "$anchor"}
)
"""What tells people something and takes nothing from anybody."""
ANYTHING: Node = {}
"""The schema of what has none."""
NEVER: Node = {"not": {}}
"""The schema that nothing satisfies."""
NULL: Node = {"type": "null"}
"""The schema of null alone."""
_FORMS = {
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "dependentRequired"), dict),
    "discriminator": dict | str,
    "prefixItems": list,
}
"""Keywords that are read only where they have the form that they should have."""
_OBJECT = frozenset({"properties", "required", "additionalProperties", "patternProperties", "maxProperties"})


@dataclass(slots=True, eq=False)
class Schema:
    """What a schema says, keyword by keyword. One object for one node of a document."""

    types: frozenset[str] | None = None
    """None where it may be anything."""
    guessed: frozenset[str] | None = None
    """The type that its other keywords speak of, where it names none."""
    keywords: dict[str, Any] = field(default_factory=dict)
    """The others, put together. Two numbers that stand for one limit are `upper` and `lower`."""

    def get(self, keyword: str) -> Any:
        """What it says by a keyword; None where it does not."""
        return self.keywords.get(keyword)

    @property
    def choices(self) -> list[tuple[str, list[Any]]]:
        """Its lists of alternatives: `oneOf` or `anyOf`, and what is in them but null, which is `or null`."""
        return self.keywords.get("choices") or []

    @property
    def is_only_choices(self) -> bool:
        """Return True if it says nothing but one list of alternatives."""
        said = self.keywords.keys() - {"discriminator", "deprecated", "x-sunset", "or null"}
        return len(self.choices) == 1 and self.types is None and said == {"choices"}


class Document:
    """One document. Every schema of it is put together once."""

    def __init__(self, files: Files) -> None:
        """Read schemas from these files."""
        self._references = References(files)
        self.follow = self._references.follow
        self.data = mapping(files.data[files.root])
        if "swagger" in self.data:
            self.data = as_openapi(self.data, self.follow)
        version = str(self.data.get("openapi", ""))
        self._siblings = not version.startswith("3.0")
        """Whether what stands beside a `$ref` counts, as in 3.1."""
        self._schemas: dict[int, Schema] = {}
        self._kept: list[Any] = []
        self._budget = Budget("it is too large, or refers to itself in too many ways")

    def schema(self, given: Any) -> Schema:
        """A schema put together; the same object for the same node. Raise `Unreadable`."""
        node = self._node(given)
        found = self._schemas.get(id(node))
        if found is None:
            # What it is to itself, where it is made of itself.
            self._schemas[id(node)] = self._schemas[id(given)] = Schema()
            self._kept += [node, given]
            found = self._schemas[id(node)] = self._schemas[id(given)] = self._put_together(node)
        return found

    def is_hidden(self, given: Any, way: str) -> bool:
        """Return True if a property never goes that way: what is read-only is in no request."""
        return self.schema(given).get("readOnly" if way == "request" else "writeOnly") is True

    def _node(self, given: Any) -> Node:
        """The node that a schema is, with what stands beside its references where that counts."""
        if given is True or given is None:
            return ANYTHING
        if given is False:
            return NEVER
        if not isinstance(given, dict):
            return {"no schema": self.keep(given)}
        if isinstance(given.get("$ref"), str):
            if id(given) in self._schemas:
                return given
            target = self._references.target(given)
            beside = {key: each for key, each in given.items() if key not in {"$ref"} | ANNOTATIONS}
            if beside and self._siblings:
                return self.keep({"allOf": [target, beside]})  # type: ignore[no-any-return]
            return self._node(target) if not isinstance(target, dict) else target
        return given

    def keep(self, node: Any) -> Any:
        """Keep what was made here: nodes are told apart by where they are in memory."""
        self._kept.append(node)
        return node

    def _put_together(self, node: Node) -> Schema:
        self._budget.spend(1 + len(node))
        own = self._own(node)
        parts = [self.schema(each) for each in listed(node.get("allOf"))]
        for kind in ("oneOf", "anyOf"):
            given = listed(node.get(kind))
            nulls = [each for each in given if self._is_null(each)]
            others = [each for each in given if not self._is_null(each)]
            if nulls:
                own.keywords["nullable"] = True
            if nulls and len(others) == 1:  # what many write for `nullable`
                parts.append(self.schema(others[0]))
            elif nulls and not others:
                parts.append(Schema(types=frozenset({"null"})))
            elif (types := self._bare_types(others)) is not None:  # what many write for a list of types
                parts.append(Schema(types=types))
            elif others:
                own.keywords.setdefault("choices", []).append((kind, others))
        for part in parts:
            own = self._both(own, part)
        return self._typed(own)

    def _is_null(self, given: Any) -> bool:
        node = self._references.follow(given)
        return node.get("type") in ("null", ["null"]) or ("enum" in node and node["enum"] == [None])

    def _bare_types(self, alternatives: list[Any]) -> frozenset[str] | None:
        """The types of alternatives that say nothing but a type, each another one; else None."""
        nodes = [self._references.follow(each) for each in alternatives]
        types = [str(node.get("type")) for node in nodes]
        bare = all(isinstance(node.get("type"), str) and node.keys() <= {"type"} | ANNOTATIONS for node in nodes)
        apart = len(set(types)) == len(types) and not {"integer", "number"} <= set(types)
        return frozenset(types) if types and bare and apart else None

    def _own(self, node: Node) -> Schema:
        """What a node itself says, without its parts and alternatives."""
        said = node.get("type")
        names = {"null" if each is None else str(each) for each in (said if isinstance(said, list) else [said])}
        found = Schema(types=frozenset(names) if said is not None and said != [] else None)
        keywords = found.keywords
        for key, value in node.items():
            if key in ("type", "allOf", "oneOf", "anyOf") or key in ANNOTATIONS:
                continue
            if key.startswith("x-") and key not in _EXTENSIONS:
                continue
            keywords[key] = value
        if keywords.pop("x-nullable", None) is True:
            keywords["nullable"] = True
        self._limits(keywords)
        self._values(keywords)
        for key in [key for key, form in _FORMS.items() if key in keywords and not isinstance(keywords[key], form)]:
            keywords[f"{key} of another form"] = keywords.pop(key)
        for key in ("properties", "patternProperties", "dependentSchemas"):
            if isinstance(keywords.get(key), dict):
                self._budget.spend(len(keywords[key]))
                keywords[key] = {str(name): each for name, each in keywords[key].items()}
        if isinstance(keywords.get("required"), list):
            keywords["required"] = frozenset(texts(keywords["required"]))
        elif keywords.get("required") in (True, False):
            del keywords["required"]  # of a parameter, or of a habit that never counted
        if isinstance(items := keywords.get("items"), list):
            keywords["prefixItems"] = items
            keywords["items"] = keywords.pop("additionalItems", True)
        if isinstance(keywords.get("discriminator"), str):
            keywords["discriminator"] = {"propertyName": keywords["discriminator"]}
        for key in ("pattern", "format", "multipleOf"):
            if isinstance(keywords.get(key), str | int | float):
                keywords[key] = frozenset({keywords[key]})
        for key in ("uniqueItems", "readOnly", "writeOnly", "nullable"):
            if keywords.get(key) is False:
                del keywords[key]
        return found

    def _limits(self, keywords: dict[str, Any]) -> None:
        """`maximum` and `exclusiveMaximum`, of 3.0 and of 3.1, as one limit; and so the least."""
        for name, limit, exclusive, best in (
            ("upper", "maximum", "exclusiveMaximum", tighter_upper),
            ("lower", "minimum", "exclusiveMinimum", tighter_lower),
        ):
            plain, bare = keywords.get(limit), keywords.get(exclusive)
            limits: list[Limit] = []
            if is_number(plain):
                limits.append((keywords.pop(limit), bare is True))
            if is_number(bare):
                limits.append((keywords.pop(exclusive), True))
            elif isinstance(bare, bool):
                del keywords[exclusive]
            if limits:
                keywords[name] = limits[0] if len(limits) == 1 else best(*limits)

    def _values(self, keywords: dict[str, Any]) -> None:
        """`enum` and `const` as one: values by what they are."""
        given = keywords.pop("enum", None)
        values = {written(each): each for each in given} if isinstance(given, list) else None
        if "const" in keywords:
            only = keywords.pop("const")
            values = {written(only): only}
        if values is not None:
            self._budget.spend(len(values))
            keywords["enum"] = values
        elif given is not None:
            keywords["enum that is no list"] = given

    def _both(self, one: Schema, other: Schema) -> Schema:
        """Return a schema that is satisfied by what satisfies both."""
        self._budget.spend(1 + len(other.keywords))
        types = common_types(one.types, other.types)
        keywords = dict(one.keywords)
        for key, value in other.keywords.items():
            if key not in keywords:
                keywords[key] = value
            elif key in MERGED:
                keywords[key] = MERGED[key](keywords[key], value, self.keep, self._budget)
            elif keywords[key] is not value:
                keywords[key] = self.keep({"several": [keywords[key], value]})
        if (_closes(one) and other.get("properties")) or (_closes(other) and one.get("properties")):
            # A part that is closed knows only its own properties: what that comes to is not worked out.
            keywords["additionalProperties of a part"] = self.keep([_closed_by(one), _closed_by(other)])
        return Schema(types=types, keywords=keywords)

    def _typed(self, schema: Schema) -> Schema:
        """With null among its types where it may be that, and with the types that its values have."""
        keywords = schema.keywords
        nullable = keywords.pop("nullable", None) is True
        values = keywords.get("enum")
        if values is not None and schema.types is None:
            schema.types = frozenset(type_of(each) for each in values.values())
        if schema.types is not None and nullable:
            schema.types |= {"null"}
        elif nullable and schema.choices:
            keywords["or null"] = True
        if values is not None and schema.types is not None:
            # Whether null is among them is told by the types.
            keywords["enum"] = {key: each for key, each in values.items() if each is not None}
        if schema.types is None:
            schema.guessed = (
                frozenset({"object"})
                if _OBJECT & keywords.keys()
                else frozenset({"array"})
                if "items" in keywords
                else None
            )
        elif not schema.types - {"integer", "null"}:
            _whole_limits(keywords)
        return schema


_EXTENSIONS = frozenset({"x-nullable", "x-extensible-enum", "x-sunset"})


def _whole_limits(keywords: dict[str, Any]) -> None:
    """More than 0 is at least 1, where only whole numbers count."""
    for name, nearest, step in (("upper", math.floor, -1), ("lower", math.ceil, 1)):
        if name in keywords and math.isfinite(keywords[name][0]):
            number, exclusive = keywords[name]
            whole = nearest(number)
            keywords[name] = (whole + step if exclusive and whole == number else whole, False)


def _closes(schema: Schema) -> bool:
    return schema.get("additionalProperties") not in (None, True)


def _closed_by(schema: Schema) -> Any:
    return [schema.get("additionalProperties"), sorted(schema.get("properties") or ())] if _closes(schema) else None
