"""Parameters of an operation and headers of a response, before and after."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.media_types import media_types
from integrations.contracts.model import ContractChange, uncompared
from integrations.contracts.not_compared import others
from integrations.contracts.operations import Operation
from integrations.contracts.references import Node, mapping
from integrations.contracts.schema_change import SchemaChange, Turn, Way
from integrations.contracts.schema_pairs import SchemaPairs
from integrations.contracts.schemas import ANYTHING, Document
from integrations.contracts.sunset import sunset
from integrations.contracts.values import written
from integrations.word_set import word_set

_READ = word_set("name in required schema content style explode allowEmptyValue allowReserved deprecated")
_IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Headers that are no parameters: OpenAPI says so."""
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def parameters(pairs: SchemaPairs, name: str, old: Operation, new: Operation, way: Way) -> Iterator[ContractChange]:
    """What changed in the parameters of an operation."""
    before, after = _of(pairs.old, old), _of(pairs.new, new)
    lost = [each for each in (*before.values(), *after.values()) if "$ref" in each]
    if lost and before != after:
        yield uncompared(name, f"parameter {str(lost[0]['$ref'])[:120]}")
    for key in after:
        now, was = after[key], before.get(key)
        if "$ref" in now:
            continue
        where = f"{name} {now.get('in', '')} parameter {now.get('name', '')}"
        if was is None:
            yield _new(where, now, way, pairs)
        else:
            yield from _same(pairs, where, was, now, way)
    for key in before.keys() - after.keys():
        was = before[key]
        if "$ref" not in was and not lost:
            where = f"{name} {was.get('in', '')} parameter {was.get('name', '')}"
            yield ContractChange(where, "was removed", "breaking", "parameter")


def headers(pairs: SchemaPairs, where: str, old: Node, new: Node, way: Way) -> Iterator[ContractChange]:
    """What changed in the headers of a response."""
    before, after = (_headers(side, document) for side, document in ((old, pairs.old), (new, pairs.new)))
    for name in sorted(before.keys() | after.keys()):
        at = f"{where} header {(after.get(name) or before[name])[0]}"
        if name not in after:
            yield ContractChange(at, "was removed", "breaking" if way == "response" else "unclear", "response-header")
        elif name not in before:
            yield ContractChange(at, "is new", "compatible", "response-header")
        else:
            was, now = before[name][1], after[name][1]
            if "$ref" in was or "$ref" in now:
                if was.get("$ref") != now.get("$ref"):
                    yield uncompared(where, f"header {name}")
                continue
            yield from _required(at, was, now, way, "response-header")
            yield from _told(pairs, at, {"in": "header", **was}, {"in": "header", **now}, way)


def _of(document: Document, operation: Operation) -> dict[tuple[str, Any], Node]:
    """The parameters by where they are and what they are called; in the path by their place."""
    found: dict[tuple[str, Any], Node] = {}
    strangers: list[Node] = []
    for each in operation.parameters:
        parameter = document.follow(each)
        kind, name = str(parameter.get("in", "")), str(parameter.get("name", ""))
        if "$ref" in parameter:
            kind, name = "$ref", str(parameter["$ref"])
        if kind == "path" and name not in operation.places:
            strangers.append(parameter)
        elif kind == "path":
            found[kind, operation.places[name]] = parameter
        elif kind != "header" or name.lower() not in _IGNORED:
            found[kind, name.lower() if kind == "header" else name] = parameter
    # A parameter that is called otherwise than in the path stands for a place that is left.
    left = iter([place for place in operation.places.values() if ("path", place) not in found])
    found.update({("path", next(left, str(each.get("name", "")))): each for each in strangers})
    return found


def _headers(response: Node, document: Document) -> dict[str, tuple[str, Node]]:
    given = mapping(response.get("headers"))
    return {
        str(name).lower(): (str(name), document.follow(each))
        for name, each in given.items()
        if str(name).lower() != "content-type"
    }


