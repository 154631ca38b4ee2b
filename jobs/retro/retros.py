"""The life of a retrospective: notes are collected, grouped, voted on, and it ends; each once, whoever asks for it.

The vote itself is in `jobs.retro.votes`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from integrations.ballot_box import LEAST_SHOWN, Ballot, BallotBox
from integrations.chat import ChatLinks
from integrations.database import Database, Tx
from integrations.database.tables.retro import RetroState, retro_items, retro_notes, retro_people, retros
from integrations.deferred import dataclass
from integrations.post import Link
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result, Step, step_name
from jobs.delivery.outbox import Outbox
from jobs.delivery.worker import outlived
from jobs.errors import NotAccepted, UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people import team_settings
from jobs.people.directory import Directory
from jobs.retro import options, posts, store
from jobs.retro.access import RetroAccess
from jobs.retro.actions import Actions
from jobs.retro.drawing import imprint, redraw
from jobs.retro.grouping import grouped
from jobs.retro.model import Retro, RetroBoard, box_of
from jobs.voice import Voice

OVERDUE = timedelta(minutes=10)
"""What no step has done so long after its time, none will: its ritual was removed, or it failed for good."""
LONGEST_NOTE = 300
MOST_NOTES = 20
"""Of one person to one category."""
WRITTEN = "Your notes are in. Nobody can tell which are yours, so they cannot be changed or added to."
COLLECTED = "The time to write notes is over. Say it in the thread, so that everybody reads it."
NO_NOTE = "Write a note or two, or close this."


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
        outbox: Outbox,
        voice: Voice,
        links: ChatLinks,
        box: BallotBox,
        actions: Actions,
        access: RetroAccess,
    ) -> None:
        """Keep them in `db`, anonymous notes in `box` until they are grouped."""
        self._db = db
        self._clock = clock
        self._team = team
        self._outbox = outbox
        self._voice = voice
        self._links = links
        self._box = box
        self._actions = actions
        self._access = access

    # --- what the cadence does -----------------------------------------------------

    async def open(self, occurrence: Occurrence) -> Result:
        """Ask for notes, and plan when they are grouped and when the vote ends."""
        ritual, now = occurrence.ritual, occurrence.speaks_at(self._clock.now())
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
        retro = await self._access.find(number)
        await self._access.check_member(retro, person)
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
        retro = await self._access.find(number)
        await self._access.check_member(retro, person)
        written = _checked(notes, len(retro.categories))
        names = list[str]()
        try:
            async with self._db.write() as tx:
                retro = await self._access.lock(tx, number)
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
                    elif first:
                        raise NotAccepted({"0": NO_NOTE})
                    else:
                        of_them = sa.and_(retro_people.c.retro == number, retro_people.c.person == person)
                        await tx.execute(retro_people.delete().where(of_them))
                elif not first:
                    raise UserError(WRITTEN)
                elif not written:
                    raise NotAccepted({"0": NO_NOTE})
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
        await self._access.check_lead(await self._access.find(number), person)
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
        left = (await self._db.fetch(query.where(retros.c.state != RetroState.CLOSED, due <= by))).all()
        for row in left:
            with outlived("retro_not_gone_on_with", retro=row.id):  # one that cannot be read costs the others nothing
                async with self._db.write() as tx:
                    await self._start_vote(tx, row.id)
                    if row.votes_until <= by:
                        await self._end(tx, row.id)
        await self._sweep_notes()

    async def _sweep_notes(self) -> None:
        """Throw the anonymous notes away that were grouped, or are of no retrospective any more."""
        waiting = await self._box.rounds()
        if not waiting:
            return
        async with self._db.read() as tx:
            still = set(map(box_of, await store.collecting(tx)))
        for key in waiting:
            if key not in still:
                await self._box.empty(key)

    # --- its end -------------------------------------------------------------------

    async def end(self, person: str, number: int) -> None:
        """End the vote now. Raise `UserError` for who may not."""
        await self._access.check_lead(await self._access.find(number), person)
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
        retro = await self._access.find(number)
        await self._access.check_member(retro, person)
        async with self._db.read() as tx:
            return await store.board(tx, retro)


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
