"""The subschemas of two schemas: which of them are compared in turn, and what it means that one is new or gone."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.model import Effect
from integrations.contracts.references import listed, mapping
from integrations.contracts.schema_change import SchemaChange, Way
from integrations.contracts.schemas import ANYTHING, NEVER, Schema
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class SubschemaPair:
    """A subschema before and after, to be compared in turn."""

    at: str
    old: Any
    new: Any
    flipped: bool = False
    """Whether a narrower subschema makes the schema around it wider, as with `not`."""


def subschema_pairs(was: Schema, now: Schema) -> Iterator[SubschemaPair]:
    """Yield the subschemas that both have; not properties that only one has, and not alternatives."""
    before, after = mapping(was.get("properties")), mapping(now.get("properties"))
    for name in sorted(before.keys() & after.keys()):
        yield SubschemaPair(f": {name}", before[name], after[name])
    yield SubschemaPair("{*}", _rest(was, "additionalProperties"), _rest(now, "additionalProperties"))
    yield from _patterns(was, now)
    old_first, new_first = listed(was.get("prefixItems")), listed(now.get("prefixItems"))
    for at in range(max(len(old_first), len(new_first))):
        old = old_first[at] if at < len(old_first) else _rest(was, "items")
        yield SubschemaPair(f"[{at}]", old, new_first[at] if at < len(new_first) else _rest(now, "items"))
    for keyword, at_ in (
        ("items", "[]"),
        ("propertyNames", "{names}"),
        ("contains", "[some]"),
        ("contentSchema", " (within)"),
        ("unevaluatedProperties", "{others}"),
        ("unevaluatedItems", "[others]"),
    ):
        if keyword in was.keywords or keyword in now.keywords:
            yield SubschemaPair(at_, _rest(was, keyword), _rest(now, keyword))
    before, after = mapping(was.get("dependentSchemas")), mapping(now.get("dependentSchemas"))
    for name in sorted(before.keys() & after.keys()):
        yield SubschemaPair(f" (with {name})", before[name], after[name])
    for keyword in ("then", "else", "not"):
        if keyword in was.keywords and keyword in now.keywords:
            yield SubschemaPair(f" ({keyword})", was.get(keyword), now.get(keyword), keyword == "not")


def _patterns(was: Schema, now: Schema) -> Iterator[SubschemaPair]:
    before, after = mapping(was.get("patternProperties")), mapping(now.get("patternProperties"))
    for pattern in sorted(before.keys() | after.keys()):
        old = before.get(pattern, _rest(was, "additionalProperties"))
        yield SubschemaPair(f"{{{pattern}}}", old, after.get(pattern, _rest(now, "additionalProperties")))


def _rest(schema: Schema, keyword: str) -> Any:
    """Return what a keyword says of everything else; anything goes where the keyword is absent."""
    return schema.keywords.get(keyword, ANYTHING)


def takes_nothing(node: Any) -> bool:
    """Return True if no value satisfies a schema, by its own word."""
    return node is False or node is NEVER


def takes_anything(node: Any) -> bool:
    """Return True if every value satisfies a schema, by its own word."""
    return node is True or node is None or (isinstance(node, dict) and not node)


def new_property(name: str, node: Any, was: Schema, now: Schema, way: Way) -> SchemaChange:
    """Return what a new property means for callers."""
    at = f": {name}"
    if way == "request":
        if name in (now.get("required") or ()):
            if has_default(node):
                return SchemaChange(
                    "required-property", "is new and required, with a default", effect="compatible", at=at
                )
            return SchemaChange("required-property", "is new and required", "narrower", at=at)
        return SchemaChange("property", "is new", effect="compatible", at=at)
    closed = takes_nothing(was.get("additionalProperties"))
    what = "is new" + (", where nothing else could be" if closed else "")
    return SchemaChange("property", what, "wider", "unclear" if closed else "compatible", at)


def gone_property(name: str, now: Schema, way: Way) -> SchemaChange:
    """Return what a removed property means for callers."""
    closed = takes_nothing(now.get("additionalProperties"))
    effect: Effect = "breaking" if way == "response" or closed else "unclear"
    return SchemaChange("property", "was removed", effect=effect, at=f": {name}")


def has_default(node: Any) -> bool:
    """Return True if a property has a value where it is left out."""
    return isinstance(node, dict) and "default" in node
