"""What came of retrospectives and is still to be done: it comes back until it is done, put off or dropped."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from integrations.chat import Person
from integrations.database import Database, Tx
from integrations.database.tables.delivery import MessageState
from integrations.database.tables.delivery import outbox as outbox_table
from integrations.database.tables.retro import ActionState, retro_actions
from integrations.time import Clock
from jobs.calendar import local_date, zone_of
from jobs.delivery.outbox import Outbox
from jobs.errors import NotAccepted, UserError
from jobs.messages import Interruption, OutgoingMessage, Priority, of_place
from jobs.people import team_settings
from jobs.people.directory import Directory
from jobs.retro import action_posts, store
from jobs.retro.action_posts import actions as as_post
from jobs.retro.drawing import redraw
from jobs.retro.model import Action

LONGEST = 300
FOLLOWED = timedelta(days=14)
"""How long a list of actions follows what becomes of them."""
MOST_LISTS = 5
TOLD_WITHIN = timedelta(days=4)
"""Whoever could not be told by then has read it in a standup."""
LONGEST_AHEAD = timedelta(days=366)


class Actions:
    """The actions of the team's channels. Who is in a channel may settle and put off those of it."""

    def __init__(self, db: Database, clock: Clock, team: Directory, outbox: Outbox) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._team = team
        self._outbox = outbox

    # --- reading -------------------------------------------------------------------

    async def of(self, person: str, channels: Sequence[str]) -> list[Action]:
        """What somebody is to do of these channels, the first due first."""
        mine = sa.and_(retro_actions.c.owner == person, retro_actions.c.channel.in_(channels))
        async with self._db.read() as tx:
            return await store.actions(tx, mine, open_only=True)

    async def still_open(self, channels: Sequence[str]) -> list[Action]:
        """What is to be done of these channels, by anybody, the first due first."""
        async with self._db.read() as tx:
            return await store.actions(tx, retro_actions.c.channel.in_(channels), open_only=True)

    async def listed(
        self, channel: str, name: str, thread_of: str, zone: str | None = None
    ) -> Sequence[OutgoingMessage]:
        """Return the message in a thread with what is still to be done in a channel; none where nothing is.

        `name` tells it from the channel's other lists; `zone` says which day it is there, without it the team's.
        """
        async with self._db.read() as tx:
            found = await store.actions(tx, retro_actions.c.channel == channel, open_only=True)
            zone = zone or (await team_settings.read(tx)).timezone
        if not found:
            return ()
        post = as_post(found, local_date(self._clock.now(), zone_of(zone)))
        key = _list_key(channel, zone, name)
        return (OutgoingMessage(key, channel, post, thread_of=thread_of, repeats=_people(found)),)

    async def one(self, person: str, number: int) -> Action:
        """Return an open action that somebody may change. Raise `UserError`."""
        async with self._db.read() as tx:
            found = await store.actions(tx, retro_actions.c.id == number)
        if not found:
            raise UserError("I do not know that action any more.")
        if not await self._is_member(found[0].channel, person):
            raise UserError("Only the people of its channel can change that action.")
        if not found[0].is_open:
            by = f" by {found[0].ended_name}" if found[0].ended_name else ""
            raise UserError(f"That action is {found[0].state.value} already{by}.")
        return found[0]

    async def today(self, person: str) -> date:
        """Return the date on somebody's own wall."""
        return local_date(self._clock.now(), zone_of(await self._team.zone(person)))

    # --- changing ------------------------------------------------------------------

    async def make(self, person: str, retro: int, words: str, owner: str, due: date, form: str) -> None:
        """Keep an action, once for a `form`. Raise `NotAccepted` by field, or `UserError`; nothing is kept then."""
        words = " ".join(words.split())
        async with self._db.read() as tx:
            of = await store.find(tx, retro)
        if of is None or not await self._is_member(of.channel, person):
            raise UserError("Only the people of its channel can add an action.")
        if not words or len(words) > LONGEST:
            raise NotAccepted({"words": f"Say in at most {LONGEST} characters what is to be done."})
        who = await self._owner(of.channel, owner)
        await self._check_due(person, due)
        now = self._clock.now()
        values = {
            "retro": retro,
            "channel": of.channel,
            "form": form,
            "words": words,
            "made_by": person,
            "owner": who.id,
            "owner_name": who.name,
            "due": due,
            "state": ActionState.OPEN,
            "made_at": now,
        }
        name = await self._team.name(person)
        async with self._db.write() as tx:
            await store.lock(tx, retro)
            made = await tx.execute(
                self._db.insert(retro_actions)
                .values(**values)
                .on_conflict_do_nothing(index_elements=[retro_actions.c.form])
                .returning(retro_actions.c.id)
            )
            number = made.scalar_one_or_none()
            if number is None:
                return
            await redraw(tx, self._outbox, retro)
            if who.id != person:
                await self._tell(tx, number, person, name, now)

    async def settle(self, person: str, number: int, state: ActionState) -> None:
        """Say that an action is done, or dropped; its lists follow. Raise `UserError` where that was said already."""
        action = await self.one(person, number)
        name = await self._team.name(person)
        async with self._db.write() as tx:
            await self._end(tx, action, person, name, state)

    async def done_of(self, person: str, channel: str, numbers: Sequence[int]) -> None:
        """Say of some of one's own actions of a channel that they are done; of others and of settled ones nothing."""
        mine = [each for each in await self.of(person, [channel]) if each.id in numbers]
        if not mine or not await self._is_member(channel, person):
            return
        name = await self._team.name(person)
        for action in mine:
            async with self._db.write() as tx:
                await self._end(tx, action, person, name, ActionState.DONE)

    async def _end(self, tx: Tx, action: Action, person: str, name: str, state: ActionState) -> None:
        this = sa.and_(retro_actions.c.id == action.id, retro_actions.c.state == ActionState.OPEN)
        values = {"state": state, "ended_at": self._clock.now(), "ended_by": person, "ended_name": name}
        if (await tx.execute(retro_actions.update().where(this).values(**values))).rowcount:
            await self._take_back(tx, action.id)
            await self._follow(tx, action)

    async def put_off(self, person: str, number: int, owner: str, due: date) -> None:
        """Give an action another day, or into other hands. Raise `NotAccepted` by field, or `UserError`."""
        action = await self.one(person, number)
        who = await self._owner(action.channel, owner)
        await self._check_due(person, due)
        if (who.id, due) == (action.owner, action.due):
            return  # it was said before, or the same form came twice
        name, now = await self._team.name(person), self._clock.now()
        this = sa.and_(retro_actions.c.id == number, retro_actions.c.state == ActionState.OPEN)
        values = {"owner": who.id, "owner_name": who.name, "due": due}
        async with self._db.write() as tx:
            if not (await tx.execute(retro_actions.update().where(this).values(**values))).rowcount:
                return
            await self._follow(tx, action)
            not_told_yet = await self._take_back(tx, number)
            if who.id != person and (not_told_yet or who.id != action.owner):
                await self._tell(tx, number, person, name, now)

    # --- inside --------------------------------------------------------------------

    async def _tell(self, tx: Tx, number: int, by: str, by_name: str, now: datetime) -> None:
        """Write to whom somebody else has put down for an action, in their own working hours."""
        (action,) = await store.actions(tx, retro_actions.c.id == number)
        # Who gives one back, tells of it again: no two of these have the same key.
        before = sa.select(sa.func.count()).where(outbox_table.c.key.startswith(_told(number), autoescape=True))
        again = (await tx.execute(before)).scalar_one()
        message = OutgoingMessage(
            f"{_told(number)}{again}:{action.owner}",
            action.owner,
            action_posts.yours(action, by_name),
            priority=Priority.NUDGE,
            person=action.owner,
            kind=Interruption.ACTION,
            expires_at=now + TOLD_WITHIN,
            repeats=tuple(sorted(action.people | {by})),
            restriction=of_place(action.channel, to=action.owner),
        )
        await self._outbox.put(tx, message)

    async def _take_back(self, tx: Tx, number: int) -> bool:
        """Leave unsaid what an owner of an action has not been told yet; return True if there was something."""
        waiting = sa.select(outbox_table.c.key).where(
            outbox_table.c.key.startswith(_told(number), autoescape=True), outbox_table.c.state == MessageState.WAITING
        )
        keys = list((await tx.execute(waiting)).scalars())
        return any([await self._outbox.withdraw(tx, key) for key in keys])

    async def _follow(self, tx: Tx, action: Action) -> None:
        """Have the lists that show an action, and its retrospective, show what has become of it."""
        if action.retro is not None and await store.lock(tx, action.retro) is not None:
            await redraw(tx, self._outbox, action.retro)
        now = self._clock.now()
        query = (
            sa.select(outbox_table.c.key, outbox_table.c.created_at)
            .where(
                outbox_table.c.key.startswith(_lists_of(action.channel), autoescape=True),
                outbox_table.c.replaces.is_(None),
                outbox_table.c.created_at >= now - FOLLOWED,
            )
            .order_by(outbox_table.c.id.desc())
            .limit(MOST_LISTS)
            .with_for_update()  # a list shows the actions of several retrospectives
        )
        for row in (await tx.execute(query)).all():
            edits = sa.select(sa.func.count()).where(outbox_table.c.replaces == row.key)
            number = (await tx.execute(edits)).scalar_one()
            if number:
                await self._outbox.withdraw(tx, f"{row.key}:e{number}")
            some = await store.shown_since(tx, action.channel, row.created_at)
            post = as_post(some, local_date(now, zone_of(_zone_of_list(row.key))))
            edit = OutgoingMessage(
                f"{row.key}:e{number + 1}",
                action.channel,
                post,
                Priority.REPLY,
                replaces=row.key,
                repeats=_people(some),
            )
            await self._outbox.put(tx, edit)

    async def _is_member(self, channel: str, person: str) -> bool:
        return any(each.id == person for each in await self._team.members(channel))

    async def _owner(self, channel: str, owner: str) -> Person:
        """Return who is to do it: somebody who reads where it is told."""
        for each in await self._team.members(channel):
            if each.id == owner:
                return each
        raise NotAccepted({"owner": "Choose somebody who is in this channel."})

    async def _check_due(self, person: str, due: date) -> None:
        today = await self.today(person)
        if not today <= due <= today + LONGEST_AHEAD:
            raise NotAccepted({"due": "Choose a day from today on, within a year."})


def _list_key(channel: str, zone: str, name: str) -> str:
    return f"{_lists_of(channel)}{zone}|{name}"


def _lists_of(channel: str) -> str:
    """How the keys of a channel's lists begin."""
    return f"actions|{channel}|"


def _zone_of_list(key: str) -> str:
    """The zone that the key of a list names."""
    return key.split("|")[2]


def _told(action: int) -> str:
    """How the keys of what its owners are told begin."""
    return f"retro_action:{action}:"


def _people(some: Iterable[Action]) -> Sequence[str]:
    """Return whose words, or names, are in these actions."""
    return sorted(frozenset[str]().union(*(each.people for each in some)))
