"""Notices what a SQLite database has lost.

Its newest rows are in a file of their own, `-wal`, until SQLite moves them. Who copies or
removes one file without the other loses them, and SQLite opens what is left without a word.
So the number of the newest event that was acked is kept beside the database, in `-acked`.
All of it blocks, for microseconds.
"""

import os
from pathlib import Path


class Acked:
    """The highest number of an acked event. Several processes may keep it."""

    _WIDTH = 20

    def __init__(self, database: Path) -> None:
        """Open nothing yet."""
        self._path = database.with_name(f"{database.name}-acked")
        self._file: int | None = None

    def highest(self) -> int:
        """What is kept; 0 where nothing is, or nothing that can be read."""
        try:
            return int(os.pread(self._open(), self._WIDTH, 0) or 0)
        except (OSError, ValueError):
            return 0

    def note(self, number: int) -> None:
        """Keep it, where it is higher. A disk that refuses keeps nobody's event back."""
        if number > self.highest():
            self.set(number)

    def set(self, number: int) -> None:
        """Keep it, whatever was kept before."""
        try:
            os.pwrite(self._open(), f"{number:0{self._WIDTH}d}".encode(), 0)
        except OSError:
            return

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._file


class LogFile:
    """The `-wal` of a database that is open: as long as it is, the file stays the same one."""

    def __init__(self, database: Path) -> None:
        """Look at nothing yet."""
        self._path = database.with_name(f"{database.name}-wal")
        self._first: int | None = None

    def is_gone(self) -> bool:
        """Return True where it was there and is not any more, or is another one."""
        try:
            now = self._path.stat().st_ino
        except FileNotFoundError:
            return self._first is not None
        if self._first is None:
            self._first = now
        return now != self._first
