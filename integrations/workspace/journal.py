"""Every call that the app made, in order: evidence from outside the app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from integrations.workspace.model import Json


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of the Web API that a method has answered, or whose answer was then lost."""

    n: int
    at: datetime
    method: str
    args: Json
    ok: bool
    ts: str | None = None
    error: str | None = None
    fault: str | None = None

    def as_json(self) -> Json:
        """The entry as `/local/journal` shows it; what does not apply is left out."""
        shown: Json = {
            "n": self.n,
            "at": self.at.isoformat(),
            "method": self.method,
            "args": self.args,
            "ok": self.ok,
        }
        return shown | {name: value for name in ("ts", "error", "fault") if (value := getattr(self, name)) is not None}


class Journal:
    """The entries, oldest first."""

    def __init__(self, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._now = now
        self._wake = wake
        self.entries: list[Entry] = []

    def write(
        self,
        method: str,
        args: Json,
        *,
        ok: bool,
        ts: str | None = None,
        error: str | None = None,
        fault: str | None = None,
    ) -> None:
        """Add an entry and let everyone who waits look again."""
        self.entries.append(Entry(len(self.entries) + 1, self._now(), method, args, ok, ts, error, fault))
        self._wake()

    def since(self, n: int) -> list[Entry]:
        """The entries after number `n`."""
        return self.entries[n:]

    def accepted(self, method: str) -> list[Entry]:
        """The calls of `method` that had their effect, whether or not the answer arrived."""
        return [entry for entry in self.entries if entry.method == method and entry.ok]
