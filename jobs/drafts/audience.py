"""Who may see which draft, as SQL. What is not known for sure counts as no."""

from datetime import datetime

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.drafts import drafts
from integrations.database.tables.team import channels, memberships, people
from jobs.team import FRESH_MEMBERS

Condition = sa.ColumnElement[bool]


def may_see(user: str, now: datetime, *, seen_in: str | None = None) -> Condition:
    """That `user` may see a draft.

    `seen_in` is the channel in which they just did something, so they are in it for sure.
    A draft of a public channel is every member's; guests must be in the channel.
    """
    return sa.or_(
        sa.and_(drafts.c.channel.is_(None), drafts.c.author == user),
        sa.and_(is_public(), is_full_member(user)),
        is_in_channel(user, now, seen_in=seen_in),
    )


def is_full_member(user: str) -> Condition:
    """That `user` is known as a member of the workspace, and no guest."""
    return sa.exists().where(people.c.id == user, ~people.c.gone, ~people.c.is_guest)


def shown_to(channel: str) -> Condition:
    """That everybody in `channel` may see a draft; a guest sees no public channel but those that they are in."""
    return sa.or_(sa.and_(is_public(), ~has_guests(sa.literal(channel, sa.String))), drafts.c.channel == channel)


def has_guests(channel: sa.ColumnElement[str]) -> Condition:
    """That a guest may read a channel: somebody listed, whom we know for no full member, or another workspace."""
    full = sa.select(people.c.id).where(sa.or_(~people.c.is_guest, people.c.is_bot, people.c.gone))
    listed, shared = memberships.alias(), channels.alias()
    guest = sa.exists().where(listed.c.channel == channel, listed.c.person.not_in(full))
    return sa.or_(guest, sa.exists().where(shared.c.id == channel, shared.c.shared))


def is_public() -> Condition:
    """That a draft's channel is a public one."""
    return sa.exists().where(channels.c.id == drafts.c.channel, channels.c.kind == "public")


def is_in_channel(user: str, now: datetime, *, seen_in: str | None = None) -> Condition:
    """That `user` is in a draft's channel, as far as was read lately."""
    known = sa.exists().where(
        channels.c.id == drafts.c.channel,
        channels.c.here,
        channels.c.members_at >= now - FRESH_MEMBERS,
        memberships.c.channel == channels.c.id,
        memberships.c.person == user,
    )
    return sa.or_(known, drafts.c.channel == seen_in) if seen_in else known


async def is_posted_in(tx: Tx, user: str, channel: str, now: datetime) -> bool | None:
    """Whether we and `user` are in a channel, so that a draft is posted there; None where that is not known."""
    inside = sa.exists().where(memberships.c.channel == channels.c.id, memberships.c.person == user)
    query = sa.select(channels, inside.label("inside")).where(channels.c.id == channel)
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    if not row.here or row.archived or row.kind == "im":
        return False
    fresh = row.members_at is not None and row.members_at >= now - FRESH_MEMBERS
    return bool(row.inside) if fresh else None


async def stale_channels(tx: Tx, now: datetime, *, most: int) -> list[str]:
    """Private channels with drafts whose members were not read lately; `most` of them."""
    old = sa.or_(channels.c.members_at.is_(None), channels.c.members_at < now - FRESH_MEMBERS)
    query = (
        sa.select(channels.c.id)
        .where(channels.c.here, ~channels.c.archived, channels.c.kind != "public", old)
        .where(sa.exists().where(drafts.c.channel == channels.c.id))
        .order_by(channels.c.id)
        .limit(most)
    )
    return [row.id for row in (await tx.execute(query)).all()]
