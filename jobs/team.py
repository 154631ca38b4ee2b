"""Who is in the team: people, their zones, and who is in which channel.

Slack is asked once and then tells us of changes; what we know is kept in the database,
so that the audience of an answer is decided there (see `bot/memory`).
"""

import asyncio
import functools
import zoneinfo
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from integrations.database import Database, Tx
from integrations.database.tables.team import channels, memberships, people
from integrations.slack.types import Channel, ChatError, ChatRefused, ChatUncertain, Identity, Person
from integrations.time import Clock, machine_now
from jobs import team_settings
from jobs.team_settings import TeamSettings

FRESH_PERSON = timedelta(hours=24)
"""How long what we know of a person holds. `user_change` tells of most changes at once."""
FRESH_MEMBERS = timedelta(hours=12)
"""How often a channel's members are read again, though joins and leaves are told."""

_LOST: dict[str, Any] = {
    "kind": sa.case((channels.c.kind == "public", "private"), else_=channels.c.kind),
    "here": False,
    "members_at": None,
}
"""What is known of a channel that Slack does not show us any more: nothing, so it is no public one either."""
_NOBODY_KNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
"""What Slack says of a person of whom it tells us nothing."""
AT_ONCE = 200
"""Rows of one transaction: events want to be written in between."""


class Directory(Protocol):
    """What the team needs of a chat. `integrations.slack.chat.Chat` is one."""

    async def me(self) -> Identity:
        """Who we are."""
        ...

    async def person(self, user: str) -> Person:
        """One person."""
        ...

    async def people(self) -> list[Person]:
        """Everybody."""
        ...

    async def channel(self, channel: str) -> Channel:
        """One channel."""
        ...

    async def channels(self) -> list[Channel]:
        """Every channel that we may see."""
        ...

    async def members(self, channel: str) -> list[str]:
        """The user ids of a channel."""
        ...


log = structlog.get_logger()


