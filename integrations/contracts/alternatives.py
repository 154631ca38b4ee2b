"""`oneOf` and `anyOf`, compared: which alternatives are gone, which are new, and which are the same ones changed."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from integrations.contracts.model import NOT_COMPARED
from integrations.contracts.references import mapping
from integrations.contracts.schema_change import SchemaChange, Way
from integrations.contracts.schemas import NULL, Document, Schema
from integrations.contracts.subschemas import SubschemaPair

MOST_TRIED = 400
"""Pairs of alternatives that are tried for likeness."""


class SchemaComparer(Protocol):
    """Compares two schemas. `SchemaPairs` is one."""

    old: Document
    new: Document

    def alike(self, old: Any, new: Any) -> bool:
        """Return True if both take the same values."""
        ...

    def fits(self, old: Any, new: Any, way: Way) -> bool:
        """Return True if callers notice nothing on that way."""
        ...


def alternatives(was: Schema, now: Schema, way: Way, pairs: SchemaComparer) -> Iterator[SchemaChange | SubschemaPair]:
    """What differs in the lists of alternatives of two schemas, and which alternatives belong together."""
    if len(was.choices) != len(now.choices):
        if was.choices and now.choices:
            yield SchemaChange(NOT_COMPARED, "its lists of alternatives (oneOf, anyOf)", effect="not compared")
        elif was.choices:
            yield SchemaChange("one-of", "needs to be none of certain alternatives any more", "wider")
        else:
            yield SchemaChange("one-of", "has to be one of certain alternatives now", "narrower")
        return
    for (old_kind, old), (new_kind, new) in zip(was.choices, now.choices, strict=True):
        if old_kind != new_kind:
            effect = "compatible" if (new_kind == "anyOf") == (way == "request") else "unclear"
            yield SchemaChange("one-of", f"is {new_kind} now, it was {old_kind}", effect=effect)  # type: ignore[arg-type]
        yield from _matched(old, new, way, pairs)


def wrapped(old: Any, new: Any, was: Schema, now: Schema, way: Way, pairs: SchemaComparer) -> Iterator[SchemaChange]:
    """Return what it means that a schema became one of several, or the other way round."""
    if now.is_only_choices:
        names = _names(now, pairs.new)
        several = _or_null(now, pairs.new)[:MOST_TRIED]
        alike = [pairs.alike(old, each) for each in several]
        others = ", ".join(name for name, same in zip(names, alike, strict=False) if not same)
        if any(alike):
            if others:
                yield SchemaChange("one-of", f"may be {others[:200]} too", "wider")
        elif way == "request" and any(pairs.fits(old, each, way) for each in several):
            yield SchemaChange("one-of", f"may be one of {len(names)} alternatives now", "wider")
        elif way == "response" and all(pairs.fits(old, each, way) for each in several):
            yield SchemaChange("one-of", f"is one of {len(names)} alternatives now", "narrower")
        else:
            yield SchemaChange("one-of", f"is one of {len(names)} alternatives now, and none is what it was")
        return
    names = _names(was, pairs.old)
    several = _or_null(was, pairs.old)[:MOST_TRIED]
    alike = [pairs.alike(each, new) for each in several]
    others = ", ".join(name for name, same in zip(names, alike, strict=False) if not same)
    if any(alike):
        if others:
            yield SchemaChange("one-of", f"is no {others[:200]} any more", "narrower")
    elif way == "request" and all(pairs.fits(each, new, way) for each in several):
        yield SchemaChange("one-of", f"takes what any of {len(names)} alternatives took", "wider")
    elif way == "response" and any(pairs.fits(each, new, way) for each in several):
        yield SchemaChange("one-of", f"is one thing now, it was one of {len(names)} alternatives", "narrower")
    else:
        yield SchemaChange("one-of", f"is one thing now, and none of the {len(names)} alternatives that it was")


def _names(schema: Schema, document: Document) -> list[str]:
    return [_label(each, document, at) for at, each in enumerate(schema.choices[0][1])]


def _or_null(schema: Schema, document: Document) -> list[Any]:
    """The alternatives, each with null where that is one besides them."""
    given = schema.choices[0][1]
    return [document.keep({"anyOf": [each, NULL]}) for each in given] if schema.get("or null") else given


def _matched(
    old: Sequence[Any], new: Sequence[Any], way: Way, pairs: SchemaComparer
) -> Iterator[SchemaChange | SubschemaPair]:
    left, right = list(enumerate(old)), list(enumerate(new))
    for at, each in list(left):
        name = _name(each)
        same = [one for one in right if name and _name(one[1]) == name]
        if same:
            left.remove((at, each))
            right.remove(same[0])
            yield SubschemaPair("", each, same[0][1])
    if len(left) * len(right) <= MOST_TRIED:
        for at, each in list(left):
            like = [one for one in right if pairs.alike(each, one[1])]
            if like:
                left.remove((at, each))
                right.remove(like[0])
    if len(left) == len(right) and not any(_name(each) for _, each in [*left, *right]):
        yield from (SubschemaPair("", one, other) for (_, one), (_, other) in zip(left, right, strict=True))
        return
    few = len(left) * len(new) <= MOST_TRIED and len(right) * len(old) <= MOST_TRIED
    for at, each in left:
        covered = few and way == "request" and any(pairs.fits(each, one, way) for one in new)
        what = f"is no {_label(each, pairs.old, at)} any more"
        yield SchemaChange("one-of", what, "narrower", "unclear" if covered else None)
    for at, each in right:
        covered = few and way == "response" and any(pairs.fits(one, each, way) for one in old)
        what = f"may be {_label(each, pairs.new, at)} too"
        yield SchemaChange("one-of", what, "wider", "unclear" if covered else None)


def _name(node: Any) -> str:
    """What an alternative is called: by its reference, or its title."""
    given = mapping(node)
    ref = given.get("$ref")
    return ref.rpartition("/")[2] if isinstance(ref, str) else str(given.get("title") or "")


def _label(node: Any, document: Document, at: int) -> str:
    types = document.schema(node).types
    return (_name(node) or (" or ".join(sorted(types)[:3]) if types else f"alternative {at + 1}"))[:60]
