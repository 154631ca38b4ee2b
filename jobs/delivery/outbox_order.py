"""In which order messages go: what may go now, and when the next one may.

Asked every half second, so each query is put together once. Of ten thousand that wait in a channel the first that
may go is looked up, and the others are not looked at; nor are ten thousand that are for tomorrow.
"""

from typing import Any

import sqlalchemy as sa

from integrations.database.tables.delivery import (
    MessageState,
    is_being_sent,
    is_open_edit,
    is_open_for_later,
    is_open_for_now,
    is_open_message,
    is_open_page,
    outbox,
    paces,
)
from jobs.delivery.lease import is_free, is_over
from jobs.delivery.pace import EVERYWHERE, is_open
from jobs.messages import DEFERRABLE, Priority

AT_ONCE = 200
"""Channels that one look finds, at most; the next one looks behind the last of them."""
_NOW: sa.BindParameter[object] = sa.bindparam("now", type_=outbox.c.not_before.type)
_OVER_BEFORE: sa.BindParameter[object] = sa.bindparam("over_before", type_=outbox.c.lease_until.type)
_LAST_PAUSE: sa.BindParameter[object] = sa.bindparam("last_pause", type_=outbox.c.not_before.type)
_BEHIND = sa.bindparam("behind", type_=outbox.c.channel.type)
_OTHER = outbox.alias("other")
"""The message that one waits for, of whatever sort: SQLAlchemy copies each column of the table for an alias."""
_LOWEST, _HIGHEST = (sa.literal_column(str(number), sa.BigInteger()) for number in (0, 2**63 - 1))


