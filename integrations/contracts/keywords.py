"""What two schemas say keyword by keyword: whether the new one takes less than the old one, more, or other things.

Every keyword is read by one of these, looked into (`subschemas`), or told as not compared: nothing is left out
in silence.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from integrations.contracts.limits import RULES, limits, sets
from integrations.contracts.model import Effect
from integrations.contracts.references import listed, mapping
from integrations.contracts.schema_change import SchemaChange, Turn, Way, in_short, not_compared
from integrations.contracts.schemas import Schema
from integrations.contracts.subschemas import has_default
from integrations.contracts.sunset import sunset
from integrations.contracts.values import names, written

_LOOKED_INTO = frozenset(
    {"items", "prefixItems", "propertyNames", "contains", "contentSchema", "unevaluatedProperties", "unevaluatedItems"}
    | {"dependentSchemas", "properties", "patternProperties", "additionalProperties"}
)
_READ = (
    _LOOKED_INTO
    | RULES.keys()
    | {"upper", "lower", "multipleOf", "pattern", "format", "uniqueItems", "enum", "x-extensible-enum", "required"}
    | {"default", "readOnly", "writeOnly", "choices", "discriminator", "dependentRequired", "not", "if", "then", "else"}
    | {"contentEncoding", "contentMediaType", "deprecated", "x-sunset", "$ref", "or null"}
)
"""Every keyword that something here or in `alternatives` reads."""


def differences(
    was: Schema,
    now: Schema,
    way: Way,
    *,
    text: bool,
    same: Callable[[Any, Any], bool],
    is_hidden: Callable[[str], bool],
) -> Iterator[SchemaChange]:
    """What differs in the schemas themselves.

    `text` is for what is written as text, as in an address; `is_hidden` tells of a property whether it never goes
    that way.
    """
    yield from _types(was, now, way, text)
    if was.choices and now.choices and was.get("or null") != now.get("or null"):
        more = now.get("or null") is True
        yield SchemaChange(
            "nullable", "may be null too" if more else "may be null no more", "wider" if more else "narrower"
        )
    yield from _enums(was, now, way)
    yield from limits(was, now)
    yield from sets(was, now, way)
    yield from _required(was, now, way, is_hidden)
    yield from _other_conditions(was, now, same)
    yield from _defaults(was, now, way)
    for said in sunset("", was.keywords, now.keywords):
        yield SchemaChange(said.rule, said.what, effect=said.effect)
    yield from _discriminators(was, now, way)
    for keyword in sorted(was.keywords.keys() | now.keywords.keys()):
        if keyword not in _READ and not same(was.get(keyword), now.get(keyword)):
            yield not_compared(f"`{keyword[:60]}`")


def lost(was: Schema, now: Schema) -> SchemaChange:
    """Return what to say of a reference that leads nowhere, and led elsewhere before."""
    ref = now.get("$ref") if "$ref" in now.keywords else was.get("$ref")
    return not_compared(f"what {str(ref)[:120]} refers to")


def _types(was: Schema, now: Schema, way: Way, text: bool) -> Iterator[SchemaChange]:
    old, new = was.types, now.types
    if old == new:
        return
    if old is None or new is None:
        guessed = (was if old is None else now).guessed
        named = new if old is None else old
        only = guessed is not None and named is not None and named - {"null"} == guessed
        what = f"is {names(named or ())} now, it had no type" if old is None else "may be of any type now"
        turn: Turn = "narrower" if old is None else "wider"
        found = SchemaChange("type", what, turn)
        yield SchemaChange("type", what, turn, "unclear") if only and found.on(way) == "breaking" else found
        return
    fewer, more = old - new, new - old
    if "number" in new:
        fewer -= {"integer"}
    if "number" in old:
        more -= {"integer"}
    if text and "string" in new:
        fewer -= {"integer", "number", "boolean"}
    if text and "string" in old:
        more -= {"integer", "number", "boolean"}
    if fewer or more:
        turn = "other" if fewer and more else "narrower" if fewer else "wider"
    else:  # one of them has a wider type for the other's
        turn = "wider" if (new - old) & {"number", "string"} else "narrower"
    rule = "nullable" if {*fewer, *more} == {"null"} else "type"
    yield SchemaChange(rule, f"is {names(new)} now, it was {names(old)}", turn)


def _enums(was: Schema, now: Schema, way: Way) -> Iterator[SchemaChange]:
    for keyword in ("enum", "x-extensible-enum"):
        old, new = _values(was.get(keyword)), _values(now.get(keyword))
        if old == new:
            continue
        if old is None or new is None:
            what = f"is only {names(new or ())} now" if old is None else "takes any value now"
            loose = keyword != "enum"
            effect: Effect | None = "compatible" if loose and way == "response" else None
            yield SchemaChange("enum", what, "narrower" if old is None else "wider", effect)
            continue
        if gone := old - new:
            yield SchemaChange("enum", f"has no {names(gone)} any more", "narrower")
        if more := new - old:
            told = way == "response"
            expected: Effect = "compatible" if keyword != "enum" else "unclear"
            yield SchemaChange("enum", f"may be {names(more)} too", "wider", expected if told else None)


def _values(given: Any) -> frozenset[str] | None:
    if isinstance(given, list):
        return frozenset(written(each) for each in given)
    return frozenset(given) if isinstance(given, dict) else None


def _required(was: Schema, now: Schema, way: Way, is_hidden: Callable[[str], bool]) -> Iterator[SchemaChange]:
    old, new = was.get("required") or frozenset(), now.get("required") or frozenset()
    if not (isinstance(old, frozenset) and isinstance(new, frozenset)):
        if old != new:
            yield not_compared("`required`")
        return
    before, after = mapping(was.get("properties")), mapping(now.get("properties"))
    for name in sorted(new - old):
        if (name in after and name not in before) or is_hidden(name):
            continue  # what is told of the property says it
        fine = way == "response" or has_default(after.get(name))
        words = "is always there now" if way == "response" else "is required now"
        yield SchemaChange("required-property", words, "narrower", "compatible" if fine else None, f": {name}")
    for name in sorted(old - new):
        if (name in before and name not in after) or is_hidden(name):
            continue
        words = "may be missing now" if way == "response" else "may be left out now"
        yield SchemaChange("required-property", words, "wider", at=f": {name}")


def _other_conditions(was: Schema, now: Schema, same: Callable[[Any, Any], bool]) -> Iterator[SchemaChange]:
    for keyword in ("not", "then", "else"):
        if (keyword in was.keywords) != (keyword in now.keywords):
            added = keyword in now.keywords
            what = f"has {'a' if added else 'no'} `{keyword}` {'now' if added else 'any more'}"
            yield SchemaChange("not" if keyword == "not" else "if-then-else", what, "narrower" if added else "wider")
    conditions = any(keyword in side.keywords for keyword in ("then", "else") for side in (was, now))
    if "if" in was.keywords and "if" in now.keywords and conditions and not same(was.get("if"), now.get("if")):
        yield not_compared("`if`")
    for keyword in ("contentEncoding", "contentMediaType"):
        if was.get(keyword) != now.get(keyword):
            what = f"has {keyword} {in_short(now.get(keyword))} now, it was {in_short(was.get(keyword))}"
            yield SchemaChange("content-encoding", what)
    before, after = mapping(was.get("dependentSchemas")), mapping(now.get("dependentSchemas"))
    for name in sorted(after.keys() - before.keys()):
        yield SchemaChange("dependent-required", f"has conditions where there is {name[:60]} now", "narrower")
    for name in sorted(before.keys() - after.keys()):
        yield SchemaChange("dependent-required", f"has no conditions where there is {name[:60]} any more", "wider")
    before, after = was.get("dependentRequired"), now.get("dependentRequired")
    old_pairs, new_pairs = _pairs(before), _pairs(after)
    if old_pairs is None or new_pairs is None:
        if not same(before, after):
            yield not_compared("`dependentRequired`")
        return
    if more := new_pairs - old_pairs:
        yield SchemaChange("dependent-required", f"wants {_wants(more)} now", "narrower")
    if gone := old_pairs - new_pairs:
        yield SchemaChange("dependent-required", f"wants no {_wants(gone)} any more", "wider")


def _pairs(given: Any) -> set[tuple[str, str]] | None:
    if given is None:
        return set()
    if not isinstance(given, dict):
        return None
    return {(str(name), str(each)) for name, wanted in given.items() for each in listed(wanted)}


def _wants(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{wanted[:60]} with {name[:60]}" for name, wanted in sorted(pairs)[:3])


def _defaults(was: Schema, now: Schema, way: Way) -> Iterator[SchemaChange]:
    old, new = (written(each.get("default")) if "default" in each.keywords else None for each in (was, now))
    if old != new:
        what = f"is {(new or 'nothing')[:60]} now where it is left out, it was {(old or 'nothing')[:60]}"
        yield SchemaChange("default", what, effect="unclear" if way == "request" else "compatible")


def _discriminators(was: Schema, now: Schema, way: Way) -> Iterator[SchemaChange]:
    old, new = mapping(was.get("discriminator")), mapping(now.get("discriminator"))
    if old == new:
        return
    if not old or not new:
        what = "has a discriminator now" if new else "has no discriminator any more"
        yield SchemaChange("discriminator", what, effect="unclear")
        return
    if old.get("propertyName") != new.get("propertyName"):
        what = f"is told apart by {in_short(new.get('propertyName'))} now, it was {in_short(old.get('propertyName'))}"
        yield SchemaChange("discriminator", what)
    before, after = mapping(old.get("mapping")), mapping(new.get("mapping"))
    for name in sorted(before.keys() - after.keys()):
        yield SchemaChange("discriminator", f"knows no {name[:60]} any more", "narrower")
    for name in sorted(after.keys() - before.keys()):
        yield SchemaChange("discriminator", f"knows {name[:60]} too", "wider", "unclear" if way == "response" else None)
    for name in sorted(name for name in before.keys() & after.keys() if _last(before[name]) != _last(after[name])):
        yield SchemaChange("discriminator", f"means {_last(after[name])[:60]} by {name[:60]} now")
    for name in sorted((old.keys() | new.keys()) - {"propertyName", "mapping"}):
        if old.get(name) != new.get(name) and not name.startswith("x-"):
            yield not_compared(f"`discriminator.{name[:60]}`")


def _last(target: Any) -> str:
    return str(target).rpartition("/")[2]
