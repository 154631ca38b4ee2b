"""Who the role's partners are in this team: the card names them, and the team says who that is.

A partner is a person, a group of people that can be mentioned together, or a channel.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.chat import ChatError, PlaceKind
from integrations.database import Database, Tx
from integrations.database.look import Query
from integrations.database.tables.people import looped_in, partners
from integrations.deferred import dataclass
from integrations.post import Bold, InChannel, Mention, Post, SmallPrint, Text
from integrations.post import Person as Named
from integrations.rolecard import RoleCard, short_name
from integrations.time import Clock
from jobs import audit
from jobs.calendar import local_date, moment_of, zone_of
from jobs.errors import UserError
from jobs.messages import Hours, Outgoing, OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.groups import Groups
from jobs.people.team import Team

EDIT = "partners_edit"
"""The action of the button that opens the form of the partners."""
LONGEST = 200
"""Characters of a name that are kept: those after it tell no two partners apart."""
_SAID: sa.Select[Any] = sa.select(partners.c.name, partners.c.person, partners.c.group_id, partners.c.channel)


@dataclass(frozen=True, slots=True)
class Who:
    """A person, a group or a channel, by id: one of them, or nobody."""

    person: str | None = None
    group: str | None = None
    channel: str | None = None

    def __bool__(self) -> bool:
        """Return True if it is somebody."""
        return bool(self.person or self.group or self.channel)


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the card, and who that is here, where somebody has said so."""

    name: str
    description: str
    who: Who = NOBODY

    @property
    def key(self) -> str:
        """Return the name under which it is kept."""
        return _key(self.name)

    @property
    def role(self) -> str:
        """The name as it stands in a sentence, without an article."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class LoopedIn:
    """That a question is a partner's too: the words, and what is to be kept of it."""

    partner: Partner
    words: Text
    called: bool
    """Whether they are mentioned, which calls them, and not only named."""


