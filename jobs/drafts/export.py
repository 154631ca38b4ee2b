"""Drafts for the command line: listed, shown, and written into a folder as Markdown.

The folder may be part of a repository, so it gets only what everybody of the workspace
may read, unless the operator asks for all. What is written there is written down in
`MANIFEST`; nothing else in the folder is ever touched.
"""

import asyncio
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.drafts import drafts as table
from integrations.deferred import dataclass
from integrations.markdown import to_plain
from jobs.drafts import store
from jobs.drafts.audience import is_public
from jobs.drafts.documents import document, index
from jobs.drafts.drafts import Drafts
from jobs.drafts.folder_records import INDEXES, FolderRecords, Habit, read_records
from jobs.drafts.kinds import KINDS, DraftKind
from jobs.drafts.model import Draft, Page
from jobs.drafts.names import file_name
from jobs.drafts.posts import whole
from jobs.errors import UserError
from jobs.people.audience import Condition

MANIFEST = ".rolecall-drafts.json"
_OURS = re.compile(rf"({'|'.join(kind.folder for kind in KINDS.values())})/[^/\\\0.][^/\\\0]*\.md")
"""The only paths that we write, or delete because the manifest names them."""


@dataclass
class Exported:
    """What an export did, as paths below the folder, in order."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    renumbered: list[str] = field(default_factory=list)
    """Drafts whose number was taken by a record of others, as `ADR 1 is ADR 37 now`."""
    kept: list[str] = field(default_factory=list)
    """Left as they are: somebody else's, or edited by hand since we wrote them."""
    left_out: int = 0
    """Drafts of private channels and DMs."""


async def list_(db: Database, *, kind: DraftKind | None = None, everything: bool = False) -> list[Draft]:
    """Drafts by kind and number, the undecided last; with `everything` also those of private channels."""
    order = (table.c.kind, table.c.number.is_(None), table.c.number, table.c.slug)
    kinds = () if kind is None else (table.c.kind == kind.name,)
    async with db.read() as tx:
        return await store.select(tx, *kinds, _allowed(everything), order=order)


async def left_out(db: Database) -> int:
    """How many drafts belong to private channels or to one person."""
    async with db.read() as tx:
        return await _private(tx)


async def show(
    db: Database, ref: str, *, kind: DraftKind | None = None, everything: bool = False, plain: bool = False
) -> str:
    """A draft as Markdown, or as plain text for a terminal. Raises `UserError` where there is none of that name.

    `ref` is a number or a slug; where an ADR and a runbook both have it, `kind` decides.
    """
    async with db.read() as tx:
        kinds = KINDS.values() if kind is None else (kind,)
        found = [each for one in kinds if (each := await store.by_ref(tx, one, ref, _allowed(everything)))]
        if not found:
            raise UserError(f"There is no draft {ref}.")
        if len(found) > 1:
            raise UserError(f"There is an ADR {ref} and a runbook {ref}; say which kind.")
        page = await store.page(tx, found[0])
    if plain:
        return to_plain(whole(page, hosts=(), buttons=False))
    return document(page, lambda _: False)


async def export(
    drafts: Drafts, db: Database, folder: Path, *, everything: bool = False, force: bool = False
) -> Exported:
    """Write every draft below `folder`, each kind into its own with an index.

    Writes what has changed and deletes what it wrote itself and is not wanted any more.
    With `force` what was edited by hand since is written over too; somebody else's files
    never are. Where the folder holds records of others, numbers go on from theirs, the index
    names both, and ours have their status where theirs have it.
    Raises `UserError` where the folder cannot be used.
    """
    try:
        others = await asyncio.to_thread(_others, folder)
        renumbered = [
            said
            for kind in KINDS.values()
            for said in await drafts.go_on_after(kind, others[kind.name].numbers, kept=others[kind.name].ours)
        ]
        async with db.read() as tx:
            pages = [await store.page(tx, each) for each in await store.select(tx, _allowed(everything))]
            private = 0 if everything else await _private(tx)
        wanted = await asyncio.to_thread(_documents, pages, others)
        done = await asyncio.to_thread(_write, folder, wanted, force)
    except OSError as problem:
        raise UserError(f"{folder} cannot be written: {problem.strerror or problem}.") from problem
    done.left_out, done.renumbered = private, renumbered
    return done


@dataclass(frozen=True, slots=True)
class _Others:
    """What a kind's folder holds before an export."""

    records: FolderRecords
    index: str
    """Where the index goes: it is never written over one that is somebody else's."""
    ours: frozenset[int]
    """The numbers of files that we wrote there."""

    @property
    def numbers(self) -> frozenset[int]:
        return self.records.numbers


