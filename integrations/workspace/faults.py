"""What can go wrong, on demand: for one call, or for a number of them."""

import random
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from integrations.workspace.model import Json

Kind: TypeAlias = Literal["limited", "error", "refused", "html", "lost", "dropped", "slow"]

EVERY = "*"
"""Stands for every method."""


@dataclass(slots=True)
class Fault:
    """One fault that waits for its call.

    `limited`: 429 with Retry-After; `error`: an HTTP status of 500 and above; `refused`: a code
    of Slack's; `html`: a page instead of JSON; `lost`: the call has its effect and the connection
    closes; `dropped`: the connection closes before any effect; `slow`: the answer takes
    `seconds` longer. `channel`, where given, must be the call's.
    """

    kind: Kind
    method: str = EVERY
    times: int = 1
    channel: str | None = None
    status: int = 503
    seconds: float = 1.0
    code: str = "internal_error"

    def meets(self, method: str, args: Json) -> bool:
        """Return True if this fault is meant for the call."""
        return (
            self.times > 0
            and self.method in (EVERY, method)
            and (self.channel is None or args.get("channel") == self.channel)
        )


class Faults:
    """The faults that wait. Whatever is not ordered here works."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.dead_tickets = 0
        """How many of the next Socket Mode tickets are refused at the door."""
        self.unprocessed_files = 0
        """How many of the next pictures in blocks are refused, as if Slack had not taken their files in yet."""
        self.copies = 1
        """How often each event is delivered."""
        self.spread = 0.0
        """Over how many seconds the copies and the events are shuffled."""
        self.lost_acks = 0
        """How many of the next acks get lost on their way."""
        self._random = random.Random(0)  # noqa: S311 - a shuffle, not a secret

    def add(self, fault: Fault) -> None:
        """Let `fault` wait for its call. Raises ValueError for what cannot be."""
        if fault.kind not in get_args(Kind):
            raise ValueError(f"no fault is called {fault.kind!r}; there are {', '.join(get_args(Kind))}")
        if fault.times < 1 or fault.seconds < 0:
            raise ValueError("a fault happens at least once, and in no negative time")
        if not (400 if fault.kind == "error" else 200) <= fault.status <= 599:
            raise ValueError(f"a fault has no status {fault.status}")
        self._waiting.append(fault)

    def limit(self, method: str = EVERY, *, retry_after: float = 1, times: int = 1, channel: str | None = None) -> None:
        """Answer 429 with `Retry-After`, in seconds."""
        self.add(Fault("limited", method, times, channel, seconds=retry_after))

    def fail(self, method: str = EVERY, *, status: int = 503, times: int = 1, channel: str | None = None) -> None:
        """Answer with an HTTP error, and do nothing."""
        self.add(Fault("error", method, times, channel, status=status))

    def refuse(self, method: str = EVERY, *, code: str, times: int = 1, channel: str | None = None) -> None:
        """Answer `ok: false` with a `code` of Slack's, such as `token_revoked`."""
        self.add(Fault("refused", method, times, channel, code=code))

    def html(self, method: str = EVERY, *, status: int = 500, times: int = 1) -> None:
        """Answer with a page."""
        self.add(Fault("html", method, times, status=status))

    def lose(self, method: str = EVERY, *, times: int = 1, channel: str | None = None) -> None:
        """Do it, and close the connection instead of answering."""
        self.add(Fault("lost", method, times, channel))

    def drop(self, method: str = EVERY, *, times: int = 1, channel: str | None = None) -> None:
        """Close the connection and do nothing."""
        self.add(Fault("dropped", method, times, channel))

    def slow(self, method: str = EVERY, *, seconds: float, times: int = 1) -> None:
        """Do it, and answer `seconds` later."""
        self.add(Fault("slow", method, times, seconds=seconds))

    def repeat_events(self, copies: int, *, spread: float = 0.0, seed: int = 0) -> None:
        """Deliver each event `copies` times, everything shuffled over `spread` seconds."""
        self.copies, self.spread = copies, spread
        self._random = random.Random(seed)  # noqa: S311 - a shuffle, not a secret

    def clear(self) -> None:
        """Let everything work again."""
        self._waiting.clear()
        self.dead_tickets = self.lost_acks = self.unprocessed_files = 0
        self.copies, self.spread = 1, 0.0

    def next(self, method: str, args: Json) -> Fault | None:
        """The fault that meets this call, spent once; None where all is well."""
        for fault in self._waiting:
            if fault.meets(method, args):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def delays(self) -> list[float]:
        """When the copies of one event go out, in seconds from now."""
        return [self._random.uniform(0, self.spread) if self.spread else 0.0 for _ in range(self.copies)]

    def spend(self, name: Literal["dead_tickets", "lost_acks", "unprocessed_files"]) -> bool:
        """Return True if one of these was left, and take it away."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0
