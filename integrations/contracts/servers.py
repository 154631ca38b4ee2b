"""Where an API is served, before and after."""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.model import Change
from integrations.contracts.references import Node, listed, mapping
from integrations.contracts.rest import others
from integrations.contracts.schemapairs import SchemaPairs


def servers(
    pairs: SchemaPairs, where: str, old: Any, new: Any, *, old_base: str = "", new_base: str = ""
) -> Iterator[Change]:
    """What changed in a list of servers. The bases are paths that the operations are compared with."""
    before, after = _by_url(old, old_base), _by_url(new, new_base)
    for url, was in before.items():
        match = next((each for each in after if _alike(url, each)), None)
        if match is None:
            yield Change(where, f"is not served at {url[:120]} any more", "breaking", "server")
            continue
        now = after[match]
        variables, later = mapping(was.get("variables")), mapping(now.get("variables"))
        for name in sorted(variables.keys() & later.keys()):
            one, other = mapping(variables[name]), mapping(later[name])
            gone = {str(each) for each in listed(one.get("enum"))} - {str(each) for each in listed(other.get("enum"))}
            if gone and other.get("enum"):
                yield Change(
                    where, f"is not served for {name} {', '.join(sorted(gone)[:3])[:90]} any more", "breaking", "server"
                )
            elif one.get("default") != other.get("default"):
                what = f"is served for {name} {str(other.get('default'))[:60]} where nobody chooses"
                yield Change(where, what, "unclear", "server")
        yield from others(pairs, where, was, now, frozenset({"url", "variables", "name"}))
    for url in after:
        if not any(_alike(each, url) for each in before):
            yield Change(where, f"is served at {url[:120]} too", "compatible", "server")


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
