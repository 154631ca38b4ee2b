"""Takes answers: given, edited, skipped, late. Each is one transaction under the round's lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.ballot_box import Ballot
from integrations.chat import Person
from integrations.database import Tx
from integrations.database.tables.standup import AnswerSource, AnswerState
from integrations.database.tables.standup import standup_answers as table
from integrations.deferred import dataclass
from jobs.delivery.outbox import Outbox
from jobs.errors import NotAccepted, UserError
from jobs.messages import Interruption, OutgoingMessage, Priority, of_place
from jobs.standup import blocker_posts, blocker_store, blockers, message_keys, posts, store
from jobs.standup.conditions import KnownNames
from jobs.standup.model import (
    BLOCKERS,
    MOODS,
    Answer,
    AnsweredAlready,
    Blocker,
    Board,
    Round,
    StandupEntry,
)
from jobs.standup.questions import NoAnswer, Pick, Question, asked, named, read
from jobs.standup.refresh import refresh
from jobs.standup.sent_questions import redraw, withdraw_reminders
from jobs.standup.words import day

ANONYMOUS_ARE_IN = (
    "Your anonymous answers are in. Nobody can tell which are yours, so they cannot be changed or given again."
)
TOLD_WITHIN = timedelta(days=4)
"""Whoever could not be told by then has read it in a standup."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer that was sent."""

    board: Board
    changed: bool
    """False for the same answer sent again."""
    ballots: tuple[Ballot, ...] = ()
    """What was answered anonymously: nothing of it is in the database, and whoever asked puts it into the box."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody gave, by question, as it can be kept."""

    words: Mapping[str, str]
    """Of questions that are answered in one's own words; "" where nothing was said."""
    picks: Mapping[str, Pick]
    """Of all others that were answered."""
    ballots: tuple[Ballot, ...] = ()
    """Of anonymous questions; they are in neither of the two."""


def checked(entry: StandupEntry, questions: Sequence[Question], longest: int) -> Checked:
    """Return an entry as it can be kept, each answer of `longest` characters. Raise `NotAccepted` with every problem.

    What was given to a question that is not asked after all is left out.
    """
    given = {name: said.strip() for name, said in entry.words.items()}
    words: dict[str, str] = {}
    picks: dict[str, Pick] = {}
    ballots: list[Ballot] = []
    problems: dict[str, str] = {}
    if not questions:
        raise UserError(ANONYMOUS_ARE_IN)
    for question in asked(questions, given):
        said = given.get(question.name, "")
        if question.required and not said:
            problems[question.name] = "Please answer this one."
        elif len(said) > longest:
            problems[question.name] = (
                f"This is {len(said):,} characters; {longest:,} is the most that fits. Please shorten it."
            )
        elif question.is_text and not question.anonymous:
            words |= {question.name: said} if question.name in given else {}
        elif said:
            try:
                pick = read(question, said)
            except NoAnswer as why:
                problems[question.name] = str(why)
                continue
            if question.anonymous:
                ballots.append(Ballot(question.name, pick))
            else:
                picks[question.name] = pick
    if problems:
        raise NotAccepted(problems)
    if not any(words.values()) and not picks and not ballots:
        first = next(iter(questions)).name
        raise NotAccepted({first: "Write a word or two, or close this and press Skip today."})
    return Checked(words, picks, tuple(ballots))


async def give(
    tx: Tx,
    outbox: Outbox,
    key: str,
    person: Person,
    entry: StandupEntry,
    *,
    members: Sequence[Person],
    source: AnswerSource,
    known: KnownNames,
    now: datetime,
) -> Taken:
    """Take an answer, or the edit of one. The same answer again changes nothing.

    `known` is what its blockers may wait for.

    Raises `NotAccepted` for what does not fit and `UserError` where the round is over.
    """
    round_ = await _locked(tx, key)
    before = await store.answer_of(tx, key, person.id)
    first = before is None or before.skipped
    questions = round_.questions if first and round_.is_open else named(round_.questions)
    kept = checked(entry, questions, outbox.limits.typed)
    if (later := await store.successor(tx, round_, person.id, now)) is not None:
        raise NotAccepted(
            {round_.questions[0].name: f"The round of {day(later.local_date)} has opened. Please answer that one."}
        )
    still = await blockers.settle(
        tx,
        round_,
        person,
        blockers.lines(kept.words.get(BLOCKERS, "")),
        shown=entry.shown,
        still=entry.still,
        members=members,
        known=known,
        now=now,
    )
    given = Answer(
        person=person.id,
        name=person.name,
        skipped=False,
        words={name: said for name, said in kept.words.items() if said},
        mood=entry.mood if entry.mood in dict(MOODS) else "",
        still=still,
        late=before.late if before and not before.skipped else now >= round_.closes_at,
        source=source,
        edits=before.edits + 1 if before and not before.skipped else 0,
        answered_at=before.answered_at if before and not before.skipped else now,
        changed_at=now,
        picks=kept.picks,
    )
    changed = before is None or _said(before) != _said(given)
    if changed:
        await _keep(tx, key, given)
        await _tell(tx, outbox, round_, given)
    return Taken(await refresh(tx, outbox, key), changed, kept.ballots)


