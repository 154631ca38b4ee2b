"""The standup as a ritual: its steps are a round's opening, reminders and close."""

from dataclasses import replace

from jobs.alerts.overnight import Overnight
from jobs.cadence.kind import RitualKind
from jobs.cadence.ritual import Occurrence, Result
from jobs.cadence.task_words import WholeTitle
from jobs.messages import OutgoingMessage
from jobs.retro import Actions
from jobs.roster.spec import MEMBER
from jobs.standup import message_keys
from jobs.standup.options import OPTIONS, read
from jobs.standup.rounds import Rounds


class Standup(RitualKind):
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
            *("tägliches standup", "morgenrunde", "mêlée quotidienne", "point quotidien", "reunión diaria"),
            *("reunião diária", "riunione quotidiana", "стендап", "站会", "朝会", "スタンドアップ", "스탠드업"),
        }
    )
    options = OPTIONS

    def __init__(self, rounds: Rounds, overnight: Overnight | None = None, actions: Actions | None = None) -> None:
        """Run the given rounds; what `overnight` says of the night goes into their threads, and `actions` to settle."""
        self._rounds = rounds
        self._overnight = overnight
        self._actions = actions

    async def run(self, occurrence: Occurrence) -> Result:
        """Gather facts and say what is to be posted, planned and kept."""
        match occurrence.word:
            case "open":
                opened = await self._with_the_night(await self._rounds.open(occurrence), occurrence)
                return await self._with_actions(opened, occurrence)
            case "remind":
                return await self._rounds.remind(occurrence)
            case "close":
                return await self._rounds.closing.close(occurrence)
            case "settle":
                return await self._rounds.closing.close(occurrence, only_if_done=True)
            case unknown:
                raise ValueError(f"a standup has no step {unknown!r}")

    async def _with_the_night(self, result: Result, occurrence: Occurrence) -> Result:
        """With the alerts since the last evening below the post that opens the round."""
        channel = occurrence.ritual.channel
        opening = next((each for each in result.messages if each.asks_round is not None), None)
        if opening is None or self._overnight is None or read(occurrence.ritual.options).alerts == "off":
            return result
        night = await self._overnight(channel)
        if night is None:
            return result
        post, restriction = night
        key = message_keys.night(str(opening.asks_round))
        message = OutgoingMessage(key, channel, post, opening.priority, thread_of=opening.key, restriction=restriction)
        return replace(result, messages=(*result.messages, message))

    async def _with_actions(self, result: Result, occurrence: Occurrence) -> Result:
        """With what retrospectives left to do below the post that opens the round."""
        opening = next((each for each in result.messages if each.asks_round is not None), None)
        if opening is None or self._actions is None or not read(occurrence.ritual.options).asks_work:
            return result
        zone = occurrence.ritual.timezone
        listed = await self._actions.listed(
            occurrence.ritual.channel, str(occurrence.id), opening.key, None if zone == MEMBER else zone
        )
        return replace(result, messages=(*result.messages, *listed))
