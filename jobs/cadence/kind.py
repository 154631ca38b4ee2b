"""The contract of a kind of ritual. `jobs.rituals` has the kinds, one file each."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

from jobs.cadence.options import Option
from jobs.cadence.ritual import Occurrence, Result

OwnHour = Literal["usual", "possible", "never"]
"""Whether a kind runs at each member's own hour: it is what people mean by it, they may want
it, or the kind says one thing to its whole channel, which each member's hour would repeat."""


class RitualKind(ABC):
    """One kind of ritual. What it does not say is as here."""

    name: str
    task_words: frozenset[str] = frozenset()
    """Words and phrases of a card's task title that mean this kind; see `jobs.cadence.task_words`."""
    options: tuple[Option, ...] = ()
    """The kind's own keys in a rituals file."""
    default_late: Literal["run", "skip"] = "run"
    """What becomes of an occurrence that comes late, where nobody decided."""
    own_hour: OwnHour = "usual"
    runs_together = False
    """Whether `run_together` runs many that are due at once for little more than one, and asks nobody outside."""

    @property
    def why_off(self) -> str:
        """Why it cannot report yet, such as `Jira is not connected`; empty where it can."""
        return ""

    @abstractmethod
    async def run(self, occurrence: Occurrence) -> Result:
        """Gather facts, outside a transaction, and return what is to be posted, planned and kept.

        A preview (`occurrence.is_preview`) shows the posts and drops the rest.
        """

    async def run_together(self, occurrences: Sequence[Occurrence]) -> Sequence[Result]:
        """Return what `run` returns for each of them, in their order."""
        return [await self.run(each) for each in occurrences]
