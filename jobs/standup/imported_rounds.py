"""Rounds that another bot has held: kept beside ours, so that history, recall and plans find what was answered.

Nothing is ever done with such a round: it asks nobody, has no posts, and cannot be answered. It is of the
ritual that goes on with that standup, and so heard by those who hear that one.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.chunks import chunks
from integrations.database.steps import PAUSE_S
from integrations.database.tables.memory import forgotten
from integrations.database.tables.standup import AnswerSource, AnswerState, Collect, RoundState
from integrations.database.tables.standup import standup_answers as answers_table
from integrations.database.tables.standup import standup_rounds as rounds_table
from integrations.deferred import dataclass
from integrations.words import one_line, shortened
from jobs.standup import store
from jobs.standup.model import IMPORTED, Round
from jobs.standup.questions import LONGEST, Question

DAYS, ROWS = 50, 100
"""Days, and answers, of one transaction."""
LONGEST_ANSWER = 3_000
"""Characters that are kept of an answer."""
_NO_PLAN = re.compile(r"\b(feel|feeling|mood|energy|happy|confident|confidence|rate|how are you)\b", re.IGNORECASE)
_SIGNS = {
    "blockers": re.compile(
        r"block|obstacle|impediment|stuck|in (?:your|the) way|hinder|bloque|obst[áa]c", re.IGNORECASE
    ),
    "yesterday": re.compile(
        r"yesterday|since (?:your |our |the )?last|(?:did|have) you|accomplish|completed?\b|finish"
        r"|gestern|\bhier\b|ayer",
        re.IGNORECASE,
    ),
    "today": re.compile(
        r"(?:will|going|plan|work|doing|\bdo\b|focus|priorit|goal|tackle|machst|hast du|vas|allez|har[áa]s)"
        r".*(?:today|tomorrow|next|heute|morgen|aujourd|demain|hoy|mañana)"
        r"|(?:today|next|tomorrow).*(?:plan|goal|focus|priorit)|your plans?\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """What one person answered on a day."""

    person: str
    name: str
    day: date
    at: datetime
    words: Sequence[tuple[str, str]]
    """(question, answer)."""


@dataclass(slots=True)
class ImportedHistory:
    """What came of keeping answers."""

    kept: int = 0
    known: int = 0
    """They were there already."""
    since: int = 0
    """Of days on which we held that standup ourselves."""
    erased: int = 0
    """Of people who had their words erased."""
    days: set[date] = field(default_factory=set)


def places_of(labels: Iterable[str]) -> dict[str, str]:
    """Return which of some questions stand for `yesterday`, `today` and `blockers`, by their words; each once."""
    found: dict[str, str] = {}
    for label in labels:
        for place, sign in _SIGNS.items():  # blockers first: “what keeps you from finishing?” is about them
            if place not in found.values() and not _NO_PLAN.search(label) and sign.search(label):
                found[label] = place
                break
    return found


def label_of(text: str) -> str:
    """Return a question's words as a round has them."""
    return shortened(one_line(text), LONGEST)


async def keep_history(
    db: Database,
    *,
    ritual: int,
    channel: str,
    zone: str,
    title: str,
    given: Sequence[ImportedAnswer],
    tell: Callable[[int], None],
) -> ImportedHistory:
    """Keep answers, at most one of a person and day; `tell` is called with how many were looked at so far.

    What is there already stays as it is, so doing it again changes nothing. It goes a few days at a time, each
    in a transaction of its own: a team moves in while others are at work.
    """
    done = ImportedHistory()
    first_own = sa.select(sa.func.min(rounds_table.c.local_date)).where(
        rounds_table.c.ritual == ritual, rounds_table.c.number != IMPORTED
    )
    async with db.read() as tx:
        own = (await tx.execute(first_own)).scalar_one()
        erased = await _erased(tx)
    by_day: dict[date, list[ImportedAnswer]] = {}
    for each in given:
        if own is not None and each.day >= own:
            done.since += 1
        elif each.person in erased and each.at <= erased[each.person]:
            done.erased += 1
        else:
            by_day.setdefault(each.day, []).append(each)
    looked_at = done.since + done.erased
    days = sorted(by_day)
    for some_days in chunks(days, DAYS):
        some = {day: by_day[day] for day in some_days}
        async with db.write() as tx:
            rounds = await _rounds(tx, db, some, ritual=ritual, channel=channel, zone=zone, title=title)
        rows = [_row(rounds[day], each) for day, told in some.items() for each in told]
        for part in chunks(rows, ROWS):
            async with db.write() as tx:
                done.kept += await _insert(tx, db, part)
            looked_at += len(part)
            tell(looked_at)
            await asyncio.sleep(PAUSE_S)
    done.known = looked_at - done.since - done.erased - done.kept
    done.days = set(days)
    return done


