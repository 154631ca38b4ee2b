"""The life of a retrospective: notes are collected, grouped, voted on, and it ends; each once, whoever asks for it."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import sqlalchemy as sa
import structlog

from integrations.ballot_box import LEAST_SHOWN, Ballot, BallotBox
from integrations.chat import ChatLinks, Person
from integrations.database import Database, Tx
from integrations.database.tables.retro import RetroState, retro_items, retro_notes, retro_people, retro_votes, retros
from integrations.deferred import dataclass
from integrations.post import Link, Post
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result, Step, step_name
from jobs.delivery.outbox import Outbox
from jobs.errors import NotAccepted, UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people import team_settings
from jobs.people.admins import Admins
from jobs.people.directory import Directory
from jobs.retro import options, posts, store
from jobs.retro.actions import Actions
from jobs.retro.drawing import imprint, redraw
from jobs.retro.grouping import grouped
from jobs.retro.model import Retro, RetroBoard, retro_of_box
from jobs.voice import Voice

log = structlog.get_logger()

OVERDUE = timedelta(minutes=10)
"""What no step has done so long after its time, none will: its ritual was removed, or it failed for good."""
LONGEST_NOTE = 300
MOST_PRESSES = 25
"""Of one person's button at one topic: so many are told from one that comes again."""
MOST_NOTES = 20
"""Of one person to one category."""
NOT_IN_CHANNEL = "Only the people of its channel take part in this retrospective. Join the channel first."
WRITTEN = "Your notes are in. Nobody can tell which are yours, so they cannot be changed or added to."
COLLECTED = "The time to write notes is over. Say it in the thread, so that everybody reads it."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form for notes is to show one person."""

    retro: Retro
    notes: Mapping[int, Sequence[str]]
    """What they have written already, by category."""


class Retros:
    """The retrospectives of the team's channels. What the cadence plans is committed with its claim."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Directory,
        admins: Admins,
        outbox: Outbox,
        voice: Voice,
        links: ChatLinks,
        box: BallotBox,
        actions: Actions,
    ) -> None:
        """Keep them in `db`, anonymous notes in `box` until they are grouped."""
        self._db = db
        self._clock = clock
        self._team = team
        self._admins = admins
        self._outbox = outbox
        self._voice = voice
        self._links = links
        self._box = box
        self._actions = actions

    # --- what the cadence does -----------------------------------------------------

    async def open(self, occurrence: Occurrence) -> Result:
        """Ask for notes, and plan when they are grouped and when the vote ends."""
        ritual, now = occurrence.ritual, self._clock.now()
        chosen = options.read(ritual.options)
        async with self._db.read() as tx:
            standing = await store.open_of(tx, ritual.id, ritual.channel) if not occurrence.is_preview else None
            settings = await team_settings.read(tx)
        if standing is not None and occurrence.asked_by is not None:
            return await self._already(standing, occurrence)
        notes_until = now + timedelta(minutes=chosen.close_after)
        retro = Retro(
            id=occurrence.id,
            ritual=ritual.id,
            channel=ritual.channel,
            title=ritual.title or "Retrospective",
            zone=settings.timezone if ritual.timezone == "member" else ritual.timezone,
            categories=chosen.categories,
            anonymous=chosen.anonymous,
            votes=chosen.votes,
            lead=occurrence.asked_by or ritual.owner,
            late=occurrence.late,
            opening_line=await self._voice.line("retro", {}),
            state=RetroState.COLLECTING,
            opened_at=now,
            notes_until=notes_until,
            votes_until=notes_until + timedelta(minutes=chosen.vote_after),
            drawn={},
        )
        lead_name = await self._team.name(retro.lead) if retro.lead else ""
        post = posts.main(RetroBoard(retro, (), lead_name=lead_name))
        message = OutgoingMessage(retro.key, retro.channel, post, occurrence.priority)
        if occurrence.is_preview:
            return Result(messages=(message,))
        left = await self._actions.listed(retro.channel, str(occurrence.id), retro.key, retro.zone)

        async def keep(tx: Tx) -> None:
            values = store.values_of(retro) | {"drawn": {"": [imprint(post), 0]}}
            await tx.execute(self._db.insert(retros).values(**values).on_conflict_do_nothing())

        steps = (
            Step(step_name("vote", retro.id), retro.notes_until),
            Step(step_name("end", retro.id), retro.votes_until),
        )
        return Result(messages=(message, *left), steps=steps, keep=keep)

    async def _already(self, standing: Retro, occurrence: Occurrence) -> Result:
        sent = await self._outbox.sent(standing.key)
        url = await self._links.permalink(sent.channel, sent.id) if sent else None
        post = posts.already(standing, (": ", Link(url=url, label="go to it")) if url else (".",))
        key = f"{standing.key}:already:{occurrence.id}"
        return Result(messages=(OutgoingMessage(key, str(occurrence.asked_by), post, Priority.REPLY),))

    async def vote_step(self, number: int) -> Result:
        """Group the notes when their time is up; nothing where somebody has done it before."""

        async def keep(tx: Tx) -> None:
            await self._start_vote(tx, number)

        return Result(keep=keep)

    async def end_step(self, number: int) -> Result:
        """End the vote when its time is up; nothing where somebody has done it before."""

        async def keep(tx: Tx) -> None:
            await self._start_vote(tx, number)  # where the step before failed
            await self._end(tx, number)

        return Result(keep=keep)

    # --- notes ---------------------------------------------------------------------

    async def sheet(self, person: str, number: int) -> Sheet:
        """Return what the form for notes shows. Raise `UserError` for who may not, or no more."""
        retro = await self._there(number)
        await self._check_member(retro, person)
        if retro.state is not RetroState.COLLECTING:
            raise UserError(COLLECTED)
        async with self._db.read() as tx:
            if retro.anonymous and await store.has_written(tx, number, person):
                raise UserError(WRITTEN)
            own = [] if retro.anonymous else await store.notes_of(tx, number, person)
        places = range(len(retro.categories))
        return Sheet(retro, {place: [each.words for each in own if each.category == place] for place in places})

    async def write(self, person: str, number: int, notes: Mapping[int, Sequence[str]]) -> None:
        """Take somebody's notes, by category, instead of those that they gave before; anonymous ones are given once.

        Raise `NotAccepted` by category (as text), or `UserError`; nothing is kept then.
        """
        retro = await self._there(number)
        await self._check_member(retro, person)
        written = _checked(notes, len(retro.categories))
        names = list[str]()
        try:
            async with self._db.write() as tx:
                retro = await self._locked(tx, number)
                if retro.state is not RetroState.COLLECTING:
                    raise UserError(COLLECTED)
                mine = self._db.insert(retro_people).values(retro=number, person=person).on_conflict_do_nothing()
                first = bool((await tx.execute(mine)).rowcount)
                if not retro.anonymous:
                    own = sa.and_(retro_notes.c.retro == number, retro_notes.c.person == person)
                    await tx.execute(retro_notes.delete().where(own))
                    rows = [
                        {"retro": number, "category": category, "person": person, "words": words}
                        for category, words in written
                    ]
                    if rows:
                        await tx.execute(retro_notes.insert(), rows)
                    else:
                        of_them = sa.and_(retro_people.c.retro == number, retro_people.c.person == person)
                        await tx.execute(retro_people.delete().where(of_them))
                elif not first:
                    raise UserError(WRITTEN)
                elif not written:
                    raise NotAccepted({"0": "Write a note or two, or close this."})
                await redraw(tx, self._outbox, number)
                # Under the lock, so that it is counted: whoever groups the notes waits for that.
                if retro.anonymous:
                    ballots = [Ballot(str(category), words) for category, words in written]
                    names = await self._box.put(retro.box, ballots)
        except BaseException:
            await self._box.take_back(retro.box, names)
            raise

    async def start_vote(self, person: str, number: int) -> None:
        """Group the notes now. Raise `UserError` for who may not."""
        await self._check_lead(await self._there(number), person)
        async with self._db.write() as tx:
            await self._start_vote(tx, number)

    async def _start_vote(self, tx: Tx, number: int) -> None:
        retro = await store.lock(tx, number)
        if retro is None or retro.state is not RetroState.COLLECTING:
            return
        if retro.anonymous:
            await self._keep_anonymous(tx, retro)
        notes = await store.notes_of(tx, number)
        for category in range(len(retro.categories)):
            own = [each for each in notes if each.category == category]
            for group in grouped([each.words for each in own]):
                item = await tx.execute(
                    retro_items.insert().values(retro=number, category=category).returning(retro_items.c.id)
                )
                of_it = retro_notes.c.id.in_([own[place].id for place in group])
                await tx.execute(retro_notes.update().where(of_it).values(item=item.scalar_one()))
        state = RetroState.VOTING if notes else RetroState.CLOSED
        await tx.execute(retros.update().where(retros.c.id == number).values(state=state))
        await redraw(tx, self._outbox, number)

    async def _keep_anonymous(self, tx: Tx, retro: Retro) -> None:
        """Keep the notes of a whole retrospective, mixed; none where too few have written."""
        query = sa.select(sa.func.count()).select_from(retro_people).where(retro_people.c.retro == retro.id)
        if (await tx.execute(query)).scalar_one() < LEAST_SHOWN:
            return
        rows = [
            {"retro": retro.id, "category": int(each.question), "person": None, "words": str(each.answer)}
            for each in await self._box.look(retro.box)
        ]
        if rows:
            await tx.execute(retro_notes.insert(), rows)

    async def sweep(self) -> None:
        """Go on with those with which no step has, and throw old anonymous notes away. Safe at any time."""
        by = self._clock.now() - OVERDUE
        due = sa.case((retros.c.state == RetroState.COLLECTING, retros.c.notes_until), else_=retros.c.votes_until)
        query = sa.select(retros.c.id, retros.c.votes_until)
        async with self._db.read() as tx:
            left = (await tx.execute(query.where(retros.c.state != RetroState.CLOSED, due <= by))).all()
        for row in left:
            try:
                async with self._db.write() as tx:
                    await self._start_vote(tx, row.id)
                    if row.votes_until <= by:
                        await self._end(tx, row.id)
            except Exception:  # one that cannot be read costs the others nothing
                log.exception("retro_not_gone_on_with", retro=row.id)
        await self._sweep_notes()

    async def _sweep_notes(self) -> None:
        """Throw the anonymous notes away that were grouped, or are of no retrospective any more."""
        waiting = {retro_of_box(key): key for key in await self._box.rounds()}
        if not waiting:
            return
        async with self._db.read() as tx:
            still = await store.collecting(tx, waiting)
        for number, key in waiting.items():
            if number not in still:
                await self._box.empty(key)

    # --- votes ---------------------------------------------------------------------

    async def vote(self, person: str, item: int, click: str) -> None:
        """Vote for something, or take the vote back. The same press again, by its id `click`, changes nothing.

        Raise `UserError` for who may not vote, or has no vote left.
        """
        async with self._db.read() as tx:
            found = await store.of_item(tx, item)
        if found is None:
            raise UserError("That topic is with another one now.")
        await self._check_member(found, person)
        async with self._db.write() as tx:
            retro = await self._locked(tx, found.id)
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
        retro = await self._there(number)
        await self._check_member(retro, person)
        async with self._db.read() as tx:
            return posts.mine(await store.board(tx, retro), await store.voted(tx, number, person))

    # --- what who leads it does ----------------------------------------------------

    async def to_arrange(self, person: str, number: int) -> RetroBoard:
        """Return what can be merged and renamed. Raise `UserError` for who may not."""
        retro = await self._there(number)
        await self._check_lead(retro, person)
        _check_votes(retro)
        async with self._db.read() as tx:
            return await store.board(tx, retro)

    async def merge(self, person: str, number: int, items: Sequence[int], title: str) -> None:
        """Make one topic of several, called `title` where that says anything. Who voted for any has voted for it.

        One alone is renamed. Raise `UserError` for who may not, and where it is no such topics.
        """
        async with self._arranging(person, number) as tx:
            board = await store.board(tx, await self._locked(tx, number))
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
            board = await store.board(tx, await self._locked(tx, number))
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

    async def end(self, person: str, number: int) -> None:
        """End the vote now. Raise `UserError` for who may not."""
        await self._check_lead(await self._there(number), person)
        async with self._db.write() as tx:
            await self._end(tx, number)

    async def _end(self, tx: Tx, number: int) -> None:
        retro = await store.lock(tx, number)
        if retro is None or retro.state is not RetroState.VOTING:
            return
        await tx.execute(retros.update().where(retros.c.id == number).values(state=RetroState.CLOSED))
        await redraw(tx, self._outbox, number)

    async def changed(self, number: int) -> None:
        """An action of it was changed: its messages follow."""
        async with self._db.write() as tx:
            if await store.lock(tx, number) is not None:
                await redraw(tx, self._outbox, number)

    async def for_action(self, person: str, number: int) -> RetroBoard:
        """Return the retrospective that somebody adds an action to. Raise `UserError` for who may not."""
        retro = await self._there(number)
        await self._check_member(retro, person)
        async with self._db.read() as tx:
            return await store.board(tx, retro)

    # --- who may -------------------------------------------------------------------

    async def _there(self, number: int) -> Retro:
        async with self._db.read() as tx:
            retro = await store.find(tx, number)
        if retro is None:
            raise UserError("I do not know that retrospective any more.")
        return retro

    async def _locked(self, tx: Tx, number: int) -> Retro:
        retro = await store.lock(tx, number)
        if retro is None:
            raise UserError("I do not know that retrospective any more.")
        return retro

    async def _check_member(self, retro: Retro, person: str) -> Sequence[Person]:
        members = await self._team.members(retro.channel)
        if all(each.id != person for each in members):
            raise UserError(NOT_IN_CHANNEL)
        return members

    async def _check_lead(self, retro: Retro, person: str) -> None:
        """Raise `UserError` for who does not lead it. Where who does has left the channel, anybody in it may."""
        members = await self._check_member(retro, person)
        there = any(each.id == retro.lead for each in members)
        if person == retro.lead or not there or await self._admins.has(person):
            return
        name = await self._team.name(str(retro.lead))
        raise UserError(f"{name} leads this retrospective; only they or an admin can do that.")

    @asynccontextmanager
    async def _arranging(self, person: str, number: int) -> AsyncIterator[Tx]:
        """A transaction of who leads it, while there is a vote."""
        await self._check_lead(await self._there(number), person)
        async with self._db.write() as tx:
            _check_votes(await self._locked(tx, number))
            yield tx


def _mark(press: str) -> str:
    """What tells a press from the others of the same button by the same person."""
    return hashlib.sha256(press.encode()).hexdigest()[:8]


def _check_votes(retro: Retro) -> None:
    if retro.state is not RetroState.VOTING:
        raise UserError("The vote is over." if retro.state is RetroState.CLOSED else "The vote has not begun yet.")


def _checked(notes: Mapping[int, Sequence[str]], categories: int) -> list[tuple[int, str]]:
    """Return the notes that there are, by category. Raise `NotAccepted` with every problem."""
    problems: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    for category in range(categories):
        own = list(dict.fromkeys(words for each in notes.get(category, ()) if (words := " ".join(each.split()))))
        if len(own) > MOST_NOTES:
            problems[str(category)] = f"These are {len(own)} notes; {MOST_NOTES} is the most. Choose the weightiest."
        elif any(len(each) > LONGEST_NOTE for each in own):
            problems[str(category)] = f"One of these is longer than {LONGEST_NOTE} characters. Please shorten it."
        found += [(category, each) for each in own]
    if problems:
        raise NotAccepted(problems)
    return found
