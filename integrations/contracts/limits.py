"""Limits, patterns, formats and divisors of schemas, compared."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.model import Effect
from integrations.contracts.schema_change import SchemaChange, Turn, Way, in_short, not_compared
from integrations.contracts.schemas import Schema
from integrations.contracts.values import Limit, written

RULES: dict[str, str] = {
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


def limits(was: Schema, now: Schema) -> Iterator[SchemaChange]:
    """How much and how many there may be."""
    for keyword, rule in RULES.items():
        old, new = was.get(keyword), now.get(keyword)
        if keyword in _LEAST:
            old, new = (_LEAST[keyword] if each is None else each for each in (old, new))
            if keyword == "minContains" and (was.get("contains") is None or now.get("contains") is None):
                continue
        if old == new:
            continue
        if not all(each is None or isinstance(each, int | float) for each in (old, new)):
            yield not_compared(f"`{keyword}`")
            continue
        tighter = new is not None and (old is None or (new > old if keyword in _LEAST else new < old))
        yield SchemaChange(
            rule, f"has {keyword} {in_short(new)} now, it was {in_short(old)}", "narrower" if tighter else "wider"
        )
    for keyword, rule, sign in (("upper", "maximum", 1), ("lower", "minimum", -1)):
        one, other = was.get(keyword), now.get(keyword)
        if one != other:
            tighter = other is not None and (one is None or _rank(other, sign) < _rank(one, sign))
            what = f"has {rule} {_limit(other)} now, it was {_limit(one)}"
            yield SchemaChange(rule, what, "narrower" if tighter else "wider")


def _rank(limit: Limit, sign: int) -> tuple[float, bool]:
    return sign * limit[0], not limit[1]


def _limit(limit: Limit | None) -> str:
    return "none" if limit is None else f"{written(limit[0])[:40]}{' (itself left out)' if limit[1] else ''}"


def sets(was: Schema, now: Schema, way: Way) -> Iterator[SchemaChange]:
    """Patterns, formats and divisors: each of several must hold."""
    for keyword, rule in (("pattern", "pattern"), ("format", "format"), ("multipleOf", "multiple-of")):
        old, new = was.get(keyword) or frozenset(), now.get(keyword) or frozenset()
        if old == new:
            continue
        if not (isinstance(old, frozenset) and isinstance(new, frozenset)):
            yield not_compared(f"`{keyword}`")
            continue
        what = f"has {keyword} {_all(new)} now, it was {_all(old)}"
        if old < new or old > new:
            # Nobody checks what they get by a pattern, as a rule.
            effect: Effect | None = "unclear" if keyword == "pattern" and way == "response" and old > new else None
            yield SchemaChange(rule, what, "narrower" if old < new else "wider", effect)
        elif keyword == "pattern":
            anything = new <= {".*", "^.*$", ""} and way == "request"
            yield SchemaChange(rule, what, effect="compatible" if anything else "unclear")
        else:
            yield SchemaChange(rule, what, _turn(keyword, old, new))
    if bool(was.get("uniqueItems")) != bool(now.get("uniqueItems")):
        more = bool(now.get("uniqueItems"))
        what = "may hold nothing twice now" if more else "may hold something twice now"
        yield SchemaChange("unique-items", what, "narrower" if more else "wider")


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
