"""Where nudges and snoozes are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.codehost import PullRequest
from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.reviews import nudges, snoozes
from integrations.deferred import dataclass
from jobs.delivery.reactions import Interrupting, Reaction


@dataclass(frozen=True, slots=True)
class Snooze:
    """A pull request that was put off."""

    repo: str
    """In lower case, by the name that it had then."""
    number: int
    head: str | None
    """The commit after which it wakes; None where it sleeps whatever is pushed."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Somebody who was nudged about a pull request."""

    id: int
    repo: str
    number: int
    login: str
    message_key: str
    said_at: datetime


async def reaction_to_nudge(tx: Tx, message: Interrupting) -> Reaction | None:
    """Whether its person put it off; what they did at the code host is not looked up."""
    put_off = (
        sa.select(snoozes.c.number)
        .join(nudges, sa.and_(nudges.c.number == snoozes.c.number, sa.func.lower(nudges.c.repo) == snoozes.c.repo))
        .where(nudges.c.message_key == message.key, snoozes.c.said_by == message.person)
    )
    return Reaction.PUT_OFF if (await tx.execute(put_off.limit(1))).first() is not None else None


async def sleeping(tx: Tx, channel: str, now: datetime) -> list[Snooze]:
    """Return the pull requests that were put off in a channel."""
    query = sa.select(snoozes).where(snoozes.c.channel == channel, snoozes.c.until > now)
    return [Snooze(row.repo, row.number, row.head) for row in (await tx.execute(query)).all()]


async def put_to_sleep(
    db: Database, tx: Tx, channel: str, pull: PullRequest, now: datetime, *, until: datetime, head: str | None, by: str
) -> None:
    """Leave it out of a channel's queue until then; with `head` until another commit, at the latest."""
    await tx.execute(snoozes.delete().where(snoozes.c.channel == channel, snoozes.c.until <= now))
    values = {"until": until, "head": head, "said_by": by}
    await tx.execute(
        db.insert(snoozes)
        .values(channel=channel, repo=pull.repo.casefold(), number=pull.number, **values)
        .on_conflict_do_update(index_elements=["channel", "repo", "number"], set_=values)
    )


async def nudged(db: Database, tx: Tx, pull: PullRequest, values: dict[str, Any]) -> bool:
    """Keep that somebody is nudged; False where they were already, at this commit, under whichever name of it."""
    same = (nudges.c.number == pull.number, nudges.c.person == values["person"], nudges.c.head == pull.head_sha)
    if (await tx.execute(sa.select(nudges.c.id).where(*same).limit(1))).first() is not None:
        return False
    done = await tx.execute(
        db.insert(nudges)
        .values(repo=pull.repo.casefold(), number=pull.number, head=pull.head_sha, open=True, **values)
        .on_conflict_do_nothing(index_elements=["repo", "number", "person", "head"])
    )
    return bool(done.rowcount)


async def open_nudges(tx: Tx) -> list[Nudge]:
    """Nudges whose message may still wait."""
    query = sa.select(nudges).where(nudges.c.open).order_by(nudges.c.id)
    return [record_of(Nudge, row) for row in await tx.execute(query)]


async def forget_nudge(tx: Tx, id_: int) -> None:
    """As if nobody had nudged: what was asked for is over, so the person may be nudged at this commit yet."""
    await tx.execute(nudges.delete().where(nudges.c.id == id_))


async def close_nudges(tx: Tx, ids: Sequence[int]) -> None:
    """Look no longer whether these nudges still have a reason."""
    await tx.execute(nudges.update().where(nudges.c.id.in_(ids)).values(open=False))
