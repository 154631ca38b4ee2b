"""Nothing of a private channel reaches who is not in it."""

import pytest

from integrations.chat import Channel, PlaceKind
from integrations.database.tables.drafts import DraftState
from integrations.words import words
from jobs.drafts import posts
from jobs.drafts.kinds import ADR
from jobs.errors import UserError
from jobs.people import epochs
from tests.drafts.house import ADA, BO, BOT, CY, DEE, GENERAL, GROUP, GUS, ROOT, SECRET, House

STRANGER = "U99"


async def titles(house: House, user: str) -> set[str]:
    """What `user` is shown, whichever way they ask."""
    listed = {each.title for each in (await house.drafts.page(user, ADR))[0]}
    found = {each.title for each in (await house.drafts.search(user, ADR, "postgres")).drafts}
    earlier = await house.drafts.earlier(user, ADR, "About Postgres")
    shown = set()
    for slug in ("open-postgres", "secret-postgres", "group-postgres", "own-postgres"):
        try:
            shown.add((await house.drafts.show(user, ADR, slug)).draft.title)
        except UserError:
            continue
    assert listed == found == shown == {each.title for each in earlier.related}
    return listed


async def write_some(house: House) -> None:
    await house.adr("Open Postgres", by=ADA, channel=GENERAL)
    await house.adr("Secret Postgres", by=ADA, channel=SECRET)
    await house.adr("Group Postgres", by=ADA, channel=GROUP)
    await house.adr("Own Postgres", by=ADA, channel=f"D{ADA}")


async def test_people_see_what_their_channels_and_they_themselves_have_written(house: House) -> None:
    await write_some(house)
    everything = {"Open Postgres", "Secret Postgres", "Group Postgres", "Own Postgres"}
    assert await titles(house, ADA) == everything
    assert await titles(house, BO) == {"Open Postgres", "Secret Postgres"}
    assert await titles(house, CY) == {"Open Postgres", "Group Postgres"}
    assert await titles(house, DEE) == {"Open Postgres"}
    assert await titles(house, ROOT) == {"Open Postgres"}
    assert await titles(house, STRANGER) == set()


async def test_who_leaves_sees_no_more_and_who_was_not_read_since_we_may_have_missed_it_counts_as_gone(
    house: House,
) -> None:
    await write_some(house)
    house.slack.inside[SECRET].remove(BO)
    await house.team.left(SECRET, BO)
    assert await titles(house, BO) == {"Open Postgres"}
    house.slack.inside[SECRET].append(BO)
    await house.team.joined(SECRET, BO)
    assert await titles(house, BO) == {"Open Postgres", "Secret Postgres"}
    house.slack.answers = False
    await epochs.begin(house.db)
    assert await titles(house, BO) == {"Open Postgres"}


async def test_members_are_read_anew_where_we_may_have_missed_something(house: House) -> None:
    await write_some(house)
    await epochs.begin(house.db)
    house.slack.inside[SECRET] = [ADA, CY, BOT]
    assert await titles(house, BO) == {"Open Postgres"}
    assert await titles(house, CY) == {"Open Postgres", "Secret Postgres", "Group Postgres"}


async def test_a_guest_sees_only_channels_that_they_are_in(house: House) -> None:
    await write_some(house)
    assert await titles(house, GUS) == {"Open Postgres"}
    house.slack.inside[GENERAL].remove(GUS)
    await house.team.left(GENERAL, GUS)
    assert await titles(house, GUS) == set()


async def test_a_channel_that_turns_private_takes_its_drafts_with_it(house: House) -> None:
    await write_some(house)
    house.slack.everywhere[GENERAL] = Channel(GENERAL, "general", PlaceKind.PRIVATE, archived=False, here=True)
    await house.team.learn_channel(GENERAL)
    assert await titles(house, DEE) == set()
    assert "Open Postgres" in await titles(house, CY)


async def test_a_channel_that_slack_lists_no_more_may_be_private_now(house: House) -> None:
    await write_some(house)
    assert "Open Postgres" in await titles(house, DEE)
    del house.slack.everywhere[GENERAL]
    await house.team.learn_channels()
    assert await titles(house, DEE) == set()


