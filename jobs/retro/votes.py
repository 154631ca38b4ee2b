"""The vote of a retrospective: who is for which topic, and how whoever leads it arranges the topics meanwhile."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.retro import RetroState, retro_items, retro_notes, retro_votes
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.retro import posts, store
from jobs.retro.access import RetroAccess
from jobs.retro.drawing import redraw
from jobs.retro.model import Retro, RetroBoard

MOST_PRESSES = 25
"""Of one person's button at one topic: so many are told from one that comes again."""


class RetroVotes:
    """The votes of the team's retrospectives, and the topics that they are for."""

    def __init__(self, db: Database, outbox: Outbox, access: RetroAccess) -> None:
        """Keep them in `db`; the messages that show them are changed through `outbox`."""
        self._db = db
        self._outbox = outbox
        self._access = access

    async def vote(self, person: str, item: int, click: str) -> None:
        """Vote for something, or take the vote back. The same press again, by its id `click`, changes nothing.

        Raise `UserError` for who may not vote, or has no vote left.
        """
        async with self._db.read() as tx:
            found = await store.of_item(tx, item)
        if found is None:
            raise UserError("That topic is with another one now.")
        await self._access.check_member(found, person)
        async with self._db.write() as tx:
            retro = await self._access.lock(tx, found.id)
            if retro.state is not RetroState.VOTING:
                raise UserError("The vote is over.")
            own = sa.and_(retro_votes.c.item == item, retro_votes.c.person == person)
            before = (await tx.execute(sa.select(retro_votes).where(own))).first()
            pressed = [each for each in before.click.split(",") if each] if before is not None else []
            if (mark := _mark(click)) in pressed:
                return  # it may be an old one, which comes again after a later one
            given = before is None or not before.given
            if given:
                await self._check_has_votes(tx, retro, person)
            values = {"given": given, "click": ",".join([*pressed, mark][-MOST_PRESSES:])}
            await tx.execute(
                self._db.insert(retro_votes)
                .values(item=item, person=person, **values)
                .on_conflict_do_update(index_elements=[retro_votes.c.item, retro_votes.c.person], set_=values)
            )
            await redraw(tx, self._outbox, retro.id)

    async def _check_has_votes(self, tx: Tx, retro: Retro, person: str) -> None:
        chosen = await store.voted(tx, retro.id, person)
        if len(chosen) < retro.votes:
            return
        items = [each for each in (await store.board(tx, retro)).items if each.id in chosen]
        named = ", ".join(f"“{' '.join(each.title.split())[:60]}”" for each in items)
        raise UserError(f"All your {retro.votes} votes are given: {named}. Press Vote at one of them to take it back.")

    async def votes_of(self, person: str, number: int) -> Post:
        """Return what somebody has voted for, for them alone. Raise `UserError` for who may not vote."""
        retro = await self._access.find(number)
        await self._access.check_member(retro, person)
        async with self._db.read() as tx:
            return posts.mine(await store.board(tx, retro), await store.voted(tx, number, person))

    # --- what who leads it does ----------------------------------------------------

    async def to_arrange(self, person: str, number: int) -> RetroBoard:
        """Return what can be merged and renamed. Raise `UserError` for who may not."""
        retro = await self._access.find(number)
        await self._access.check_lead(retro, person)
        _check_votes(retro)
        async with self._db.read() as tx:
            return await store.board(tx, retro)

    async def merge(self, person: str, number: int, items: Sequence[int], title: str) -> None:
        """Make one topic of several, called `title` where that says anything. Who voted for any has voted for it.

        One alone is renamed. Raise `UserError` for who may not, and where it is no such topics.
        """
        async with self._arranging(person, number) as tx:
            board = await store.board(tx, await self._access.lock(tx, number))
            chosen = [each for each in board.items if each.id in items]
            if len({each.category for each in chosen}) != 1:
                raise UserError("Choose topics of one category.")
            first, *others = chosen
            if not others and not title:
                raise UserError("Choose another one to merge it with, or write what it is to be called.")
            if title:
                values = {"title": title, "titled_by": person}
                await tx.execute(retro_items.update().where(retro_items.c.id == first.id).values(**values))
            for other in others:
                moved = retro_notes.update().where(retro_notes.c.item == other.id)
                await tx.execute(moved.values(item=first.id))
            for voter in {each for other in others for each in other.voters} - first.voters:
                given = self._db.insert(retro_votes).values(item=first.id, person=voter, given=True, click="")
                either = [retro_votes.c.item, retro_votes.c.person]
                await tx.execute(given.on_conflict_do_update(index_elements=either, set_={"given": True}))
            await tx.execute(retro_items.delete().where(retro_items.c.id.in_([each.id for each in others])))
            await redraw(tx, self._outbox, number)

    async def part(self, person: str, number: int, item: int) -> None:
        """Make a topic of each note of one; the votes for it stay with its first. Raise `UserError`."""
        async with self._arranging(person, number) as tx:
            board = await store.board(tx, await self._access.lock(tx, number))
            found = next((each for each in board.items if each.id == item), None)
            if found is None or len(found.notes) < 2:
                raise UserError("That is one note alone.")
            nameless = {"title": "", "titled_by": None}
            await tx.execute(retro_items.update().where(retro_items.c.id == item).values(**nameless))
            for note in found.notes[1:]:
                made = retro_items.insert().values(retro=number, category=found.category).returning(retro_items.c.id)
                new = (await tx.execute(made)).scalar_one()
                await tx.execute(retro_notes.update().where(retro_notes.c.id == note.id).values(item=new))
            await redraw(tx, self._outbox, number)

    @asynccontextmanager
    async def _arranging(self, person: str, number: int) -> AsyncIterator[Tx]:
        """A transaction of who leads it, while there is a vote."""
        await self._access.check_lead(await self._access.find(number), person)
        async with self._db.write() as tx:
            _check_votes(await self._access.lock(tx, number))
            yield tx


def _mark(press: str) -> str:
    """What tells a press from the others of the same button by the same person."""
    return hashlib.sha256(press.encode()).hexdigest()[:8]


def _check_votes(retro: Retro) -> None:
    if retro.state is not RetroState.VOTING:
        raise UserError("The vote is over." if retro.state is RetroState.CLOSED else "The vote has not begun yet.")