async def skip(tx: Tx, outbox: Outbox, key: str, person: Person, *, now: datetime) -> Taken:
    """Say that a person skips the round. Raises `UserError` where they have answered or it is over."""
    round_ = await _locked(tx, key)
    if (later := await store.successor(tx, round_, person.id, now)) is not None:
        raise UserError(f"That round is over; the one of {day(later.local_date)} has opened.")
    before = await store.answer_of(tx, key, person.id)
    if before is not None and not before.skipped:
        raise AnsweredAlready(round_)
    if before is None:
        given = Answer(
            person.id, person.name, True, {}, "", (), now >= round_.closes_at, AnswerSource.FORM, 0, now, now
        )
        await _keep(tx, key, given)
        await _tell(tx, outbox, round_, given)
    return Taken(await refresh(tx, outbox, key), changed=before is None)


async def _locked(tx: Tx, key: str) -> Round:
    round_ = await store.lock(tx, key)
    if round_ is None:
        raise UserError("I do not know that round any more.")
    return round_


def _said(answer: Answer) -> tuple[bool, Mapping[str, str], str, tuple[str, ...]]:
    return answer.skipped, answer.typed, answer.mood, answer.still


async def _keep(tx: Tx, key: str, given: Answer) -> None:
    values: dict[str, Any] = {
        "name": given.name,
        "state": AnswerState.SKIPPED if given.skipped else AnswerState.ANSWERED,
        "words": dict(given.words),
        "picks": dict(given.picks),
        "mood": given.mood,
        "still": list(given.still),
        "late": given.late,
        "source": given.source,
        "edits": given.edits,
        "answered_at": given.answered_at,
        "changed_at": given.changed_at,
    }
    mine = sa.and_(table.c.round == key, table.c.person == given.person)
    if (await tx.execute(table.update().where(mine).values(**values))).rowcount == 0:
        await tx.execute(table.insert().values(round=key, person=given.person, **values))


async def _tell(tx: Tx, outbox: Outbox, round_: Round, given: Answer) -> None:
    """Show the answer in the thread, and to whom was asked in their DM that it was heard."""
    await withdraw_reminders(tx, outbox, round_, given.person)
    key = message_keys.answer(round_.key, given.person)
    if not given.skipped:
        own = await blocker_store.carried(tx, round_.ritual, round_.channel, owner=given.person)
        message = OutgoingMessage(
            key=key if given.edits == 0 else f"{key}:e{given.edits}",
            channel=round_.channel,
            post=posts.answer(round_, given, {each.words: each.closes_when for each in own}),
            priority=Priority.REPLY,
            thread_of=message_keys.opening(round_.key) if given.edits == 0 else None,
            replaces=key if given.edits else None,
        )
        if given.edits > 1:
            await outbox.withdraw(tx, f"{key}:e{given.edits - 1}")
        await outbox.put(tx, message)
        await _tell_the_named(tx, outbox, round_, own, given.changed_at)
    await _hear(tx, outbox, round_, given)


async def _tell_the_named(tx: Tx, outbox: Outbox, round_: Round, own: Sequence[Blocker], now: datetime) -> None:
    """Write to whom a blocker of this round names: once, in their own working hours."""
    for blocker in own:
        if blocker.round == round_.key and blocker.about not in (None, blocker.owner):
            message = OutgoingMessage(
                key=message_keys.named(blocker),
                channel=str(blocker.about),
                post=blocker_posts.named(blocker, round_.channel),
                priority=Priority.NUDGE,
                person=blocker.about,
                kind=Interruption.BLOCKER,
                expires_at=now + TOLD_WITHIN,
                restriction=of_place(round_.channel, to=str(blocker.about)),
            )
            await outbox.put(tx, message)


async def _hear(tx: Tx, outbox: Outbox, round_: Round, given: Answer) -> None:
    asked = await store.asked_row(tx, round_.key, given.person)
    if asked is not None and asked.in_dm and asked.asked_at > given.changed_at:
        await outbox.withdraw(tx, message_keys.asking(round_.key, given.person))
        await store.not_in_dm(tx, round_.key, given.person)
        return
    how = "skipped" if given.skipped else "answered"
    await redraw(tx, outbox, round_, [given.person], how, posts.asked_and_heard(round_, given))
