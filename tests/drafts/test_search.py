"""Drafts are found by their words, whatever the words are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.database import Database
from integrations.database.tables.drafts import DraftState
from integrations.time import TurnableClock
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.errors import UserError
from tests.drafts.house import ADA, CY, GENERAL, House, adr, build, runbook


async def found(house: House, words: str) -> list[str]:
    return [each.title for each in (await house.drafts.search(CY, ADR, words)).drafts]


async def test_every_word_must_be_there_and_those_in_the_title_come_first(house: House) -> None:
    await house.adr("Keep the queue small", context="Postgres is slow.", consequences="100% of jobs_table moves.")
    await house.adr("Choose Postgres for the queue")
    await house.adr("Größe der ÄMTER", context="Straße; C++ and a\\b.")
    await house.runbook("Restart Postgres")
    assert await found(house, "POSTGRES queue") == ["Choose Postgres for the queue", "Keep the queue small"]
    assert await found(house, "postgres nothing") == []
    assert await found(house, "grösse ämter STRASSE") == ["Größe der ÄMTER"]
    assert await found(house, "100%") == ["Keep the queue small"]
    assert await found(house, "100_") == await found(house, "jobs%table") == []
    assert await found(house, "a\\b C++") == ["Größe der ÄMTER"]
    assert await found(house, "'; DROP TABLE drafts; --") == []
    assert await found(house, "quEue") == ["Choose Postgres for the queue", "Keep the queue small"]
    for nothing in ("", "  ", "\x00"):
        with pytest.raises(UserError, match="Search for what"):
            await found(house, nothing)


async def test_an_edit_is_found_by_its_new_words_only(house: House) -> None:
    draft = await house.adr("Use SQLite")
    await house.drafts.edit(ADA, draft.id, 1, adr("Use DuckDB"), seen_in=GENERAL)
    assert await found(house, "sqlite") == []
    assert await found(house, "duckdb") == ["Use DuckDB"]


async def test_what_is_undecided_is_listed_first_and_then_the_newest_number(house: House) -> None:
    for title in ("One", "Two"):
        await house.accepted(title)
    await house.adr("Three")
    listed = (await house.drafts.page(CY, ADR))[0]
    assert [(each.title, each.number) for each in listed] == [("Three", None), ("Two", 2), ("One", 1)]
    accepted = (await house.drafts.page(CY, ADR, state=DraftState.ACCEPTED))[0]
    assert [each.title for each in accepted] == ["Two", "One"]


async def test_a_draft_is_shown_by_number_slug_or_the_beginning_of_one(house: House) -> None:
    first = await house.accepted("Use Postgres")
    second = await house.adr("Use Kafka")
    for ref in ("1", "#1", "0001", "ADR-1", "adr 1", "use-postgres", "USE-POST"):
        assert (await house.drafts.show(CY, ADR, ref)).draft.id == first.id, ref
    assert (await house.drafts.show(CY, ADR, "use-k")).draft.id == second.id
    for ref in ("use-", "2", "99999999999999999999", "", "%", "runbook-1"):
        with pytest.raises(UserError, match="You see no ADR"):
            await house.drafts.show(CY, ADR, ref)
    with pytest.raises(UserError, match="You see no Runbook"):
        await house.drafts.show(CY, RUNBOOK, "1")


async def test_who_begins_to_write_is_told_of_what_there_is_already(house: House) -> None:
    old = await house.accepted("Use Postgres for payments")
    await house.adr("Use Redis")
    await house.drafts.propose(ADA, GENERAL, RUNBOOK, runbook("Payments are late"))
    earlier = await house.drafts.earlier(CY, ADR, "Move payments away from postgres")
    assert [each.id for each in earlier.related] == [each.id for each in earlier.accepted] == [old.id]
    assert (await house.drafts.earlier(CY, ADR, "Use it")).related == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1, max_size=60), words=st.text(max_size=60))
async def test_any_words_can_be_kept_and_looked_for(db: Database, clock: TurnableClock, title: str, words: str) -> None:
    house = await build(db, clock)
    try:
        draft = await house.adr(title)
        seen = (await house.drafts.search(CY, ADR, f"{draft.title} {words}"[:30])).drafts
        by_title = (await house.drafts.search(CY, ADR, draft.title)).drafts
    except UserError:
        return
    assert len(seen) <= 30
    assert draft.title in [each.title for each in by_title] or len(by_title) == 30
