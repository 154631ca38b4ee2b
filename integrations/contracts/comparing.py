"""Which contract a file is, and the comparison for it."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from integrations.contracts.model import ORDER, Change, Unreadable

Kind = Literal["openapi", "graphql", "proto"]
KINDS: Mapping[Kind, str] = {"openapi": "OpenAPI", "graphql": "GraphQL", "proto": "protobuf"}
"""The kinds, and what people call them."""
LARGEST = 2_000_000
"""Characters of a text that is compared."""
LIMIT_S = 10
_OPENAPI_NAME = re.compile(r"(^|[/_.-])(openapi|swagger)([/_.-]|$)", re.IGNORECASE)
_OPENAPI_TEXT = re.compile(r"""^\s*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)


def kind_of(path: str) -> Kind | None:
    """Which contract a path is likely to be; None for every other file.

    YAML and JSON count where `openapi` or `swagger` is a word of the path.
    """
    lower = path.lower()
    if lower.endswith(".proto"):
        return "proto"
    if lower.endswith((".graphql", ".graphqls", ".gql")):
        return "graphql"
    if lower.endswith((".yaml", ".yml", ".json")) and _OPENAPI_NAME.search(path):
        return "openapi"
    return None


async def compare(kind: Kind, before: str | None, after: str | None) -> Sequence[Change]:
    """What changed, breaking first; None stands for a file that is not there. In a thread, for ten seconds.

    Raises `Unreadable` for a text that cannot be compared.
    """
    if before == after:
        return ()
    if max(len(before or ""), len(after or "")) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        async with asyncio.timeout(LIMIT_S):
            changes = await asyncio.to_thread(_comparison(kind), before, after)
    except TimeoutError as problem:
        raise Unreadable(f"it could not be compared within {LIMIT_S} seconds") from problem
    except RecursionError as problem:
        raise Unreadable("it is nested too deeply") from problem
    return sorted(changes, key=lambda change: (ORDER.index(change.effect), change.where, change.what))


def _comparison(kind: Kind) -> Callable[[str | None, str | None], Sequence[Change]]:
    """Imported here: who has no contracts need not load what reads them."""
    if kind == "proto":
        from integrations.contracts import proto

        return proto.compare
    if kind == "graphql":
        from integrations.contracts import graphql

        return graphql.compare
    from integrations.contracts import openapi

    return openapi.compare
