"""Keeps secret ballots until they are counted together, where no disk and no backup has them.

They lie as small files in the memory that the processes of a machine share (`/dev/shm`), so they outlive a
process and not the machine. Nothing in them or about them says whose they are, which belong together, or in
what order they came.
"""

import asyncio
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Any

from integrations.deferred import dataclass

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 # a folder of our own in it, which others cannot read
LEAST_SHOWN = 5
"""People below whom nothing that was said anonymously is kept or shown."""
_NEVER = (0, 0)
"""The time that every file has: when a ballot came is nobody's business."""
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One answer to one question."""

    question: str
    answer: Any
    """What JSON can say."""


@dataclass
class BallotBox:
    """The ballots of one database, by round. Without a folder they are this process's alone, and go with it."""

    folder: Path | None
    _held: dict[str, dict[str, Ballot]] = field(default_factory=dict)

    @classmethod
    def of(cls, database: str, shared: Path = SHARED_MEMORY) -> "BallotBox":
        """Return the box of the database of that name, in memory that is `shared` by the machine's processes.

        On a machine without such memory the ballots are this process's alone.
        """
        name = hashlib.sha256(database.encode()).hexdigest()[:24]
        return cls(shared / f"rolecall-{os.getuid()}" / name)

    async def put(self, round_: str, ballots: Iterable[Ballot]) -> list[str]:
        """Put ballots in, and return the names to `take_back` what comes of nothing. Raises OSError."""
        return await asyncio.to_thread(self._put, round_, list(ballots))

    async def take_back(self, round_: str, names: Sequence[str]) -> None:
        """Take out again what was just put in, and no more than that."""
        await asyncio.to_thread(self._take_back, round_, names)

    async def look(self, round_: str) -> list[Ballot]:
        """Return the ballots of a round, mixed anew each time."""
        found = await asyncio.to_thread(self._look, round_)
        secrets.SystemRandom().shuffle(found)
        return found

    async def rounds(self) -> list[str]:
        """Return the rounds of which there are ballots."""
        return await asyncio.to_thread(self._rounds)

    async def empty(self, round_: str) -> None:
        """Throw the ballots of a round away."""
        self._held.pop(round_, None)
        await asyncio.to_thread(self._empty, round_)

    def _put(self, round_: str, ballots: Sequence[Ballot]) -> list[str]:
        names = [secrets.token_hex(16) for _ in ballots]
        if self.folder is not None and not self.folder.parent.parent.is_dir():
            self.folder = None  # this machine shares no memory by files
        if self.folder is None:
            self._held.setdefault(round_, {}).update(zip(names, ballots, strict=True))
            return names
        place = self.folder / _as_name(round_)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.parent.chmod(0o700)
        new = {
            name: json.dumps([ballot.question, ballot.answer], ensure_ascii=False).encode()
            for name, ballot in zip(names, ballots, strict=True)
        }
        with self._alone(self.folder):
            place.mkdir(mode=0o700, exist_ok=True)
            # All are written anew, for a file's number, its place and its last change tell when it was made.
            every = [*({each.name: each.read_bytes() for each in _files(place)} | new).items()]
            secrets.SystemRandom().shuffle(every)
            for name, text in every:
                unfinished = place / f".{name}"
                with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                    file.write(text)
                os.utime(unfinished, _NEVER)
                unfinished.rename(place / name)
        return names

    def _take_back(self, round_: str, names: Sequence[str]) -> None:
        for name in names:
            self._held.get(round_, {}).pop(name, None)
        if self.folder is not None and self.folder.is_dir():
            with self._alone(self.folder):
                for name in names:
                    (self.folder / _as_name(round_) / name).unlink(missing_ok=True)

    def _empty(self, round_: str) -> None:
        if self.folder is not None and self.folder.is_dir():
            with self._alone(self.folder):
                shutil.rmtree(self.folder / _as_name(round_), ignore_errors=True)

    @contextmanager
    def _alone(self, folder: Path) -> Iterator[None]:
        """While no other process, and no other thread of this one, changes what is in the folder."""
        with os.fdopen(os.open(folder / _LOCK, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.utime(folder / _LOCK, _NEVER)
            yield

    def _look(self, round_: str) -> list[Ballot]:
        if self.folder is None:
            return list(self._held.get(round_, {}).values())
        place = self.folder / _as_name(round_)
        return [Ballot(*json.loads(each.read_text(encoding="utf-8"))) for each in _files(place)]

    def _rounds(self) -> list[str]:
        if self.folder is None:
            return list(self._held)
        if not self.folder.is_dir():
            return []
        return [_as_key(each.name) for each in self.folder.iterdir() if each.name != _LOCK]


def _files(place: Path) -> Sequence[Path]:
    """The ballots of a round."""
    return [each for each in place.iterdir() if not each.name.startswith(".")] if place.is_dir() else []


def _as_name(round_: str) -> str:
    return round_.replace("/", "_")


def _as_key(name: str) -> str:
    return name.replace("_", "/")
