"""The comparison of a contract before and after."""

import asyncio
import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from integrations.contracts.files import Files, Parsed, Reader, gathered, texts_of
from integrations.contracts.kinds import ContractKind
from integrations.contracts.model import ORDER, ContractChange, Unreadable, uncompared

LARGEST = 2_000_000
"""Characters of a text that is compared."""
Texts = Mapping[str, str | None]
"""The files of a contract by their paths; None for one that is not there."""
T = TypeVar("T")


async def compare(kind: ContractKind, before: str | None, after: str | None) -> Sequence[ContractChange]:
    """What changed in a contract of one file, breaking first; None stands for a file that is not there.

    Raise `Unreadable` for a text that cannot be compared.
    """
    before, after = (text.removeprefix("\ufeff") if text else text for text in (before, after))
    if kind == "openapi":
        return await compare_openapi(("", before, None), ("", after, None))
    return await compare_together(kind, {"": before}, {"": after})


async def compare_openapi(
    before: tuple[str, str | None, Reader | None], after: tuple[str, str | None, Reader | None]
) -> Sequence[ContractChange]:
    """What changed in an OpenAPI document: its path, its text, and how the files beside it are read.

    Raise `Unreadable` where the document itself cannot be compared, and what a reader raises.
    """
    sides = []
    for path, text, read in (before, after):
        if len(text or "") > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
        sides.append(await gathered(path, text, read, _parsed))
    return await _in_thread(_openapi, *sides)


async def compare_together(kind: ContractKind, before: Texts, after: Texts) -> Sequence[ContractChange]:
    """What changed in the files of a GraphQL schema, or of protobuf, taken together.

    Raise `Unreadable` where they cannot be compared.
    """
    old, new = texts_of(before), texts_of(after)
    if old == new:
        return ()
    if max(sum(map(len, old.values())), sum(map(len, new.values()))) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    return await _in_thread(_proto if kind == "proto" else _graphql, old, new)


async def _parsed(path: str, text: str | None, root: bool) -> Parsed:
    return await _in_thread(_parse, path, text, root)


async def _in_thread(work: Callable[..., T], *given: object) -> T:
    """In a thread of its own, one at a time, so that none holds up whatever else waits for a thread.

    Each is bounded: its text by `LARGEST`, its work by `model.Budget`.
    """
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread(), work, *given)
    except RecursionError as problem:
        raise Unreadable("it is nested too deeply") from problem


@functools.cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="contracts")


# What reads the contracts is imported where there is one: who has none need not load it.


def _parse(path: str, text: str | None, root: bool) -> Parsed:
    from integrations.contracts.documents import load, load_root
    from integrations.contracts.files import written_out

    data = load_root(text) if root else load(text or "")
    return data, *written_out(data, path)


def _openapi(before: Files, after: Files) -> Sequence[ContractChange]:
    from integrations.contracts import openapi

    unread = {**before.unread, **after.unread}
    told = [uncompared(path, f"({why}), which it refers to") for path, why in unread.items()]
    return _sorted([*openapi.compare(before, after), *told])


def _proto(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[ContractChange]:
    from integrations.contracts import proto

    return _sorted(proto.compare(before, after))


def _graphql(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[ContractChange]:
    from integrations.contracts import graphql

    return _sorted(graphql.compare(before, after))


def _sorted(changes: Sequence[ContractChange]) -> Sequence[ContractChange]:
    return sorted(changes, key=lambda change: (ORDER.index(change.effect), change.where, change.what))
