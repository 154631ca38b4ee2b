"""What people and systems did in those days, and does again at its moment."""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.parts import Parts
from bot.rehearsal.kept import Kept
from integrations.alerts import Alert
from integrations.database.tables.standup import AnswerSource
from integrations.post import Post
from jobs.alerts.announcements import STAYS
from jobs.delivery.outbox_log import LoggedMessage
from jobs.errors import UserError
from jobs.messages import OutgoingMessage
from jobs.standup import plans
from jobs.standup.model import StandupEntry
from jobs.standup.past_rounds import PastAnswer, asked_besides

Act = Callable[[Parts], Awaitable[None]]
AHEAD = timedelta(hours=12)
"""So long before the round of that day an answer in advance is there."""


class Lives:
    """What is still to come, in the order of time."""

    def __init__(self, kept: Kept, begins: datetime) -> None:
        """Do again what is kept; what went on when it all `begins` is done then."""
        self._kept = kept
        self._to_come: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._seen: set[str] = set()
        for alert in kept.alerts:
            self._at(max(alert.starts_at, begins), partial(_fires, alert=alert))
            self._at(max(alert.starts_at, begins) + STAYS, _nothing)  # it is looked at once more
            if alert.ends_at is not None:
                self._at(max(alert.ends_at, begins), partial(_is_over, alert=alert))
        for nudge in kept.nudges:
            self._at(nudge.created_at, partial(_nudged, nudge=nudge))
        for (ritual, _, person), answer in kept.answers.items():
            if answer.ahead:
                self._at(max(answer.at - AHEAD, begins), partial(_ahead, ritual=ritual, person=person, answer=answer))

    def _at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._to_come, (moment, next(self._numbers), act))

    @property
    def next_due(self) -> datetime | None:
        """When something happens next; None where nothing does any more."""
        return self._to_come[0][0] if self._to_come else None

    async def go_on(self, parts: Parts) -> None:
        """Do what is due by now."""
        while self._to_come and self._to_come[0][0] <= parts.clock.now():
            _, _, act = heapq.heappop(self._to_come)
            await act(parts)

    async def hear_of_rounds(self, parts: Parts) -> None:
        """Whom a round asks answers as they did on that day, so long after they are asked."""
        async with parts.db.read() as tx:
            new, asked = await asked_besides(tx, self._seen)
        self._seen |= new
        for each in asked:
            answer = self._kept.answers.get((each.ritual, each.day, each.person))
            if answer is not None and not answer.ahead:
                act = partial(_answers, round_=each.round, person=each.person, answer=answer)
                self._at(each.asked_at + answer.after, act)


async def _nothing(_: Parts) -> None:
    """Let the clock be turned there."""


async def _fires(parts: Parts, alert: Alert) -> None:
    await parts.alerts.take([replace(alert, firing=True, ends_at=None)])


async def _is_over(parts: Parts, alert: Alert) -> None:
    await parts.alerts.take([replace(alert, firing=False)])


async def _nudged(parts: Parts, nudge: LoggedMessage) -> None:
    """What somebody was told because of what others did; its words are nobody's business here."""
    message = OutgoingMessage(
        nudge.key,
        nudge.channel,
        Post(headline=("",)),
        nudge.priority,
        person=nudge.person,
        kind=nudge.kind,
        expires_at=nudge.expires_at,
    )
    await parts.outbox.send(message)


async def _ahead(parts: Parts, ritual: int, person: str, answer: PastAnswer) -> None:
    kept = await parts.rituals.roster.of_kind("standup")
    channel = next((each.channel for each in kept if each.id == ritual), None)
    if channel is not None:
        async with parts.db.write() as tx:
            await plans.put_ahead(parts.db, tx, ritual, channel, person, _entry(answer), parts.clock.now())


async def _answers(parts: Parts, round_: str, person: str, answer: PastAnswer) -> None:
    """Answer; who did in words that today's questions have no place for has answered all the same."""
    try:
        if answer.skipped:
            await parts.standups.skip(person, round_)
        else:
            try:
                await parts.standups.submit(person, round_, _entry(answer), AnswerSource.FORM)
            except UserError:
                await parts.standups.skip(person, round_)
    except UserError:
        return  # the round is over, or they are not in its channel
    await parts.standups.settle(round_)


def _entry(answer: PastAnswer) -> StandupEntry:
    return StandupEntry(answer.words, answer.mood)