async def test_where_a_guest_reads_no_adr_of_another_public_channel_is_named(house: House) -> None:
    await house.team.learn_members(GENERAL)
    house.slack.everywhere["C2"] = Channel("C2", "platform", PlaceKind.PUBLIC, archived=False, here=True)
    house.slack.inside["C2"] = [ADA, CY, BOT]
    await house.accepted("Open Postgres")
    platform = await house.accepted("Platform Postgres", channel="C2")
    told = await house.drafts.for_channel(GENERAL, ADR, "postgres")
    assert {each.title for each in told.drafts} == {"Open Postgres"}
    there = await house.drafts.for_channel("C2", ADR, "postgres")
    assert {each.title for each in there.drafts} == {"Open Postgres", "Platform Postgres"}
    await house.drafts.supersede(ADA, 1, platform.id, seen_in=GENERAL)
    assert not any("Platform" in str(post) for channel, post, _ in await house.said() if channel == GENERAL)


async def test_where_another_workspace_reads_no_adr_of_another_channel_is_named(house: House) -> None:
    house.slack.everywhere["C2"] = Channel("C2", "platform", PlaceKind.PUBLIC, archived=False, here=True)
    house.slack.inside["C2"] = [ADA, CY, BOT]
    await house.accepted("Open Postgres")
    await house.accepted("Platform Postgres", channel="C2")
    there = await house.drafts.for_channel("C2", ADR, "postgres")
    assert {each.title for each in there.drafts} == {"Open Postgres", "Platform Postgres"}
    house.slack.everywhere["C2"] = Channel("C2", "platform", PlaceKind.PUBLIC, archived=False, here=True, shared=True)
    await house.team.learn_channel("C2")
    there = await house.drafts.for_channel("C2", ADR, "postgres")
    assert {each.title for each in there.drafts} == {"Platform Postgres"}


async def test_a_click_in_the_channel_proves_that_one_is_in_it_and_in_no_other(house: House) -> None:
    draft = await house.adr("Secret Postgres", channel=SECRET)
    assert (await house.drafts.read(CY, draft.id, seen_in=SECRET)).draft.id == draft.id
    for attempt in (
        house.drafts.read(CY, draft.id, seen_in=GENERAL),
        house.drafts.decide(CY, draft.id, "accept", seen_in=GENERAL),
        house.drafts.decide(ROOT, draft.id, "accept"),
        house.drafts.annotate(CY, draft.id, "hm"),
        house.drafts.share(CY, draft.id, GENERAL),
    ):
        with pytest.raises(UserError, match="a channel that you are not in"):
            await attempt


async def test_a_public_adr_does_not_name_the_private_one_that_takes_its_place(house: House) -> None:
    public = await house.accepted("Open Postgres")
    private = await house.accepted("Secret Postgres", channel=SECRET)
    await house.drafts.supersede(ADA, public.id, private.id, seen_in=SECRET)
    page = await house.drafts.show(ADA, ADR, "1")
    assert (page.draft.state, page.replaced_by) == (DraftState.SUPERSEDED, None)
    said = [words(post.headline) for channel, post, _ in await house.said() if channel == GENERAL]
    assert said[-1] == "🗄️ a later decision takes the place of this."
    assert not any("Secret" in str(post) for channel, post, _ in await house.said() if channel == GENERAL)
    assert [old.number for old in (await house.drafts.show(ADA, ADR, "2")).replaces] == [1]


async def test_what_is_told_to_a_channel_is_what_everybody_in_it_may_see(house: House) -> None:
    await write_some(house)
    here = await house.drafts.for_channel(GENERAL, ADR, "postgres")
    there = await house.drafts.for_channel(SECRET, ADR, "postgres")
    assert {each.title for each in here.drafts} == {"Open Postgres"}
    assert {each.title for each in there.drafts} == {"Open Postgres", "Secret Postgres"}
    assert [each.title for each in await house.drafts.open_in(SECRET)] == ["Secret Postgres"]


async def test_a_number_of_a_draft_that_one_may_not_see_is_no_number(house: House) -> None:
    await house.accepted("Secret Postgres", channel=SECRET)
    with pytest.raises(UserError, match="You see no ADR 1"):
        await house.drafts.show(CY, ADR, "1")
    page = await house.drafts.show(BO, ADR, "#1")
    assert "ADR 1" in words(posts.whole(page, hosts=()).headline)
