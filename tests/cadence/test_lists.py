"""Lists come in pages that turn where they are pressed, however much there is, and no ack waits for them."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.cadence import TEAM, Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.database.tables.drafts import DraftState, drafts
from integrations.workspace import Said
from integrations.workspace.people import Actor
from jobs.roster.ritual_lookup import A_PAGE
from tests.stage import BACKEND

COUNT = 10_000


async def has_many(stage: Stage, count: int = COUNT) -> None:
    """So many rituals in #backend, as an import leaves them."""
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    same = {"kind": "reminder", "channel": team.BACKEND.id, "at": "09:00", "days": [], "anchor": now.date()}
    same |= {
        "late": Late.RUN,
        "options": {},
        "state": RitualState.ACTIVE,
        "created_by": "U1",
        "created_at": now,
        "changed_at": now,
    }
    due = {"local_date": now.date(), "audience": TEAM, "zone": team.ZONE, "state": OccurrenceState.PLANNED}
    due |= {"due_at": now.replace(year=2027), "ready_at": now.replace(year=2027)}
    async with stage.app.parts.db.write() as tx:
        named = [{"id": n + 1, "name": f"r{n:05}", "title": f"Reminder {n:05}", **same} for n in range(count)]
        await tx.execute(rituals.insert(), named)
        await tx.execute(occurrences.insert(), [{"ritual": n + 1, **due} for n in range(count)])


async def whispered(stage: Stage, who: Actor, typed: str) -> Said:
    before = len(who.whispers(BACKEND))
    await who.command(typed, BACKEND)
    await stage.workspace.until(lambda: len(who.whispers(BACKEND)) > before)
    return who.whispers(BACKEND)[-1]


def titles(said: Said) -> list[str]:
    return re.findall(r"Reminder (\d{5})", said.shown)


async def turned(stage: Stage, who: Actor, button: str) -> Said:
    """What stands where the button was, once it was pressed."""
    before = who.whispers(BACKEND)
    shown = before[-1].shown
    await who.clicks(before[-1], button)
    await stage.workspace.until(lambda: who.whispers(BACKEND)[-1].shown != shown)
    assert len(who.whispers(BACKEND)) == len(before)  # in its place, not below it
    return who.whispers(BACKEND)[-1]


async def test_ten_thousand_rituals_are_listed_a_page_at_a_time(stage: Stage) -> None:
    await has_many(stage)
    ben = stage.workspace.member("Ben")
    said = await whispered(stage, ben, "/ritual list")
    first = titles(said)
    assert first == [f"{n:05}" for n in range(A_PAGE)]
    assert "◀ Back" not in said.buttons
    assert any(label.startswith("More ▶ (page 2 of ") for label in said.buttons)  # the page that it leads to
    assert titles(await turned(stage, ben, "list_next")) == [f"{n:05}" for n in range(A_PAGE, 2 * A_PAGE)]
    assert titles(await turned(stage, ben, "list_previous")) == first


@pytest.mark.slow
async def test_one_of_ten_thousand_is_found_by_its_name_and_what_is_none_is_said_in_short(stage: Stage) -> None:
    await has_many(stage)
    ana = stage.workspace.member("Ana")
    said = await whispered(stage, ana, "/ritual pause no such thing")
    assert f"and {COUNT - A_PAGE} more" in said.shown
    said = await whispered(stage, ana, "/ritual pause r07777")
    assert said.shown in ("Reminder 07777 is paused.", "Reminder 07777 has no owner; an admin can change it.")


@pytest.mark.slow
async def test_the_home_tab_shows_the_next_three_of_ten_thousand(stage: Stage) -> None:
    await has_many(stage)
    ben = stage.workspace.member("Ben")
    await ben.opens_home()
    home = await stage.workspace.until(lambda: ben.home)
    assert home is not None
    words = str(home.body)
    assert all(f"Reminder {number:05}" in words for number in range(3))
    assert "Reminder 00003" not in words
    assert f"and {COUNT - 3} more: /ritual list" in words


async def test_a_page_that_is_gone_is_the_last_one_there_is(stage: Stage) -> None:
    await has_many(stage, A_PAGE + 1)
    ben = stage.workspace.member("Ben")
    await whispered(stage, ben, "/ritual list")
    async with stage.app.parts.db.write() as tx:
        await tx.execute(sa.update(rituals).where(rituals.c.id == A_PAGE + 1).values(state=RitualState.REMOVED))
    shown = ben.whispers(BACKEND)[-1]
    assert titles(shown) == [f"{n:05}" for n in range(A_PAGE)]
    await ben.clicks(shown, "list_next")
    await stage.settle()
    assert titles(ben.whispers(BACKEND)[-1]) == titles(shown)
    assert ben.whispers(BACKEND)[-1].buttons.count("Change") == A_PAGE
    assert len(ben.whispers(BACKEND)[-1].buttons) == 4 * A_PAGE + 1


async def test_decision_records_come_in_pages_too(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    same = {
        "kind": "adr",
        "state": DraftState.PROPOSED,
        "fields": {},
        "people": {},
        "title_words": "",
        "words": "",
        "version": 1,
    }
    same |= {"author": team.ANA.id, "channel": team.BACKEND.id, "made_at": now, "edited_at": now, "edited_by": "U1"}
    async with stage.app.parts.db.write() as tx:
        each = [{"slug": f"record-{n}", "number": n, "title": f"Record {n}.", **same} for n in range(1, 36)]
        await tx.execute(drafts.insert(), each)
    first = (await whispered(stage, ben, "/adr list")).shown
    second = (await turned(stage, ben, "list_next")).shown
    assert ("Record 35." in first, "Record 1." in first) == (True, False)
    assert ("Record 35." in second, "Record 1." in second) == (False, True)
    assert "Record 35." in (await turned(stage, ben, "list_previous")).shown