def _others(folder: Path) -> dict[str, _Others]:
    if not folder.is_dir():
        return {kind.name: _Others(FolderRecords(), INDEXES[0], frozenset()) for kind in KINDS.values()}
    root = folder.resolve()
    written = _read_manifest(root)
    found = {}
    for kind in KINDS.values():
        ours = {path.partition("/")[2] for path in written if path.startswith(f"{kind.folder}/")}
        free = (name for name in INDEXES if name in ours or not (root / kind.folder / name).exists())
        numbers = frozenset(int(name[:4]) for name in ours if name[:4].isdecimal())
        records = read_records(root / kind.folder, besides=ours)
        found[kind.name] = _Others(records, next(free, INDEXES[0]), numbers)
    return found


def _allowed(everything: bool) -> Condition:
    return sa.true() if everything else is_public()


async def _private(tx: Tx) -> int:
    private = sa.or_(table.c.channel.is_(None), ~is_public())
    return int((await tx.execute(sa.select(sa.func.count()).select_from(table).where(private))).scalar_one())


def _documents(pages: Sequence[Page], others: Mapping[str, _Others]) -> dict[str, str]:
    """The files by path."""
    exported = {page.draft.id for page in pages}
    files: dict[str, str] = {}
    for kind in KINDS.values():
        mine = [page for page in pages if page.draft.kind is kind]
        there = others[kind.name]
        habit = there.records.habit or Habit.BULLETS
        for page in mine:
            text = document(page, lambda other: other.id in exported, habit)
            files[f"{kind.folder}/{file_name(page.draft)}"] = text
        if mine:
            files[f"{kind.folder}/{there.index}"] = index(kind, mine, there.records.records)
    return files


def _write(folder: Path, wanted: Mapping[str, str], force: bool) -> Exported:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is no folder.")
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    for each in sorted({path.split("/")[0] for path in wanted}):
        if (root / each).resolve() != root / each:
            raise UserError(f"{root / each} leads out of the folder; nothing was written.")
    before = _read_manifest(root)
    done, theirs = Exported(), set[str]()
    for path, text in wanted.items():
        now = _hash_of(root / path)
        if path not in before and now is not None:
            theirs.add(path)
        if now == _hash(text):
            done.unchanged.append(path)
        elif now is None or now in before.get(path, ()) or (force and path in before):
            done.written.append(path)
        else:
            done.kept.append(path)
    unwanted = sorted(path for path in before if path not in wanted)
    # What is about to be written is claimed first: a crash in between leaves nothing that looks like a stranger's.
    claimed = {path: [*before.get(path, ()), _hash(text)] for path, text in wanted.items() if path not in theirs}
    if done.written or unwanted:
        _put(root / MANIFEST, _manifest({**before, **claimed}))
    for path in done.written:
        _put(root / path, wanted[path])
    for path in unwanted:
        now = _hash_of(root / path)
        if now is not None and (now in before[path] or force):
            (root / path).unlink()
            done.deleted.append(path)
        elif now is not None:
            done.kept.append(path)
    settled = {path: before[path] if path in done.kept else [_hash(wanted[path])] for path in claimed}
    manifest = _manifest(settled)
    if settled and _text_of(root / MANIFEST) != manifest:
        _put(root / MANIFEST, manifest)
    elif not settled:
        (root / MANIFEST).unlink(missing_ok=True)
    return done


def _read_manifest(root: Path) -> dict[str, list[str]]:
    """Hashes of what we wrote, by path; only paths that can be ours."""
    text = _text_of(root / MANIFEST)
    if text is None:
        return {}
    try:
        files = json.loads(text)["files"]
        known = {str(path): [str(each) for each in hashes] for path, hashes in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(
            f"{root / MANIFEST} is damaged; put it right or remove it, with the files it was about."
        ) from None
    return {
        path: hashes
        for path, hashes in known.items()
        if _OURS.fullmatch(path) and (root / path).parent.resolve() == root / path.split("/")[0]
    }


def _manifest(files: Mapping[str, Sequence[str]]) -> str:
    listed = {path: list(dict.fromkeys(files[path])) for path in sorted(files)}
    return (
        json.dumps({"about": "Written by rolecall drafts export.", "files": listed}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hash_of(path: Path) -> str | None:
    """What a file holds; None where there is none."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "something else"
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""


def _put(path: Path, text: str) -> None:
    """Write a whole file or nothing of it."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rolecall-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
