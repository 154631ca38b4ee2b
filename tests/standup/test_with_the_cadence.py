"""The standup as the cadence runs it: steps claimed, everything committed with the claim's end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.chat import Person
from integrations.database.tables.cadence import Late, RitualState, occurrences, rituals
from jobs.cadence import Cadence
from jobs.cadence.kinds import Kinds
from tests.standup.house import ANA, CHANNEL, CY, MONDAY, FakeTeam, House, StandupEntry, key, person, words


class Directory(FakeTeam):
    async def by_email(self, email: str) -> Person | None:
        return None


async def cadence_of(house: House, **values: Any) -> Cadence:
    row = {
        "id": 7,
        "name": "standup-team",
        "kind": "standup",
        "channel": CHANNEL,
        "at": "09:00",
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "timezone": "Europe/Berlin",
        "every": 1,
        "anchor": MONDAY,
        "late": Late.RUN,
        "title": "Daily standup",
        "options": {},
        "state": RitualState.ACTIVE,
        "created_by": ANA.id,
        "created_at": house.clock.now(),
        "changed_at": house.clock.now(),
        **values,
    }
    async with house.db.write() as tx:
        await tx.execute(rituals.insert().values(**row))
    directory = Directory(house.team.channels)
    return Cadence(house.db, house.clock, house.outbox, Kinds([house.kind]), directory)


async def play(house: House, cadence: Cadence, until: datetime) -> None:
    """Turn the clock from one due moment to the next."""
    for _ in range(100):
        while await cadence.tick():
            await cadence.settle()
        await cadence.settle()
        due = await cadence.next_due()
        if due is None or due[0] > until:
            break
        house.clock.turn_to(due[0])
    house.clock.turn_to(until)


async def test_a_day_is_opened_reminded_and_closed_and_the_next_is_planned(house: House) -> None:
    cadence = await cadence_of(house)
    await play(house, cadence, datetime(2026, 11, 23, 8, 10, tzinfo=UTC))
    await house.answer(ANA, key())
    await play(house, cadence, datetime(2026, 11, 23, 12, tzinfo=UTC))
    keys = [each.key.removeprefix(f"standup:{key()}:") for each in await house.messages()]
    assert keys == ["open", "answer:U1ANA", "remind:1:U2BO", "remind:1:U3CY", "open:e1", "summary"]
    assert "1 of 3 answered" in words((await house.message(":summary")).post)
    async with house.db.read() as tx:
        rows = (await tx.execute(sa.select(occurrences).order_by(occurrences.c.due_at))).all()
    assert [(row.step, row.state.value) for row in rows] == [
        ("open", "done"),
        ("remind:1", "done"),
        ("close", "done"),
        ("open", "planned"),
    ]


async def test_members_in_their_own_zones_share_one_round_and_one_close(house: House) -> None:
    kei, rob = person("U4KEI", "Kei", "Asia/Tokyo"), person("U6ROB", "Rob", "America/New_York")
    house.team.channels[CHANNEL] = [kei, CY, rob]
    cadence = await cadence_of(house, timezone="member")
    await play(house, cadence, datetime(2026, 11, 24, 23, tzinfo=UTC))
    messages = await house.messages()
    tuesday = [each for each in messages if "2026-11-24" in each.key]
    assert len([each for each in tuesday if each.key.endswith(":open")]) == 1
    asks = {each.channel: each.not_before for each in tuesday if ":ask:" in each.key and each.replaces is None}
    first = datetime(2026, 11, 24, tzinfo=UTC)
    assert asks == {kei.id: first, CY.id: first + timedelta(hours=8), rob.id: first + timedelta(hours=14)}
    assert {each.channel for each in tuesday if ":remind:" in each.key} == {kei.id, CY.id, rob.id}
    assert len([each for each in tuesday if each.key.endswith(":summary")]) == 1


async def test_everybody_ahead_is_a_summary_a_moment_after_the_opening(house: House) -> None:
    house.plan()
    house.team.channels[CHANNEL] = [ANA]
    await house.standups.submit(ANA.id, "ahead/7", StandupEntry({"today": "tests"}))
    cadence = await cadence_of(house)
    await play(house, cadence, datetime(2026, 11, 23, 8, 1, tzinfo=UTC))
    assert "1 of 1 answered" in words((await house.message(":summary")).post)
