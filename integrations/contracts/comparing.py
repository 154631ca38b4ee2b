"""Which contract a file is, and the comparison for it."""

import asyncio
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from integrations.contracts.model import ORDER, Change, Unreadable

Kind = Literal["openapi", "graphql", "proto"]
KINDS: Mapping[Kind, str] = {"openapi": "OpenAPI", "graphql": "GraphQL", "proto": "protobuf"}
"""The kinds, and what people call them."""
LARGEST = 2_000_000
"""Characters of a text that is compared."""
_OPENAPI_NAME = re.compile(r"(^|[/_.-])(openapi|swagger)([/_.-]|$)", re.IGNORECASE)


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
    """What changed, breaking first; None stands for a file that is not there.

    In a thread of its own, one comparison at a time, so that none holds up whatever else waits for a thread.
    Each is bounded: its text by `LARGEST`, its work by `model.Budget`. Raises `Unreadable` for a text that
    cannot be compared.
    """
    before, after = (text.removeprefix("\ufeff") if text else text for text in (before, after))
    if before == after:
        return ()
    if max(len(before or ""), len(after or "")) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        changes = await asyncio.get_running_loop().run_in_executor(_thread(), _comparison(kind), before, after)
    except RecursionError as problem:
        raise Unreadable("it is nested too deeply") from problem
    return sorted(changes, key=lambda change: (ORDER.index(change.effect), change.where, change.what))


@functools.cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="contracts")


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
