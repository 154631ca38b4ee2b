"""What a pull request does to the contracts that it touches."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import field

from integrations.codehost import ChangedFile, CodeHost, PullRequest
from integrations.contracts import (
    KINDS,
    ORDER,
    ContractChange,
    ContractKind,
    NoContract,
    Reader,
    Unreadable,
    claims,
    compare_openapi,
    compare_together,
    is_part_by_name,
    is_telling,
    kind_of,
)
from integrations.deferred import dataclass, pattern
from integrations.source import SourceError

MOST_CONTRACTS = 6
"""OpenAPI documents of a pull request that are compared."""
MOST_READ = 20
"""Files of a pull request that may be contracts and are read: protobuf, GraphQL, and each YAML or JSON file."""
MOST_BESIDE = 40
"""GraphQL files beside the changed ones that are read to have the whole schema."""
MOST_ROOTS = 3
"""OpenAPI documents that are looked through for a changed file that is a part of one."""
_DECLARES = pattern(
    r'^\s*(extend\s+)?(type|interface|input|enum|union|scalar|schema|directive)\b(?!\s*[:(])|^\s*"""', re.MULTILINE
)
"""GraphQL that declares something; what people send has none of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a pull request does to the contracts that it touches."""

    pull: PullRequest
    changes: Sequence[ContractChange]
    unread: Sequence[str]
    """A line for each file that could not be compared."""
    kinds: Sequence[str]

    @property
    def breaking(self) -> list[ContractChange]:
        """Return the changes that break callers."""
        return [change for change in self.changes if change.effect == "breaking"]

    @property
    def is_whole(self) -> bool:
        """Return True if everything that differs was compared."""
        return not self.unread and all(change.effect != "not compared" for change in self.changes)


def may_touch(paths: Iterable[str]) -> bool:
    """Return True if one of some paths may be a contract."""
    return any(kind_of(path) for path in paths)


async def compared(host: CodeHost, pull: PullRequest) -> Compared | None:
    """Compare the contracts of a pull request; None where it touches none after all.

    Raise `SourceError` where the host does not answer.
    """
    files = await host.changed_files(pull.repo, pull.number)
    touched = [file for file in files if may_touch((file.path, file.before or ""))]
    if not touched:
        return None
    try:
        base = await host.merge_base(pull.repo, pull.base_sha, pull.head_sha)
    except SourceError as problem:
        if not problem.missing:
            raise
        return Compared(pull, (), ("it has no commit in common with its base any more",), ())
    return await _Comparing(host, pull, base, files).run(touched)


@dataclass(slots=True)
class _Pair:
    """A changed file before and after."""

    file: ChangedFile
    before: str | None
    after: str | None