async def _rounds(
    tx: Tx,
    db: Database,
    by_day: Mapping[date, Sequence[ImportedAnswer]],
    *,
    ritual: int,
    channel: str,
    zone: str,
    title: str,
) -> dict[date, Round]:
    """The rounds of these days, each with every question that was answered on it."""
    found: dict[date, Round] = {}
    new: list[Round] = []
    known = await store.find_all(tx, [store.key_of(ritual, day, IMPORTED) for day in by_day])
    for day, told in by_day.items():
        key = store.key_of(ritual, day, IMPORTED)
        before = known.get(key)
        questions = _questions(before.questions if before else (), [label for each in told for label, _ in each.words])
        if before is None:
            moments = sorted(each.at for each in told)
            found[day] = Round(
                key=key,
                ritual=ritual,
                channel=channel,
                local_date=day,
                number=IMPORTED,
                title=title,
                zone=zone,
                days_off=(),
                collect=Collect.DM,
                questions=questions,
                reminders=0,
                close_early=False,
                report_to=None,
                note="",
                state=RoundState.CLOSED,
                opened_at=moments[0],
                closes_at=moments[-1] + timedelta(minutes=1),
                closed_at=moments[-1] + timedelta(minutes=1),
                asks_mood=False,
            )
            new.append(found[day])
            continue
        found[day] = before
        if questions != before.questions:
            await store.set_questions(tx, key, questions)
            found[day] = replace(before, questions=questions)
    if new:
        insert = db.insert(rounds_table).on_conflict_do_nothing()
        await tx.execute(insert, [store.round_values(each) for each in new])
    return found


def _questions(before: Sequence[Question], texts: Iterable[str]) -> tuple[Question, ...]:
    labels = list(dict.fromkeys([*(each.label for each in before), *(label_of(text) for text in texts)]))
    names = {each.label: each.name for each in before}
    places = places_of(label for label in labels if label not in names)
    for number, label in enumerate(labels, 1):
        place = places.get(label)
        names.setdefault(label, place if place and place not in names.values() else f"q{number}")
    return tuple(Question(names[label], label) for label in labels)


def _row(round_: Round, given: ImportedAnswer) -> dict[str, Any]:
    names = {each.label: each.name for each in round_.questions}
    words: dict[str, str] = {}
    for text, said in given.words:
        name = names[label_of(text)]
        words[name] = shortened("\n".join(filter(None, (words.get(name), said))), LONGEST_ANSWER)
    return {
        "round": round_.key,
        "person": given.person,
        "name": given.name,
        "state": AnswerState.ANSWERED,
        "words": words,
        "picks": {},
        "mood": "",
        "still": [],
        "late": False,
        "source": AnswerSource.IMPORTED,
        "edits": 0,
        "answered_at": given.at,
        "changed_at": given.at,
    }


async def _erased(tx: Tx) -> dict[str, datetime]:
    """Until when the words of whom were erased."""
    return {row.person: row.until for row in (await tx.execute(sa.select(forgotten))).all()}


async def _insert(tx: Tx, db: Database, rows: Sequence[dict[str, Any]]) -> int:
    """Write answers down, but of those who had theirs erased meanwhile; return how many are new."""
    erased = await _erased(tx)
    rows = [each for each in rows if each["person"] not in erased or each["answered_at"] > erased[each["person"]]]
    if not rows:
        return 0
    statement = db.insert(answers_table).on_conflict_do_nothing()
    return (await tx.execute(statement.execution_options(preserve_rowcount=True), list(rows))).rowcount
