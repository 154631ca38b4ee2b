"""Who is in the team: people, their zones, and who is in which channel.

The chat is asked, and then tells us of changes; what we know is kept in the database, so that the
audience of an answer is decided there (see `jobs.people.audience`, also for what counts as known).
"""

import asyncio
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.chat import (
    Channel,
    ChatDirectory,
    ChatError,
    ChatRefused,
    ChatUncertain,
    Person,
    PlaceKind,
    Refusal,
    stranger,
)
from integrations.database import Database
from integrations.database.tables.team import channels, memberships, people
from integrations.entries import unread_of
from integrations.time import Clock
from jobs.people import audience, epochs, team_settings, team_store
from jobs.people.freshness import Knowing, Once, Sure, nothing_was_missed
from jobs.people.kept_team import channel_of, person_of
from jobs.people.team_settings import TeamSettings

FRESH_PERSON = timedelta(hours=24)
"""How long what we know of a person's name, zone and status holds. `user_change` tells of most changes at once."""
AT_ONCE = 200
"""Rows of one transaction: events want to be written in between."""
READINGS = 3
"""How often a list of members is read that changes while it is."""
_HERE: sa.BindParameter[str] = sa.bindparam("channel")
_KNOWN = sa.select(channels.c.id).where(channels.c.id == _HERE, audience.is_known())
_STRANGERS = sa.select(memberships.c.person).where(
    memberships.c.channel == _HERE, memberships.c.person.not_in(sa.select(people.c.id))
)
_MEMBERS = (
    sa.select(people)
    .join(memberships, memberships.c.person == people.c.id)
    .where(memberships.c.channel == _HERE, ~people.c.is_bot, ~people.c.gone)
    .order_by(people.c.name)
)
"""Asked several times a message, so each is put together once."""

log = structlog.get_logger()


