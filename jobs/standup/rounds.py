"""How a round opens and reminds, once, whoever asks for it and however often; how it ends is in `closing`."""

import dataclasses
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.ballot_box import BallotBox
from integrations.chat import ChatLinks, Person, PlaceKind
from integrations.database import Database, Tx
from integrations.database.tables.cadence import TEAM
from integrations.database.tables.standup import AnswerSource, AskedState
from integrations.database.tables.standup import standup_asked as asked_table
from integrations.database.tables.standup import standup_rounds as rounds_table
from integrations.post import Link, Post
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.cadence.missed import Missed, missed_messages
from jobs.cadence.ritual import Occurrence, Result, Step, step_name
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import Interruption, OutgoingMessage, Priority, of_place
from jobs.people import team_settings
from jobs.people.absences import Absences
from jobs.people.directory import Directory
from jobs.people.told_elsewhere import know, may_be_told
from jobs.standup import answers, blocker_store, message_keys, plans, posts, store
from jobs.standup.closing import Closing, worded
from jobs.standup.conditions import NOTHING_KNOWN, KnownNames
from jobs.standup.model import Asked, Board, Round
from jobs.standup.opening import ON_TIME, Opening, is_past, not_asked, plan, works
from jobs.standup.refresh import imprint, refresh
from jobs.standup.summing_up import SumsUp
from jobs.standup.words import day, joined
from jobs.voice import Voice

log = structlog.get_logger()


