"""Keeps secret ballots until they are counted together, where no disk and no backup has them.

They lie as small files in the memory that the processes of a machine share (`/dev/shm`), so they outlive a
process and not the machine. Nothing in them or about them says whose they are, which belong together, or in
what order they came.
"""

import asyncio
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 # a folder of our own in it, which others cannot read
LEAST_SHOWN = 5
"""People below whom nothing that was said anonymously is kept or shown."""
_NEVER = (0, 0)
"""The time that every file has: when a ballot came is nobody's business."""


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
        if self.folder is not None:
            await asyncio.to_thread(shutil.rmtree, self.folder / _as_name(round_), ignore_errors=True)

    def _put(self, round_: str, ballots: Sequence[Ballot]) -> list[str]:
        names = [secrets.token_hex(16) for _ in ballots]
        if self.folder is not None and not self.folder.parent.parent.is_dir():
            self.folder = None  # this machine shares no memory by files
        if self.folder is None:
            self._held.setdefault(round_, {}).update(zip(names, ballots, strict=True))
            return names
        place = self.folder / _as_name(round_)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.parent.chmod(0o700)
        for name, ballot in zip(names, ballots, strict=True):
            text = json.dumps([ballot.question, ballot.answer], ensure_ascii=False)
            unfinished = place / f".{name}"
            with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(text)
            os.utime(unfinished, _NEVER)
            unfinished.rename(place / name)
        return names

    def _take_back(self, round_: str, names: Sequence[str]) -> None:
        for name in names:
            self._held.get(round_, {}).pop(name, None)
            if self.folder is not None:
                (self.folder / _as_name(round_) / name).unlink(missing_ok=True)

    def _look(self, round_: str) -> list[Ballot]:
        if self.folder is None:
            return list(self._held.get(round_, {}).values())
        place = self.folder / _as_name(round_)
        files = [each for each in place.iterdir() if not each.name.startswith(".")] if place.is_dir() else []
        return [Ballot(*json.loads(each.read_text(encoding="utf-8"))) for each in files]

    def _rounds(self) -> list[str]:
        if self.folder is None:
            return list(self._held)
        return [_as_key(each.name) for each in self.folder.iterdir()] if self.folder.is_dir() else []


def _as_name(round_: str) -> str:
    return round_.replace("/", "_")


def _as_key(name: str) -> str:
    return name.replace("_", "/")
