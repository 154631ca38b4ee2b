"""Two schemas compared with all that they are made of, each pair once and at its shortest place."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from integrations.contracts.alternatives import alternatives, wrapped
from integrations.contracts.keywords import differences, lost
from integrations.contracts.model import Budget, ContractChange
from integrations.contracts.references import mapping
from integrations.contracts.schema_change import SchemaChange, Way
from integrations.contracts.schemas import ANNOTATIONS, Document, Schema
from integrations.contracts.subschemas import (
    SubschemaPair,
    gone_property,
    new_property,
    subschema_pairs,
    takes_anything,
    takes_nothing,
)

_NAMING = frozenset({"properties", "patternProperties", "dependentSchemas", "mapping", "content", "headers"})
"""Whose keys are names that somebody chose, and no keywords."""
_OTHER: Mapping[Way, Way] = {"request": "response", "response": "request"}
LONGEST_PLACE = 240
"""Characters of where something is."""
MOST_STEPS = 2_000_000
"""Pairs of schemas that are looked at, and what they are compared by; most of them were looked at before."""
_Key = tuple[int, int, Way, bool]


class _Child(NamedTuple):
    """A pair of schemas, where it is in those that it is found in, and what it is known by."""

    at: str
    old: Any
    new: Any
    way: Way
    key: _Key


class SchemaPairs:
    """The schemas of two documents, compared with each other."""

    def __init__(self, old: Document, new: Document) -> None:
        """Compare schemas of the one with those of the other."""
        self.old = old
        self.new = new
        self._local: dict[_Key, tuple[list[SchemaChange], list[_Child]]] = {}
        self._alike: set[_Key] = set()
        """Pairs in which nothing changed, nor in what they refer to."""
        self._results: dict[_Key, list[SchemaChange]] = {}
        """All that was found, from a pair of schemas on."""
        self._looking: set[_Key] = set()
        """Pairs that are being compared: whoever comes back to one is within it."""
        self._budget = Budget("it is too large, or refers to itself in too many ways", MOST_STEPS)

    def changes(self, where: str, old: Any, new: Any, way: Way, *, text: bool = False) -> list[ContractChange]:
        """What changed in a schema and in what it is made of. Raise `Unreadable` where it takes too long."""
        changes = self._founds(old, new, way, text)
        return [ContractChange(_short(where + each.at), each.what, each.on(way), each.rule) for each in changes]

    def fits(self, old: Any, new: Any, way: Way) -> bool:
        """Return True if nothing that changed from one to the other can be noticed on that way."""
        return all(each.on(way) == "compatible" for each in self._founds(old, new, way, False))

    def alike(self, old: Any, new: Any) -> bool:
        """Return True if both take the same values."""
        return not (self._founds(old, new, "request", False) or self._founds(old, new, "response", False))

    def same(self, old: Any, new: Any) -> bool:
        """Return True if two nodes say the same, apart from what is there for people; their references followed."""
        waiting, seen = [(old, new, False)], set()
        while waiting:
            one, other, named = waiting.pop()
            one, other = self._there(one, self.old), self._there(other, self.new)
            pair = (id(one), id(other))
            if one is other or pair in seen:
                continue
            if isinstance(one, dict | list):
                seen.add(pair)
            self._budget.spend(1)
            if isinstance(one, dict) and isinstance(other, dict):
                keys = one.keys() | other.keys()
                if not named:
                    keys = {key for key in keys if key not in ANNOTATIONS and not str(key).startswith("x-")}
                if not all(key in one and key in other for key in keys):
                    return False
                self._budget.spend(len(keys))
                waiting += [(one[key], other[key], key in _NAMING and not named) for key in keys]
            elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
                if len(one) != len(other):
                    return False
                waiting += [(a, b, False) for a, b in zip(one, other, strict=True)]
            elif (type(one) is not type(other) and not {type(one), type(other)} <= {int, float}) or one != other:
                return False
        return True

    def _there(self, node: Any, document: Document) -> Any:
        return document.follow(node) if isinstance(node, dict) and isinstance(node.get("$ref"), str) else node

    def _founds(self, old: Any, new: Any, way: Way, text: bool) -> list[SchemaChange]:
        first = self._key(old, new, way, text)
        if first in self._results:
            return self._results[first]
        found: list[SchemaChange] = []
        from_: dict[_Key, list[_Key]] = {}
        changed: list[_Key] = []
        waiting = deque([_Child("", old, new, way, first)])
        at = {first: ""}
        while waiting:
            one = waiting.popleft()
            local, children = self._at(one, text)
            self._budget.spend(1 + len(local) + len(children))
            if local:
                changed.append(one.key)
                found += [replace(each, effect=each.on(one.way), at=at[one.key] + each.at) for each in local]
            for child in children:
                from_.setdefault(child.key, []).append(one.key)
                if child.key not in at:
                    at[child.key] = at[one.key] + child.at
                    waiting.append(child)
        self._results[first] = found
        if not self._looking:  # then nothing was taken for granted
            self._alike |= at.keys() - _led_to(changed, from_)
        return found

    def _key(self, old: Any, new: Any, way: Way, text: bool) -> _Key:
        return id(self.old.schema(old)), id(self.new.schema(new)), way, text

    def _at(self, one: _Child, text: bool) -> tuple[Sequence[SchemaChange], Sequence[_Child]]:
        """What differs in two schemas themselves, and the pairs within them in which something may differ."""
        if one.key in self._looking:
            return (), ()  # what is made of itself is like itself as far as the rest of it is
        if one.key not in self._local:
            within = self._results
            if not self._looking:
                self._results = {}  # what is found within holds only as long as the rest does
            self._looking.add(one.key)
            try:
                local, inner_ = self._compared(one, text)
            finally:
                self._looking.discard(one.key)
                self._results = within
            children = []
            for each in inner_:
                way = _OTHER[one.way] if each.flipped else one.way
                children.append(_Child(each.at, each.old, each.new, way, self._key(each.old, each.new, way, text)))
            self._local[one.key] = local, children
        local, children = self._local[one.key]
        left = [child for child in children if child.key not in self._alike]
        if len(left) < len(children):
            self._local[one.key] = local, left
        return local, left

    def _compared(self, one: _Child, text: bool) -> tuple[list[SchemaChange], list[SubschemaPair]]:
        old, new, way = one.old, one.new, one.way
        was, now = self.old.schema(old), self.new.schema(new)
        self._budget.spend(1 + len(was.keywords) + len(now.keywords))
        if was.get("$ref") != now.get("$ref"):
            return [lost(was, now)], []
        if was.is_only_choices != now.is_only_choices and not (was.choices and now.choices):
            return list(wrapped(old, new, was, now, way, self)), []
        before, after = mapping(was.get("properties")), mapping(now.get("properties"))

        def is_hidden(name: str) -> bool:
            return (name in before and self.old.is_hidden(before[name], way)) or (
                name in after and self.new.is_hidden(after[name], way)
            )

        changes = list(differences(was, now, way, text=text, same=self.same, is_hidden=is_hidden))
        children: list[SubschemaPair] = []
        for each in alternatives(was, now, way, self):
            if isinstance(each, SchemaChange):
                changes.append(each)
            else:
                children.append(each)
        changes += self._properties(was, now, way)
        for pair in subschema_pairs(was, now):
            if takes_anything(pair.old) and takes_anything(pair.new):
                continue
            if self._is_hidden(pair, way):
                continue
            if takes_nothing(pair.old) or takes_nothing(pair.new):
                changes += _opened_or_closed(pair, way)
            else:
                children.append(pair)
        self._budget.spend(len(children))
        return changes, children

    def _is_hidden(self, pair: SubschemaPair, way: Way) -> bool:
        """Return True if it is a property that is not sent that way, before or now: `_properties` tells of it."""
        if not pair.at.startswith(": "):
            return False
        return self.old.is_hidden(pair.old, way) or self.new.is_hidden(pair.new, way)

    def _properties(self, was: Schema, now: Schema, way: Way) -> Iterator[SchemaChange]:
        """Properties that only one of them has, as far as that way is concerned."""
        before, after = mapping(was.get("properties")), mapping(now.get("properties"))
        for name in sorted(before.keys() | after.keys()):
            there = name in before and not self.old.is_hidden(before[name], way)
            here = name in after and not self.new.is_hidden(after[name], way)
            if there and not here:
                yield gone_property(name, now, way)
            elif here and not there:
                yield new_property(name, after[name], was, now, way)


def _short(where: str) -> str:
    """A place that people can read, however deep it is."""
    return where if len(where) <= LONGEST_PLACE else f"{where[: LONGEST_PLACE // 2]}…{where[-LONGEST_PLACE // 2 :]}"


def _led_to(changed: Iterable[_Key], from_: Mapping[_Key, Sequence[_Key]]) -> set[_Key]:
    """The pairs from which one leads to those, and those."""
    found: set[_Key] = set()
    waiting = list(changed)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += from_.get(key, ())
    return found


def _opened_or_closed(pair: SubschemaPair, way: Way) -> list[SchemaChange]:
    closed, was_closed = takes_nothing(pair.new), takes_nothing(pair.old)
    if closed == was_closed:
        return []
    others = pair.at in ("{*}", "{others}")
    rule, at = ("additional-properties", "") if others else ("type", pair.at)
    if closed:
        return [
            SchemaChange(rule, "takes no other properties now" if others else "takes nothing now", "narrower", at=at)
        ]
    effect = "unclear" if others and way == "response" else None
    return [SchemaChange(rule, "may have other properties now" if others else "may be there now", "wider", effect, at)]  # type: ignore[arg-type]