class Rounds:
    """Opens and reminds. What it plans is committed with the claim of the occurrence."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Directory,
        absences: Absences,
        holidays: Holidays,
        outbox: Outbox,
        voice: Voice,
        links: ChatLinks,
        box: BallotBox,
        known: KnownNames = NOTHING_KNOWN,
        sum_up: SumsUp | None = None,
    ) -> None:
        """Keep them in `db`, anonymous answers in `box` until the close. `known` is what blockers may wait for.

        `sum_up` says what the answers come to.
        """
        self._db = db
        self._clock = clock
        self._team = team
        self._absences = absences
        self._holidays = holidays
        self._outbox = outbox
        self._voice = voice
        self._links = links
        self.known = known
        self.closing = Closing(db, clock, team, outbox, voice, box, sum_up)
        """How they end."""

    # --- opening -------------------------------------------------------------------

    async def open(self, occurrence: Occurrence) -> Result:
        """Open the round of a day; for a member's own occurrence, ask that member in it."""
        ritual, now = occurrence.ritual, self._clock.now()
        await self.closing.sweep_ballots()  # of a database that was here before, there may be some under the same keys
        alone = occurrence.audience.member if occurrence.asked_by is None else None
        async with self._db.read() as tx:
            existing = await store.of_day(tx, ritual.id, occurrence.local_date)
            settings = await team_settings.read(tx)
        if existing is not None and alone is None:
            if occurrence.asked_by is None:
                return Result()  # somebody opened the day's round by hand before its hour
            if existing.is_open and existing.channel == ritual.channel:
                return await self._already(existing, occurrence)
        if is_past(occurrence, settings, now):
            of_it = (ritual, occurrence.local_date, occurrence.due_at, ritual.timezone, occurrence.audience)
            missed = Missed(occurrence.id, *of_it)
            return Result(messages=missed_messages([missed]))
        number = existing.number if existing and alone else existing.number + 1 if existing else 1
        opening, strangers = await plan(occurrence, number, settings, self._team, self._absences, self._holidays, now)
        if alone is not None and all(person.person != alone for person in opening.people):
            return Result()  # this one left the channel, or is none of the members
        if not opening.asked:
            return Result(line=_nobody(opening) if alone in (None, opening.earliest) else "")
        if existing is None or alone is None:
            opening = await self._introduced(opening, occurrence, strangers)
        else:
            # Who is asked later than was reckoned with has as long as everybody, and is told so.
            zone = next((member.zone for member in opening.members if member.id == alone), ritual.timezone)
            reached = alone not in opening.late or works(now, settings, zone)
            longer = reached and opening.round.closes_at - existing.closes_at > ON_TIME
            closes_at = opening.round.closes_at if longer else existing.closes_at
            opening = dataclasses.replace(opening, round=dataclasses.replace(existing, closes_at=closes_at))
        result = self._result(opening, alone, now)
        async with self._db.read() as tx:
            ahead = await plans.who_is_ahead(tx, ritual.id, ritual.channel)
        if alone is None and ahead.issuperset(person.person for person in opening.asked):
            # Nobody is waited for, and no answer will come to close it.
            settle = Step(step_name("settle", *opening.numbers), now, TEAM)
            return dataclasses.replace(result, steps=(*result.steps, settle))
        return result

    async def _already(self, round_: Round, occurrence: Occurrence) -> Result:
        message = OutgoingMessage(
            key=message_keys.already(round_.key, occurrence.id),
            channel=str(occurrence.asked_by),
            post=Post(headline=await self.link(round_)),
            priority=Priority.REPLY,
        )
        return Result(messages=(message,))

    async def link(self, round_: Round) -> tuple[str | Link, ...]:
        """`The round of … is open already`, with its permalink where there is one."""
        words = f"{round_.title}: the round of {day(round_.local_date)} is open already"
        sent = await self._outbox.sent(message_keys.opening(round_.key))
        url = await self._links.permalink(sent.channel, sent.id) if sent else None
        return (words, ": ", Link(url=url, label="go to it")) if url else (words, ".")

    async def _is_public(self, channel: str) -> bool:
        """Return True if anybody may read the channel; what is not known for sure counts as no."""
        found = await self._team.channel(channel)
        return found is not None and found.kind == PlaceKind.PUBLIC

    async def _may_be_told(self, channel: str, elsewhere: str) -> bool:
        await know(self._team, channel, elsewhere)
        async with self._db.read() as tx:
            return await may_be_told(tx, channel, elsewhere)

    async def _introduced(self, opening: Opening, occurrence: Occurrence, strangers: list[str]) -> Opening:
        """With its notes, its resolved `report_to` and the voice's line."""
        notes = [not_asked(strangers)]
        if occurrence.late and occurrence.asked_by is None:
            notes.append(f"opened late, it was planned for {occurrence.ritual.at}")
        report_to = opening.round.report_to
        if report_to is not None:
            report_to = await self._team.find_channel(report_to)
            if report_to is None:
                notes.append(f"the summary stays here: there is no channel {opening.round.report_to}")
            elif report_to != opening.round.channel and not await self._is_public(opening.round.channel):
                report_to = None
                notes.append("the summary stays here, since this channel is private")
            elif report_to != opening.round.channel and not await self._may_be_told(opening.round.channel, report_to):
                report_to = None
                notes.append(f"the summary stays here, since guests read {opening.round.report_to}")
        note = "; ".join(filter(None, notes))
        round_ = dataclasses.replace(opening.round, note=note, report_to=report_to)
        async with self._db.read() as tx:
            blockers = tuple(await blocker_store.blockers_of(tx, round_))
        board = Board(round=round_, people=opening.people, blockers=blockers)
        line = await worded(self._voice, "standup_open", posts.opening_facts(board))
        board = dataclasses.replace(board, round=dataclasses.replace(round_, opening_line=line))
        first = posts.opening(board)
        return dataclasses.replace(
            opening, round=dataclasses.replace(board.round, opening_print=imprint(first)), first=first
        )

    def _result(self, opening: Opening, alone: str | None, now: datetime) -> Result:
        key, channel = message_keys.opening(opening.round.key), opening.round.channel
        messages = []
        if opening.first:
            messages = [OutgoingMessage(key, channel, opening.first, asks_round=opening.round.key)]

        async def keep(tx: Tx) -> None:
            await self._keep(tx, opening, alone, now)

        return Result(messages=messages, steps=opening.steps(alone), keep=keep)

    async def _keep(self, tx: Tx, opening: Opening, alone: str | None, now: datetime) -> None:
        """Write the round down, unless another replica did, and ask; answers given ahead count at once."""
        key = opening.round.key
        for over in await store.overdue(tx, opening.round, now):
            await self.closing.write_down(tx, over)
        values = store.round_values(opening.round)
        await tx.execute(self._db.insert(rounds_table).values(**values).on_conflict_do_nothing())
        round_ = await store.lock(tx, key)
        if round_ is None:
            raise LookupError(f"no round {key}")
        if alone is not None and round_.is_open and round_.closes_at < opening.round.closes_at:
            round_ = await self.closing.prolong(tx, round_, opening.round.closes_at)
        people = await store.people_of(tx, key)
        for person in opening.people:
            if person.person not in people:
                await tx.execute(asked_table.insert().values(**_asked_row(key, person)))
            elif person.person == alone and await store.answer_of(tx, key, alone) is None:
                mine = sa.and_(asked_table.c.round == key, asked_table.c.person == alone)
                await tx.execute(asked_table.update().where(mine).values(**_asked_row(key, person)))
        for person in opening.asked:
            if alone in (None, person.person):
                await self._ask(tx, round_, person, opening, now)
        await refresh(tx, self._outbox, key)

    async def _ask(self, tx: Tx, round_: Round, asked: Asked, opening: Opening, now: datetime) -> None:
        members = opening.members
        if await store.answer_of(tx, round_.key, asked.person) is not None:
            return
        if await self._give_ahead(tx, round_, next(each for each in members if each.id == asked.person), members, now):
            return
        if asked.in_dm:
            late = asked.person in opening.late
            await self._outbox.put(
                tx,
                OutgoingMessage(
                    key=message_keys.asking(round_.key, asked.person),
                    channel=asked.person,
                    post=posts.asking(round_, first=await store.is_first(tx, round_, asked.person)),
                    asks_round=round_.key,
                    priority=Priority.NUDGE if late else Priority.RITUAL,
                    person=asked.person,
                    kind=Interruption.QUESTION,
                    not_before=asked.asked_at,
                    expires_at=round_.closes_at if late else None,
                    restriction=of_place(round_.channel, to=asked.person),
                ),
            )

    async def _give_ahead(
        self, tx: Tx, round_: Round, person: Person, members: tuple[Person, ...], now: datetime
    ) -> bool:
        """Give the answer that a person wrote in advance; whether there was a usable one."""
        try:
            async with tx.begin_nested():
                entry = await plans.take_ahead(tx, round_.ritual, round_.channel, person.id, now)
                if entry is None:
                    return False
                await store.not_in_dm(tx, round_.key, person.id)
                await answers.give(
                    tx,
                    self._outbox,
                    round_.key,
                    person,
                    entry,
                    members=members,
                    source=AnswerSource.AHEAD,
                    known=self.known,
                    now=now,
                )
        except UserError as why:  # the questions have changed since; the person is asked as if it were not there
            log.warning("ahead_not_usable", round=round_.key, person=person.id, why=str(why))
            return False
        return True

    # --- reminding -----------------------------------------------------------------

    async def remind(self, occurrence: Occurrence) -> Result:
        """One kind word, by DM, to those who have not answered."""
        number, *more = occurrence.numbers
        key = store.key_of(occurrence.ritual.id, occurrence.local_date, more[0] if more else 1)
        only = occurrence.audience.member
        now = self._clock.now()

        async def keep(tx: Tx) -> None:
            round_ = await store.lock(tx, key)
            if round_ is None or not round_.is_open or now >= round_.closes_at:
                return
            for person in (await store.board(tx, round_)).missing:
                if only in (None, person.person) and person.asked_at <= now:
                    message = OutgoingMessage(
                        key=message_keys.reminder(key, number, person.person),
                        channel=person.person,
                        post=posts.reminder(round_),
                        asks_round=key,
                        priority=Priority.NUDGE,
                        person=person.person,
                        kind=Interruption.REMINDER,
                        expires_at=round_.closes_at,
                        restriction=of_place(round_.channel, to=person.person),
                    )
                    await self._outbox.put(tx, message)

        return Result(keep=keep)


def _nobody(opening: Opening) -> str:
    if not opening.people:
        return f"{opening.round.title}: nobody to ask in this channel."
    names = [person.name for person in opening.people]
    verb = "is" if len(names) == 1 else "are"
    return f"{opening.round.title}: nobody to ask today, {joined(names)} {verb} away."


def _asked_row(key: str, person: Asked) -> dict[str, Any]:
    return {
        "round": key,
        "person": person.person,
        "name": person.name,
        "state": AskedState.AWAY if person.away else AskedState.ASKED,
        "asked_at": person.asked_at,
        "asked_in_dm": person.in_dm,
    }
