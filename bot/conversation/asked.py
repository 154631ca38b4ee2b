"""What somebody asked us, and how it is kept to be asked anew."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.memory import TURN
from integrations.chat import PlaceKind
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody spoke to us. `words` are plain and without the mention of us."""

    channel: str
    message_id: str
    at: datetime
    thread: str | None
    user: str
    words: str
    kind: PlaceKind | None
    by_name: bool = True
    """Whether we were mentioned, or it is a DM; otherwise it goes on in a thread that we follow."""
    forwarded: str = ""
    """The plain words of the messages that came with it, which it is about."""
    files: bool = False
    """Whether pictures or other files came with it."""
    mentioned: tuple[str, ...] = ()
    """The people whom it mentions, besides us."""
    again: int = 0
    """The how-manyth time the same is answered anew."""

    @property
    def key(self) -> str:
        """The key of the message that answers it."""
        anew = f":again:{self.again}" if self.again else ""
        return f"{TURN}{self.channel}:{self.message_id}{anew}"

    def kept(self) -> dict[str, object]:
        """Return it as JSON, from which `asked_of` makes it again."""
        return {**asdict(self), "at": self.at.isoformat(), "kind": self.kind.value if self.kind else None}

    @property
    def waits_since(self) -> datetime | None:
        """When they said what waits for an answer; None where they have just asked for another."""
        return None if self.again else self.at

    @property
    def question(self) -> str:
        """The words with what they are about."""
        quoted = "".join(f"\n> {line}" for line in self.forwarded.splitlines())
        return self.words + quoted

    @property
    def answer_in(self) -> str | None:
        """The thread that the answer belongs in; None in a DM's open conversation."""
        return self.thread or (None if self.kind == PlaceKind.DIRECT else self.message_id)

    @property
    def conversation(self) -> tuple[str, str]:
        """The place, and the thread that the answer is in; of a DM's open conversation it is the day's."""
        return self.channel, self.answer_in or f"{self.at:%Y-%m-%d}"


def asked_of(kept: Mapping[str, Any], again: int) -> Asked:
    """Return the same question once more."""
    kind = PlaceKind(kept["kind"]) if kept["kind"] else None
    at, mentioned = datetime.fromisoformat(kept["at"]), tuple(kept["mentioned"])
    return Asked(**{**kept, "at": at, "kind": kind, "mentioned": mentioned, "again": again})
