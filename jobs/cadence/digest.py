"""What the kinds that report have in common: short in the channel, all of it in the thread.

A source that is missing or cannot be read is one line, and so is a day with nothing to report.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Generic, TypeVar

from integrations.deferred import dataclass
from integrations.post import Block, Paragraph, Post, SmallPrint
from integrations.source import SourceError
from jobs.cadence.kind import OwnHour, RitualKind
from jobs.cadence.ritual import Keep, Occurrence, Result, Step
from jobs.messages import OutgoingMessage
from jobs.voice import Voice

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Digest:
    """What a source told, as posts for a channel and its thread."""

    short: Post
    """What matters, for the channel."""
    in_full: Post | None = None
    """What `short` has no room for, for its thread; None where it has it all."""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    """What the voice may know of it for its line, which goes first."""
    troubles: Sequence[str] = ()
    """A line for each part that could not be read; they go last."""
    steps: Sequence[Step] = ()
    keep: Keep | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing to report: one line for the day's thread."""

    line: str
    keep: Keep | None = None


class DigestKind(RitualKind, Generic[Source]):
    """A kind that reads a source and reports what it found to its channel."""

    subject: str
    """How its one line begins, such as `Review queue`."""
    off: str
    """Why it cannot report without its source."""
    own_hour: OwnHour = "never"

    def __init__(self, source: Source | None, voice: Voice) -> None:
        """Report of that source, which is None where it is not connected, with a line of the voice."""
        self._source = source
        self._voice = voice

    @property
    def why_off(self) -> str:
        """Return why the kind cannot report yet; empty where it can."""
        return self.off if self._source is None else ""

    @abstractmethod
    async def gather(self, source: Source, occurrence: Occurrence) -> Digest | Quiet:
        """Ask the source, and word what it says. Raise `SourceError` where nothing could be read."""

    async def run(self, occurrence: Occurrence) -> Result:
        """What was found, in short and in full; or one line."""
        if self._source is None:
            return Result(line=f"{self.subject}: {self.off}.")
        try:
            found = await self.gather(self._source, occurrence)
        except SourceError as problem:
            found = Quiet(problem.sentence)
        if isinstance(found, Quiet):
            return Result(line=f"{self.subject}: {found.line}", keep=found.keep)
        said = await self._voice.line(self.name, found.facts)
        lead: list[Block] = [Paragraph(text=(said,))] if said else []
        end = [SmallPrint(text=(line,)) for line in found.troubles]
        short = Post(headline=found.short.headline, blocks=(*lead, *found.short.blocks, *end))
        key, channel = f"{self.name}:{occurrence.id}", occurrence.ritual.channel
        messages = [OutgoingMessage(key, channel, short, occurrence.priority)]
        if found.in_full is not None:
            whole = OutgoingMessage(f"{key}:whole", channel, found.in_full, occurrence.priority, thread_of=key)
            messages.append(whole)
        return Result(messages=messages, steps=found.steps, keep=found.keep)