def _waits_for_no_other(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a message answers and edits none that is not sent yet. Each is asked for by itself, through an index."""
    other = _OTHER.c
    return sa.and_(
        ~sa.exists().where(other.key == message.c.thread_of, is_open_message(_OTHER)),
        ~sa.exists().where(other.key == message.c.replaces, is_open_message(_OTHER)),
        # An edit that is tried again must not come after a newer one of the same message.
        ~sa.exists().where(other.replaces == message.c.replaces, other.id < message.c.id, is_open_edit(_OTHER)),
    )


def _is_ripe(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """That a message's own time has come.

    Where the clock was set back, that is so for one that had nothing to wait for when it was put in,
    and for one that was tried at a time yet to come, or waits longer than a pause between tries is.
    """
    of = message.c
    too_late = sa.or_(of.tried_at > _NOW, of.not_before > _LAST_PAUSE)
    tried = sa.and_(of.attempts > 0, of.priority.not_in(DEFERRABLE), too_late)
    return sa.or_(of.not_before <= _NOW, of.not_before <= of.created_at, tried)


def _may_go(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """That an open message has nothing to wait for but its channel."""
    state, lease_until = message.c.state, message.c.lease_until
    in_no_hands = sa.or_(state != MessageState.SENDING, is_over(lease_until))
    return sa.and_(_is_ripe(message), in_no_hands, _waits_for_no_other(message))


def _channels() -> sa.Subquery:
    """The channels that something for now waits for, each looked up behind the one before; and None at the end.

    After them come those where the moment of one that was for later has come.
    """
    first, after, later = outbox.alias("first"), outbox.alias("after"), outbox.alias("later")
    query = sa.select(sa.func.min(first.c.channel).label("channel"))
    found = query.where(first.c.channel > _BEHIND, is_open_for_now(first)).cte("channels", recursive=True)
    behind = sa.select(sa.func.min(after.c.channel)).where(after.c.channel > found.c.channel, is_open_for_now(after))
    found = found.union_all(sa.select(behind.scalar_subquery()).where(found.c.channel.is_not(None)))
    come = sa.select(later.c.channel).where(later.c.not_before <= _NOW, is_open_for_later(later))
    due = come.order_by(later.c.not_before).subquery("come")
    return sa.union_all(
        sa.select(found.c.channel, sa.true().label("walked")), sa.select(due.c.channel, sa.false())
    ).subquery("waiting")


def _first_of_each_channel() -> sa.Select[Any]:
    """The first message of each channel that may be written to, but none after one that is being posted there.

    The chat may take its time for that one, and what comes after it would be there before it.
    """
    channels, message, going = _channels(), outbox.alias("message"), outbox.alias("going")
    being_sent = (
        sa.select(going.c.channel, sa.func.min(going.c.id).label("id"))
        .where(is_being_sent(going), going.c.lease_until >= _OVER_BEFORE)
        .group_by(going.c.channel)
        .cte("being_sent")
    )
    place = sa.tuple_(message.c.channel, message.c.id)
    first = (
        sa.select(message.c.id)
        # Not "its channel is this": PostgreSQL would look for the lowest id through all that was ever sent.
        .where(place >= sa.tuple_(channels.c.channel, _LOWEST))
        .where(place <= sa.tuple_(channels.c.channel, sa.func.coalesce(being_sent.c.id, _HIGHEST)))
        .where(is_open_message(message), _may_go(message))
        .order_by(message.c.channel, message.c.id)
        .limit(1)
        .scalar_subquery()
    )
    found = (
        sa.select(channels.c.channel, channels.c.walked, first.label("id"))
        .select_from(channels)
        .outerjoin(paces, paces.c.channel == channels.c.channel)
        .outerjoin(being_sent, being_sent.c.channel == channels.c.channel)
        .where(is_open(_NOW))
        .subquery("found")
    )
    return sa.select(found).where(found.c.id.is_not(None)).limit(AT_ONCE)


def _first_page_of_each_channel() -> sa.Select[Any]:
    """The first page of each channel that may be written to: it waits for nothing that waits, or is posted, there."""
    page = outbox.alias("page")
    return (
        sa.select(sa.func.min(page.c.id))
        .outerjoin(paces, paces.c.channel == page.c.channel)
        .where(is_open_page(page), _may_go(page), is_open(_NOW))
        .group_by(page.c.channel)
    )


_FIRST = _first_of_each_channel().subquery("first_ones")
_LAST = sa.func.max(sa.case((_FIRST.c.walked, _FIRST.c.channel), else_=None)).over()
_READY = sa.union_all(
    sa.select(_FIRST.c.id, sa.case((sa.func.count().over() >= AT_ONCE, _LAST), else_=None).label("last")),
    sa.select(_first_page_of_each_channel().subquery("pages").c[0], sa.null()),
).subquery("ready")
MAY_GO = (
    sa.select(
        outbox.c.id,
        outbox.c.key,
        outbox.c.state,
        outbox.c.fence,
        outbox.c.channel,
        outbox.c.priority,
        outbox.c.person,
        outbox.c.attempts,
        outbox.c.answers_at,
        _READY.c.last,
    )
    .join(_READY, _READY.c.id == outbox.c.id)
    .order_by(sa.case((outbox.c.priority == Priority.PAGE, 0), else_=1), outbox.c.id)
)
"""Which messages may go, pages first, at `now`; and for leases, within `Lease.bounds`.

`last_pause` is when the longest pause between two tries would end that began now. Channels `behind` one are looked
at; where there may be more than were found, `last` is the one to go on behind.
"""

UNCHANGED = sa.select(outbox).where(
    outbox.c.id == sa.bindparam("id"),
    outbox.c.state == sa.bindparam("state"),
    outbox.c.fence == sa.bindparam("fence"),
    is_free(outbox.c.lease_until),
)
"""A message that nobody has done anything with since it was read."""

_PACED = sa.case((paces.c.free_at > outbox.c.not_before, paces.c.free_at), else_=outbox.c.not_before)
NEXT = sa.select(
    sa.select(sa.func.min(_PACED))
    .select_from(outbox)
    .outerjoin(paces, paces.c.channel == outbox.c.channel)
    .where(is_open_message(outbox), _waits_for_no_other(outbox))
    .scalar_subquery()
    .label("moment"),
    sa.select(paces.c.free_at).where(paces.c.channel == EVERYWHERE).scalar_subquery().label("held"),
)
"""When the first message may go, and until when all of them are held; either may be None.

One that waits for another message goes after it, so it is not counted.
"""
