"""Who is there, and who is in which channel, as it is kept."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.chat import Channel, Person, PlaceKind
from integrations.database import Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.team import channels, memberships, people


def everybody() -> Query[Person]:
    """Return all people; without a status, which says how somebody is now."""
    return Query(sa.select(people), lambda row: _without_status(person_of(row)))


def every_channel() -> Query[Channel]:
    """Return all channels, and no direct messages."""
    kept = sa.select(channels).where(channels.c.kind != PlaceKind.DIRECT)
    return Query(kept, channel_of)


def every_membership() -> Query[tuple[str, str]]:
    """Return (channel, person) of everybody in a channel."""
    return Query(sa.select(memberships), lambda row: (row.channel, row.person))


async def names_of_people(tx: Tx) -> dict[str, list[str]]:
    """Return what the people who are there are called, by id: their name, and their real one."""
    query = sa.select(people.c.id, people.c.name, people.c.real_name).where(~people.c.is_bot, ~people.c.gone)
    return {row.id: [name for name in (row.name, row.real_name) if name] for row in await tx.execute(query)}


def person_of(row: sa.Row[Any]) -> Person:
    """Return a row of `people` as a person."""
    status = row.status
    return record_of(
        Person,
        row,
        real_name=row.real_name or row.name,
        title=row.title or "",
        status_text=status.get("text", ""),
        status_emoji=status.get("emoji", ""),
        status_until=datetime.fromisoformat(until) if (until := status.get("until")) else None,
        unknown=bool(status.get("unknown")),
    )


def channel_of(row: sa.Row[Any]) -> Channel:
    """Return a row of `channels` as a channel."""
    return record_of(Channel, row, topic="")


def _without_status(person: Person) -> Person:
    return replace(person, title="", status_text="", status_emoji="", status_until=None)
