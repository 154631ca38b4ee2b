"""What a standup's form starts with: what was planned last time. And answers that are given before their round."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.standup import standup_ahead as ahead_table
from integrations.database.tables.standup import standup_plans as plans
from integrations.deferred import dataclass
from jobs.standup import store
from jobs.standup.model import LastSaid, StandupEntry
from jobs.standup.questions import Question
from jobs.standup.words import day

STALE = timedelta(days=14)
"""A plan older than this says nothing of today."""
FRESH_AHEAD = timedelta(days=7)
"""An answer in advance older than this was for a round that its author missed."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a form starts with, and where it comes from."""

    values: Mapping[str, str]
    hints: Mapping[str, str]
    planned: bool
    """Whether there is enough of a plan to send it as it is."""
    last: LastSaid | None = None
    """From when on it can be looked for what they did; None where nobody asks for that."""


async def prefill(
    tx: Tx, ritual: int, channel: str, person: str, before: date, questions: tuple[Question, ...], now: datetime
) -> Prefill:
    """What is known before a person types.

    What was today's plan last time is what was done since; an evening's plan made after
    that is today's.
    """
    names = {question.name for question in questions}
    if not names & {"yesterday", "today"}:
        return Prefill({}, {}, planned=False)
    values: dict[str, str] = {}
    hints: dict[str, str] = {}
    last = await store.last_answer(tx, ritual, channel, person, since=before - STALE, before=before)
    meant = last[1].words.get("today", "").strip() if last else ""
    if last and meant and "yesterday" in names:
        values["yesterday"] = meant
        hints["yesterday"] = f"From what you planned on {day(last[0])}."
    since = max(last[1].answered_at, now - STALE) if last else now - STALE
    query = sa.select(plans).where(
        plans.c.channel == channel, plans.c.person == person, plans.c.made_at > since, plans.c.words != ""
    )
    if "today" in names and (evening := (await tx.execute(query)).first()) is not None:
        values["today"] = evening.words
        hints["today"] = "From what you planned in the evening."
    said = LastSaid(
        last[1].answered_at if last else None,
        last[1].changed_at if last else None,
        "\n".join(last[1].words.values()) if last else "",
        planned=meant,
    )
    planned = len(names & {"yesterday", "today"}) == 2 and len(values) > 0
    return Prefill(values, hints, planned=planned, last=said if "yesterday" in names else None)


def as_planned(found: Prefill) -> dict[str, str]:
    """The words of "same as planned": today's plan is the evening's, else last time's goes on."""
    meant = found.values.get("yesterday", "")
    return {"yesterday": meant, "today": found.values.get("today") or meant}


async def put_ahead(
    db: Database, tx: Tx, ritual: int, channel: str, person: str, entry: StandupEntry, now: datetime
) -> None:
    """Keep an answer for the next round; a newer one takes its place."""
    values = {
        "channel": channel,
        "words": dict(entry.words),
        "mood": entry.mood,
        "shown": list(entry.shown),
        "still": list(entry.still),
        "made_at": now,
    }
    await tx.execute(
        db.insert(ahead_table)
        .values(ritual=ritual, person=person, **values)
        .on_conflict_do_update(index_elements=[ahead_table.c.ritual, ahead_table.c.person], set_=values)
    )


async def find_ahead(tx: Tx, ritual: int, channel: str, person: str) -> StandupEntry | None:
    """A person's answer for the next round."""
    query = sa.select(ahead_table).where(
        ahead_table.c.ritual == ritual, ahead_table.c.channel == channel, ahead_table.c.person == person
    )
    row = (await tx.execute(query)).first()
    return StandupEntry(row.words, row.mood, tuple(row.shown), tuple(row.still)) if row else None


async def who_is_ahead(tx: Tx, ritual: int, channel: str) -> set[str]:
    """Who has answered the next round already."""
    query = sa.select(ahead_table.c.person).where(ahead_table.c.ritual == ritual, ahead_table.c.channel == channel)
    return {row.person for row in (await tx.execute(query)).all()}


async def take_ahead(tx: Tx, ritual: int, channel: str, person: str, now: datetime) -> StandupEntry | None:
    """A person's answer for the round that opens now, taken out so that it is given once."""
    mine = sa.and_(ahead_table.c.ritual == ritual, ahead_table.c.channel == channel, ahead_table.c.person == person)
    row = (await tx.execute(ahead_table.delete().where(mine).returning(ahead_table))).first()
    if row is None or row.made_at < now - FRESH_AHEAD:
        return None
    return StandupEntry(row.words, row.mood, tuple(row.shown), tuple(row.still))