class Partners:
    """The card's partners, in its order."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Team,
        groups: Groups,
        absences: Absences,
        outbox: Outgoing,
        card: RoleCard,
        hours: Hours,
    ) -> None:
        """Keep who they are in `db`; `hours` says when somebody may be called."""
        self._db = db
        self._clock = clock
        self._team = team
        self._groups = groups
        self._absences = absences
        self._outbox = outbox
        self._card = card
        self._hours = hours

    async def all(self) -> list[Partner]:
        """Return every partner of the card, with who that is."""
        known = dict(map(_said, await self._db.fetch(_SAID)))
        points = self._card.partners
        return [Partner(each.name, each.description, known.get(_key(each.name), NOBODY)) for each in points]

    async def shown(self, who: Who) -> Text:
        """Return who that is as people see it, without calling anybody; nothing for nobody."""
        if who.person:
            return (Named(user=who.person, name=await self._name(who.person)),)
        if who.group:
            return (f"@{await self._groups.handle(who.group) or 'group'}",)
        return (InChannel(channel=who.channel),) if who.channel else ()

    async def say(self, by: str, wanted: Mapping[str, Who]) -> list[Partner]:
        """Keep who the partners of these names are, all or none; return those that changed.

        A person who becomes one is told, unless they said it themselves. Raises `UserError` where `by` is a
        guest, and for what cannot be a partner.
        """
        if not await self._team.is_full_member(by):
            raise UserError("Only members of this workspace can say who the partners are.")
        before = {each.name: each for each in await self.all()}
        changed = [replace(before[name], who=who) for name, who in wanted.items() if before[name].who != who]
        for each in changed:
            await self._check(each.who)
        sayer, now = Named(user=by, name=await self._name(by)), self._clock.now()
        async with self._db.write() as tx:
            for each in changed:
                number = await self._keep(tx, by, each, now)
                if each.who.person and each.who.person != by:
                    key = f"partners:{number}:{each.who.person}"
                    await self._outbox.put(
                        tx, OutgoingMessage(key, each.who.person, _told(sayer, each.role), Priority.REPLY)
                    )
        return changed

    async def _check(self, who: Who) -> None:
        """Raise `UserError` for a bot, somebody who has left, and a channel that not everybody may know of."""
        if who.person:
            try:
                person = await self._team.person(who.person)
            except ChatError as silence:
                raise UserError("The chat does not tell me who that is just now. Please try again.") from silence
            if person is None or person.gone or person.unknown:
                raise UserError("I do not know that person here any more.")
            if person.is_bot:
                raise UserError(f"{person.name} is an app, and cannot be looped in.")
        if who.channel:
            try:
                channel = await self._team.channel(who.channel)
            except ChatError:
                channel = None
            if channel is None or channel.kind is not PlaceKind.PUBLIC or channel.archived:
                raise UserError("Please name a public channel: everybody should be able to see who that is.")

    async def _keep(self, tx: Tx, by: str, partner: Partner, now: datetime) -> int:
        who = partner.who
        values = {"person": who.person, "group_id": who.group, "channel": who.channel, "set_at": now}
        await tx.execute(
            self._db.insert(partners)
            .values(name=partner.key, **values)
            .on_conflict_do_update(index_elements=[partners.c.name], set_=values)
        )
        details = {kind: value for kind, value in values.items() if kind != "set_at" and value}
        return await audit.record(tx, now, by, "partner_said" if who else "partner_forgotten", partner.key, details)

    # --- looping in ----------------------------------------------------------------

    async def loop_in(
        self, name: str, place: str, thread: str, *, without: frozenset[str], quiet: bool = False
    ) -> LoopedIn | None:
        """Return words that name the partner of that name, whose business a question is too; None without anybody.

        In one thread they are named once, and whoever is among `without` takes part in it already. A person is
        called only in their own working hours, where they are not away, and once a day; else, and always
        with `quiet`, they are named without being called. `keep` what is said.
        """
        partner = next((each for each in await self.all() if each.name == name), None)
        if partner is None or not partner.who or (partner.who.person and partner.who.person in without):
            return None
        who = partner.who
        if who.person and (await self._is_gone(who.person)):
            return None
        known = sa.select(looped_in.c.at).where(
            looped_in.c.place == place, looped_in.c.thread == thread, looped_in.c.partner == partner.key
        )
        async with self._db.read() as tx:
            if (await tx.execute(known)).first() is not None:
                return None
        called = bool(who.person) and not quiet and await self._may_call(partner, str(who.person))
        shown: Text = (Mention(user=str(who.person)),) if called else await self.shown(who)
        return LoopedIn(partner, ("That is also something for ", *shown, f" ({partner.role})."), called)

    async def keep(self, tx: Tx, looped: LoopedIn, place: str, thread: str) -> None:
        """Remember that a partner was named in a thread, in the transaction that says it."""
        await tx.execute(
            self._db.insert(looped_in)
            .values(place=place, thread=thread, partner=looped.partner.key, at=self._clock.now(), called=looped.called)
            .on_conflict_do_nothing()
        )

    async def _is_gone(self, user: str) -> bool:
        try:
            person = await self._team.person(user)
        except ChatError:
            return False
        return person is None or person.gone

    async def _may_call(self, partner: Partner, person: str) -> bool:
        now = self._clock.now()
        zone = zone_of(await self._team.zone(person))
        today = local_date(now, zone)
        if await self._hours(person, now) > now or await self._absences.away(person, today):
            return False
        midnight = moment_of(today, datetime.min.time(), zone)
        called = sa.select(looped_in.c.at).where(
            looped_in.c.partner == partner.key, looped_in.c.called, looped_in.c.at >= midnight
        )
        return (await self._db.fetch(called.limit(1))).first() is None

    async def _name(self, user: str) -> str:
        try:
            return await self._team.name(user)
        except ChatError:
            return user


def said_who() -> Query[tuple[str, Who]]:
    """Return who the partners are that the team has said something of, by the key of each."""
    return Query(_SAID, _said)


def _said(row: sa.Row[Any]) -> tuple[str, Who]:
    return row.name, Who(row.person, row.group_id, row.channel)


def _key(name: str) -> str:
    return name.casefold()[:LONGEST]


def _told(by: Named, role: str) -> Post:
    return Post(
        headline=(by, " says that you are this team's ", Bold(text=role), "."),
        blocks=(
            SmallPrint(
                text=("I name you, once a thread, where a question is yours too. My Home has it under Partners.",)
            ),
        ),
    )
