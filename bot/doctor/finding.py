"""One thing that was looked at, and how it is."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from bot.settings import Settings
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is, in a line."""

    state: Literal["ok", "note", "bad"]
    """`note` may be as you want it; `bad` does not work."""
    about: str
    what: str
    mend: str = ""
    """What to do about it."""

    @property
    def line(self) -> str:
        """`ok`, `note` or `bad` first, then everything else."""
        return f"{self.state:<5} {self.about}: {self.what}{f'. {self.mend}' if self.mend else ''}"


Look = Callable[[Settings], Awaitable[Sequence[Finding]]]
"""Looks at one concern. It writes nothing anywhere, and may take as long as it likes: it is stopped in time."""


def ok(about: str, what: str) -> Finding:
    """Return a finding that something works."""
    return Finding("ok", about, what)


def note(about: str, what: str, mend: str) -> Finding:
    """Return a finding that may be meant as it is, with what to do where it is not."""
    return Finding("note", about, what, mend)


def bad(about: str, what: str, mend: str) -> Finding:
    """Return a finding that something does not work, with what to do about it."""
    return Finding("bad", about, what, mend)
