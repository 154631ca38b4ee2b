"""Who may see which draft: the rule of `jobs.people.audience`, for the channel that a draft belongs to."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.drafts import drafts
from jobs.people import audience
from jobs.people.audience import Condition


def may_see(user: str, *, seen_in: str | None = None) -> Condition:
    """That `user` may see a draft.

    `seen_in` is the channel in which they just did something, so they are in it for sure.
    """
    own = sa.and_(drafts.c.channel.is_(None), drafts.c.author == user)
    allowed = sa.or_(own, audience.may_read(user, drafts.c.channel))
    return sa.or_(allowed, drafts.c.channel == seen_in) if seen_in else allowed


def shown_to(channel: str) -> Condition:
    """That everybody who reads `channel` may see a draft."""
    return sa.or_(drafts.c.channel == channel, drafts.c.channel.in_(audience.tellable(None, channel)))


def shown_beside(channel: str | None, author: str) -> Condition:
    """That all who may see a draft of `channel`, or of its author alone, may see another."""
    return may_see(author) if channel is None else shown_to(channel)


def is_public() -> Condition:
    """That every full member of the workspace may see a draft."""
    return audience.is_open(drafts.c.channel)


def is_in_channel(user: str, *, seen_in: str | None = None) -> Condition:
    """That `user` is in a draft's channel, as far as that is known."""
    known = audience.is_in(user, drafts.c.channel)
    return sa.or_(known, drafts.c.channel == seen_in) if seen_in else known


def of_drafts() -> sa.Select[tuple[str]]:
    """The channels that have drafts."""
    return sa.select(drafts.c.channel).where(drafts.c.channel.is_not(None)).distinct()


async def is_full_member(tx: Tx, user: str) -> bool:
    """Whether `user` is a person of this workspace, and no guest."""
    return bool((await tx.execute(sa.select(audience.is_full_member(user)))).scalar_one())
