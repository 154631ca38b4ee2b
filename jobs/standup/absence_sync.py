"""Leaves people out of open rounds when they are away or have left, and takes them in again."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import AskedState, RoundState
from integrations.database.tables.standup import standup_asked as asked
from integrations.database.tables.standup import standup_rounds as rounds
from jobs.dates import DateSpan
from jobs.delivery.outbox import Outbox
from jobs.messages import Interruption, OutgoingMessage, of_place
from jobs.standup import message_keys, posts, store
from jobs.standup.refresh import refresh
from jobs.standup.sent_questions import withdraw_reminders


async def leave_out(tx: Tx, outbox: Outbox, person: str, spans: Sequence[DateSpan]) -> list[str]:
    """Mark `person` as away in open rounds of these days that they have not answered; their keys."""
    left: list[str] = []
    for key in await _open_rounds(tx, person, AskedState.ASKED, spans):
        round_ = await store.lock(tx, key)
        if round_ is None or not round_.is_open or await store.answer_of(tx, key, person) is not None:
            continue
        await tx.execute(
            asked.update().where(asked.c.round == key, asked.c.person == person).values(state=AskedState.AWAY)
        )
        await withdraw_reminders(tx, outbox, round_, person)
        await outbox.withdraw(tx, message_keys.asking(key, person))
        await refresh(tx, outbox, key)
        left.append(key)
    return left


async def let_go(tx: Tx, outbox: Outbox, channel: str, members: Collection[str]) -> list[str]:
    """Ask nobody any more in open rounds of `channel` who is none of its `members`; the rounds that this changed.

    Who has answered before they left stays with what they said.
    """
    query = (
        sa.select(rounds.c.key)
        .where(rounds.c.channel == channel, rounds.c.state == RoundState.OPEN)
        .order_by(rounds.c.key)
    )
    changed: list[str] = []
    for key in (await tx.execute(query)).scalars().all():
        round_ = await store.lock(tx, key)
        if round_ is None or not round_.is_open:
            continue
        board = await store.board(tx, round_)
        left = [each.person for each in board.people if each.person not in board.answers and each.person not in members]
        for person in left:
            await tx.execute(asked.delete().where(asked.c.round == key, asked.c.person == person))
            await withdraw_reminders(tx, outbox, round_, person)
            await outbox.withdraw(tx, message_keys.asking(key, person))
        if left:
            await refresh(tx, outbox, key)
            changed.append(key)
    return changed


async def take_in(tx: Tx, outbox: Outbox, person: str, spans: Sequence[DateSpan], now: datetime) -> None:
    """Ask `person`, who is there after all, in the open rounds of these days that had them as away."""
    for key in await _open_rounds(tx, person, AskedState.AWAY, spans):
        round_ = await store.lock(tx, key)
        if round_ is not None and round_.is_open and now < round_.closes_at:
            await tx.execute(
                asked.update().where(asked.c.round == key, asked.c.person == person).values(state=AskedState.ASKED)
            )
            row = await store.asked_row(tx, key, person)
            ask = message_keys.asking(key, person)
            if row is not None and row.in_dm and not await outbox.restore(tx, ask):
                post = posts.asking(round_, first=await store.is_first(tx, round_, person))
                asking = OutgoingMessage(
                    ask,
                    person,
                    post,
                    person=person,
                    kind=Interruption.QUESTION,
                    not_before=row.asked_at,
                    asks_round=key,
                    restriction=of_place(round_.channel, to=person),
                )
                await outbox.put(tx, asking)
            await refresh(tx, outbox, key)


async def _open_rounds(tx: Tx, person: str, state: AskedState, spans: Sequence[DateSpan]) -> list[str]:
    if not spans:
        return []
    query = (
        sa.select(rounds.c.key)
        .join(asked, asked.c.round == rounds.c.key)
        .where(
            asked.c.person == person,
            asked.c.state == state,
            rounds.c.state == RoundState.OPEN,
            sa.or_(*(rounds.c.local_date.between(each.first, each.last) for each in spans)),
        )
        .order_by(rounds.c.key)
    )
    return list((await tx.execute(query)).scalars())
