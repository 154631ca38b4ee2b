"""Merges the parts of an `allOf`: for each keyword, what satisfies both schemas."""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.contracts.model import Budget
from integrations.contracts.references import listed
from integrations.contracts.values import Limit, is_number

_MOST = ("maxLength", "maxItems", "maxProperties", "maxContains")
_LEAST = ("minLength", "minItems", "minProperties", "minContains")


def common_types(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Return the types that two schemas have in common; None where both take anything."""
    if one is None or other is None:
        return other if one is None else one
    both = one & other
    if ("number" in one and "integer" in other) or ("number" in other and "integer" in one):
        both |= {"integer"} if "number" not in both else set()
    return both


def tighter_upper(one: Limit, other: Limit) -> Limit:
    """Return the lower of two upper limits."""
    return min(one, other, key=lambda each: (each[0], not each[1]))


def tighter_lower(one: Limit, other: Limit) -> Limit:
    """Return the higher of two lower limits."""
    return max(one, other, key=lambda each: (each[0], each[1]))


_Keep = Callable[[Any], Any]


def _schemas_of_both(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    return one if one is other else keep({"allOf": [one, other]})


def _named_of_both(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return keep({"several": [one, other]})
    budget.spend(len(one) + len(other))
    both = {**one, **other}
    for name in one.keys() & other.keys():
        both[name] = _schemas_of_both(one[name], other[name], keep, budget)
    return both


def _sets(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    if not (isinstance(one, frozenset) and isinstance(other, frozenset)):
        return keep({"several": [one, other]})
    budget.spend(len(other))
    return one | other


def _values_of_both(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    budget.spend(len(one))
    return {key: each for key, each in one.items() if key in other}


def _by(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any, _Keep, Budget], Any]:
    def merged(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
        comparable = all(is_number(each) or isinstance(each, tuple) for each in (one, other))
        return choose(one, other) if comparable else keep({"several": [one, other]})

    return merged


def _first(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    return one


def _choices(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    budget.spend(len(one) + len(other))
    return [*one, *other]


def _names_of_both(one: Any, other: Any, keep: _Keep, budget: Budget) -> Any:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return keep({"several": [one, other]})
    budget.spend(len(one) + len(other))
    return {name: [*listed(one.get(name)), *listed(other.get(name))] for name in one.keys() | other.keys()}


MERGED: Mapping[str, Callable[[Any, Any, _Keep, Budget], Any]] = {
    **{name: _by(min) for name in _MOST},
    **{name: _by(max) for name in _LEAST},
    "upper": _by(tighter_upper),
    "lower": _by(tighter_lower),
    **dict.fromkeys(("items", "propertyNames", "unevaluatedProperties", "unevaluatedItems"), _schemas_of_both),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _named_of_both),
    **dict.fromkeys(("required", "pattern", "format", "multipleOf"), _sets),
    "enum": _values_of_both,
    "choices": _choices,
    "dependentRequired": _names_of_both,
    **dict.fromkeys(
        ("default", "discriminator", "deprecated", "x-sunset", "readOnly", "writeOnly", "uniqueItems"), _first
    ),
}
