"""A draft from its proposal to what takes its place."""

from dataclasses import replace

import pytest

from integrations.database.tables.drafts import DraftState
from integrations.markdown import to_plain
from integrations.post import Buttons, Mention, Post
from integrations.words import words
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR
from jobs.errors import NotAccepted, UserError
from tests.drafts.house import ADA, BO, CY, DEE, ELSEWHERE, GENERAL, GUS, ROOT, House, adr, runbook


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What happens in one transaction after another is the same on each engine; see test_at_once."""
    return sqlite_url


def labels(post: Post) -> list[str]:
    return [button.label for block in post.blocks if isinstance(block, Buttons) for button in block.buttons]


async def test_a_proposed_adr_is_posted_in_its_channel_with_its_deciders_mentioned(house: House) -> None:
    draft = await house.adr(people=(BO,))
    assert (draft.slug, draft.number, draft.state, draft.channel) == (
        "use-postgres",
        None,
        DraftState.PROPOSED,
        GENERAL,
    )
    [(channel, post, _)] = await house.said()
    assert channel == GENERAL
    assert "Proposed ADR: Use Postgres" in words(post.headline)
    assert labels(post) == ["Accept", "Reject", "Defer", "Edit"]
    assert Mention(user=BO) in [span for block in post.blocks for span in getattr(block, "text", ())]


async def test_it_gets_its_number_when_it_is_accepted_and_its_post_and_thread_say_so(house: House) -> None:
    draft = await house.adr()
    decision = await house.drafts.decide(ADA, draft.id, "accept", seen_in=GENERAL)
    assert decision.now
    assert (decision.page.draft.number, decision.page.draft.state) == (1, DraftState.ACCEPTED)
    _, edited, line = await house.said()
    assert edited[2] == line[2] == draft.post_key
    assert "ADR 1: Use Postgres" in words(edited[1].headline)
    assert labels(edited[1]) == ["Supersede", "Add a note"]
    assert words(line[1].headline) == "✅ Ada accepted this; it is ADR 1."


@pytest.mark.parametrize("user", [BO, ROOT, DEE], ids=["a decider", "a workspace admin", "a configured admin"])
async def test_deciders_and_admins_may_accept(house: House, user: str) -> None:
    draft = await house.adr(people=(BO,))
    assert (await house.drafts.decide(user, draft.id, "accept", seen_in=GENERAL)).now


@pytest.mark.parametrize("action", ["accept", "reject", "defer"])
async def test_somebody_else_may_not_decide(house: House, action: str) -> None:
    draft = await house.adr(people=(BO,))
    with pytest.raises(UserError, match="That is not you"):
        await house.drafts.decide(CY, draft.id, action, seen_in=GENERAL)
    assert (await house.drafts.show(CY, ADR, "use-postgres")).draft.state == DraftState.PROPOSED


async def test_a_deferred_adr_can_be_accepted_and_a_rejected_one_proposed_again(house: House) -> None:
    draft = await house.adr()
    states = []
    for action in ("defer", "reject", "propose", "defer", "accept"):
        states.append((await house.drafts.decide(ADA, draft.id, action, seen_in=GENERAL)).page.draft.state)
    assert states == [
        DraftState.DEFERRED,
        DraftState.REJECTED,
        DraftState.PROPOSED,
        DraftState.DEFERRED,
        DraftState.ACCEPTED,
    ]


async def test_what_is_decided_cannot_be_decided_otherwise(house: House) -> None:
    draft = await house.accepted("One")
    with pytest.raises(UserError, match="ADR 1 is accepted already"):
        await house.drafts.decide(ADA, draft.id, "reject", seen_in=GENERAL)


async def test_the_same_decision_twice_changes_and_says_nothing(house: House) -> None:
    draft = await house.accepted("One")
    before = await house.said()
    assert not (await house.drafts.decide(ADA, draft.id, "accept", seen_in=GENERAL)).now
    assert await house.said() == before


async def test_an_adr_written_to_supersede_another_does_so_when_it_is_accepted(house: House) -> None:
    old = await house.accepted("Use SQLite")
    new = await house.adr("Use Postgres", supersedes=old.id)
    assert (await house.drafts.show(ADA, ADR, "1")).draft.state == DraftState.ACCEPTED
    before = len(await house.said())
    await house.drafts.decide(ADA, new.id, "accept", seen_in=GENERAL)
    assert (await house.drafts.show(ADA, ADR, "1")).draft.state == DraftState.SUPERSEDED
    shown = [to_plain(post) for _, post, about in (await house.said())[before:] if about == new.post_key]
    assert "Takes the place of ADR 1: Use SQLite" in shown[0]
    assert not any("once accepted" in each for each in shown)


async def test_only_an_accepted_adr_supersedes_and_only_an_accepted_one_is_superseded(house: House) -> None:
    accepted, proposed = await house.accepted("One"), await house.adr("Two")
    for old, new in ((accepted, proposed), (proposed, accepted), (accepted, accepted)):
        with pytest.raises(UserError, match="takes the place"):
            await house.drafts.supersede(ADA, old.id, new.id, seen_in=GENERAL)
    with pytest.raises(NotAccepted, match="not accepted any more"):
        await house.adr("Three", supersedes=proposed.id)


async def test_who_is_not_in_the_channel_may_read_but_not_edit(house: House) -> None:
    draft = await house.adr()
    outsider = Drafts(house.db, house.clock, house.team, house.outbox)
    assert (await outsider.show(DEE, ADR, "use-postgres")).draft.id == draft.id
    with pytest.raises(UserError, match="Join the channel"):
        await outsider.editable(DEE, draft.id)
    with pytest.raises(UserError, match="Join the channel"):
        await outsider.edit(DEE, draft.id, 1, adr("Mine"))


async def test_a_published_runbook_can_be_edited(house: House) -> None:
    book = await house.runbook()
    await house.drafts.decide(ADA, book.id, "publish", seen_in=GENERAL)
    edited = await house.drafts.edit(CY, book.id, 1, runbook(owner=ADA, rollback="Undo."), seen_in=GENERAL)
    assert (edited.state, edited.number, edited.version, edited.people) == (DraftState.PUBLISHED, 1, 2, (ADA,))
    handed_over = await house.drafts.edit(ADA, book.id, 2, runbook(owner=BO), seen_in=GENERAL)
    assert handed_over.people == (BO,)


@pytest.mark.parametrize("user", [CY, GUS, BO], ids=["a member", "a guest", "a decider"])
async def test_nobody_but_its_author_and_admins_says_who_decides(house: House, user: str) -> None:
    draft = await house.adr(people=(BO,))
    with pytest.raises(UserError):
        await house.drafts.edit(user, draft.id, 1, adr(people=(BO, user, CY)), seen_in=GENERAL)
    with pytest.raises(UserError):
        await house.drafts.edit(CY, draft.id, 1, adr(people=(CY,)), seen_in=GENERAL)
    assert (await house.drafts.read(ADA, draft.id)).draft.people == (BO,)
    for who, version, people in ((ADA, 1, (CY,)), (ROOT, 2, (BO, CY))):
        edited = await house.drafts.edit(who, draft.id, version, adr(people=people), seen_in=GENERAL)
        assert edited.people == people


async def test_who_edits_the_words_leaves_the_deciders_as_they_are(house: House) -> None:
    draft = await house.adr(people=(BO,))
    edited = await house.drafts.edit(CY, draft.id, 1, adr(decision="We use two."), seen_in=GENERAL)
    assert (edited.version, edited.people) == (2, (BO,))
    book = await house.runbook()
    edited = await house.drafts.edit(CY, book.id, 1, replace(runbook(rollback="Undo."), people=()), seen_in=GENERAL)
    assert (edited.version, edited.people) == (2, (ADA,))


async def test_a_guest_edits_only_what_is_theirs(house: House) -> None:
    theirs, others = await house.adr("Theirs", by=GUS), await house.adr("Others'")
    with pytest.raises(UserError, match="Guests edit what they wrote"):
        await house.drafts.editable(GUS, others.id, seen_in=GENERAL)
    with pytest.raises(UserError, match="Guests edit what they wrote"):
        await house.drafts.edit(GUS, others.id, 1, adr("Mine"), seen_in=GENERAL)
    assert (await house.drafts.edit(GUS, theirs.id, 1, adr("Still theirs"), seen_in=GENERAL)).version == 2


@pytest.mark.parametrize("user", [CY, GUS], ids=["a member", "a guest"])
async def test_nobody_replaces_a_decision_that_is_not_theirs(house: House, user: str) -> None:
    old = await house.accepted("Use SQLite")
    own = await house.accepted("Use files", by=user)
    with pytest.raises(NotAccepted, match="its author and its deciders to replace"):
        await house.adr("Use nothing", by=user, supersedes=old.id)
    draft = await house.adr("Use something", by=user)
    with pytest.raises(NotAccepted, match="its author and its deciders to replace"):
        await house.drafts.edit(user, draft.id, 1, adr("Use something", supersedes=old.id), seen_in=GENERAL)
    for attempt in (
        house.drafts.supersede(user, old.id, own.id, seen_in=GENERAL),
        house.drafts.replaceable(user, old.id, seen_in=GENERAL),
    ):
        with pytest.raises(UserError, match="That is not you"):
            await attempt
    earlier = await house.drafts.earlier(user, ADR, "Use")
    assert [each.id for each in earlier.replaceable] == [own.id]
    assert (await house.drafts.show(ADA, ADR, "1")).draft.state == DraftState.ACCEPTED


async def test_what_an_author_may_not_replace_is_not_replaced_by_their_own_deciders(house: House) -> None:
    old = await house.accepted("Use SQLite")
    new = await house.adr("Use Postgres", by=CY, people=(BO,))
    await house.drafts.edit(ROOT, new.id, 1, adr("Use Postgres", people=(BO,), supersedes=old.id), seen_in=GENERAL)
    for user in (BO, CY):
        with pytest.raises(UserError, match="not yours to replace"):
            await house.drafts.decide(user, new.id, "accept", seen_in=GENERAL)
    assert (await house.drafts.decide(ROOT, new.id, "accept", seen_in=GENERAL)).now
    assert (await house.drafts.show(ADA, ADR, "1")).draft.state == DraftState.SUPERSEDED


async def test_two_who_edit_at_once_do_not_overwrite_each_other(house: House) -> None:
    draft = await house.adr()
    mine, yours = adr(decision="Mine."), adr(decision="Yours.")
    await house.drafts.edit(BO, draft.id, 1, mine, seen_in=GENERAL)
    with pytest.raises(NotAccepted, match="Bo has edited this meanwhile"):
        await house.drafts.edit(CY, draft.id, 1, yours, seen_in=GENERAL)
    assert (await house.drafts.edit(BO, draft.id, 1, mine, seen_in=GENERAL)).version == 2


@pytest.mark.parametrize("channel", [ELSEWHERE, f"D{ADA}", "C404"])
async def test_from_a_dm_or_a_channel_we_are_not_in_it_is_kept_for_its_author(house: House, channel: str) -> None:
    draft = await house.adr(channel=channel)
    [(to, post, _)] = await house.said()
    assert (draft.channel, to) == (None, ADA)
    assert "Share with a channel" in labels(post)
    assert any("Kept for you alone" in words(getattr(block, "text", ())) for block in post.blocks)
    with pytest.raises(UserError):
        await house.drafts.show(BO, ADR, draft.slug)


async def test_a_draft_that_was_kept_can_be_shared_once(house: House) -> None:
    draft = await house.adr(channel=f"D{ADA}")
    with pytest.raises(NotAccepted, match="I am not in that channel"):
        await house.drafts.share(ADA, draft.id, ELSEWHERE)
    shared = await house.drafts.share(ADA, draft.id, GENERAL)
    assert shared.channel == GENERAL
    assert [channel for channel, _, _ in await house.said()] == [ADA, ADA, GENERAL]
    assert (await house.drafts.share(ADA, draft.id, GENERAL)).revision == shared.revision
    assert (await house.drafts.show(CY, ADR, draft.slug)).draft.id == draft.id


async def test_what_does_not_fit_is_refused_with_every_problem_and_nothing_is_kept(house: House) -> None:
    entry = adr("t" * 151, context="x" * 10_000, decision="  ", people=("UBOT",))
    with pytest.raises(NotAccepted) as refused:
        await house.drafts.propose(ADA, GENERAL, ADR, entry)
    assert set(refused.value.fields) == {"title", "context", "decision", "deciders"}
    assert "10,000 characters; 3,000 is the most" in refused.value.fields["context"]
    assert await house.said() == []
