"""Where an API is served, before and after."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.model import ContractChange, uncompared
from integrations.contracts.not_compared import others
from integrations.contracts.references import Node, listed, mapping
from integrations.contracts.schema_pairs import SchemaPairs


def servers(
    pairs: SchemaPairs, where: str, old: Any, new: Any, *, old_base: str = "", new_base: str = ""
) -> Iterator[ContractChange]:
    """What changed in a list of servers. The bases are paths that the operations are compared with."""
    before, after = _by_url(old, old_base), _by_url(new, new_base)
    for url, was in before.items():
        match = next((each for each in after if _alike(url, each)), None)
        if match is None:
            yield ContractChange(where, f"is not served at {url[:120]} any more", "breaking", "server")
            continue
        now = after[match]
        yield from _variables(pairs, where, mapping(was.get("variables")), mapping(now.get("variables")))
        yield from others(pairs, where, was, now, frozenset({"url", "variables", "name"}))
    for url in after:
        if not any(_alike(each, url) for each in before):
            yield ContractChange(where, f"is served at {url[:120]} too", "compatible", "server")


def _variables(pairs: SchemaPairs, where: str, old: Node, new: Node) -> Iterator[ContractChange]:
    for name in sorted(old.keys() | new.keys()):
        was, now = mapping(old.get(name)), mapping(new.get(name))
        if not was or not now:
            yield uncompared(where, f"the variable {str(name)[:60]} of a server")
            continue
        before, after = ({str(each) for each in listed(side.get("enum"))} for side in (was, now))
        if after and (before - after or not before):
            told = ", ".join(sorted(after)[:3])[:90]
            yield ContractChange(where, f"is served only for {name} {told} now", "breaking", "server")
        elif after != before:
            yield ContractChange(where, f"is served for more of {name}", "compatible", "server")
        if was.get("default") != now.get("default"):
            what = f"is served for {name} {str(now.get('default'))[:60]} where nobody chooses"
            yield ContractChange(where, what, "unclear", "server")
        yield from others(pairs, where, was, now, frozenset({"enum", "default"}))


def _by_url(given: Any, base: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for each in listed(given) or [{"url": "/"}]:
        url = str(mapping(each).get("url") or "/").rstrip("/")
        found[url.removesuffix(base) if base else url] = mapping(each)
    return {url or "/": each for url, each in found.items()}


def _alike(one: str, other: str) -> bool:
    """Return True if two addresses are one; what has no scheme may be of any."""
    if one.startswith("//") or other.startswith("//"):
        one, other = one.partition("//")[2], other.partition("//")[2]
    return one == other