class Team:
    """The workspace's people and channels, as far as we are told."""

    def __init__(self, db: Database, chat: Directory, clock: Clock) -> None:
        """Prepare; nothing is read yet."""
        self._db = db
        self._chat = chat
        self._clock = clock
        self.knows_channels = False
        """Whether Slack has listed the channels to this process."""

    async def learn(self) -> None:
        """Read everybody and every channel that we are in. At start, and once a day."""
        everywhere = await self.learn_channels()
        everybody = await self._chat.people()
        for start in range(0, len(everybody), AT_ONCE):
            async with self._db.write() as tx:
                for person in everybody[start : start + AT_ONCE]:
                    await self._keep_person(tx, person)
        for channel in everywhere:
            if channel.here and not channel.archived:
                try:
                    await self.learn_members(channel.id)
                except ChatUncertain:
                    raise  # Slack is away, and would not answer for the next one either
                except ChatError as problem:
                    log.warning("members_not_read", channel=channel.id, why=problem.code)

    async def learn_channels(self) -> list[Channel]:
        """Read which channels there are; one that Slack does not list any more is ours no longer.

        It may have become private, or gone, while nobody here could be told.
        """
        everywhere = await self._chat.channels()
        for start in range(0, len(everywhere), AT_ONCE):
            async with self._db.write() as tx:
                for channel in everywhere[start : start + AT_ONCE]:
                    await self._keep_channel(tx, channel)
        listed = {channel.id for channel in everywhere}
        async with self._db.write() as tx:
            known = (await tx.execute(sa.select(channels.c.id))).scalars().all()
            lost = [channel for channel in known if channel not in listed]
            for start in range(0, len(lost), AT_ONCE):
                await tx.execute(
                    channels.update()
                    .where(channels.c.id.in_(lost[start : start + AT_ONCE]))
                    .values(archived=False, **_LOST)
                )
        self.knows_channels = True
        return everywhere

    async def settings(self) -> TeamSettings:
        """The team's own settings."""
        async with self._db.read() as tx:
            return await team_settings.read(tx)

    # --- people --------------------------------------------------------------------

    async def person(self, user: str) -> Person | None:
        """A person, from what we know or from Slack; None where Slack knows nobody of that id.

        Of whom we knew and Slack tells nothing any more the name stays, and no rights.
        """
        async with self._db.read() as tx:
            row = (await tx.execute(sa.select(people).where(people.c.id == user))).first()
        if row is not None and row.seen_at > self._clock.now() - FRESH_PERSON:
            return _person(row)
        try:
            person = await self._chat.person(user)
        except ChatRefused as refusal:
            if row is None:
                return None
            person = _person(row)
            if refusal.code not in _NOBODY_KNOWN:
                return person
            person = _unknown(user, row.name)
        await self.changed(person)
        return person

    async def changed(self, person: Person) -> None:
        """Slack told of a person's new name, zone or status."""
        async with self._db.write() as tx:
            await self._keep_person(tx, person)

    async def name(self, user: str) -> str:
        """What people see of a user; the bare id where nobody knows."""
        person = await self.person(user)
        return person.name if person else user

    async def zone(self, user: str) -> str:
        """A person's IANA zone, the last one known where Slack does not answer; UTC where there is none."""
        try:
            person = await self.person(user)
        except ChatError:
            async with self._db.read() as tx:
                row = (await tx.execute(sa.select(people).where(people.c.id == user))).first()
            person = _person(row) if row else None
        return await _known_zone(person.zone) if person else "UTC"

    async def by_email(self, email: str) -> Person | None:
        """The person of an e-mail address, among those we know."""
        async with self._db.read() as tx:
            query = sa.select(people).where(sa.func.lower(people.c.email) == email.lower(), ~people.c.gone)
            row = (await tx.execute(query)).first()
        return _person(row) if row else None

    # --- channels ------------------------------------------------------------------

    async def channel(self, channel: str) -> Channel | None:
        """A channel, from what we know or from Slack; None where we may not see it."""
        async with self._db.read() as tx:
            row = (await tx.execute(sa.select(channels).where(channels.c.id == channel))).first()
        if row is not None:
            return _channel(row)
        return await self.learn_channel(channel)

    async def known_channels(self) -> dict[str, Channel]:
        """Every channel that we know of, by id, also those that are gone or that we may not see any more."""
        async with self._db.read() as tx:
            return {row.id: _channel(row) for row in (await tx.execute(sa.select(channels))).all()}

    async def learn_channel(self, channel: str) -> Channel | None:
        """Read a channel anew from Slack: it was renamed, archived, or is new to us."""
        try:
            found = await self._chat.channel(channel)
        except ChatRefused:
            async with self._db.write() as tx:
                await tx.execute(channels.update().where(channels.c.id == channel).values(**_LOST))
            return None
        async with self._db.write() as tx:
            await self._keep_channel(tx, found)
        return found

    async def find_channel(self, name: str) -> str | None:
        """The id of `#name`; an id is returned as it is.

        A channel that Slack does not show us any more has left its name to whoever has it now.
        """
        wanted = name.removeprefix("#")
        query = (
            sa.select(channels.c.id)
            .where(sa.or_(channels.c.id == wanted, sa.func.lower(channels.c.name) == wanted.lower()))
            .where(~channels.c.archived, sa.or_(channels.c.here, channels.c.kind != "private"))
            .order_by(channels.c.here.desc(), channels.c.id)
        )
        async with self._db.read() as tx:
            row = (await tx.execute(query)).first()
        return str(row.id) if row else None

    async def members(self, channel: str) -> list[Person]:
        """The people of a channel: no bots, nobody who has left."""
        async with self._db.read() as tx:
            row = (await tx.execute(sa.select(channels.c.members_at).where(channels.c.id == channel))).first()
        if row is None or row.members_at is None or row.members_at < self._clock.now() - FRESH_MEMBERS:
            await self.learn_members(channel)
        else:
            await self._meet_strangers(channel)  # what an earlier reading could not learn of them
        query = (
            sa.select(people)
            .join(memberships, memberships.c.person == people.c.id)
            .where(memberships.c.channel == channel, ~people.c.is_bot, ~people.c.gone)
            .order_by(people.c.name)
        )
        async with self._db.read() as tx:
            return [_person(each) for each in (await tx.execute(query)).all()]

    async def channels_of(self, user: str) -> list[str]:
        """The channels that both `user` and we are in, by name, as far as we know for sure."""
        fresh = self._clock.now() - FRESH_MEMBERS * 2
        query = (
            sa.select(channels.c.id)
            .join(memberships, memberships.c.channel == channels.c.id)
            .where(memberships.c.person == user, channels.c.here, ~channels.c.archived, channels.c.members_at >= fresh)
            .where(channels.c.kind.in_(("public", "private")))
            .order_by(channels.c.name)
        )
        async with self._db.read() as tx:
            return [str(row.id) for row in (await tx.execute(query)).all()]

    async def is_member(self, channel: str, user: str) -> bool:
        """Whether `user` is in the channel, as far as we know for sure."""
        return any(person.id == user for person in await self.members(channel))

    async def learn_members(self, channel: str) -> None:
        """Read a channel's members anew; nothing is known of them where Slack refuses."""
        if await self.channel(channel) is None:
            return
        began = machine_now()
        try:
            ids = await self._chat.members(channel)
        except ChatRefused:
            await self._forget_members(channel)
            return
        async with self._db.write() as tx:
            # Replicas that read the same list at once queue at the channel's row.
            changed_at = (
                await tx.execute(sa.select(channels.c.changed_at).where(channels.c.id == channel).with_for_update())
            ).scalar_one_or_none()
            if changed_at is not None and changed_at >= began:
                # Somebody came or went while the list was read, so it may be older than that.
                await tx.execute(channels.update().where(channels.c.id == channel).values(members_at=None))
                return
            await tx.execute(memberships.delete().where(memberships.c.channel == channel))
            if ids:
                await tx.execute(memberships.insert(), [{"channel": channel, "person": user} for user in ids])
            await tx.execute(channels.update().where(channels.c.id == channel).values(members_at=self._clock.now()))
        await self._meet_strangers(channel)

    async def _meet_strangers(self, channel: str) -> None:
        """Read the members of a channel of whom we know nothing. One of whom Slack tells nothing is kept as a guest."""
        query = sa.select(memberships.c.person).where(
            memberships.c.channel == channel, memberships.c.person.not_in(sa.select(people.c.id))
        )
        async with self._db.read() as tx:
            strangers = (await tx.execute(query)).scalars().all()
        for user in strangers:
            try:
                person = await self._chat.person(user)
            except ChatRefused as refusal:
                log.info("person_not_known", user=user, why=refusal.code)
                person = _unknown(user, user)
            await self.changed(person)

    async def joined(self, channel: str, user: str) -> None:
        """Slack told that `user` joined. Where it is us, the channel is read whole."""
        me = await self._chat.me()
        await self.learn_channel(channel)
        if user == me.user:
            await self.learn_members(channel)
            return
        await self.person(user)
        async with self._db.write() as tx:
            await self._mark_changed(tx, channel)
            await tx.execute(self._db.insert(memberships).values(channel=channel, person=user).on_conflict_do_nothing())

    async def left(self, channel: str, user: str) -> None:
        """Slack told that `user` left. Where it is us, nothing is known of the channel any more."""
        if user == (await self._chat.me()).user:
            await self._forget_members(channel)
            return
        gone = sa.and_(memberships.c.channel == channel, memberships.c.person == user)
        async with self._db.write() as tx:
            await self._mark_changed(tx, channel)
            await tx.execute(memberships.delete().where(gone))

    async def _mark_changed(self, tx: Tx, channel: str) -> None:
        """Somebody comes or goes: a list that is being read meanwhile will not be believed."""
        await tx.execute(channels.update().where(channels.c.id == channel).values(changed_at=machine_now()))

    async def _forget_members(self, channel: str) -> None:
        async with self._db.write() as tx:
            await tx.execute(channels.update().where(channels.c.id == channel).values(here=False, members_at=None))
            await tx.execute(memberships.delete().where(memberships.c.channel == channel))

    async def _keep_person(self, tx: Tx, person: Person) -> None:
        until = person.status_until.isoformat() if person.status_until else None
        values = {
            "name": person.name,
            "email": person.email,
            "zone": await _known_zone(person.zone),
            "is_bot": person.is_bot,
            "is_admin": person.is_admin,
            "is_guest": person.is_guest,
            "gone": person.gone,
            "status": {
                "text": person.status_text,
                "emoji": person.status_emoji,
                "until": until,
                "unknown": person.unknown,
            },
            "seen_at": self._clock.now(),
        }
        await tx.execute(
            self._db.insert(people)
            .values(id=person.id, **values)
            .on_conflict_do_update(index_elements=[people.c.id], set_=values)
        )

    async def _keep_channel(self, tx: Tx, channel: Channel) -> None:
        values = {
            "name": channel.name,
            "kind": channel.kind,
            "archived": channel.archived,
            "here": channel.here,
            "shared": channel.shared,
        }
        await tx.execute(
            self._db.insert(channels)
            .values(id=channel.id, **values)
            .on_conflict_do_update(index_elements=[channels.c.id], set_=values)
        )


@functools.cache
def _zones() -> frozenset[str]:
    """Every IANA name. Blocking, the first time."""
    return frozenset(zoneinfo.available_timezones())


async def _known_zone(name: str) -> str:
    return name if name in await asyncio.to_thread(_zones) else "UTC"


def _unknown(user: str, name: str) -> Person:
    """Somebody of whom Slack tells nothing: a guest, for whatever that decides."""
    return Person(
        id=user,
        name=name,
        real_name=name,
        email=None,
        zone="UTC",
        is_bot=False,
        gone=False,
        is_admin=False,
        is_guest=True,
        unknown=True,
    )


def _channel(row: sa.Row[Any]) -> Channel:
    return Channel(id=row.id, name=row.name, kind=row.kind, archived=row.archived, here=row.here, shared=row.shared)


def _person(row: sa.Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        real_name=row.name,
        email=row.email,
        zone=row.zone,
        is_bot=row.is_bot,
        gone=row.gone,
        is_admin=row.is_admin,
        is_guest=row.is_guest,
        status_text=row.status.get("text", ""),
        status_emoji=row.status.get("emoji", ""),
        status_until=datetime.fromisoformat(until) if (until := row.status.get("until")) else None,
        unknown=bool(row.status.get("unknown")),
    )
