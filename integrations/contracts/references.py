"""The nodes of an OpenAPI document, with its references followed, through all of its files."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from integrations.contracts.files import Files

MOST_STEPS = 20
"""References to references that are followed."""
Node = Mapping[str, Any]
NOTHING: Node = {}
"""What is not there. One object, so that nothing is always the same node."""


class References:
    """Where the references of one document lead."""

    def __init__(self, files: Files) -> None:
        """Follow references within these files."""
        self._data = files.data
        self._found: dict[str, Any] = {}
        self._lost: dict[str, Node] = {}

    def target(self, given: Any) -> Any:
        """What a node is. Where its reference leads nowhere that was read: a node with only its `$ref`."""
        node, steps = given, 0
        while isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            steps += 1
            node = self._at(ref) if steps <= MOST_STEPS else None
            if node is None:
                return self._lost.setdefault(ref, {"$ref": ref})
        return node

    def follow(self, given: Any) -> Node:
        """What a node is, as `target`; nothing where it is no mapping."""
        node = self.target(given)
        return node if isinstance(node, dict) else NOTHING

    def _at(self, ref: str) -> Any:
        if ref not in self._found:
            path, _, place = ref.partition("#")
            found = self._data.get(path)
            for step in place.split("/")[1:] if place.startswith("/") else [place] if place else []:
                name = unquote(step).replace("~1", "/").replace("~0", "~")
                if isinstance(found, list) and name.isascii() and name.isdigit() and len(name) < 6:
                    found = found[int(name)] if int(name) < len(found) else None
                else:
                    found = found.get(name) if isinstance(found, dict) and place.startswith("/") else None
            self._found[ref] = found
        return self._found[ref]


def mapping(value: Any) -> dict[Any, Any]:
    """A mapping as it is, and an empty one for everything else."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A list as it is, and an empty one for everything else."""
    return value if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts of a list."""
    return [each for each in listed(value) if isinstance(each, str)]
