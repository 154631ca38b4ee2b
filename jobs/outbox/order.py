"""In which order letters go: what may go now, and when the next one may.

Asked every half second, so each query is put together once.
"""

import sqlalchemy as sa

from integrations.database.tables.delivery import outbox, paces

EVERYWHERE = "*"
"""The pace of the whole workspace, set by a 429."""
_OPEN = ("waiting", "uncertain", "sending")
_NOW: sa.BindParameter[object] = sa.bindparam("now", type_=outbox.c.not_before.type)
_MACHINE_NOW: sa.BindParameter[object] = sa.bindparam("machine_now", type_=outbox.c.lease_until.type)


def _waits_for_another() -> sa.ColumnElement[bool]:
    """Whether a letter answers or edits one that is not sent yet."""
    parent = outbox.alias("parent")
    needs = sa.or_(
        parent.c.key == outbox.c.thread_of,
        parent.c.key == outbox.c.replaces,
        # An edit that is tried again must not come after a newer one of the same message.
        sa.and_(parent.c.replaces == outbox.c.replaces, parent.c.id < outbox.c.id),
    )
    return sa.exists().where(needs, parent.c.state.in_(_OPEN))


def _comes_after_one_under_way() -> sa.ColumnElement[bool]:
    """Whether an earlier letter of its channel is being posted just now, which Slack may take its time for."""
    earlier = outbox.alias("earlier")
    under_way = (earlier.c.state == "sending", earlier.c.lease_until >= _MACHINE_NOW)
    before = sa.exists().where(earlier.c.channel == outbox.c.channel, earlier.c.id < outbox.c.id, *under_way)
    return sa.and_(outbox.c.sort != "page", before)


MAY_GO = (
    sa.select(outbox)
    .outerjoin(paces, paces.c.channel == outbox.c.channel)
    .where(
        outbox.c.not_before <= _NOW,
        sa.or_(
            outbox.c.state.in_(("waiting", "uncertain")),
            sa.and_(outbox.c.state == "sending", outbox.c.lease_until < _MACHINE_NOW),
        ),
        ~_waits_for_another(),
        ~_comes_after_one_under_way(),
        sa.or_(paces.c.free_at.is_(None), paces.c.free_at <= _NOW),
    )
    .order_by(outbox.c.id)
    .limit(200)
)
"""The open letters that have nothing to wait for, at `now` and, for leases, `machine_now`."""

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
"""When the first letter may go, and until when all of them are held; either may be None.

One that waits for another letter goes after it, so it is not counted.
"""
