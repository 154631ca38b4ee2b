"""The standup as a ritual: its steps are a round's opening, reminders and close."""

from collections.abc import Mapping
from typing import Any

from jobs.rituals.ritual import Occurrence, Result
from jobs.standup import options
from jobs.standup.rounds import Rounds


class StandupRitual:
    """The kind `standup`."""

    name = "standup"
    task_words = frozenset({"standup", "scrum", "team sync", "daily sync", "morning sync", "team check-in"})
    option_names = options.NAMES

    def __init__(self, rounds: Rounds) -> None:
        """Run the given rounds."""
        self._rounds = rounds

    @staticmethod
    def problems(given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with a ritual's own keys: (key, why)."""
        return options.problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """Gather facts and say what is to be posted, planned and kept."""
        match occurrence.step.partition(":")[0]:
            case "open":
                return await self._rounds.open(occurrence)
            case "remind":
                return await self._rounds.remind(occurrence)
            case "close":
                return await self._rounds.close(occurrence)
            case "settle":
                return await self._rounds.close(occurrence, only_if_done=True)
            case unknown:
                raise ValueError(f"a standup has no step {unknown!r}")
