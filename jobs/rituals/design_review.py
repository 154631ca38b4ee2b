"""The design review: what is to be decided and talked about, and who leads."""

from datetime import timedelta

from integrations.database.tables.drafts import DraftState
from jobs.cadence.kind import RitualKind
from jobs.cadence.options import minutes
from jobs.cadence.ritual import Occurrence, Result, Step, step_name
from jobs.design import Agendas, posts
from jobs.design.topics import Topics
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR
from jobs.messages import OutgoingMessage
from jobs.voice import Voice

MINUTES = 90
"""How long it lasts where nobody says."""
MOST = 40
"""Items of one review; what is more waits for the next."""


class DesignReview(RitualKind):
    """The kind `design_review`."""

    name = "design_review"
    task_words = frozenset({"design discussion", "architecture review", "technical design", "design review"})
    options = (minutes(15, 480),)
    own_hour = "never"

    def __init__(self, agendas: Agendas, drafts: Drafts, topics: Topics, voice: Voice) -> None:
        """Draw up agendas of those drafts and topics."""
        self._agendas = agendas
        self._drafts = drafts
        self._topics = topics
        self._voice = voice

    async def run(self, occurrence: Occurrence) -> Result:
        """Open the review, or end the one that an earlier step opened."""
        if occurrence.word == "close":
            return Result(keep=self._agendas.closing(*occurrence.numbers))
        channel = occurrence.ritual.channel
        proposals = [
            draft for draft in await self._drafts.open_in(channel, ADR) if draft.state is not DraftState.REJECTED
        ][:MOST]
        waiting = list(await self._topics.waiting(channel))[: MOST - len(proposals)]
        if not proposals and not waiting:
            return Result(line="Design review: nothing to decide, and no topic is queued (/ritual topic …).")
        facilitator = await self._agendas.facilitator(channel, occurrence.local_date)
        agenda = await self._agendas.drawn_up(
            occurrence.id, channel, facilitator, proposals, waiting, late=occurrence.late
        )
        said = await self._voice.line("design_review", {})
        if occurrence.is_preview:  # nothing is kept, so it is shown without the numbers of its buttons
            return Result(messages=(OutgoingMessage(agenda.key, channel, posts.agenda(agenda, said)),))
        lasts = timedelta(minutes=occurrence.ritual.options.get("minutes", MINUTES))
        end = Step(step_name("close", occurrence.id), agenda.opened_at + lasts)
        return Result(steps=(end,), keep=self._agendas.keeping(agenda, said))
