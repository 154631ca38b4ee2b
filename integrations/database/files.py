"""The files of a SQLite database: they hold what people said, so they are their owner's alone."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

OUR_FOLDER = ".rolecall"
"""A folder of this name is ours; any other is somebody's, and stays as it is."""
_FOLDER, _FILE = 0o700, 0o600


def make_private(database: Path) -> list[Path]:
    """Make the file, and folders on the way to it, where they are missing, and shut others out, whatever the umask.

    Returns what others could read until now. What belongs to another user stays as it is.
    Raises OSError where nothing can be made there. SQLite gives the files beside it (`-wal`, `-shm`)
    the permissions of the database.
    """
    folder = database.parent
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        with contextlib.suppress(FileExistsError):  # another process was quicker
            missing.mkdir(_FOLDER)
            missing.chmod(_FOLDER)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_RDWR, _FILE))
    return [path for path, mode in _ours(database) if _shut(path, mode)]


def open_to_others(database: Path) -> list[Path]:
    """Return what others can read of it, and change nothing."""
    return [path for path, mode in _ours(database) if _is_open(path, mode)]


def _ours(database: Path) -> Iterator[tuple[Path, int]]:
    if database.parent.resolve().name == OUR_FOLDER:
        yield database.parent, _FOLDER
    for ending in ("", "-wal", "-shm", "-journal"):
        yield database.with_name(database.name + ending), _FILE


def _shut(path: Path, mode: int) -> bool:
    """Take others' permissions away; True where they had any."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        if _is_open(path, mode):
            path.chmod(mode)
            return True
    return False


def _is_open(path: Path, mode: int) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077) and not (path.is_dir() and mode == _FILE)
    except (FileNotFoundError, PermissionError):
        return False
