"""What two schemas say keyword by keyword: whether the new one takes less than the old one, more, or other things.

Every keyword is read by one of these, looked into (`Inner`), or told as not compared: nothing is left out in silence.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from integrations.contracts.model import NOT_COMPARED, Effect
from integrations.contracts.references import listed, mapping
from integrations.contracts.schemas import ANYTHING, NEVER, Limit, Schema, names, written
from integrations.contracts.sunset import sunset

Way = Literal["request", "response"]
"""`request` is what callers give, `response` what they get."""
Turn = Literal["narrower", "wider", "other"]
"""What becomes of the values that a schema takes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A difference between two schemas."""

    rule: str
    what: str
    turn: Turn = "other"
    effect: Effect | None = None
    """Where it is not what `turn` comes to on its way."""
    at: str = ""
    """Where in the schema: `: name` of a property, `[]` of an array."""

    def on(self, way: Way) -> Effect:
        """What it does to callers: less is bad in what they give, more in what they get."""
        if self.effect is not None:
            return self.effect
        return "compatible" if self.turn == ("wider" if way == "request" else "narrower") else "breaking"


@dataclass(frozen=True, slots=True)
class Inner:
    """Two schemas within these, to be compared in turn."""

    at: str
    old: Any
    new: Any
    flipped: bool = False
    """Whether less of these is more of those that they are in, as with `not`."""


_WORDS: dict[str, str] = {
    "maxLength": "max-length",
    "maxItems": "max-items",
    "maxProperties": "max-properties",
    "maxContains": "contains",
    "minLength": "min-length",
    "minItems": "min-items",
    "minProperties": "min-properties",
    "minContains": "contains",
}
_LEAST = {"minLength": 0, "minItems": 0, "minProperties": 0, "minContains": 1}
_FORMATS = {("int32", "int64"), ("float", "double")}
"""Of which the first is a part of the second."""
_LOOKED_INTO = frozenset(
    {"items", "prefixItems", "propertyNames", "contains", "contentSchema", "unevaluatedProperties", "unevaluatedItems"}
    | {"dependentSchemas", "properties", "patternProperties", "additionalProperties"}
)
_READ = (
    _LOOKED_INTO
    | _WORDS.keys()
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
) -> Iterator[Found]:
    """What differs in the schemas themselves.

    `text` is for what is written as text, as in an address; `is_hidden` tells of a property whether it never goes
    that way.
    """
    yield from _types(was, now, way, text)
    if was.choices and now.choices and was.get("or null") != now.get("or null"):
        more = now.get("or null") is True
        yield Found("nullable", "may be null too" if more else "may be null no more", "wider" if more else "narrower")
    yield from _enums(was, now, way)
    yield from _limits(was, now)
    yield from _sets(was, now, way)
    yield from _required(was, now, way, is_hidden)
    yield from _other_conditions(was, now, same)
    yield from _defaults(was, now, way)
    for said in sunset("", was.keywords, now.keywords):
        yield Found(said.rule, said.what, effect=said.effect)
    yield from _discriminators(was, now, way)
    for keyword in sorted(was.keywords.keys() | now.keywords.keys()):
        if keyword not in _READ and not same(was.get(keyword), now.get(keyword)):
            yield _uncompared(f"`{keyword[:60]}`")


def lost(was: Schema, now: Schema) -> Found:
    """What it comes to that a reference leads nowhere, and to another place than before."""
    ref = now.get("$ref") if "$ref" in now.keywords else was.get("$ref")
    return _uncompared(f"what {str(ref)[:120]} refers to")


def _uncompared(what: str) -> Found:
    return Found(NOT_COMPARED, what, effect="not compared")


def _types(was: Schema, now: Schema, way: Way, text: bool) -> Iterator[Found]:
    old, new = was.types, now.types
    if old == new:
        return
    if old is None or new is None:
        guessed = (was if old is None else now).guessed
        named = new if old is None else old
        only = guessed is not None and named is not None and named - {"null"} == guessed
        what = f"is {names(named or ())} now, it had no type" if old is None else "may be of any type now"
        turn: Turn = "narrower" if old is None else "wider"
        found = Found("type", what, turn)
        yield Found("type", what, turn, "unclear") if only and found.on(way) == "breaking" else found
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
    yield Found(rule, f"is {names(new)} now, it was {names(old)}", turn)


def _enums(was: Schema, now: Schema, way: Way) -> Iterator[Found]:
    for keyword in ("enum", "x-extensible-enum"):
        old, new = _values(was.get(keyword)), _values(now.get(keyword))
        if old == new:
            continue
        if old is None or new is None:
            what = f"is only {names(new or ())} now" if old is None else "takes any value now"
            loose = keyword != "enum"
            effect: Effect | None = "compatible" if loose and way == "response" else None
            yield Found("enum", what, "narrower" if old is None else "wider", effect)
            continue
        if gone := old - new:
            yield Found("enum", f"has no {names(gone)} any more", "narrower")
        if more := new - old:
            told = way == "response"
            expected: Effect = "compatible" if keyword != "enum" else "unclear"
            yield Found("enum", f"may be {names(more)} too", "wider", expected if told else None)


def _values(given: Any) -> frozenset[str] | None:
    if isinstance(given, list):
        return frozenset(written(each) for each in given)
    return frozenset(given) if isinstance(given, dict) else None


def _limits(was: Schema, now: Schema) -> Iterator[Found]:
    for keyword, rule in _WORDS.items():
        old, new = was.get(keyword), now.get(keyword)
        if keyword in _LEAST:
            old, new = (_LEAST[keyword] if each is None else each for each in (old, new))
            if keyword == "minContains" and (was.get("contains") is None or now.get("contains") is None):
                continue
        if old == new:
            continue
        if not all(each is None or isinstance(each, int | float) for each in (old, new)):
            yield _uncompared(f"`{keyword}`")
            continue
        tighter = new is not None and (old is None or (new > old if keyword in _LEAST else new < old))
        yield Found(rule, f"has {keyword} {_told(new)} now, it was {_told(old)}", "narrower" if tighter else "wider")
    for keyword, rule, sign in (("upper", "maximum", 1), ("lower", "minimum", -1)):
        one, other = was.get(keyword), now.get(keyword)
        if one != other:
            tighter = other is not None and (one is None or _rank(other, sign) < _rank(one, sign))
            what = f"has {rule} {_limit(other)} now, it was {_limit(one)}"
            yield Found(rule, what, "narrower" if tighter else "wider")


def _rank(limit: Limit, sign: int) -> tuple[float, bool]:
    return sign * limit[0], not limit[1]


def _told(value: Any) -> str:
    return "none" if value is None else written(value)[:40]


def _limit(limit: Limit | None) -> str:
    return "none" if limit is None else f"{written(limit[0])[:40]}{' (itself left out)' if limit[1] else ''}"


def _sets(was: Schema, now: Schema, way: Way) -> Iterator[Found]:
    """Patterns, formats and divisors: each of several must hold."""
    for keyword, rule in (("pattern", "pattern"), ("format", "format"), ("multipleOf", "multiple-of")):
        old, new = was.get(keyword) or frozenset(), now.get(keyword) or frozenset()
        if old == new:
            continue
        if not (isinstance(old, frozenset) and isinstance(new, frozenset)):
            yield _uncompared(f"`{keyword}`")
            continue
        what = f"has {keyword} {_all(new)} now, it was {_all(old)}"
        if old < new or old > new:
            # Nobody checks what they get by a pattern, as a rule.
            effect: Effect | None = "unclear" if keyword == "pattern" and way == "response" and old > new else None
            yield Found(rule, what, "narrower" if old < new else "wider", effect)
        elif keyword == "pattern":
            anything = new <= {".*", "^.*$", ""} and way == "request"
            yield Found(rule, what, effect="compatible" if anything else "unclear")
        else:
            yield Found(rule, what, _turn(keyword, old, new))
    if bool(was.get("uniqueItems")) != bool(now.get("uniqueItems")):
        more = bool(now.get("uniqueItems"))
        what = "may hold nothing twice now" if more else "may hold something twice now"
        yield Found("unique-items", what, "narrower" if more else "wider")


def _turn(keyword: str, old: frozenset[Any], new: frozenset[Any]) -> Turn:
    if len(old) != 1 or len(new) != 1:
        return "other"
    (one,), (other,) = old, new
    if keyword == "format":
        return "wider" if (one, other) in _FORMATS else "narrower" if (other, one) in _FORMATS else "other"
    if not all(isinstance(each, int | float) and each > 0 for each in (one, other)):
        return "other"
    return "narrower" if _divides(one, other) else "wider" if _divides(other, one) else "other"


def _divides(small: float, large: float) -> bool:
    times = large / small
    return abs(times - round(times)) < 1e-9 if times < 1e15 else False


def _all(values: frozenset[Any]) -> str:
    return " and ".join(sorted(str(each)[:80] for each in values)[:3]) or "none"


def _required(was: Schema, now: Schema, way: Way, is_hidden: Callable[[str], bool]) -> Iterator[Found]:
    old, new = was.get("required") or frozenset(), now.get("required") or frozenset()
    if not (isinstance(old, frozenset) and isinstance(new, frozenset)):
        if old != new:
            yield _uncompared("`required`")
        return
    before, after = mapping(was.get("properties")), mapping(now.get("properties"))
    for name in sorted(new - old):
        if (name in after and name not in before) or is_hidden(name):
            continue  # what is told of the property says it
        fine = way == "response" or _has_default(after.get(name))
        words = "is always there now" if way == "response" else "is required now"
        yield Found("required-property", words, "narrower", "compatible" if fine else None, f": {name}")
    for name in sorted(old - new):
        if (name in before and name not in after) or is_hidden(name):
            continue
        words = "may be missing now" if way == "response" else "may be left out now"
        yield Found("required-property", words, "wider", at=f": {name}")


def _has_default(node: Any) -> bool:
    return isinstance(node, dict) and "default" in node


def _other_conditions(was: Schema, now: Schema, same: Callable[[Any, Any], bool]) -> Iterator[Found]:
    for keyword in ("not", "then", "else"):
        if (keyword in was.keywords) != (keyword in now.keywords):
            added = keyword in now.keywords
            what = f"has {'a' if added else 'no'} `{keyword}` {'now' if added else 'any more'}"
            yield Found("not" if keyword == "not" else "if-then-else", what, "narrower" if added else "wider")
    conditions = any(keyword in side.keywords for keyword in ("then", "else") for side in (was, now))
    if "if" in was.keywords and "if" in now.keywords and conditions and not same(was.get("if"), now.get("if")):
        yield _uncompared("`if`")
    for keyword in ("contentEncoding", "contentMediaType"):
        if was.get(keyword) != now.get(keyword):
            what = f"has {keyword} {_told(now.get(keyword))} now, it was {_told(was.get(keyword))}"
            yield Found("content-encoding", what)
    before, after = mapping(was.get("dependentSchemas")), mapping(now.get("dependentSchemas"))
    for name in sorted(after.keys() - before.keys()):
        yield Found("dependent-required", f"has conditions where there is {name[:60]} now", "narrower")
    for name in sorted(before.keys() - after.keys()):
        yield Found("dependent-required", f"has no conditions where there is {name[:60]} any more", "wider")
    before, after = was.get("dependentRequired"), now.get("dependentRequired")
    old_pairs, new_pairs = _pairs(before), _pairs(after)
    if old_pairs is None or new_pairs is None:
        if not same(before, after):
            yield _uncompared("`dependentRequired`")
        return
    if more := new_pairs - old_pairs:
        yield Found("dependent-required", f"wants {_wants(more)} now", "narrower")
    if gone := old_pairs - new_pairs:
        yield Found("dependent-required", f"wants no {_wants(gone)} any more", "wider")


def _pairs(given: Any) -> set[tuple[str, str]] | None:
    if given is None:
        return set()
    if not isinstance(given, dict):
        return None
    return {(str(name), str(each)) for name, wanted in given.items() for each in listed(wanted)}


def _wants(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{wanted[:60]} with {name[:60]}" for name, wanted in sorted(pairs)[:3])


def _defaults(was: Schema, now: Schema, way: Way) -> Iterator[Found]:
    old, new = (written(each.get("default")) if "default" in each.keywords else None for each in (was, now))
    if old != new:
        what = f"is {(new or 'nothing')[:60]} now where it is left out, it was {(old or 'nothing')[:60]}"
        yield Found("default", what, effect="unclear" if way == "request" else "compatible")


def _discriminators(was: Schema, now: Schema, way: Way) -> Iterator[Found]:
    old, new = mapping(was.get("discriminator")), mapping(now.get("discriminator"))
    if old == new:
        return
    if not old or not new:
        what = "has a discriminator now" if new else "has no discriminator any more"
        yield Found("discriminator", what, effect="unclear")
        return
    if old.get("propertyName") != new.get("propertyName"):
        what = f"is told apart by {_told(new.get('propertyName'))} now, it was {_told(old.get('propertyName'))}"
        yield Found("discriminator", what)
    before, after = mapping(old.get("mapping")), mapping(new.get("mapping"))
    for name in sorted(before.keys() - after.keys()):
        yield Found("discriminator", f"knows no {name[:60]} any more", "narrower")
    for name in sorted(after.keys() - before.keys()):
        yield Found("discriminator", f"knows {name[:60]} too", "wider", "unclear" if way == "response" else None)
    for name in sorted(name for name in before.keys() & after.keys() if _last(before[name]) != _last(after[name])):
        yield Found("discriminator", f"means {_last(after[name])[:60]} by {name[:60]} now")
    for name in sorted((old.keys() | new.keys()) - {"propertyName", "mapping"}):
        if old.get(name) != new.get(name) and not name.startswith("x-"):
            yield _uncompared(f"`discriminator.{name[:60]}`")


def _last(target: Any) -> str:
    return str(target).rpartition("/")[2]


def inner(was: Schema, now: Schema) -> Iterator[Inner]:
    """The schemas within both, but for properties that only one has and alternatives."""
    before, after = mapping(was.get("properties")), mapping(now.get("properties"))
    for name in sorted(before.keys() & after.keys()):
        yield Inner(f": {name}", before[name], after[name])
    yield Inner("{*}", _rest(was, "additionalProperties"), _rest(now, "additionalProperties"))
    yield from _patterns(was, now)
    old_first, new_first = listed(was.get("prefixItems")), listed(now.get("prefixItems"))
    for at in range(max(len(old_first), len(new_first))):
        old = old_first[at] if at < len(old_first) else _rest(was, "items")
        yield Inner(f"[{at}]", old, new_first[at] if at < len(new_first) else _rest(now, "items"))
    for keyword, at_ in (
        ("items", "[]"),
        ("propertyNames", "{names}"),
        ("contains", "[some]"),
        ("contentSchema", " (within)"),
        ("unevaluatedProperties", "{others}"),
        ("unevaluatedItems", "[others]"),
    ):
        if keyword in was.keywords or keyword in now.keywords:
            yield Inner(at_, _rest(was, keyword), _rest(now, keyword))
    before, after = mapping(was.get("dependentSchemas")), mapping(now.get("dependentSchemas"))
    for name in sorted(before.keys() & after.keys()):
        yield Inner(f" (with {name})", before[name], after[name])
    for keyword in ("then", "else", "not"):
        if keyword in was.keywords and keyword in now.keywords:
            yield Inner(f" ({keyword})", was.get(keyword), now.get(keyword), keyword == "not")


def _patterns(was: Schema, now: Schema) -> Iterator[Inner]:
    before, after = mapping(was.get("patternProperties")), mapping(now.get("patternProperties"))
    for pattern in sorted(before.keys() | after.keys()):
        old = before.get(pattern, _rest(was, "additionalProperties"))
        yield Inner(f"{{{pattern}}}", old, after.get(pattern, _rest(now, "additionalProperties")))


def _rest(schema: Schema, keyword: str) -> Any:
    """What it says of all the others by a keyword; anything where it does not."""
    return schema.keywords.get(keyword, ANYTHING)


def takes_nothing(node: Any) -> bool:
    """Return True if no value satisfies a schema, by its own word."""
    return node is False or node is NEVER


def takes_anything(node: Any) -> bool:
    """Return True if every value satisfies a schema, by its own word."""
    return node is True or node is None or (isinstance(node, dict) and not node)


def new_property(name: str, node: Any, was: Schema, now: Schema, way: Way) -> Found:
    """What a property comes to that was not there."""
    at = f": {name}"
    if way == "request":
        if name in (now.get("required") or ()):
            if _has_default(node):
                return Found("required-property", "is new and required, with a default", effect="compatible", at=at)
            return Found("required-property", "is new and required", "narrower", at=at)
        return Found("property", "is new", effect="compatible", at=at)
    closed = takes_nothing(was.get("additionalProperties"))
    return Found("property", "is new" + (", where nothing else could be" if closed else ""), "wider",
                 "unclear" if closed else "compatible", at)  # fmt: skip


def gone_property(name: str, was: Schema, now: Schema, way: Way) -> Found:
    """What a property comes to that is not there any more."""
    closed = takes_nothing(now.get("additionalProperties"))
    return Found("property", "was removed", effect="breaking" if way == "response" or closed else "unclear",
                 at=f": {name}")  # fmt: skip
