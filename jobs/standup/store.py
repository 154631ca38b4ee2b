"""Reads and locks rounds. Every change of a round begins with `lock`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from integrations.ballot_box import Ballot
from integrations.database import Tx
from integrations.database.records import record_of
from integrations.database.tables.cadence import RitualState, rituals
from integrations.database.tables.standup import AnswerState, AskedState, RoundState
from integrations.database.tables.standup import standup_anonymous as anonymous
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_asked as asked
from integrations.database.tables.standup import standup_rounds as rounds
from jobs.standup import blocker_store
from jobs.standup.model import IMPORTED, Answer, Asked, Board, DigestSentence, Round
from jobs.standup.questions import LEAST_SHOWN, Pick, Question, from_json, to_json


def _is_ours() -> sa.ColumnElement[bool]:
    """Return True for a round that we have held; others are there to be read, and nothing is done with them."""
    return rounds.c.number != IMPORTED


def key_of(ritual: int, day: date, number: int) -> str:
    """The key of a round."""
    return f"{ritual}/{day.isoformat()}/{number}"


async def find(tx: Tx, key: str) -> Round | None:
    """Return a round by its key."""
    row = (await tx.execute(sa.select(rounds).where(rounds.c.key == key))).first()
    return _round(row) if row else None


async def set_questions(tx: Tx, key: str, questions: Sequence[Question]) -> None:
    """Give a round other questions."""
    kept = [to_json(each) for each in questions]
    await tx.execute(rounds.update().where(rounds.c.key == key).values(questions=kept))


async def find_all(tx: Tx, keys: Sequence[str]) -> dict[str, Round]:
    """The rounds of these keys that there are."""
    rows = (await tx.execute(sa.select(rounds).where(rounds.c.key.in_(keys)))).all()
    return {row.key: _round(row) for row in rows}


async def lock(tx: Tx, key: str) -> Round | None:
    """A round that nobody else changes until `tx` ends. SQLite has one writer as it is."""
    row = (await tx.execute(sa.select(rounds).where(rounds.c.key == key).with_for_update())).first()
    return _round(row) if row else None


async def of_day(tx: Tx, ritual: int, day: date) -> Round | None:
    """The last round of a ritual on a day."""
    query = (
        sa.select(rounds)
        .where(rounds.c.ritual == ritual, rounds.c.local_date == day, _is_ours())
        .order_by(rounds.c.number.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).first()
    return _round(row) if row else None


async def latest(tx: Tx, *, ritual: int | None = None, channels: Sequence[str] = (), most: int = 20) -> list[Round]:
    """The last rounds that we have held, newest first: of a ritual, or of any in `channels`.

    With both they are of the ritual in these channels alone: it may have been in another one before.
    """
    query = (
        sa.select(rounds).where(_is_ours()).order_by(rounds.c.local_date.desc(), rounds.c.opened_at.desc()).limit(most)
    )
    if ritual is not None:
        query = query.where(rounds.c.ritual == ritual)
    if channels or ritual is None:
        query = query.where(rounds.c.channel.in_(channels))
    return [_round(row) for row in (await tx.execute(query)).all()]


async def of_days(tx: Tx, channels: Sequence[str], first: date, last: date, *, most: int) -> list[Round]:
    """The rounds of `channels` on these local dates, newest first."""
    query = (
        sa.select(rounds)
        .where(rounds.c.channel.in_(channels), rounds.c.local_date.between(first, last))
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc(), rounds.c.opened_at.desc(), rounds.c.key)
        .limit(most)
    )
    return [_round(row) for row in (await tx.execute(query)).all()]


async def successor(tx: Tx, round_: Round, person: str, now: datetime) -> Round | None:
    """The newest later round of the same ritual and channel in which `person` has been asked already.

    Somebody who is not on its list (an extra) counts as asked from its opening.
    """
    later = sa.tuple_(rounds.c.local_date, rounds.c.number) > sa.tuple_(
        sa.literal(round_.local_date, sa.Date), sa.literal(round_.number, sa.Integer)
    )
    not_yet = sa.exists().where(asked.c.round == rounds.c.key, asked.c.person == person, asked.c.asked_at > now)
    query = (
        sa.select(rounds)
        .where(rounds.c.ritual == round_.ritual, rounds.c.channel == round_.channel, later, ~not_yet)
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).first()
    return _round(row) if row else None


async def overdue(tx: Tx, round_: Round, now: datetime) -> list[str]:
    """Other rounds of its ritual that should have closed by now and have not."""
    query = (
        sa.select(rounds.c.key)
        .where(
            rounds.c.ritual == round_.ritual,
            rounds.c.key != round_.key,
            rounds.c.state == RoundState.OPEN,
            rounds.c.closes_at <= now,
        )
        .order_by(rounds.c.key)
    )
    return list((await tx.execute(query)).scalars())


async def left_open(tx: Tx, now: datetime) -> list[str]:
    """Rounds that should have closed by now, and whose ritual was removed: no step of theirs comes any more."""
    query = sa.select(rounds.c.key).join(rituals, rituals.c.id == rounds.c.ritual)
    over = (rounds.c.state == RoundState.OPEN, rounds.c.closes_at <= now, rituals.c.state == RitualState.REMOVED)
    return list((await tx.execute(query.where(*over).order_by(rounds.c.key))).scalars())


async def open_places(tx: Tx, *, asking: str | None = None) -> list[str]:
    """The channels with an open round, or with one that asks the person `asking`."""
    query = sa.select(rounds.c.channel).where(rounds.c.state == RoundState.OPEN).distinct().order_by(rounds.c.channel)
    if asking is not None:
        query = query.join(asked, asked.c.round == rounds.c.key).where(asked.c.person == asking)
    return list((await tx.execute(query)).scalars())


async def waiting_for(tx: Tx, person: str, now: datetime) -> list[Round]:
    """Open rounds that ask `person`, the unanswered first, then the newest."""
    answered = sa.exists().where(answers.c.round == rounds.c.key, answers.c.person == person)
    query = (
        sa.select(rounds)
        .join(asked, asked.c.round == rounds.c.key)
        .where(
            asked.c.person == person,
            asked.c.state == AskedState.ASKED,
            asked.c.asked_at <= now,
            rounds.c.state == RoundState.OPEN,
        )
        .order_by(sa.case((answered, 1), else_=0), rounds.c.opened_at.desc())
    )
    return [_round(row) for row in (await tx.execute(query)).all()]


async def last_of(tx: Tx, person: str, since: datetime) -> Round | None:
    """The newest round that opened after `since` and asked `person`, open or closed."""
    query = (
        sa.select(rounds)
        .join(asked, asked.c.round == rounds.c.key)
        .where(asked.c.person == person, asked.c.state == AskedState.ASKED, rounds.c.opened_at >= since)
        .order_by(rounds.c.opened_at.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).first()
    return _round(row) if row else None


async def missed_by(tx: Tx, person: str, since: datetime) -> list[Round]:
    """Rounds that closed after `since` without a word of `person`, who was asked; the newest first."""
    answered = sa.exists().where(answers.c.round == rounds.c.key, answers.c.person == person)
    query = (
        sa.select(rounds)
        .join(asked, asked.c.round == rounds.c.key)
        .where(asked.c.person == person, asked.c.state == AskedState.ASKED, rounds.c.closed_at >= since, ~answered)
        .order_by(rounds.c.opened_at.desc())
    )
    return [_round(row) for row in (await tx.execute(query)).all()]


async def board(tx: Tx, round_: Round) -> Board:
    """A round with its people, answers and blockers."""
    people = (await tx.execute(sa.select(asked).where(asked.c.round == round_.key).order_by(asked.c.name))).all()
    given = (await tx.execute(sa.select(answers).where(answers.c.round == round_.key))).all()
    mixed: dict[str, tuple[Pick, ...]] = {}
    if round_.asks_anonymously and not round_.is_open:
        query = sa.select(anonymous).where(anonymous.c.round == round_.key).order_by(anonymous.c.place)
        for row in (await tx.execute(query)).all():
            mixed[row.question] = (*mixed.get(row.question, ()), row.answer)
    return Board(
        round=round_,
        people=tuple(_asked(row) for row in people),
        answers={row.person: _answer(row) for row in given},
        blockers=tuple(await blocker_store.blockers_of(tx, round_)),
        anonymous=mixed,
    )


async def keep_anonymous(tx: Tx, key: str, ballots: Sequence[Ballot]) -> None:
    """Keep the ballots of a whole round, as they were mixed: none of a question that too few have answered."""
    by_question: dict[str, list[Pick]] = {}
    for ballot in ballots:
        by_question.setdefault(ballot.question, []).append(ballot.answer)
    rows = [
        {"round": key, "question": question, "place": place, "answer": answer}
        for question, found in sorted(by_question.items())
        if len(found) >= LEAST_SHOWN
        for place, answer in enumerate(found)
    ]
    if rows:
        await tx.execute(anonymous.insert(), rows)


async def people_of(tx: Tx, key: str) -> set[str]:
    """Who is on the list of a round, asked or away."""
    return {row.person for row in (await tx.execute(sa.select(asked.c.person).where(asked.c.round == key))).all()}


async def asked_row(tx: Tx, key: str, person: str) -> Asked | None:
    """How a person is asked in a round; None for those who are not."""
    row = (await tx.execute(sa.select(asked).where(asked.c.round == key, asked.c.person == person))).first()
    return _asked(row) if row else None


async def is_first(tx: Tx, round_: Round, person: str) -> bool:
    """Return True if no other round of ours has asked a person, or was answered by them."""
    others = sa.and_(rounds.c.key != round_.key, _is_ours())
    was_asked = sa.and_(asked.c.person == person, asked.c.state == AskedState.ASKED)
    for table, theirs in ((asked, was_asked), (answers, answers.c.person == person)):
        query = sa.select(table.c.round).join(rounds, rounds.c.key == table.c.round).where(theirs, others)
        if (await tx.execute(query.limit(1))).first() is not None:
            return False
    return True


async def not_in_dm(tx: Tx, key: str, person: str) -> None:
    """Note that the question in the DM was taken back before it was sent."""
    mine = sa.and_(asked.c.round == key, asked.c.person == person)
    await tx.execute(asked.update().where(mine).values(asked_in_dm=False))


async def answer_of(tx: Tx, key: str, person: str) -> Answer | None:
    """What a person said in a round."""
    row = (await tx.execute(sa.select(answers).where(answers.c.round == key, answers.c.person == person))).first()
    return _answer(row) if row else None


async def last_answer(
    tx: Tx, ritual: int, channel: str, person: str, *, since: date, before: date
) -> tuple[date, Answer] | None:
    """What a person said last in a round of these dates, and on which date; `before` is not one of them."""
    query = (
        sa.select(answers, rounds.c.local_date)
        .join(rounds, rounds.c.key == answers.c.round)
        .where(
            rounds.c.ritual == ritual,
            rounds.c.channel == channel,
            rounds.c.local_date < before,
            rounds.c.local_date >= since,
            answers.c.person == person,
            answers.c.state == AnswerState.ANSWERED,
        )
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).first()
    return (row.local_date, _answer(row)) if row else None


async def answers_of(tx: Tx, person: str, channels: Sequence[str], most: int) -> list[tuple[Round, Answer]]:
    """A person's last answers in `channels`, newest first."""
    query = (
        sa.select(answers)
        .join(rounds, rounds.c.key == answers.c.round)
        .where(answers.c.person == person, answers.c.state == AnswerState.ANSWERED, rounds.c.channel.in_(channels))
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc())
        .limit(most)
    )
    found = []
    for row in (await tx.execute(query)).all():
        round_ = await find(tx, row.round)
        if round_ is not None:
            found.append((round_, _answer(row)))
    return found


