"""In which order messages go: what may go now, and when the next one may.

Asked every half second, so each query is put together once.
"""

import sqlalchemy as sa

from integrations.database.tables.delivery import MessageState, outbox, paces
from jobs.delivery.lease import is_free, is_over
from jobs.delivery.pace import EVERYWHERE, is_open
from jobs.messages import DEFERRABLE, Priority

_OPEN = (MessageState.WAITING, MessageState.UNCERTAIN, MessageState.SENDING)
_NOW: sa.BindParameter[object] = sa.bindparam("now", type_=outbox.c.not_before.type)
_OVER_BEFORE: sa.BindParameter[object] = sa.bindparam("over_before", type_=outbox.c.lease_until.type)
_LAST_PAUSE: sa.BindParameter[object] = sa.bindparam("last_pause", type_=outbox.c.not_before.type)


def _waits_for_another() -> sa.ColumnElement[bool]:
    """Whether a message answers or edits one that is not sent yet."""
    parent = outbox.alias("parent")
    needs = sa.or_(
        parent.c.key == outbox.c.thread_of,
        parent.c.key == outbox.c.replaces,
        # An edit that is tried again must not come after a newer one of the same message.
        sa.and_(parent.c.replaces == outbox.c.replaces, parent.c.id < outbox.c.id),
    )
    return sa.exists().where(needs, parent.c.state.in_(_OPEN))


def _comes_after_one_under_way() -> sa.ColumnElement[bool]:
    """Whether an earlier message of its channel is being posted just now, which the chat may take its time for."""
    earlier = outbox.alias("earlier")
    under_way = (earlier.c.state == MessageState.SENDING, earlier.c.lease_until >= _OVER_BEFORE)
    before = sa.exists().where(earlier.c.channel == outbox.c.channel, earlier.c.id < outbox.c.id, *under_way)
    return sa.and_(outbox.c.priority != Priority.PAGE, before)


def _ripe() -> sa.ColumnElement[bool]:
    """That a message's own time has come.

    Where the clock was set back, that is so for one that had nothing to wait for when it was put in,
    and for one that was tried at a time yet to come, or waits longer than a pause between tries is.
    """
    too_late = sa.or_(outbox.c.tried_at > _NOW, outbox.c.not_before > _LAST_PAUSE)
    tried = sa.and_(outbox.c.attempts > 0, outbox.c.priority.not_in(DEFERRABLE), too_late)
    return sa.or_(outbox.c.not_before <= _NOW, outbox.c.not_before <= outbox.c.created_at, tried)


MAY_GO = (
    sa.select(outbox)
    .outerjoin(paces, paces.c.channel == outbox.c.channel)
    .where(
        _ripe(),
        sa.or_(
            outbox.c.state.in_((MessageState.WAITING, MessageState.UNCERTAIN)),
            sa.and_(outbox.c.state == MessageState.SENDING, is_over(outbox.c.lease_until)),
        ),
        ~_waits_for_another(),
        ~_comes_after_one_under_way(),
        is_open(_NOW),
    )
    .order_by(outbox.c.id)
    .limit(200)
)
"""The open messages that have nothing to wait for, at `now`; and for leases, within `Lease.bounds`.

`last_pause` is when the longest pause between two tries would end that began now.
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
    .where(outbox.c.state.in_(_OPEN), ~_waits_for_another())
    .scalar_subquery()
    .label("moment"),
    sa.select(paces.c.free_at).where(paces.c.channel == EVERYWHERE).scalar_subquery().label("held"),
)
"""When the first message may go, and until when all of them are held; either may be None.

One that waits for another message goes after it, so it is not counted.
"""
