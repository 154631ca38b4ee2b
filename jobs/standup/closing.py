"""How a round ends: once, when its time is over, everybody has answered, or somebody asks for it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from integrations.ballot_box import BallotBox
from integrations.database import Database, Tx
from integrations.database.tables.cadence import TEAM
from integrations.database.tables.standup import RoundState
from integrations.database.tables.standup import standup_rounds as rounds_table
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result, Step, step_name
from jobs.delivery.outbox import Outbox
from jobs.delivery.worker import outlived
from jobs.people.directory import Directory
from jobs.people.told_elsewhere import know
from jobs.standup import posts, store, week
from jobs.standup.model import Board, DigestSentence, Round
from jobs.standup.own_hours import mark_unasked, never_asked, stays_open_until, without
from jobs.standup.refresh import refresh
from jobs.standup.sent_questions import redraw, redraw_close
from jobs.standup.summing_up import SumsUp, sentences_of, week_sentences_of
from jobs.voice import Voice


@dataclass(frozen=True, slots=True)
class ClosingWords:
    """What is said at the close of a round."""

    line: str = ""
    """The voice's."""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    sentences: Sequence[DigestSentence] = ()
    """A model's, of the round."""
    sentences_of_week: Sequence[DigestSentence] = ()
    """And of the week that it ends."""


class Closing:
    """Closes rounds, and prolongs those for which somebody's hour is later than it was."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Directory,
        outbox: Outbox,
        voice: Voice,
        box: BallotBox,
        sum_up: SumsUp | None = None,
    ) -> None:
        """Close rounds of `db`. Anonymous answers are in `box` until then; `sum_up` says what the answers come to."""
        self._db = db
        self._clock = clock
        self._team = team
        self._outbox = outbox
        self._voice = voice
        self.box = box
        self._sum_up = sum_up

    async def close(self, occurrence: Occurrence, *, only_if_done: bool = False) -> Result:
        """Close the round and say what it came to; nothing where it is closed already.

        With `only_if_done`, a round that still waits for somebody stays open.
        """
        number = occurrence.numbers[0] if occurrence.numbers else 1
        key = store.key_of(occurrence.ritual.id, occurrence.local_date, number)
        board = await self._board(key)
        if board is None or not board.round.is_open or (only_if_done and not self._is_done(board)):
            return Result()
        now = self._clock.now()
        async with self._db.read() as tx:
            until = await stays_open_until(tx, occurrence.ritual, board)
            never = await never_asked(tx, board, now)
        if until is not None and not only_if_done and not occurrence.asked_by:
            until = max(until, board.round.closes_at)
            if until > now:
                return self._later(key, step_name("close", number, f"{until:%d%H%M}"), until)
        words = await self._words(board, without(board, never))

        async def keep(tx: Tx) -> None:
            await self.write_down(tx, key, words, only_if_done=only_if_done)

        return Result(keep=keep)

    def _later(self, key: str, step: str, until: datetime) -> Result:
        """Close it then, since somebody's hour is later than it was."""

        async def keep(tx: Tx) -> None:
            if (round_ := await store.lock(tx, key)) is not None:
                await self.prolong(tx, round_, until)
                await refresh(tx, self._outbox, key)

        return Result(keep=keep, steps=(Step(step, until, TEAM),))

    async def prolong(self, tx: Tx, round_: Round, until: datetime) -> Round:
        """Keep a locked round open until then, and say so to whoever has not answered."""
        longer = dataclasses.replace(round_, closes_at=until)
        if until > round_.closes_at:
            await tx.execute(rounds_table.update().where(rounds_table.c.key == round_.key).values(closes_at=until))
            waiting = [each.person for each in (await store.board(tx, longer)).missing]
            await redraw_close(tx, self._outbox, longer, waiting)
        return longer

    async def settle(self, key: str) -> bool:
        """Close a round early once everybody has answered; whether it did. Safe to call at any time."""
        board = await self._board(key)
        if board is None or not self._is_done(board):
            return False
        words = await self._words(board, board)
        async with self._db.write() as tx:
            return await self.write_down(tx, key, words, only_if_done=True)

    async def _words(self, board: Board, counted: Board) -> ClosingWords:
        """What is said at the close, with those alone `counted` who were asked. Who may hear it is read anew, too."""
        facts = posts.closing_facts(counted)
        line = await worded(self._voice, "standup_close", facts)
        async with self._db.read() as tx:
            digest = await week.read(tx, board.round)
        said, of_week = await sentences_of(board, self._sum_up), await week_sentences_of(digest, self._sum_up)
        if board.round.report_to not in (None, board.round.channel):
            await know(self._team, board.round.channel, str(board.round.report_to))
        return ClosingWords(line, facts, said, of_week)

    @staticmethod
    def _is_done(board: Board) -> bool:
        return board.round.is_open and board.round.close_early and board.complete

    async def write_down(
        self, tx: Tx, key: str, words: ClosingWords | None = None, *, only_if_done: bool = False
    ) -> bool:
        """Close a round in `tx`, and draw everything anew that shows it; False where it was not to be closed."""
        round_ = await store.lock(tx, key)
        if round_ is None or not round_.is_open:
            return False
        board = await store.board(tx, round_)
        if only_if_done and not self._is_done(board):
            return False
        words = words or ClosingWords()
        await mark_unasked(tx, board, self._clock.now())
        await tx.execute(
            rounds_table.update()
            .where(rounds_table.c.key == key)
            .values(
                state=RoundState.CLOSED,
                closed_at=self._clock.now(),
                closing_line=words.line,
                closing_facts=dict(words.facts),
                sentences=store.sentence_rows(words.sentences, words.sentences_of_week),
            )
        )
        if round_.asks_anonymously:
            await store.keep_anonymous(tx, key, await self.box.look(key))
        board = await refresh(tx, self._outbox, key)
        late = [person.person for person in board.missing]
        await redraw(tx, self._outbox, round_, late, "closed", posts.asked_and_closed(round_))
        return True

    async def sweep(self) -> None:
        """Close the rounds of removed rituals when it is time, and throw old ballots away. Safe at any time."""
        async with self._db.read() as tx:
            left = await store.left_open(tx, self._clock.now())
        for key in left:
            async with self._db.write() as tx:
                await self.write_down(tx, key)
        await self.sweep_ballots()

    async def sweep_ballots(self) -> None:
        """Throw the ballots away that were counted, or are of no round any more. Safe at any time."""
        for key in await self.box.rounds():
            async with self._db.read() as tx:
                round_ = await store.find(tx, key)
            if round_ is None or not round_.is_open:
                await self.box.empty(key)

    async def _board(self, key: str) -> Board | None:
        async with self._db.read() as tx:
            round_ = await store.find(tx, key)
            return await store.board(tx, round_) if round_ else None


async def worded(voice: Voice, occasion: str, facts: Mapping[str, str | int]) -> str:
    """Return the voice's sentence; a round does not wait for a voice that fails."""
    with outlived("voice_failed", occasion=occasion):
        return await voice.line(occasion, facts)
    return ""
