"""The retrospective as a ritual: its steps are the collecting of notes, the vote, and its end."""

from jobs.cadence.kind import OwnHour, RitualKind
from jobs.cadence.ritual import Occurrence, Result
from jobs.cadence.task_words import WholeTitle
from jobs.retro import Retros, options


class Retro(RitualKind):
    """The kind `retro`."""

    name = "retro"
    task_words = frozenset({"retrospective", "sprint retro", "team retro", WholeTitle("retro")})
    options = options.OPTIONS
    own_hour: OwnHour = "never"

    def __init__(self, retros: Retros) -> None:
        """Hold the retrospectives that `retros` keeps."""
        self._retros = retros

    async def run(self, occurrence: Occurrence) -> Result:
        """Ask for notes, group them, or end the vote."""
        match occurrence.word:
            case "open":
                return await self._retros.open(occurrence)
            case "vote":
                return await self._retros.vote_step(*occurrence.numbers)
            case "end":
                return await self._retros.end_step(*occurrence.numbers)
            case unknown:
                raise ValueError(f"a retrospective has no step {unknown!r}")
