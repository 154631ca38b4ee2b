"""The standup as a ritual: its steps are a round's opening, reminders and close."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jobs.alerts.overnight import Overnight
from jobs.cadence.ritual import Occurrence, Result
from jobs.messages import OutgoingMessage
from jobs.roster.task_kinds import WholeTitle
from jobs.standup import options
from jobs.standup.posts import OPENING
from jobs.standup.rounds import Rounds


class StandupRitual:
    """The kind `standup`."""

    name = "standup"
    task_words = frozenset(
        {
            "standup",
            "scrum",
            "team sync",
            "daily sync",
            "morning sync",
            "team check-in",
            "huddle",
            WholeTitle("daily"),
        }
    )
    option_names = options.NAMES

    def __init__(self, rounds: Rounds, overnight: Overnight | None = None) -> None:
        """Run the given rounds; what `overnight` says of the night goes into their threads."""
        self._rounds = rounds
        self._overnight = overnight

    @staticmethod
    def problems(given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with a ritual's own keys: (key, why)."""
        return options.problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """Gather facts and say what is to be posted, planned and kept."""
        match occurrence.step.partition(":")[0]:
            case "open":
                return await self._with_the_night(await self._rounds.open(occurrence), occurrence)
            case "remind":
                return await self._rounds.remind(occurrence)
            case "close":
                return await self._rounds.close(occurrence)
            case "settle":
                return await self._rounds.close(occurrence, only_if_done=True)
            case unknown:
                raise ValueError(f"a standup has no step {unknown!r}")

    async def _with_the_night(self, result: Result, occurrence: Occurrence) -> Result:
        """With the alerts since the last evening below the post that opens the round."""
        channel = occurrence.ritual.channel
        opening = next((each for each in result.messages if each.key.endswith(OPENING)), None)
        if opening is None or self._overnight is None or options.read(occurrence.ritual.options).alerts == "off":
            return result
        post = await self._overnight(channel)
        if post is None:
            return result
        message = OutgoingMessage(f"{opening.key}:alerts", channel, post, opening.priority, thread_of=opening.key)
        return replace(result, messages=(*result.messages, message))