def _new(where: str, now: Node, way: Way, pairs: SchemaPairs) -> ContractChange:
    if now.get("required") is not True or way == "response":
        return ContractChange(where, "is new", "compatible", "parameter-required")
    if "default" in pairs.new.schema(now.get("schema")).keywords:
        return ContractChange(where, "is new and required, with a default", "unclear", "parameter-required")
    return ContractChange(where, "is new and required", "breaking", "parameter-required")


def _same(pairs: SchemaPairs, where: str, was: Node, now: Node, way: Way) -> Iterator[ContractChange]:
    if now.get("in") != "path":  # which are always required
        yield from _required(where, was, now, way, "parameter-required")
    yield from _told(pairs, where, was, now, way)


def _required(where: str, was: Node, now: Node, way: Way, rule: str) -> Iterator[ContractChange]:
    must, had_to = now.get("required") is True, was.get("required") is True
    if must == had_to:
        return
    if way == "request":
        what, turn = ("is required now", "narrower") if must else ("may be left out now", "wider")
    else:
        what, turn = ("is always there now", "narrower") if must else ("may be missing now", "wider")
    yield ContractChange(where, what, SchemaChange(rule, what, _turn(turn)).on(way), rule)


def _turn(name: str) -> Turn:
    return "narrower" if name == "narrower" else "wider"


def _told(pairs: SchemaPairs, where: str, was: Node, now: Node, way: Way) -> Iterator[ContractChange]:
    """What a parameter or a header is, and how it is written."""
    if ("content" in was) != ("content" in now):
        kinds = ", ".join(str(kind)[:60] for kind in mapping(now.get("content"))) or "plain text"
        yield ContractChange(where, f"is written as {kinds} now", "breaking", "parameter-content")
    elif "content" in was:
        yield from media_types(pairs, where, was["content"], now["content"], way)
    else:
        yield from _style(pairs, where, was, now)
        yield from _schema(pairs, where, was, now, way)
    for key, words in (("allowEmptyValue", "be empty"), ("allowReserved", "have reserved characters unescaped")):
        before, after = was.get(key) is True, now.get(key) is True
        if before != after:
            found = SchemaChange(
                "parameter-style", f"may {words} {'now' if after else 'no more'}", "wider" if after else "narrower"
            )
            yield ContractChange(where, found.what, found.on(way), found.rule)
    yield from sunset(where, was, now)
    yield from others(pairs, where, was, now, _READ)


def _schema(pairs: SchemaPairs, where: str, was: Node, now: Node, way: Way) -> Iterator[ContractChange]:
    before, after = was.get("schema"), now.get("schema")
    old, new = (
        written(side.keywords["default"]) if "default" in side.keywords else None
        for side in (pairs.old.schema(before), pairs.new.schema(after))
    )
    for change in pairs.changes(where, before, after, way, text=True):
        if change.rule == "default" and change.where == where:
            continue
        yield change
    if old != new and way == "request":
        what = f"is {(new or 'nothing')[:60]} now where it is left out, it was {(old or 'nothing')[:60]}"
        yield ContractChange(where, what, "breaking", "parameter-default")


def _style(pairs: SchemaPairs, where: str, was: Node, now: Node) -> Iterator[ContractChange]:
    """How it is written, where that makes a difference: what is no list and no object has one form in most styles."""
    usual = _STYLES.get(str(now.get("in")), "simple")
    old_style, new_style = str(was.get("style", usual)), str(now.get("style", usual))
    old, new = (bool(each.get("explode", style == "form")) for each, style in ((was, old_style), (now, new_style)))
    types = pairs.new.schema(now.get("schema", ANYTHING)).types, pairs.old.schema(was.get("schema", ANYTHING)).types
    parts = any(each is None or each & {"array", "object"} for each in types)
    if old_style != new_style and (parts or {old_style, new_style} & {"label", "matrix"}):
        yield ContractChange(
            where, f"is written in the style {new_style} now, it was {old_style}", "breaking", "parameter-style"
        )
    elif parts and old != new:
        what = "is written as several parameters now" if new else "is written as one parameter now"
        yield ContractChange(where, f"{what} (explode)", "breaking", "parameter-style")
