"""Writes down what the chat told us of people, channels and who is in them, and what it may have changed since.

Whatever is read from the chat is kept under the epoch in which the reading began, and only where
nothing was told of it meanwhile; see `jobs.people.audience` for what that is good for.
"""

import asyncio
import functools
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from integrations.chat import Channel, Person, PlaceKind
from integrations.database import Database, Tx
from integrations.database.tables.team import channels, memberships, people
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.people import epochs

_PRIVATE = sa.literal(PlaceKind.PRIVATE, channels.c.kind.type)
LOST: Mapping[str, Any] = {
    "kind": sa.case((channels.c.kind == PlaceKind.PUBLIC, _PRIVATE), else_=channels.c.kind),
    "here": False,
    "epoch": None,
    "members_epoch": None,
}
"""What is known of a channel that the chat does not show us any more: nothing, so it is no public one either."""
_FORGOTTEN = {"members_epoch": None}
UNSURE: Mapping[str, Any] = {"epoch": None, **_FORGOTTEN}
"""What is known for sure of a channel that the chat listed and that could not be read: nothing, until it is read."""


@dataclass(frozen=True, slots=True)
class Since:
    """What there was when a reading began."""

    epoch: int
    changes: Mapping[str, int]
    """How often each channel had changed by then."""


async def since(db: Database, channel: str | None = None) -> Since:
    """Where a reading begins, of one channel or of all."""
    query = sa.select(channels.c.id, channels.c.changes)
    async with db.read() as tx:
        epoch = await epochs.now(tx)
        rows = (await tx.execute(query if channel is None else query.where(channels.c.id == channel))).all()
    return Since(epoch, {row.id: row.changes for row in rows})


async def keep_people(tx: Tx, db: Database, clock: Clock, read: Sequence[Person], *, epoch: int | None) -> None:
    """What was read of people in `epoch`; None for what an event said.

    An event is as old as it says. It adds to what is known, but what was not known stays so, and of two
    from the same second neither is the later one.
    """
    kept = db.insert(people)
    new = kept.excluded
    known: Any = new.epoch
    if epoch is None:
        known = sa.case((people.c.updated < new.updated, people.c.epoch), else_=None)
    for told in (True, False):
        if not (rows := [await _row(each, clock, epoch) for each in read if told is not each.unknown]):
            continue
        await tx.execute(
            kept.on_conflict_do_update(
                index_elements=[people.c.id],
                set_={name: new[name] for name in rows[0] if name != "id"} | {"epoch": known},
                where=people.c.updated <= new.updated if told else sa.true(),
            ),
            rows,
        )


async def _row(person: Person, clock: Clock, epoch: int | None) -> dict[str, Any]:
    return {
        "id": person.id,
        "epoch": epoch,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "email": person.email,
        "zone": await known_zone(person.zone),
        "is_bot": person.is_bot,
        "is_admin": person.is_admin,
        "is_guest": person.is_guest,
        "gone": person.gone,
        "status": {
            "text": person.status_text,
            "emoji": person.status_emoji,
            "until": person.status_until.isoformat() if person.status_until else None,
            "unknown": person.unknown,
        },
        "seen_at": clock.now(),
        "updated": person.updated,
    }


async def keep_channel(tx: Tx, db: Database, channel: Channel, began: Since) -> None:
    """What was read of a channel, unless something of it changed meanwhile."""
    values = {
        "name": channel.name,
        "kind": channel.kind,
        "archived": channel.archived,
        "here": channel.here,
        "shared": channel.shared,
        "epoch": began.epoch,
    }
    await tx.execute(
        db.insert(channels)
        .values(id=channel.id, **values)
        .on_conflict_do_update(
            index_elements=[channels.c.id],
            set_=values,
            where=channels.c.changes == began.changes.get(channel.id, 0),
        )
    )


async def keep_members(tx: Tx, channel: str, ids: Sequence[str], began: Since) -> bool:
    """The list of a channel; False where something changed while it was read, so that it may be older than that."""
    # Replicas that read the same list at once queue at the channel's row.
    query = sa.select(channels.c.changes).where(channels.c.id == channel).with_for_update()
    changes = (await tx.execute(query)).scalar_one_or_none()
    if changes is None or changes != began.changes.get(channel):
        return False
    await tx.execute(memberships.delete().where(memberships.c.channel == channel))
    if ids:
        await tx.execute(memberships.insert(), [{"channel": channel, "person": user} for user in dict.fromkeys(ids)])
    await tx.execute(channels.update().where(channels.c.id == channel).values(members_epoch=began.epoch))
    return True


async def somebody_came_or_went(tx: Tx, channel: str, *, left: str | None = None) -> None:
    """Forget who is in a channel until it is read anew: events come late and in any order.

    Who is said to have left is taken out at once; nobody is put in by an event.
    """
    change = channels.update().where(channels.c.id == channel)
    await tx.execute(change.values(changes=channels.c.changes + 1, **_FORGOTTEN))
    if left is not None:
        await tx.execute(memberships.delete().where(memberships.c.channel == channel, memberships.c.person == left))


async def out_of_everything(tx: Tx, person: str) -> None:
    """Forget who is in the channels of somebody who is deactivated, and take them out at once."""
    theirs = sa.select(memberships.c.channel).where(memberships.c.person == person)
    change = channels.update().where(channels.c.id.in_(theirs), channels.c.kind != PlaceKind.DIRECT)
    await tx.execute(change.values(changes=channels.c.changes + 1, **_FORGOTTEN))
    direct = sa.select(channels.c.id).where(channels.c.kind == PlaceKind.DIRECT)
    await tx.execute(memberships.delete().where(memberships.c.person == person, memberships.c.channel.not_in(direct)))


async def nobody_is_known(tx: Tx, channel: str) -> None:
    """The chat does not say who is in a channel."""
    await tx.execute(channels.update().where(channels.c.id == channel).values(**_FORGOTTEN))
    await tx.execute(memberships.delete().where(memberships.c.channel == channel))


async def channel_changed(tx: Tx, channel: str) -> None:
    """Forget what a channel is until it is read anew."""
    change = channels.update().where(channels.c.id == channel)
    await tx.execute(change.values(changes=channels.c.changes + 1, epoch=None))


async def we_are_out(tx: Tx, channel: str) -> None:
    """We are not in a channel any more, and know nothing of who is."""
    change = channels.update().where(channels.c.id == channel)
    await tx.execute(change.values(changes=channels.c.changes + 1, here=False, epoch=None, **_FORGOTTEN))
    await tx.execute(memberships.delete().where(memberships.c.channel == channel))


@functools.cache
def _zones() -> frozenset[str]:
    """Every IANA name. Blocking, the first time."""
    return frozenset(zoneinfo.available_timezones())


async def known_zone(name: str) -> str:
    """The IANA zone of that name; UTC where there is none."""
    zones = _zones() if _zones.cache_info().currsize else await asyncio.to_thread(_zones)
    return name if name in zones else "UTC"
