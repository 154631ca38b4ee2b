"""What the database must hold on each engine: numbers, slugs, versions, links, and clicks at once."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from integrations.database.tables.drafts import DraftState, draft_versions
from integrations.words import words
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.errors import UserError
from tests.drafts.house import ADA, BO, CY, GENERAL, ROOT, House, adr, renamed
from tests.waiting import until


async def test_two_accept_clicks_at_once_give_one_number(house: House) -> None:
    drafts = [await house.adr(f"Decision {number}", people=(BO,)) for number in range(3)]
    clicks = [
        house.drafts.decide(user, draft.id, "accept", seen_in=GENERAL) for draft in drafts for user in (ADA, BO, ROOT)
    ]
    decisions = await asyncio.gather(*clicks)
    assert sum(each.now for each in decisions) == 3
    assert sorted({each.page.draft.number or 0 for each in decisions}) == [1, 2, 3]
    assert len([post for _, post, _ in await house.said() if " accepted this" in words(post.headline)]) == 3


async def test_a_decision_that_fails_leaves_no_gap_in_the_numbers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await house.adr("One"), await house.adr("Two")

    class Broken(Exception):
        pass

    async def put(*_: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(house.outbox, "put", put)
        with pytest.raises(Broken):
            await house.drafts.decide(ADA, first.id, "accept", seen_in=GENERAL)
    assert (await house.drafts.decide(ADA, second.id, "accept", seen_in=GENERAL)).page.draft.number == 1


async def test_numbers_of_adrs_and_runbooks_are_counted_apart(house: House) -> None:
    await house.accepted("One")
    book = await house.runbook()
    published = await house.drafts.decide(ADA, book.id, "publish", seen_in=GENERAL)
    assert (published.page.draft.number, published.page.draft.state) == (1, DraftState.PUBLISHED)
    assert (await house.drafts.show(CY, RUNBOOK, "1")).draft.id == book.id


async def test_a_superseded_adr_and_the_one_that_took_its_place_name_each_other(house: House) -> None:
    old, new = await house.accepted("Use SQLite"), await house.accepted("Use Postgres")
    await house.drafts.supersede(ADA, old.id, new.id, seen_in=GENERAL)
    gone = await house.drafts.show(CY, ADR, "1")
    came = await house.drafts.show(CY, ADR, "2")
    assert gone.draft.state == DraftState.SUPERSEDED
    assert gone.replaced_by is not None
    assert gone.replaced_by.number == 2
    assert [each.number for each in came.replaces] == [1]
    lines = [words(post.headline) for _, post, _ in await house.said()]
    assert "🗄️ ADR 2: Use Postgres takes the place of this." in lines
    assert "🗄️ This takes the place of ADR 1: Use SQLite." in lines


async def test_the_people_of_the_channel_may_edit_and_each_edit_keeps_the_version_before(house: House) -> None:
    draft = await house.adr()
    edited = await house.drafts.edit(CY, draft.id, 1, renamed(adr(decision="Yes."), "Use PostgreSQL"), seen_in=GENERAL)
    assert (edited.version, edited.edited_by, edited.slug) == (2, CY, "use-postgres")
    async with house.db.read() as tx:
        before = (await tx.execute(sa.select(draft_versions).where(draft_versions.c.draft == draft.id))).one()
    assert (before.version, before.title, before.edited_by) == (1, "Use Postgres", ADA)
    assert before.fields["decision"] == "We use PostgreSQL."
    assert words((await house.said())[-1][1].headline) == "✏️ Cy edited this; it is version 2 now."


async def test_an_accepted_adr_keeps_its_text_but_takes_notes(house: House) -> None:
    draft = await house.accepted("One")
    with pytest.raises(UserError, match="its text stays as it is"):
        await house.drafts.edit(ADA, draft.id, 1, adr("Two"), seen_in=GENERAL)
    page = await house.drafts.annotate(CY, draft.id, "Done in sprint 12.", seen_in=GENERAL, form="V1")
    again = await house.drafts.annotate(CY, draft.id, "Done in sprint 12.", seen_in=GENERAL, form="V1")
    assert [note.words for note in page.notes] == [note.words for note in again.notes] == ["Done in sprint 12."]


async def test_one_form_makes_one_draft_however_often_it_is_sent(house: House) -> None:
    sent = [house.drafts.propose(ADA, GENERAL, ADR, adr(), form="V7") for _ in range(4)]
    made = await asyncio.gather(*sent)
    assert len({each.id for each in made}) == 1
    assert len(await house.said()) == 1


async def test_drafts_of_one_title_get_slugs_of_their_own(house: House) -> None:
    made = await asyncio.gather(*(house.adr("Use Postgres!") for _ in range(3)))
    assert sorted(each.slug for each in made) == ["use-postgres", "use-postgres-2", "use-postgres-3"]
    assert (await house.runbook("Use Postgres")).slug == "use-postgres"


async def test_the_post_of_a_draft_reaches_its_channel_and_is_edited_in_place(house: House) -> None:
    draft = await house.adr()
    await house.drafts.decide(ADA, draft.id, "accept", seen_in=GENERAL)

    def shown() -> bool:
        house.clock.turn_to(house.clock.now() + timedelta(seconds=1))
        first = house.slack.posts.get((GENERAL, "0.0"))
        return first is not None and "ADR 1" in words(first.headline)

    await house.outbox.start()
    try:
        await until(shown)
    finally:
        await house.outbox.stop()
    sent = await house.drafts.where(draft)
    assert sent is not None
    assert (sent.channel, sent.id) == (GENERAL, "0.0")