class Team:
    """The workspace's people and channels, as far as we are told."""

    def __init__(self, db: Database, chat: ChatDirectory, clock: Clock, *, sure: Sure = nothing_was_missed) -> None:
        """Prepare; nothing is read yet. `sure` notes whether the chat cannot reach us at this moment."""
        self._db = db
        self._chat = chat
        self._clock = clock
        self._all_channels = Once(self._read_channels)
        self._all_people = Once(self._read_people)
        self._knowing = Knowing(db, self, sure)
        self.knows_channels = False
        """Whether the chat has listed the channels to this process."""

    @property
    def chat_name(self) -> str:
        """Return what people call the chat."""
        return self._chat.chat_name

    def is_person_id(self, text: str) -> bool:
        """Return True if `text` has the form of a person's id in this chat."""
        return self._chat.is_person_id(text)

    def is_channel_id(self, text: str) -> bool:
        """Return True if `text` has the form of a channel's id in this chat."""
        return self._chat.is_channel_id(text)

    async def stop(self) -> None:
        """Read no more: what was begun for an answer is given up."""
        await asyncio.gather(self._all_channels.stop(), self._all_people.stop())

    async def learn(self) -> bool:
        """Read everybody and every channel, and who is in those that we are in, as far as that is not known.

        At the start, after whatever may have kept changes from us, and now and then. Returns False
        where some of it could not be read. Raises `ChatError` where the chat does not answer.
        """
        await self.learn_channels()
        await self.learn_people()
        whole = True
        for channel in await self._knowing.doubtful():
            try:
                await self.learn_members(channel)
            except ChatUncertain:
                raise  # The chat is away, and would not answer for the next one either
            except ChatError as problem:
                log.warning("members_not_read", channel=channel, why=problem.code)
                whole = False
        return whole

    async def learn_channels(self) -> None:
        """Read which channels there are; one that the chat does not list any more is ours no longer.

        It may have become private, or gone, while nobody here could be told. Whoever wants that
        while it is under way waits for the same reading.
        """
        await self._all_channels()

    async def learn_people(self) -> None:
        """Read everybody; whoever wants that while it is under way waits for the same reading."""
        await self._all_people()

    async def know(
        self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None, lists: bool = False
    ) -> bool:
        """Read anew what the audience rule has to know for an answer to `user` alone, or to all who read `place`.

        `of` are the ids of the channels of which something may be told; with `lists` it matters who is in
        them even where anybody may read them. Within a few seconds, and never in a transaction, for the chat
        is asked; what is not known by then counts as no. Returns True where all was known before.
        """
        return await self._knowing.know(user, place, of, lists=lists)

    async def notice(self) -> None:
        """Notice where the connection is gone, so that what was read before counts as unknown."""
        await self._knowing.notice()

    async def in_doubt(self, user: str | None, place: str | None, *, of: sa.Select[Any]) -> bool:
        """Return True if reading anew could change whether something of these channels may be told, as in `know`."""
        return await self._knowing.in_doubt(user, place, of)

    async def _read_channels(self) -> None:
        began = await team_store.since(self._db)
        everywhere = await self._chat.channels()
        for start in range(0, len(everywhere), AT_ONCE):
            async with self._db.write() as tx:
                for channel in everywhere[start : start + AT_ONCE]:
                    await team_store.keep_channel(tx, self._db, channel, began)
        lost = sorted(began.changes.keys() - {channel.id for channel in everywhere})
        # Any of them may be one that could not be read: it is not gone, and nothing is known of it.
        what = team_store.UNSURE if unread_of(everywhere) else {"archived": False, **team_store.LOST}
        for start in range(0, len(lost), AT_ONCE):
            async with self._db.write() as tx:
                these = channels.update().where(channels.c.id.in_(lost[start : start + AT_ONCE]))
                await tx.execute(these.values(**what))
        self.knows_channels = True

    async def _read_people(self) -> None:
        epoch = await self._epoch()
        everybody = await self._chat.people()
        for start in range(0, len(everybody), AT_ONCE):
            async with self._db.write() as tx:
                these = everybody[start : start + AT_ONCE]
                await team_store.keep_people(tx, self._db, self._clock, these, epoch=epoch)

    async def settings(self) -> TeamSettings:
        """The team's own settings."""
        async with self._db.read() as tx:
            return await team_settings.read(tx)

    # --- people --------------------------------------------------------------------

    async def person(self, user: str) -> Person | None:
        """A person, from what we know or from the chat; None where the chat knows nobody of that id.

        Of whom we knew and the chat tells nothing any more the name stays, and no rights.
        """
        row = (await self._db.fetch(sa.select(people).where(people.c.id == user))).first()
        if row is not None and row.seen_at > self._clock.now() - FRESH_PERSON:
            return person_of(row)
        return await self.learn_person(user)

    async def learn_person(self, user: str) -> Person | None:
        """A person, read anew from the chat."""
        epoch = await self._epoch()
        try:
            person = await self._chat.person(user)
        except ChatRefused as refusal:
            row = (await self._db.fetch(sa.select(people).where(people.c.id == user))).first()
            if row is None:
                return None
            if refusal.meaning is not Refusal.PERSON_UNKNOWN:
                return person_of(row)
            person = stranger(user, row.name)
        await self._keep(person, epoch)
        return person

    async def changed(self, person: Person) -> None:
        """The chat told of a person's new name, zone or status.

        Who is deactivated is out of every channel, and comes back to none by being there again.
        """
        await self._keep(person, None)
        if person.gone:
            async with self._db.write() as tx:
                await team_store.out_of_everything(tx, person.id)

    async def _keep(self, person: Person, epoch: int | None) -> None:
        async with self._db.write() as tx:
            await team_store.keep_people(tx, self._db, self._clock, [person], epoch=epoch)

    async def is_full_member(self, user: str) -> bool:
        """Whether somebody is of this workspace, and no guest, as far as we know for sure. May ask the chat."""
        await self.know(user)
        return bool((await self._db.fetch(sa.select(audience.is_full_member(user)))).scalar_one())

    async def name(self, user: str) -> str:
        """What people see of a user; the bare id where nobody knows."""
        person = await self.person(user)
        return person.name if person else user

    async def zone(self, user: str) -> str:
        """A person's IANA zone, the last one known where the chat does not answer; UTC where there is none."""
        try:
            person = await self.person(user)
        except ChatError:
            row = (await self._db.fetch(sa.select(people).where(people.c.id == user))).first()
            person = person_of(row) if row else None
        return await team_store.known_zone(person.zone) if person else "UTC"

    async def by_email(self, email: str) -> Person | None:
        """The person of an e-mail address, among those we know."""
        async with self._db.read() as tx:
            query = sa.select(people).where(sa.func.lower(people.c.email) == email.lower(), ~people.c.gone)
            row = (await tx.execute(query)).first()
        return person_of(row) if row else None

    async def only_one_named(self, name: str) -> Person | None:
        """The member who is called so in full; None where nobody, or more than one, is."""
        wanted = " ".join(name.split()).casefold()
        query = sa.select(people).where(~people.c.is_bot, ~people.c.gone)
        every = [person_of(row) for row in (await self._db.fetch(query)).all()]
        same = [each for each in every if wanted in (each.real_name.casefold(), each.name.casefold())]
        return same[0] if len(same) == 1 and " " in wanted else None

    # --- channels ------------------------------------------------------------------

    async def channel(self, channel: str) -> Channel | None:
        """A channel, from what we know or from the chat; None where we may not see it."""
        row = (await self._db.fetch(sa.select(channels).where(channels.c.id == channel))).first()
        if row is not None:
            return channel_of(row)
        return await self.learn_channel(channel)

    async def known_channels(self) -> dict[str, Channel]:
        """Every channel that we know of, by id, also those that are gone or that we may not see any more."""
        return {row.id: channel_of(row) for row in (await self._db.fetch(sa.select(channels))).all()}

    async def learn_channel(self, channel: str) -> Channel | None:
        """Read a channel anew from the chat: it was renamed, archived, or is new to us."""
        began = await team_store.since(self._db, channel)
        try:
            found = await self._chat.channel(channel)
        except ChatRefused:
            async with self._db.write() as tx:
                await tx.execute(channels.update().where(channels.c.id == channel).values(**team_store.LOST))
            return None
        async with self._db.write() as tx:
            await team_store.keep_channel(tx, self._db, found, began)
        return found

    async def channel_changed(self, channel: str) -> Channel | None:
        """The chat told that a channel is not what it was; what it is now."""
        async with self._db.write() as tx:
            await team_store.channel_changed(tx, channel)
        return await self.learn_channel(channel)

    async def find_channel(self, name: str) -> str | None:
        """The id of `#name`, or of an id; None where there is no such channel any more.

        A channel that the chat does not show us any more has left its name to whoever has it now.
        """
        wanted = name.removeprefix("#")
        named = sa.or_(channels.c.id == wanted, sa.func.lower(channels.c.name) == wanted.lower())
        there = sa.or_(channels.c.here, channels.c.epoch.is_not(None))
        query = sa.select(channels.c.id).where(named, there, ~channels.c.archived)
        query = query.order_by(channels.c.here.desc(), channels.c.epoch.desc(), channels.c.id)
        row = (await self._db.fetch(query)).first()
        return str(row.id) if row else None

    async def members(self, channel: str) -> list[Person]:
        """The people of a channel, read anew where it is not known: no bots, nobody who has left."""
        at = {"channel": channel}
        is_known = (await self._db.fetch(_KNOWN, at)).first() is not None
        if is_known:
            await self._meet_strangers(channel)  # what an earlier reading could not learn of them
        elif not await self.learn_members(channel):
            return []
        return [person_of(each) for each in (await self._db.fetch(_MEMBERS, at)).all()]

    async def channels_of(self, user: str) -> list[str]:
        """The channels that both `user` and we are in, by name, as far as we know for sure. May ask the chat."""
        theirs = sa.select(memberships.c.channel).where(memberships.c.person == user)
        await self.know(user, of=theirs, lists=True)
        query = (
            sa.select(channels.c.id)
            .where(channels.c.id.in_(audience.shared_with(user)), ~channels.c.archived)
            .where(channels.c.kind.in_((PlaceKind.PUBLIC, PlaceKind.PRIVATE)))
            .order_by(channels.c.name)
        )
        return [str(row.id) for row in (await self._db.fetch(query)).all()]

    async def colleagues(self, user: str) -> list[Person]:
        """The people of the channels that both `user` and we are in, themselves too, as far as we know for sure.

        No bots, nobody who has left. May ask the chat.
        """
        theirs = sa.select(memberships.c.channel).where(memberships.c.person == user)
        await self.know(user, of=theirs, lists=True)
        together = sa.select(memberships.c.person).where(memberships.c.channel.in_(audience.shared_with(user)))
        query = sa.select(people).where(people.c.id.in_(together), ~people.c.is_bot, ~people.c.gone)
        return [person_of(row) for row in (await self._db.fetch(query.order_by(people.c.name))).all()]

    async def is_in(self, user: str, channel: str) -> bool | None:
        """Whether both `user` and we are in a channel where people meet; None where the chat would have to be asked."""
        inside = channels.c.id.in_(audience.shared_with(user))
        is_itself, is_known = audience.is_itself().label("is_itself"), audience.is_known().label("is_known")
        query = sa.select(channels, is_itself, is_known, inside.label("inside"))
        row = (await self._db.fetch(query.where(channels.c.id == channel))).first()
        if row is None:
            return None
        if row.kind == PlaceKind.DIRECT or (row.is_itself and (not row.here or row.archived)):
            return False
        return bool(row.inside) if row.is_known else None

    async def is_member(self, channel: str, user: str) -> bool:
        """Whether `user` is in the channel, as far as we know for sure."""
        return any(person.id == user for person in await self.members(channel))

    async def learn_members(self, channel: str) -> bool:
        """Read a channel's members anew, and the channel too; False where that is not known now."""
        if await self._is_doubtful(channel) and await self.learn_channel(channel) is None:
            return False
        for _ in range(READINGS):
            began = await team_store.since(self._db, channel)
            try:
                ids = await self._chat.members(channel)
            except ChatRefused:
                async with self._db.write() as tx:
                    await team_store.nobody_is_known(tx, channel)
                await self.learn_channel(channel)  # we may be out of it, or it may be gone
                return False
            async with self._db.write() as tx:
                kept = await team_store.keep_members(tx, channel, ids, began)
            if kept:
                await self._meet_strangers(channel)
                return True
        return False

    async def _is_doubtful(self, channel: str) -> bool:
        """Whether we do not know a channel, or not what it is now."""
        known = sa.select(channels.c.id).where(channels.c.id == channel, audience.is_itself())
        return (await self._db.fetch(known)).first() is None

    async def _epoch(self) -> int:
        async with self._db.read() as tx:
            return await epochs.now(tx)

    async def _meet_strangers(self, channel: str) -> None:
        """Read the members of a channel of whom we know nothing. Of whom the chat tells nothing is kept as a guest."""
        async with self._db.read() as tx:
            strangers = (await tx.execute(_STRANGERS, {"channel": channel})).scalars().all()
            epoch = await epochs.now(tx) if strangers else None
        for user in strangers:
            try:
                person = await self._chat.person(user)
            except ChatRefused as refusal:
                log.info("person_not_known", user=user, why=refusal.code)
                person = stranger(user, user)
            await self._keep(person, epoch)

    async def joined(self, channel: str, user: str) -> None:
        """The chat told that `user` joined. Where it is us, the channel is read whole."""
        async with self._db.write() as tx:
            await team_store.somebody_came_or_went(tx, channel)
        if user == (await self._chat.me()).user:
            await self.channel_changed(channel)
            await self.learn_members(channel)

    async def left(self, channel: str, user: str) -> None:
        """The chat told that `user` left. Where it is us, nothing is known of the channel any more."""
        if user == (await self._chat.me()).user:
            await self._we_are_out(channel)
            return
        async with self._db.write() as tx:
            await team_store.somebody_came_or_went(tx, channel, left=user)

    async def _we_are_out(self, channel: str) -> None:
        async with self._db.write() as tx:
            await team_store.we_are_out(tx, channel)
