"""What becomes of a channel's rituals when we may post there no more, and when we may again."""

import sqlalchemy as sa

from integrations.chat import Refusal
from integrations.database import Database
from integrations.database.tables.cadence import OccurrenceState, RitualState, occurrences, rituals
from integrations.post import Bold, Post, Text
from integrations.time import Clock
from jobs import audit
from jobs.audit import CADENCE
from jobs.cadence.planning import Planner
from jobs.cadence.records import rituals_of
from jobs.calendar import Due
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.admins import Admins
from jobs.roster import change_lines, ritual_store
from jobs.roster.ritual_admin import RitualAdmin

_GONE = {
    Refusal.PLACE_GONE: "the channel is gone, or I am not in it any more",
    Refusal.NOT_IN_PLACE: "I am not in the channel any more",
    Refusal.PLACE_ARCHIVED: "the channel is archived",
    Refusal.NOT_ALLOWED: "this workspace does not let me post there",
}


class ChannelAccess:
    """Pauses and resumes the rituals of channels."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        admin: RitualAdmin,
        planner: Planner,
        admins: Admins,
        chat_name: str,
    ) -> None:
        """Tell owners through `outbox`; `admins` are told of rituals without an owner, and the chat by its name."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._admin = admin
        self._planner = planner
        self._admins = admins
        self._refuses = f"{chat_name} refuses to post there"

    async def pause(self, channel: str, why: Refusal) -> None:
        """The chat refuses what is posted there: its rituals rest, and each owner is told once."""
        reason = _GONE.get(why, self._refuses)
        now = self._clock.now()
        admins = await self._admins.named()
        async with self._db.write() as tx:
            query = sa.select(rituals).where(rituals.c.channel == channel, rituals.c.state == RitualState.ACTIVE)
            query = query.order_by(rituals.c.id)
            paused = await rituals_of(tx, query if self._db.is_sqlite else query.with_for_update())
            owners: dict[str, list[str]] = {}
            number = 0
            for row in paused:
                await ritual_store.change(tx, row.id, now, state=RitualState.PAUSED, reason=reason)
                await self._planner.unplan(tx, [row.id])
                await tx.execute(
                    occurrences.update()
                    .where(occurrences.c.ritual == row.id, occurrences.c.state == OccurrenceState.PLANNED)
                    .values(state=OccurrenceState.SKIPPED, note=reason, ended_at=now)
                )
                number = await audit.record(tx, now, CADENCE, "paused", row.name, {"reason": reason})
                for owner in [row.owner] if row.owner else admins:
                    owners.setdefault(owner, []).append(row.title)
            for owner, titles in owners.items():
                said = f"I have paused {', '.join(titles)}: {reason}. Mend the channel, then /ritual resume there."
                post = Post(headline=(said,))
                await self._outbox.put(
                    tx, OutgoingMessage(key=f"gone:{number}:{owner}", channel=owner, post=post, priority=Priority.REPLY)
                )

    async def resume(self, channel: str) -> None:
        """Let what was paused because we could not post in a channel go on, now that we can, and say so there."""
        unable = sa.or_(rituals.c.reason.in_(_GONE.values()), rituals.c.reason.startswith(self._refuses))
        query = sa.select(rituals.c.name).where(
            rituals.c.channel == channel, rituals.c.state == RitualState.PAUSED, unable
        )
        names = (await self._db.fetch(query.order_by(rituals.c.id))).scalars().all()
        goes_on: list[Text] = []
        for name in names:
            listed = await self._admin.resume_quietly(name)
            due = Due(listed.next_day, listed.next_at) if listed.next_at and listed.next_day else None
            goes_on.append((Bold(text=listed.ritual.title), *change_lines.comes_next(due, listed.zone)))
        if goes_on:
            post = change_lines.several("I", "am back here, so this goes on:", goes_on)
            key = f"back:{channel}:{self._clock.now().timestamp():.0f}"
            async with self._db.write() as tx:
                await self._outbox.put(
                    tx, OutgoingMessage(key=key, channel=channel, post=post, priority=Priority.REPLY)
                )
