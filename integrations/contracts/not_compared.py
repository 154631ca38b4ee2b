"""Entries that no rule reads: where they differ, that is reported as not compared."""

from collections.abc import Iterator, Set

from integrations.contracts.model import ContractChange, uncompared
from integrations.contracts.references import Node
from integrations.contracts.schema_pairs import SchemaPairs

TOLD = frozenset({"summary", "description", "title", "tags", "externalDocs", "example", "examples"})
"""What is there for people."""


def others(pairs: SchemaPairs, where: str, old: Node, new: Node, read: Set[str]) -> Iterator[ContractChange]:
    """The entries that differ, are not read by their caller and are no annotation."""
    for key in sorted(map(str, old.keys() | new.keys())):
        if key in read or key in TOLD or key.startswith("x-"):
            continue
        if (key in old) != (key in new) or not pairs.same(old[key], new[key]):
            yield uncompared(where, f"`{key[:60]}`")
