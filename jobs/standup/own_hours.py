"""Who of a round that asks each at their own hour is still to be asked, and who never was."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.cadence import Audience, OccurrenceState, occurrences
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.standup import AskedState
from integrations.database.tables.standup import standup_asked as asked_table
from jobs.cadence.planning import LEFT_OUT, its_own
from jobs.cadence.ritual import Ritual
from jobs.people import team_settings
from jobs.standup import message_keys, options
from jobs.standup.model import Board
from jobs.standup.opening import closes_at, day_end

_GONE_OUT = (MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)


async def stays_open_until(tx: Tx, ritual: Ritual, board: Board) -> datetime | None:
    """Return until when a round waits by the hours of those it asks, as they are now; None where it asks all at once.

    Somebody's hour can be later than the round reckoned with: the ritual's was changed, or they travel.
    """
    query = (
        sa.select(occurrences.c.due_at, occurrences.c.zone)
        .where(
            occurrences.c.ritual == ritual.id,
            occurrences.c.local_date == board.round.local_date,
            occurrences.c.audience.in_([Audience(each.person) for each in board.asked]),
            occurrences.c.state.in_((OccurrenceState.PLANNED, OccurrenceState.CLAIMED, OccurrenceState.DONE)),
            its_own(),
        )
        .order_by(occurrences.c.due_at.desc())
        .limit(1)
    )
    last = (await tx.execute(query)).first()
    if last is None:
        return None
    after = timedelta(minutes=options.read(ritual.options).close_after)
    return closes_at(last.due_at, after, day_end(board.round.local_date, await team_settings.read(tx), last.zone))


async def never_asked(tx: Tx, board: Board, now: datetime) -> set[str]:
    """Return who is missing but was not asked either: their hour was past, and they did not work until the close."""
    in_dm = [each.person for each in board.missing if each.in_dm]
    keys = {message_keys.asking(board.round.key, person): person for person in in_dm}
    if not keys:
        return set()
    waits = outbox.c.state == MessageState.WAITING
    goes = sa.and_(waits, sa.or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now))
    there = sa.or_(outbox.c.state.in_(_GONE_OUT), goes)
    asked = (await tx.execute(sa.select(outbox.c.key).where(outbox.c.key.in_(keys), there))).scalars()
    return set(keys.values()) - {keys[key] for key in asked}


def without(board: Board, never: Collection[str]) -> Board:
    """Return the board with these people as not asked."""
    return replace(board, people=tuple(replace(each, unasked=each.person in never) for each in board.people))


async def mark_unasked(tx: Tx, board: Board, now: datetime) -> None:
    """Keep of those who never were asked that they were not, so that nobody says they are missing."""
    never = await never_asked(tx, board, now)
    left_out = await _left_out(tx, board) if never else set()
    for person in sorted(never):
        this = sa.and_(asked_table.c.round == board.round.key, asked_table.c.person == person)
        state = AskedState.LEFT_OUT if person in left_out else AskedState.UNASKED
        await tx.execute(asked_table.update().where(this).values(state=state))


async def _left_out(tx: Tx, board: Board) -> set[str]:
    """Those for whom somebody has left the round's day out."""
    query = sa.select(occurrences.c.audience).where(
        occurrences.c.ritual == board.round.ritual,
        occurrences.c.local_date == board.round.local_date,
        occurrences.c.state == OccurrenceState.SKIPPED,
        occurrences.c.note.startswith(LEFT_OUT),
        its_own(),
    )
    return {each for audience in (await tx.execute(query)).scalars() if (each := audience.member) is not None}