def _asked(row: sa.Row[Any]) -> Asked:
    return Asked(
        person=row.person,
        name=row.name,
        away=row.state is AskedState.AWAY,
        asked_at=row.asked_at,
        in_dm=row.asked_in_dm,
        unasked=row.state in (AskedState.UNASKED, AskedState.LEFT_OUT),
        left_out=row.state is AskedState.LEFT_OUT,
    )


def _answer(row: sa.Row[Any]) -> Answer:
    return record_of(Answer, row, skipped=row.state is AnswerState.SKIPPED, still=tuple(row.still))


def _round(row: sa.Row[Any]) -> Round:
    return record_of(
        Round,
        row,
        questions=tuple(map(from_json, row.questions)),
        days_off=tuple(date.fromisoformat(each) for each in row.days_off),
        sentences=_sentences(row, week=False),
        week_sentences=_sentences(row, week=True),
    )


def round_values(round_: Round) -> dict[str, Any]:
    """Return the row of a new round."""
    values = {name: getattr(round_, name) for name in Round.__dataclass_fields__}
    values["questions"] = [to_json(each) for each in round_.questions]
    values["days_off"] = [each.isoformat() for each in round_.days_off]
    values["sentences"] = sentence_rows(round_.sentences, round_.week_sentences)
    del values["week_sentences"]
    return values


def _sentences(row: sa.Row[Any], *, week: bool) -> tuple[DigestSentence, ...]:
    return tuple(DigestSentence(each["words"], each["on"]) for each in row.sentences if each.get("week", False) is week)


def sentence_rows(day: Sequence[DigestSentence], week: Sequence[DigestSentence]) -> list[dict[str, Any]]:
    """Sentences as a round's row keeps them."""
    both = [(each, False) for each in day] + [(each, True) for each in week]
    return [{"words": each.words, "on": dict(each.on), "week": of_week} for each, of_week in both]
