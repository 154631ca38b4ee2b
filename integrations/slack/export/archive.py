"""The files of an export, in a zip or in a folder. Whoever packed it may have been up to no good.

Nothing is ever unpacked to the disk, no link is followed, and no name that the export has in it
is used as a path: a file is one of those that were listed, or there is none.
"""

import contextlib
import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from integrations.chat_history import ExportProblem, NoExport
from integrations.deferred import dataclass

LARGEST = 64 * 1024 * 1024
"""Bytes of one file; a day of the busiest channel has a few."""
LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json", "users.json")
_DEEPEST = 3
"""Names in a path: a folder around all, a channel's folder, a day."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, NotImplementedError, OSError)


class BadFile(Exception):
    """A file of the export cannot be read; the words say why."""


@dataclass(frozen=True, slots=True)
class _Entry:
    path: tuple[str, ...]
    size: int
    read: Callable[[], bytes]


class Archive:
    """The JSON files of an export: its lists, and those of its folders."""

    def __init__(self, path: Path) -> None:
        """List what is in a zip or a folder. Raises `NoExport`, and OSError where it cannot be opened."""
        self.problems: list[ExportProblem] = []
        self._zip: zipfile.ZipFile | None = None
        if path.is_dir():
            entries = list(self._of_folder(path))
        else:
            try:
                self._zip = zipfile.ZipFile(path)
            except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
                raise NoExport("it is neither a folder nor a zip that can be read") from problem
            entries = list(self._of_zip(self._zip))
        root = _root(entries)
        self._files = {each.path[len(root) :]: each for each in entries if each.path[: len(root)] == root}

    def close(self) -> None:
        """Close the zip."""
        if self._zip is not None:
            self._zip.close()

    def has(self, name: str) -> bool:
        """Return True if there is a file of that name beside the folders."""
        return (name,) in self._files

    def folders(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the files of every folder, in their order."""
        found: dict[str, list[str]] = {}
        for path in self._files:
            if len(path) == 2:
                found.setdefault(path[0], []).append(path[1])
        return {folder: tuple(sorted(names)) for folder, names in found.items()}

    def read(self, *path: str) -> bytes:
        """Return the bytes of a file that is listed. Raises `BadFile`."""
        entry = self._files[path]
        if entry.size > LARGEST:
            raise BadFile(f"has {entry.size:,} bytes; more than {LARGEST:,} are not read")
        try:
            content = entry.read()
        except _UNREADABLE as problem:
            raise BadFile(f"cannot be read: {problem}") from problem
        if len(content) > LARGEST:
            raise BadFile(f"has more than {LARGEST:,} bytes, whatever its size is said to be")
        return content

    # --- what is listed --------------------------------------------------------------

    def _of_zip(self, archive: zipfile.ZipFile) -> Iterator[_Entry]:
        for info in archive.infolist():
            name = _readable(info)
            path = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
            if info.is_dir() or not name.endswith(".json"):
                continue
            if ".." in path or name.startswith(("/", "\\")) or ":" in path[0]:
                self.problems.append(ExportProblem(name, "leads out of the export; it is left out"))
            elif stat.S_ISLNK(info.external_attr >> 16):
                self.problems.append(ExportProblem(name, "is a link; it is left out"))
            elif len(path) <= _DEEPEST and path[0] != "__MACOSX":
                yield _Entry(path, info.file_size, lambda info=info: _unzipped(archive, info))  # type: ignore[misc]

    def _of_folder(self, folder: Path, above: tuple[str, ...] = ()) -> Iterator[_Entry]:
        with os.scandir(folder) as listed:
            found = sorted(listed, key=lambda each: each.name)
        for each in found:
            path = (*above, unicodedata.normalize("NFC", each.name))
            if each.is_symlink():
                if each.name.endswith(".json") or each.is_dir():
                    self.problems.append(ExportProblem("/".join(path), "is a link; it is left out"))
            elif each.is_dir(follow_symlinks=False):
                if len(path) < _DEEPEST:
                    yield from self._of_folder(Path(each.path), path)
            elif each.name.endswith(".json"):
                if each.is_file(follow_symlinks=False):
                    size = each.stat(follow_symlinks=False).st_size
                    yield _Entry(path, size, lambda where=each.path: _opened(where))  # type: ignore[misc]
                else:
                    self.problems.append(ExportProblem("/".join(path), "is no file; it is left out"))


def _readable(info: zipfile.ZipInfo) -> str:
    """The name of a member. Many packers write UTF-8 and do not say so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return unicodedata.normalize("NFC", name)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        return member.read(LARGEST + 1)


def _opened(path: str) -> bytes:
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        return file.read(LARGEST + 1)


def _root(entries: list[_Entry]) -> tuple[str, ...]:
    """The folder in which the lists are: the export may have been packed together with its own folder."""
    roots = [each.path[:-1] for each in entries if each.path[-1] in LISTS]
    if not roots:
        raise NoExport(f"there is no {', no '.join(LISTS[:-1])} and no {LISTS[-1]} in it")
    return min(roots, key=len)
