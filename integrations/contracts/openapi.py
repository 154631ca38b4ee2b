"""OpenAPI 3 and Swagger 2 documents, compared for those who call the API.

Limits: references within the document only; of `oneOf`, `anyOf` and `not` that have other alternatives
now it is only said that they changed; formats, patterns, lengths, security and servers are not judged.

Whoever may open a pull request writes these documents. So every step has a bound: a schema is
looked at once an operation however often it is referred to, and `Budget` ends what would not end.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, Literal

from integrations.contracts.documents import load
from integrations.contracts.model import Change, Effect
from integrations.contracts.schemas import NOTHING, Document, Node, Schema, mapping

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Way = Literal["request", "response"]


def compare(before: str | None, after: str | None) -> list[Change]:
    """What changed for those who call. Raises `Unreadable`."""
    return list(_Comparison(Document(load(before)), Document(load(after))).changes())


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._alike: set[tuple[int, int, Way]] = set()
        """Pairs of schemas that nothing changed in, nor in what they refer to."""

    def changes(self) -> Iterator[Change]:
        old, new = self._old.operations(METHODS), self._new.operations(METHODS)
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                yield Change(old[key].name, "was removed", "breaking")
            elif key not in old:
                yield Change(new[key].name, "is new", "compatible")
            else:
                yield from self._operation(new[key].name, old[key].node, new[key].node)

    def _operation(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        yield from self._parameters(name, old, new)
        yield from self._request(name, old, new)
        yield from self._responses(name, old, new)
        if not old.get("deprecated") and new.get("deprecated") is True:
            yield Change(name, "is deprecated now", "unclear")

    def _parameters(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = self._old.parameters(old), self._new.parameters(new)
        for key, parameter in after.items():
            was = before.get(key)
            where = f"{name} {parameter.get('in', '')} parameter {parameter.get('name', '')}"
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
            yield from self._schemas(where, was.get("schema", was), parameter.get("schema", parameter), "request")
        for key, parameter in before.items():
            if key not in after:
                where = f"{name} {parameter.get('in', '')} parameter {parameter.get('name', '')}"
                yield Change(where, "was removed", "breaking")

    def _request(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = self._old.body(old), self._new.body(new)
        where = f"{name} request"
        if after.get("required") is True and before.get("required") is not True:
            yield Change(where, "is required now", "breaking")
        was, now = _contents(before), _contents(after)
        for kind in sorted(was.keys() - now.keys()):
            yield Change(where, f"no longer takes {kind}", "breaking")
        for kind in sorted(was.keys() & now.keys()):
            yield from self._schemas(where, was[kind], now[kind], "request")

    def _responses(self, name: str, old: Node, new: Node) -> Iterator[Change]:
        before = {str(code): each for code, each in mapping(old.get("responses")).items()}
        after = {str(code): each for code, each in mapping(new.get("responses")).items()}
        for code, response in before.items():
            where = f"{name} {code}"
            if code not in after:
                yield Change(where, "was removed", "breaking" if code.startswith("2") else "unclear")
                continue
            was = _contents(self._old.follow(response))
            now = _contents(self._new.follow(after[code]))
            for kind in sorted(was.keys() - now.keys()):
                yield Change(where, f"no longer comes as {kind}", "breaking")
            for kind in sorted(was.keys() & now.keys()):
                yield from self._schemas(where, was[kind], now[kind], "response")
        for code in after.keys() - before.keys():
            yield Change(f"{name} {code}", "is new", "compatible")

    def _schemas(self, where: str, old: Any, new: Any, way: Way) -> list[Change]:
        """What changed in a schema and in what it is made of, each pair of schemas once and at its shortest place."""
        found: list[Change] = []
        seen: set[tuple[int, int, Way]] = set()
        waiting = deque([(where, old, new)])
        while waiting:
            at, before, after = waiting.popleft()
            was, now = self._old.schema(before), self._new.schema(after)
            pair = (id(was), id(now), way)
            if pair in seen or pair in self._alike:
                continue
            seen.add(pair)
            found += _types(at, was, now, way)
            found += _enums(at, was, now, way)
            found += self._properties(at, was, now, way)
            waiting += [
                (f"{at}: {name}", was.properties[name], now.properties[name])
                for name in sorted(was.properties.keys() & now.properties.keys())
            ]
            if was.items is not None and now.items is not None:
                waiting.append((f"{at}[]", was.items, now.items))
            if was.choices == now.choices:  # then what they refer to may have changed
                waiting += [(at, *both) for both in zip(was.alternatives, now.alternatives, strict=False)]
        if not found:
            self._alike |= seen
        return found

    def _properties(self, where: str, was: Schema, now: Schema, way: Way) -> Iterator[Change]:
        if was.choices != now.choices:
            yield Change(where, "has other alternatives (oneOf, anyOf)", "unclear")
        for name in sorted(was.properties.keys() - now.properties.keys()):
            effect: Effect = "breaking" if way == "response" else "unclear"
            if not self._old.is_hidden(was.properties[name], way):
                yield Change(f"{where}: {name}", "was removed", effect)
        for name in sorted(now.properties.keys() - was.properties.keys()):
            if self._new.is_hidden(now.properties[name], way):
                continue
            must = way == "request" and name in now.required
            yield Change(
                f"{where}: {name}", "is new and required" if must else "is new", "breaking" if must else "compatible"
            )
        for name in sorted(was.properties.keys() & now.properties.keys()):
            if self._new.is_hidden(now.properties[name], way):
                continue
            if way == "request" and name in now.required - was.required:
                yield Change(f"{where}: {name}", "is required now", "breaking")
            if way == "response" and name in was.required - now.required:
                yield Change(f"{where}: {name}", "may be missing now", "breaking")


def _types(where: str, was: Schema, now: Schema, way: Way) -> Iterator[Change]:
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


def _enums(where: str, was: Schema, now: Schema, way: Way) -> Iterator[Change]:
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


def _contents(body: Node) -> dict[str, Any]:
    """The schema of each media type; Swagger 2 has one for all."""
    if "schema" in body:
        return {"application/json": body["schema"]}
    return {str(kind): mapping(given).get("schema", NOTHING) for kind, given in mapping(body.get("content")).items()}


def _listed(values: frozenset[str]) -> str:
    return " or ".join(sorted(values)[:5])
