"""The files that a contract is written in: the one that is compared, and those it refers to.

Only files of the same repository at the same commit are read, and only so many: `$ref` of an address is never followed.
"""

import posixpath
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import unquote

from integrations.contracts.model import Unreadable
from integrations.deferred import dataclass

MOST_FILES = 60
"""That one contract may be written in."""
MOST_TEXT = 2_000_000
"""Characters of all files of a contract together."""
Reader = Callable[[str], Awaitable[str | None]]
"""Reads a file of the repository at the commit; None where there is none. May raise `Unreadable`."""
Parsed = tuple[Any, set[str], dict[str, str]]
"""What a file holds, and what `written_out` says of it."""


@dataclass(slots=True)
class Files:
    """A contract at one commit, read."""

    root: str
    data: dict[str, Any]
    """What each file holds, by its path. Every `$ref` in them is a path of this and a place within it."""
    unread: dict[str, str] = field(default_factory=dict)
    """What it refers to and was not read, with the reason."""


def written_out(data: Any, path: str) -> tuple[set[str], dict[str, str]]:
    """Write every `$ref` in a document out as `path#place`, in place.

    Return the paths of other files that it refers to, and the references that lead out of the repository, with why.
    """
    paths: set[str] = set()
    outside: dict[str, str] = {}
    seen: set[int] = set()
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, dict | list):
            continue
        seen.add(id(node))
        waiting += node.values() if isinstance(node, dict) else node
        if isinstance(node, dict) and isinstance(ref := node.get("$ref"), str) and "://" not in ref[:20]:
            file, _, place = ref.partition("#")
            target = path if not file else posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
            node["$ref"] = f"{target}#{place}"
            if target == path:
                continue
            if target.startswith(("../", "/")) or target == ".." or "\\" in target or len(target) > 300:
                outside[target[:300]] = "it is outside of the repository"
            elif not target.lower().endswith((".yaml", ".yml", ".json")):
                outside[target] = "it is no YAML or JSON file"
            else:
                paths.add(target)
    return paths, outside


async def gathered(
    root: str,
    text: str | None,
    read: Reader | None,
    parse: Callable[[str, str | None, bool], Awaitable[Parsed]],
) -> Files:
    """A contract with all that it refers to. Raise what `parse` raises for the root.

    `parse` is given a path, a text, and whether it is the root.
    """
    data, waiting, unread = await parse(root, text, True)
    files = Files(root, {root: data}, unread)
    room = MOST_TEXT - len(text or "")
    asked = {root}
    while waiting:
        path = min(waiting)
        waiting.discard(path)
        if path in asked:
            continue
        asked.add(path)
        if read is None or len(files.data) >= MOST_FILES:
            files.unread[path] = f"only {MOST_FILES} files of a contract are read" if read else "no other file is read"
            continue
        try:
            part = await read(path)
            if part is None:
                files.unread[path] = "there is no such file"
                continue
            room -= len(part)
            if room < 0:
                files.unread[path] = "its files are too large together"
                continue
            files.data[path], more, outside = await parse(path, part, False)
        except Unreadable as problem:
            files.unread[path] = str(problem)
            continue
        files.unread.update(outside)
        waiting |= more - asked
    return files


def texts_of(files: Mapping[str, str | None]) -> dict[str, str]:
    """Only the files that are there, without the mark that some editors begin them with."""
    return {path: text.removeprefix("\ufeff") for path, text in files.items() if text and text.strip()}
