"""Leaves people out of open rounds when they are away or have left, and takes them in again."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import standup_asked as asked
from integrations.database.tables.standup import standup_rounds as rounds
from jobs.standup import answers, posts, store
from jobs.standup.ports import Mail
from jobs.standup.refresh import refresh


async def leave_out(tx: Tx, mail: Mail, person: str, first: date, last: date) -> list[str]:
    """Mark `person` as away in open rounds of these days that they have not answered; their keys."""
    query = (
        sa.select(rounds.c.key)
        .join(asked, asked.c.round == rounds.c.key)
        .where(
            asked.c.person == person,
            asked.c.state == "asked",
            rounds.c.state == "open",
            rounds.c.local_date.between(first, last),
        )
        .order_by(rounds.c.key)
    )
    left: list[str] = []
    for row in (await tx.execute(query)).all():
        round_ = await store.lock(tx, row.key)
        if round_ is None or not round_.is_open or await answers.find(tx, row.key, person) is not None:
            continue
        mine = sa.and_(asked.c.round == row.key, asked.c.person == person)
        await tx.execute(asked.update().where(mine).values(state="away"))
        await answers.withdraw_reminders(tx, mail, round_, person)
        await mail.withdraw(tx, posts.asking_key(row.key, person))
        await refresh(tx, mail, row.key)
        left.append(row.key)
    return left


async def let_go(tx: Tx, mail: Mail, channel: str, members: Collection[str]) -> list[str]:
    """Ask nobody any more in open rounds of `channel` who is none of its `members`; the rounds that this changed.

    Who has answered before they left stays with what they said.
    """
    query = sa.select(rounds.c.key).where(rounds.c.channel == channel, rounds.c.state == "open").order_by(rounds.c.key)
    changed: list[str] = []
    for key in (await tx.execute(query)).scalars().all():
        round_ = await store.lock(tx, key)
        if round_ is None or not round_.is_open:
            continue
        board = await store.board(tx, round_)
        left = [each.person for each in board.people if each.person not in board.answers and each.person not in members]
        for person in left:
            await tx.execute(asked.delete().where(asked.c.round == key, asked.c.person == person))
            await answers.withdraw_reminders(tx, mail, round_, person)
            await mail.withdraw(tx, posts.asking_key(key, person))
        if left:
            await refresh(tx, mail, key)
            changed.append(key)
    return changed


async def take_in(tx: Tx, mail: Mail, person: str, since: date) -> None:
    """Ask `person`, who is back, in the open rounds from `since` on that had them as away."""
    query = (
        sa.select(rounds.c.key)
        .join(asked, asked.c.round == rounds.c.key)
        .where(
            asked.c.person == person,
            asked.c.state == "away",
            rounds.c.state == "open",
            rounds.c.local_date >= since,
        )
        .order_by(rounds.c.key)
    )
    for row in (await tx.execute(query)).all():
        round_ = await store.lock(tx, row.key)
        if round_ is not None and round_.is_open:
            mine = sa.and_(asked.c.round == row.key, asked.c.person == person)
            await tx.execute(asked.update().where(mine).values(state="asked"))
            await refresh(tx, mail, row.key)
