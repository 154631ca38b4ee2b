"""The design review: what is to be decided and talked about, and who leads."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jobs.cadence.ritual import Occurrence, Result, Step
from jobs.cadence.values import is_whole
from jobs.design import Agendas, posts
from jobs.design.topics import Topics
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR
from jobs.messages import OutgoingMessage
from jobs.voice import Voice

MINUTES = 90
MOST = 40
"""Items of one review; what is more waits for the next."""


class DesignReview:
    """The kind `design_review`."""

    name = "design_review"
    task_words = frozenset({"design discussion", "architecture review", "technical design", "design review"})
    option_names = frozenset({"minutes"})
    default_late = "run"
    own_hour = "never"

    def __init__(self, agendas: Agendas, drafts: Drafts, topics: Topics, voice: Voice) -> None:
        """Draw up agendas of those drafts and topics."""
        self._agendas = agendas
        self._drafts = drafts
        self._topics = topics
        self._voice = voice

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        good = is_whole(given.get("minutes", MINUTES), 15, 480)
        return [] if good else [("minutes", "is no number of minutes, 15 to 480")]

    async def run(self, occurrence: Occurrence) -> Result:
        """Open the review, or end the one that an earlier step opened."""
        if occurrence.step.startswith("close:"):
            return Result(keep=self._agendas.closing(int(occurrence.step.removeprefix("close:"))))
        channel = occurrence.ritual.channel
        proposals = [draft for draft in await self._drafts.open_in(channel, ADR) if draft.state != "rejected"][:MOST]
        waiting = list(await self._topics.waiting(channel))[: MOST - len(proposals)]
        if not proposals and not waiting:
            return Result(line="Design review: nothing to decide, and no topic is queued (/ritual topic …).")
        facilitator = await self._agendas.facilitator(channel, occurrence.local_date)
        agenda = await self._agendas.drawn_up(
            occurrence.id, channel, facilitator, proposals, waiting, late=occurrence.late
        )
        said = await self._voice.line("design_review", {})
        minutes = occurrence.ritual.options.get("minutes", MINUTES)
        if occurrence.id == 0:  # a preview: nothing is kept, so it is shown without the numbers of its buttons
            return Result(messages=(OutgoingMessage(agenda.key, channel, posts.agenda(agenda, said)),))
        end = Step(f"close:{occurrence.id}", agenda.opened_at + timedelta(minutes=minutes))
        return Result(steps=(end,), keep=self._agendas.keeping(agenda, said))
