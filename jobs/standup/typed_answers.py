"""A standup that somebody typed instead of filling in the form: below the round's post, or to us alone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from integrations.database import Database, Tx
from integrations.database.tables.standup import AnswerSource
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.cadence.ritual import Ritual
from jobs.errors import UserError
from jobs.standup import labelled_text, options, store
from jobs.standup.model import AHEAD, BLOCKERS, Answer, Round, StandupEntry
from jobs.standup.questions import named
from jobs.standup.standups import Standups
from jobs.standup.threads import last_asked, round_below

LATE = timedelta(hours=20)
"""So long after its close what is typed to us alone may still be meant for a round."""
_PROSE = 3
"""Words from which on a sentence may be somebody's standup."""
_UNREAD = "I can't read pictures or files. Please put it into words: press Answer."

_ANONYMOUS = "This one asks anonymously too, and what is typed here has your name on it. Please press Answer."


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was typed; `thread` is None outside of threads."""

    channel: str
    thread: str | None
    direct: bool
    """Whether it is a DM with us."""


@dataclass(frozen=True, slots=True)
class TypedOutcome:
    """What a message came to: no answer to a round, one that was taken, or one that needs the form."""

    what: Literal["nothing", "taken", "unclear"] = "nothing"
    round: Round | None = None
    answer: Answer | None = None
    why: str = ""
    ahead: Ritual | None = None
    """The standup for whose next round it was taken, where none is open yet."""


NOTHING = TypedOutcome()


class Typed:
    """Takes answers as people type them."""

    def __init__(self, db: Database, clock: Clock, standups: Standups) -> None:
        """Hand what is an answer to `standups`."""
        self._db = db
        self._clock = clock
        self._standups = standups

    async def heard(
        self, user: str, where: Where, text: str, *, before: str = "", chatty: bool = False, unread: bool = False
    ) -> TypedOutcome:
        """Take what `user` typed, if it answers a round; a standup before its day's round is kept for that.

        For an edit, `before` is what the message said before it: it changes the answer that
        was taken from that. `chatty` is what may well be said to others, or asks us something.
        `unread` is a message of nothing but pictures or files.
        """
        if where.thread is None and not where.direct and not {":", "\n"} & set(text):
            return NOTHING  # what is said in a channel at large is a standup only with labels
        async with self._db.read() as tx:
            round_, below = await self._round(tx, user, where)
            own = await store.answer_of(tx, round_.key, user) if round_ else None
            answered = own is not None and not own.skipped
            asked = await store.asked_row(tx, round_.key, user) if round_ else None
            if round_ and where.direct and not below:
                below = await last_asked(tx, where.channel, round_.key)
        if round_ is None:
            return await self._ahead(user, where, text)
        questions = named(round_.questions)
        typed = labelled_text.read(text, questions, round_.local_date) if questions else None
        if typed is None and below and where.direct and not answered and not chatty:
            typed = _only_one(text, round_)
        if typed is None:
            waits = asked is not None and not asked.away and not answered and round_.is_open
            meant = waits and below and not chatty and not before and (unread or len(text.split()) >= _PROSE)
            return TypedOutcome("unclear", round_, why=_UNREAD if unread else "") if meant else NOTHING
        if before and answered and own is not None:
            was = labelled_text.read(before, questions, round_.local_date)
            if was is None or any(own.typed.get(name, "") != words for name, words in was.words.items()):
                return NOTHING  # it was not taken from that message, or was changed in the form since
            own_words = {name: words for name, words in own.typed.items() if name not in was.words}
        elif answered and own is not None:
            if not below and not where.direct:
                return NOTHING
            own_words = own.typed
        else:
            own_words = {}
        if round_.asks_anonymously and not answered:
            return TypedOutcome("unclear", round_, why=_ANONYMOUS)
        mood = typed.mood or (own.mood if own is not None else "")
        return await self._take(user, round_, {**own_words, **typed.words}, mood)

    async def _ahead(self, user: str, where: Where, text: str) -> TypedOutcome:
        """Keep a whole standup for the day's round that is yet to open."""
        if where.thread is not None or not text:
            return NOTHING
        ritual = await self._standups.find.before_its_round(user, where.channel)
        if ritual is None or not (where.direct or ritual.channel == where.channel):
            return NOTHING
        typed = labelled_text.read(text, options.read(ritual.options).questions, self._clock.now().date())
        if typed is None or len(typed.words) < 2:
            return NOTHING  # nobody was asked: one label alone may be said of anything
        try:
            await self._standups.submit(
                user, f"{AHEAD}{ritual.id}", StandupEntry(typed.words, typed.mood), AnswerSource.TYPED
            )
        except UserError:
            return NOTHING
        return TypedOutcome("taken", ahead=ritual)

    async def _take(self, user: str, round_: Round, words: Mapping[str, str], mood: str) -> TypedOutcome:
        try:
            taken = await self._standups.submit(user, round_.key, StandupEntry(words, mood), AnswerSource.TYPED)
        except UserError as problem:
            return TypedOutcome("unclear", round_, why=str(problem))
        await self._standups.settle(round_.key)
        if taken is None or not taken.changed:
            return NOTHING
        return TypedOutcome("taken", round_, taken.board.answers[user])

    # --- which round ---------------------------------------------------------------

    async def _round(self, tx: Tx, user: str, where: Where) -> tuple[Round | None, bool]:
        """The round that is meant, and whether it was typed below a post of that round."""
        if where.thread is not None:
            return await round_below(tx, where.channel, where.thread), True
        now = self._clock.now()
        if where.direct:
            found = await store.waiting_for(tx, user, now)
            found = found or await store.missed_by(tx, user, now - LATE)
        else:
            found = [each for each in await store.waiting_for(tx, user, now) if each.channel == where.channel]
        return (found[0] if found else None), False


def _only_one(text: str, round_: Round) -> labelled_text.Typed | None:
    """A reply to the question itself, where there is only one."""
    questions = [question for question in named(round_.questions) if question.name != BLOCKERS]
    return labelled_text.Typed({questions[0].name: text.strip()}) if len(questions) == 1 and text.strip() else None