@dataclass(slots=True)
class _Comparing:
    """The comparison of one pull request."""

    host: CodeHost
    pull: PullRequest
    base: str
    files: Sequence[ChangedFile]
    changes: list[ContractChange] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    _texts: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _listed: list[Sequence[str] | None] | None = None

    async def run(self, touched: Sequence[ChangedFile]) -> Compared | None:
        """Compare what of the changed files is a contract, or a part of one."""
        order = sorted(touched, key=lambda file: (not _is_telling(file), file.path))
        kinds: dict[ContractKind, list[ChangedFile]] = {"openapi": [], "graphql": [], "proto": []}
        for file in order[:MOST_READ]:
            kinds[kind_of(file.path) or kind_of(file.before or "") or "openapi"].append(file)
        await self._openapi(kinds["openapi"])
        for kind in ("graphql", "proto"):
            await self._together(kind, kinds[kind])
        if left := [file for file in order[MOST_READ:] if _is_telling(file)]:
            self.unread.append(f"{_files(len(left), 'contract')} not compared")
        if left := [file for file in order[MOST_READ:] if not _is_telling(file)]:
            self.unread.append(f"{_files(len(left), 'YAML or JSON')} not read, and may be contracts")
        if not self.kinds:
            return None
        self.changes.sort(key=lambda change: ORDER.index(change.effect))
        return Compared(self.pull, self.changes, self.unread, sorted(self.kinds))

    # --- OpenAPI -------------------------------------------------------------------

    async def _openapi(self, files: Sequence[ChangedFile]) -> None:
        roots: list[_Pair] = []
        parts: list[_Pair] = []
        for file in files:
            pair = await self._pair(file, "openapi")
            if pair is None:
                continue
            (roots if claims(pair.before) or claims(pair.after) or _is_telling(file) else parts).append(pair)
        read: set[str] = set()
        done = 0
        for pair in roots:
            if done == MOST_CONTRACTS:
                self.unread.append(f"{_files(len(roots) - done, 'contract')} not compared")
                break
            done += await self._document(pair, read)
        waiting = [pair for pair in parts if pair.file.path not in read]
        if waiting:
            await self._documents_of([pair.file.path for pair in waiting], read)

    async def _document(self, pair: _Pair, read: set[str]) -> bool:
        """Compare a document with all its files; return True if it is one."""
        file = pair.file
        before = (file.before or file.path, pair.before, self._reader(self.base, read))
        after = (file.path, pair.after, self._reader(self.pull.head_sha, read))
        try:
            self.changes += await compare_openapi(before, after)
        except NoContract:
            return False
        except Unreadable as problem:
            self.unread.append(f"{file.path} changes, but cannot be compared: {problem}")
        self.kinds.add(KINDS["openapi"])
        return True

    async def _documents_of(self, parts: Sequence[str], read: set[str]) -> None:
        """Compare the documents that are not changed themselves, and have one of those files as a part."""
        changed = {file.path for file in self.files}
        everything = await self._all_paths()
        if everything is None:
            for part in filter(is_part_by_name, parts):
                self.kinds.add(KINDS["openapi"])
                self.unread.append(f"{part} changes, and may be a part of a contract; which one is not known")
            return
        known = [path for path in everything if kind_of(path) == "openapi" and is_telling(path)]
        for part in parts:
            above = [path for path in known if path not in changed and _is_above(path, part)]
            for root in sorted(above, key=lambda path: (-len(posixpath.dirname(path)), path))[:MOST_ROOTS]:
                if part in read:
                    break
                own: set[str] = set()
                text = await self._text(root, self.pull.head_sha)
                found = _Comparing(self.host, self.pull, self.base, self.files, _texts=self._texts)
                if text and await found._document(_Pair(ChangedFile(root, root), text, text), own) and part in own:
                    read |= own
                    self.changes += found.changes
                    self.unread += found.unread
                    self.kinds |= found.kinds

    def _reader(self, ref: str, read: set[str]) -> Reader:
        async def reader(path: str) -> str | None:
            read.add(path)
            try:
                return await self._text(path, ref)
            except SourceError as problem:
                if not problem.missing:
                    raise
                raise Unreadable(problem.why) from problem

        return reader

    # --- GraphQL and protobuf ------------------------------------------------------

    async def _together(self, kind: ContractKind, files: Sequence[ChangedFile]) -> None:
        """Compare all changed files of a kind as one; one by one where they cannot be read together."""
        pairs = [pair for pair in [await self._pair(file, kind) for file in files] if pair is not None]
        if kind == "graphql":
            pairs = [pair for pair in pairs if any(_DECLARES.search(each or "") for each in (pair.before, pair.after))]
        if not pairs:
            return
        beside = await self._beside(pairs) if kind == "graphql" else {}
        before = {**beside, **{pair.file.path: pair.before for pair in pairs}}
        after = {**beside, **{pair.file.path: pair.after for pair in pairs}}
        try:
            self.changes += await compare_together(kind, before, after)
            self.kinds.add(KINDS[kind])
        except NoContract:
            return
        except Unreadable as problem:
            if len(pairs) == 1 and not beside:
                self.kinds.add(KINDS[kind])
                self.unread.append(f"{pairs[0].file.path} changes, but cannot be compared: {problem}")
                return
            for pair in pairs:
                await self._alone(kind, pair)

    async def _alone(self, kind: ContractKind, pair: _Pair) -> None:
        path = pair.file.path
        try:
            self.changes += await compare_together(kind, {path: pair.before}, {path: pair.after})
        except NoContract:
            return
        except Unreadable as problem:
            self.unread.append(f"{path} changes, but cannot be compared: {problem}")
        self.kinds.add(KINDS[kind])

    async def _beside(self, pairs: Sequence[_Pair]) -> dict[str, str | None]:
        """The files of the schema that the pull request leaves as they are; the nearest first."""
        changed = {file.path for file in self.files} | {file.before for file in self.files}
        others = [path for path in await self._all_paths() or () if kind_of(path) == "graphql" and path not in changed]
        near = sorted(others, key=lambda path: (-max(_shared(path, pair.file.path) for pair in pairs), path))
        found = {}
        for path in near[:MOST_BESIDE]:
            text = await self._text(path, self.pull.head_sha)
            if text and _DECLARES.search(text):
                found[path] = text
        return dict(found)

    # --- files ---------------------------------------------------------------------

    async def _pair(self, file: ChangedFile, kind: ContractKind) -> _Pair | None:
        """A changed file on both sides. One that says of itself that it is no contract is read once, and is None."""
        try:
            after = None if file.removed else await self._text(file.path, self.pull.head_sha)
            before = await self._text(file.before, self.base) if file.before else None
        except SourceError as problem:
            if not problem.missing:
                raise
            if _is_telling(file):
                self.kinds.add(KINDS[kind])
                self.unread.append(f"{file.path} changes, but cannot be compared: {problem.why}")
            return None
        return _Pair(file, before, after)

    async def _text(self, path: str, ref: str) -> str | None:
        """A file at a commit. What the pull request does not change is the same on both sides."""
        if not any(path in (file.path, file.before) for file in self.files):
            ref = self.pull.head_sha
        if (path, ref) not in self._texts:
            self._texts[path, ref] = await self.host.file_at(self.pull.repo, path, ref)
        return self._texts[path, ref]

    async def _all_paths(self) -> Sequence[str] | None:
        """The paths at the head; None where they are not listed."""
        if self._listed is None:
            try:
                self._listed = [await self.host.paths_at(self.pull.repo, self.pull.head_sha)]
            except SourceError:  # a list may be too long to be had, where single files can be read
                self._listed = [None]
        return self._listed[0]


def _is_telling(file: ChangedFile) -> bool:
    return is_telling(file.path) or is_telling(file.before or "")


def _files(count: int, what: str) -> str:
    return f"1 more {what} file was" if count == 1 else f"{count} more {what} files were"


def _is_above(root: str, part: str) -> bool:
    """Return True if a file is in a folder of the other one's path, or beside it.

    What is in the topmost folder is above everything: of that a part is told by its own folder's name.
    """
    folder = posixpath.dirname(root)
    return part.startswith(f"{folder}/") if folder else is_part_by_name(part)


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    pairs = zip(one.split("/")[:-1], other.split("/")[:-1], strict=False)
    count = 0
    for a, b in pairs:
        if a != b:
            break
        count += 1
    return count
