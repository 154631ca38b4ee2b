"""Many rows in one statement are kept as each would be by itself, on both engines."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import Audience, Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.database.tables.delivery import Interruption, Priority, outbox

NOW = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
VALUES: list[Any] = [
    {"headline": [{"text": "Guten Tag 🎉 \u2028"}], "blocks": []},
    [],
    [None, True, 0, -1.5, 10**20],
    None,
    "a string of JSON",
    "null",
    False,
    {"nan": float("nan"), "infinite": float("inf")},
    {"quotes": "\"' \\ \\u0000 \n\t", "nul": "\x00", "half": "\ud83d", "key\x00": 1},
    {"deep": [{"in": {"it": [[{}]]}}]},
]
"""Of a column of JSON: what is in no other type, and what PostgreSQL refuses."""


def _message(key: str, value: Any, number: int) -> dict[str, Any]:
    return {
        "key": key,
        "priority": Priority.RITUAL,
        "channel": "C1",
        "kind": Interruption.REMINDER if number % 2 else None,
        "turn": bool(number % 2),
        "post": value,
        "restriction": value,
        "not_before": NOW,
        "expires_at": NOW if number % 3 else None,
        "created_at": NOW,
    }


@pytest.mark.parametrize("together", [1, len(VALUES)])
async def test_json_flags_moments_and_what_is_none(db: Database, together: int) -> None:
    alone = [_message(f"alone-{number}", value, number) for number, value in enumerate(VALUES)]
    many = [_message(f"many-{number}", value, number) for number, value in enumerate(VALUES)]
    async with db.write() as tx:
        for row in alone:
            await tx.execute(db.insert(outbox), row)
        for start in range(0, len(many), together):
            await tx.execute(db.insert_all(outbox, many[start : start + together]))
    async with db.read() as tx:
        raw = [sa.cast(each, sa.Text) if each.name in ("post", "restriction") else each for each in outbox.c]
        rows = [tuple(row)[2:] for row in await tx.execute(sa.select(*raw).order_by(outbox.c.id))]
        none = sa.select(sa.func.count()).where(outbox.c.restriction.is_not(None))
        assert (await tx.execute(none)).scalar_one() >= 2 * len(VALUES) - 2
    assert rows[: len(VALUES)] == rows[len(VALUES) :]
    assert len(rows) == 2 * len(VALUES)


async def test_dates_and_numbers_and_what_the_table_says_itself(db: Database) -> None:
    ritual = {"name": "r", "kind": "reminder", "channel": "C1", "at": "09:00", "days": ["mon"], "anchor": NOW.date()}
    ritual |= {"late": Late.RUN, "title": "R", "options": {}, "state": RitualState.ACTIVE, "created_by": "U1"}
    row = {"zone": "UTC", "state": OccurrenceState.PLANNED, "due_at": NOW, "ready_at": NOW}
    days = [date(2024, 2, 29), date(1999, 12, 31), date(2400, 1, 1)]
    async with db.write() as tx:
        made = await tx.execute(
            rituals.insert().returning(rituals.c.id), ritual | {"created_at": NOW, "changed_at": NOW}
        )
        row["ritual"] = made.scalar_one()
        for day in days:
            await tx.execute(occurrences.insert(), {**row, "audience": Audience("U1"), "local_date": day})
        given = [{**row, "audience": Audience("U2"), "local_date": day} for day in days]
        await tx.execute(db.insert_all(occurrences, given))
    async with db.read() as tx:
        found = [row._asdict() for row in await tx.execute(sa.select(occurrences).order_by(occurrences.c.id))]
    assert [each.pop("audience") for each in found] == [Audience("U1")] * 3 + [Audience("U2")] * 3
    assert len({each.pop("id") for each in found}) == 6
    assert found[:3] == found[3:]
    assert [each["local_date"] for each in found[3:]] == days


async def test_what_is_there_already_stays_and_the_others_are_returned(db: Database) -> None:
    there, other = _message("there", {"n": 1}, 0), _message("other", {"n": 2}, 1)
    async with db.write() as tx:
        await tx.execute(db.insert_all(outbox, [there]))
        again = db.insert_all(outbox, [there | {"post": {"n": 3}}, other])
        kept = await tx.execute(again.on_conflict_do_nothing(index_elements=[outbox.c.key]).returning(outbox.c.post))
        assert kept.scalars().all() == [{"n": 2}]
    async with db.read() as tx:
        posts = await tx.execute(sa.select(outbox.c.post).order_by(outbox.c.id))
        assert posts.scalars().all() == [{"n": 1}, {"n": 2}]
