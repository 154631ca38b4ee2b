"""The operations of a document, by what a caller sends."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from integrations.contracts.references import Node, listed, mapping
from integrations.contracts.schemas import Document
from integrations.deferred import dataclass

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
ITEM_KEYS = frozenset({*METHODS, "summary", "description", "parameters", "servers", "additionalOperations"})
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path."""

    name: str
    """`GET /payments/{id}`."""
    node: Node
    item: Node
    """The path's own entries, which hold for each of its operations."""
    places: Mapping[str, int]
    """The names in the path, and their places: to callers the names do not matter."""

    @property
    def parameters(self) -> list[Any]:
        """Those of the path and then its own, which take the place of the path's."""
        return [*listed(self.item.get("parameters")), *listed(self.node.get("parameters"))]

    @property
    def servers(self) -> Any:
        """The servers that it names, or its path; None where the document's hold."""
        return self.node.get("servers", self.item.get("servers"))


def operations(document: Document, paths: Any, prefix: str = "") -> dict[str, Operation]:
    """The operations by method and path; the names of a path's parameters are left out of the key."""
    found: dict[str, Operation] = {}
    for path, given in mapping(paths).items():
        item = document.follow(given)
        places = {name: at for at, name in enumerate(_PLACE.findall(str(path)))}
        methods = {method: item.get(method) for method in METHODS}
        methods.update(mapping(item.get("additionalOperations")))
        for method, node in methods.items():
            if isinstance(node, dict):
                key = f"{method.upper()} {prefix}{_PLACE.sub('{}', str(path))}"
                found[key] = Operation(f"{method.upper()} {path}", node, item, places)
    return found


def base_path(document: Document) -> str:
    """The path that all servers of a document have in common, without its last slash; empty where they differ."""
    urls = [str(mapping(each).get("url", "")) for each in listed(document.data.get("servers"))]
    paths = {urlsplit(url).path.rstrip("/") for url in urls if "{" not in url}
    return paths.pop() if len(paths) == 1 and not any("{" in url for url in urls) else ""


def strays(document: Document, paths: Any) -> dict[str, Node]:
    """Return what path items say beside operations, and path items whose reference leads nowhere; by path."""
    found: dict[str, Node] = {}
    for path, given in mapping(paths).items():
        item = document.follow(given)
        rest = {key: each for key, each in item.items() if key not in ITEM_KEYS and not str(key).startswith("x-")}
        if rest:
            found[_PLACE.sub("{}", str(path))] = rest
    return found
