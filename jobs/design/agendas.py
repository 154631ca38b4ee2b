"""Keeps the agendas of design reviews, and their messages up to date."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import topics
from integrations.database.tables.meetings import ItemKind, TopicOutcome, agenda_items, agendas
from integrations.time import Clock
from jobs.calendar import next_open, read_hours, zone_of
from jobs.design import posts
from jobs.design.model import Agenda, Item
from jobs.design.topics import Topic
from jobs.drafts import store as drafts_store
from jobs.drafts.model import Draft
from jobs.errors import UserError
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team

REMEMBERED = timedelta(days=14)
"""How long after a review its message still follows what becomes of a draft."""


class Agendas:
    """The agendas of the team's design reviews, and what came of each item."""

    def __init__(self, db: Database, clock: Clock, team: Team, absences: Absences, outbox: Outgoing) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._team = team
        self._absences = absences
        self._outbox = outbox

    async def facilitator(self, channel: str, day: date) -> str | None:
        """Who has led longest ago of those who are there; who never did comes first, by name.

        Who is not at work at this hour on their own wall leads only where nobody is.
        """
        away = await self._absences.who(day)
        settings, now = await self._team.settings(), self._clock.now()
        hours = read_hours(settings.working_hours)
        there = [
            person for person in await self._team.members(channel) if person.id not in away and not person.is_guest
        ]
        led = (
            sa.select(agendas.c.facilitator, sa.func.max(agendas.c.opened_at).label("at"))
            .where(agendas.c.channel == channel)
            .group_by(agendas.c.facilitator)
        )
        last = {row.facilitator: row.at for row in (await self._db.fetch(led)).all()}
        never = datetime.min.replace(tzinfo=now.tzinfo)
        at_work = [each for each in there if next_open(now, hours, None, zone_of(each.zone), days=settings.days) <= now]
        order = [(last.get(each.id, never), each.name.casefold(), each.id) for each in at_work or there]
        first = min(order, default=None)
        return first[2] if first else None

    async def drawn_up(
        self,
        occurrence: int,
        channel: str,
        facilitator: str | None,
        proposals: Sequence[Draft],
        waiting: Sequence[Topic],
        *,
        late: bool,
    ) -> Agenda:
        """The agenda of these, before it is kept."""
        names = await self._names([facilitator, *(draft.author for draft in proposals)])
        items = [
            Item(
                0,
                ItemKind.DRAFT,
                draft.id,
                draft.title,
                draft.author,
                names[draft.author],
                draft.state,
                label=draft.label,
            )
            for draft in proposals
        ]
        items += [
            Item(0, ItemKind.TOPIC, each.id, each.words, each.author, each.author_name, TopicOutcome.OPEN)
            for each in waiting
        ]
        name = names.get(facilitator or "", "")
        return Agenda(occurrence, channel, facilitator, name, self._clock.now(), False, items, late)

    def keeping(self, agenda: Agenda, said: str) -> Callable[[Tx], Awaitable[None]]:
        """Keeps an agenda with the end of its occurrence, and puts its message out."""

        async def keep(tx: Tx) -> None:
            await tx.execute(
                agendas.insert().values(
                    occurrence=agenda.occurrence,
                    channel=agenda.channel,
                    facilitator=agenda.facilitator,
                    opened_at=agenda.opened_at,
                    closed=False,
                    revision=0,
                )
            )
            for item in agenda.items:
                values = {"kind": item.kind, "ref": item.ref, "words": item.words, "author": item.author}
                await tx.execute(
                    agenda_items.insert().values(agenda=agenda.occurrence, outcome=TopicOutcome.OPEN, **values)
                )
            raised = [item.ref for item in agenda.items if item.kind is ItemKind.TOPIC]
            if raised:
                await tx.execute(topics.update().where(topics.c.id.in_(raised)).values(raised_in=agenda.occurrence))
            # Only now the items have the numbers that their buttons carry.
            kept = await self._load(tx, agenda.occurrence, late=agenda.late)
            if kept is not None:
                message = OutgoingMessage(kept.key, kept.channel, posts.agenda(kept, said), priority=Priority.RITUAL)
                more = posts.rest(kept)
                thread = [OutgoingMessage(f"{kept.key}:rest", kept.channel, more, thread_of=kept.key)] if more else []
                await self._outbox.put(tx, message, *thread)

        return keep

    async def settle(self, user: str, item: int, outcome: TopicOutcome) -> None:
        """Keep what became of a topic. Raises `UserError`."""
        query = (
            sa.select(agenda_items, agendas.c.channel)
            .join(agendas, agendas.c.occurrence == agenda_items.c.agenda)
            .where(agenda_items.c.id == item, agenda_items.c.kind == ItemKind.TOPIC)
        )
        row = (await self._db.fetch(query)).first()
        if row is None or not await self._team.is_member(row.channel, user):
            raise UserError("Only the people of its channel can say that.")
        async with self._db.write() as tx:
            this = sa.select(agendas.c.closed).where(agendas.c.occurrence == row.agenda).with_for_update()
            if (await tx.execute(this)).scalar_one():
                raise UserError("That review is over; what was left of it waits for the next one.")
            changed = await tx.execute(
                agenda_items.update()
                .where(agenda_items.c.id == item, agenda_items.c.outcome == TopicOutcome.OPEN)
                .values(outcome=outcome, said_by=user)
            )
            if not changed.rowcount:
                raise UserError("Somebody has said that already.")
            if outcome is TopicOutcome.NEXT:
                await tx.execute(topics.update().where(topics.c.id == row.ref).values(raised_in=None))
            await self._redraw(tx, row.agenda)

    async def draft_changed(self, draft: int) -> None:
        """A draft was decided: the messages of the reviews that it was on follow."""
        query = (
            sa.select(agenda_items.c.agenda)
            .join(agendas, agendas.c.occurrence == agenda_items.c.agenda)
            .where(agenda_items.c.kind == ItemKind.DRAFT, agenda_items.c.ref == draft)
            .where(agendas.c.opened_at > self._clock.now() - REMEMBERED)
        )
        found = (await self._db.fetch(query)).scalars().all()
        for agenda in found:
            async with self._db.write() as tx:
                await self._redraw(tx, agenda)

    def closing(self, occurrence: int) -> Callable[[Tx], Awaitable[None]]:
        """Ends a review with the end of its own step: what was not talked about is queued again."""

        async def keep(tx: Tx) -> None:
            left = sa.select(agenda_items.c.ref).where(
                agenda_items.c.agenda == occurrence,
                agenda_items.c.kind == ItemKind.TOPIC,
                agenda_items.c.outcome == TopicOutcome.OPEN,
            )
            await tx.execute(topics.update().where(topics.c.id.in_(left)).values(raised_in=None))
            await tx.execute(agendas.update().where(agendas.c.occurrence == occurrence).values(closed=True))
            await self._redraw(tx, occurrence)

        return keep

    # --- inside --------------------------------------------------------------------

    async def _redraw(self, tx: Tx, occurrence: int) -> None:
        await tx.execute(
            agendas.update().where(agendas.c.occurrence == occurrence).values(revision=agendas.c.revision + 1)
        )
        agenda = await self._load(tx, occurrence)
        if agenda is None:
            return
        revision = (
            await tx.execute(sa.select(agendas.c.revision).where(agendas.c.occurrence == occurrence))
        ).scalar_one()
        edit = OutgoingMessage(
            f"{agenda.key}:{revision}", agenda.channel, posts.agenda(agenda, ""), Priority.REPLY, replaces=agenda.key
        )
        await self._outbox.put(tx, edit)

    async def _load(self, tx: Tx, occurrence: int, *, late: bool = False) -> Agenda | None:
        row = (await tx.execute(sa.select(agendas).where(agendas.c.occurrence == occurrence))).first()
        if row is None:
            return None
        rows = (
            await tx.execute(
                sa.select(agenda_items).where(agenda_items.c.agenda == occurrence).order_by(agenda_items.c.id)
            )
        ).all()
        states = {each.ref: await drafts_store.find(tx, each.ref) for each in rows if each.kind is ItemKind.DRAFT}
        users = [row.facilitator, *(each.author for each in rows), *(each.said_by for each in rows)]
        users += [draft.decided_by for draft in states.values() if draft is not None]
        names = await drafts_store.names(tx, [user for user in users if user])
        items = [_item(each, states.get(each.ref) if each.kind is ItemKind.DRAFT else None, names) for each in rows]
        name = names.get(row.facilitator or "", "somebody")
        return Agenda(row.occurrence, row.channel, row.facilitator, name, row.opened_at, row.closed, items, late)

    async def _names(self, users: Sequence[str | None]) -> dict[str, str]:
        return {user: await self._team.name(user) for user in set(users) if user}


def _item(row: sa.Row[Any], draft: Draft | None, names: Mapping[str, str]) -> Item:
    by = row.said_by if draft is None else draft.decided_by
    return Item(
        id=row.id,
        kind=row.kind,
        ref=row.ref,
        words=draft.title if draft else row.words,
        author=row.author,
        author_name=names.get(row.author, "somebody"),
        state=draft.state if draft else row.outcome,
        said_by=by,
        said_name=names.get(by or "", "somebody"),
        label=draft.label if draft else "",
    )
