"""The media types of a body, before and after."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.model import ContractChange, uncompared
from integrations.contracts.not_compared import others
from integrations.contracts.references import Node, mapping
from integrations.contracts.schema_change import Way
from integrations.contracts.schema_pairs import SchemaPairs

_READ = frozenset({"schema", "itemSchema"})


def media_types(pairs: SchemaPairs, where: str, old: Any, new: Any, way: Way) -> Iterator[ContractChange]:
    """What changed in a map of media types."""
    before, after = _by_name(old), _by_name(new)
    matched: set[str] = set()
    for name, (told, given) in before.items():
        match = _match(name, after)
        if match is None:
            verb = "takes" if way == "request" else "comes as"
            yield ContractChange(where, f"no longer {verb} {told[:80]}", "breaking", "media-type")
            continue
        matched.add(match)
        if way == "request" and not _covers(match, name):
            yield ContractChange(
                where, f"takes only {after[match][0][:80]} now, it took {told[:80]}", "unclear", "media-type"
            )
        yield from _media_type(pairs, where, given, after[match][1], way)
    for name in after.keys() - matched:
        if not any(_covers(name, each) or _covers(each, name) for each in before):
            verb = "takes" if way == "request" else "comes as"
            yield ContractChange(where, f"{verb} {after[name][0][:80]} too", "compatible", "media-type")


def _media_type(pairs: SchemaPairs, where: str, old: Any, new: Any, way: Way) -> Iterator[ContractChange]:
    was, now = pairs.old.follow(old), pairs.new.follow(new)
    if "$ref" in was or "$ref" in now:
        if was.get("$ref") != now.get("$ref"):
            yield uncompared(where, f"what {str(now.get('$ref', was.get('$ref')))[:120]} refers to")
        return
    yield from pairs.changes(where, was.get("schema"), now.get("schema"), way)
    if "itemSchema" in was or "itemSchema" in now:
        yield from pairs.changes(f"{where}[]", was.get("itemSchema"), now.get("itemSchema"), way)
    yield from others(pairs, where, was, now, _READ)


def _by_name(content: Any) -> dict[str, tuple[str, Node]]:
    """Media types by their name in lower case, without the character set: it is the same media type."""
    return {_plain(str(kind)): (str(kind), given) for kind, given in mapping(content).items()}


def _plain(kind: str) -> str:
    name, *given = (each.strip().lower() for each in kind.split(";"))
    return ";".join([name, *sorted(each for each in given if each and not each.startswith("charset"))])


def _match(name: str, among: dict[str, tuple[str, Node]]) -> str | None:
    """The same media type, or a range that it is in, or one that is in its range."""
    if name in among:
        return name
    covering = [each for each in among if _covers(each, name)]
    covered = [each for each in among if _covers(name, each)]
    return max(covering, key=len) if covering else covered[0] if covered else None


def _covers(wide: str, narrow: str) -> bool:
    """Return True if a range such as `*/*` or `application/*` has the other in it."""
    if wide == narrow or wide == "*/*":
        return True
    return wide.endswith("/*") and narrow.startswith(wide[:-1])
