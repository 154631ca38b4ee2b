"""Drafts as people of a workspace meet them: the real app, over real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.stage import Stage, on_stage
from bot.persona import load_card
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from integrations.workspace import App, Command, Person, Place, Sample, Shortcut, View
from integrations.workspace.people import Actor, Said
from tests.stage import fresh_database
from tests.waiting import until

BOT = "U0BOT"
TEAM = Sample(
    name="Small Team",
    zone="UTC",
    people=(
        Person("U0ANA", "ana", "Ana Silva", "ana@example.com"),
        Person("U0BEN", "ben", "Ben Okafor", "ben@example.com"),
        Person("U0CHI", "chi", "Chi Tan", "chi@example.com"),
    ),
    places=(
        Place("C0BACK", "backend", ("U0ANA", "U0BEN", "U0CHI", BOT)),
        Place("C0RAND", "random", ("U0ANA", "U0BEN")),
        Place("C0PRIV", "secret", ("U0ANA", "U0BEN", BOT), kind="private"),
    ),
    app=App(
        name="rolecall",
        bot_user=BOT,
        commands=(Command("/adr"), Command("/runbook")),
        shortcuts=(Shortcut("draft_adr", "Draft an ADR", "message"), Shortcut("draft_runbook", "Draft", "message")),
    ),
)
TEXT = {"Context": "One file is not enough.", "Decision": "We use PostgreSQL.", "Consequences": "- a server\n- backups"}


@pytest.fixture(scope="module")
def card() -> RoleCard:
    """Read before the loop runs, as it is on the command line."""
    return load_card(None).card


@pytest.fixture
async def stage(clock: TurnableClock, tmp_path: Path, card: RoleCard) -> AsyncIterator[Stage]:
    async with on_stage(TEAM, clock, database_url=fresh_database(tmp_path), card=card) as (stage, _):
        yield stage


async def form(stage: Stage, who: Actor) -> View:
    """The form before somebody, filled in as far as it will be."""
    view = await until(lambda: who.view)
    await stage.settle()
    return view


def words(said: Said) -> str:
    """What a message says, on one line and without marks."""
    return " ".join(said.shown.replace("*", "").split())


async def post(stage: Stage, where: str, wanted: str) -> Said:
    """The message that says so, once it is there."""

    def look() -> Said | None:
        return next((said for said in reversed(stage.workspace.messages_in(where)) if wanted in words(said)), None)

    await stage.pass_(seconds=3)
    return await until(look)


async def heard(stage: Stage, who: Actor, wanted: str) -> Said:
    """What the app has told somebody alone."""
    return await until(lambda: next((said for said in reversed(who.hears()) if wanted in words(said)), None))


async def test_a_decision_is_written_discussed_accepted_and_found(stage: Stage) -> None:
    ana, ben, chi = (stage.workspace.member(name) for name in ("ana", "ben", "chi"))
    await ana.command("/adr Use Postgres & <b>drop</b> the file", "#backend")
    view = await form(stage, ana)
    title = next(block for block in view.blocks if block.get("block_id") == "title")
    assert title["element"]["initial_value"] == "Use Postgres & <b>drop</b> the file"
    assert await ana.fills(view, {**TEXT, "Title": "Use Postgres", "Deciders": ["U0BEN"]}) == {}
    proposed = await post(stage, "#backend", "Proposed ADR: Use Postgres")
    assert proposed.buttons == ["Accept", "Reject", "Defer", "Edit"]
    assert "Deciders: <@U0BEN>" in words(proposed)
    await ben.replies(proposed, "Who runs it?")
    await chi.clicks(proposed, "Accept")
    await heard(stage, chi, "That is not you")
    await ben.command("/adr accept use-postgres", "#backend")
    assert "Accept" in (await heard(stage, ben, "We use PostgreSQL.")).buttons
    await ben.clicks(proposed, "Accept")
    accepted = await post(stage, "#backend", "ADR 1: Use Postgres")
    assert accepted.ts == proposed.ts
    assert accepted.buttons == ["Supersede", "Add a note"]
    assert "Accepted by ben, <!date^" in words(accepted)  # Slack says "today" there
    assert any("ben accepted this; it is ADR 1" in words(said) for said in ana.sees("#backend", proposed.ts))
    await chi.command("/adr search postgres", "#backend")
    await heard(stage, chi, "ADR 1 Use Postgres accepted")
    await chi.command("/adr show 1", "#backend")
    shown = await heard(stage, chi, "The discussion")
    assert "We use PostgreSQL." in words(shown)
    await chi.command("/adr show 9", "#backend")
    await heard(stage, chi, "You see no ADR 9")


async def test_the_first_adr_is_shown_to_who_writes_another_and_can_be_superseded_by_it(stage: Stage) -> None:
    ana = stage.workspace.member("ana")
    await ana.command("/adr Use SQLite for payments", "#backend")
    await ana.fills(await form(stage, ana), TEXT)
    await ana.clicks(await post(stage, "#backend", "Proposed ADR"), "Accept")
    first = await post(stage, "#backend", "ADR 1: Use SQLite")
    await ana.clicks(first, "Supersede")
    assert await ana.fills(await form(stage, ana), {"What takes its place?": "new"}) == {}
    view = await form(stage, ana)
    assert view.title == "New decision (ADR)"
    await ana.fills(view, {**TEXT, "Title": "Use Postgres for payments"})
    await ana.clicks(await post(stage, "#backend", "Proposed ADR: Use Postgres"), "Accept")
    await post(stage, "#backend", "ADR 2: Use Postgres")
    await post(stage, "#backend", "Superseded by ADR 2: Use Postgres for payments")
    await ana.command("/adr What about payments", "#backend")
    view = await form(stage, ana)
    assert "There is already: ADR 2: Use Postgres for payments; ADR 1: Use SQLite for payments" in str(view.blocks)


async def test_a_discussion_becomes_a_runbook_that_can_be_published_and_edited(stage: Stage) -> None:
    ana, ben = stage.workspace.member("ana"), stage.workspace.member("ben")
    await ben.says("#backend", "Drain the node: ask @ana\nThen restart <it> & watch")
    message = stage.workspace.messages_in("#backend")[-1]
    await ana.shortcut("draft_runbook", message)
    view = await form(stage, ana)
    fields = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
    assert fields["steps"]["initial_value"] == "Drain the node: ask @ana\nThen restart <it> & watch"
    assert fields["owner"]["initial_user"] == "U0ANA"
    await ana.fills(view, {"Title": "Drain a node", "When to use it": "A node is sick."})
    draft = await post(stage, "#backend", "Runbook draft: Drain a node")
    assert "where it came up" in words(draft)
    await ana.clicks(draft, "Publish")
    published = await post(stage, "#backend", "Runbook 1: Drain a node")
    await ben.clicks(published, "Edit")
    await ben.fills(await form(stage, ben), {"Rollback": "Uncordon it."})
    assert "Version 2, edited by ben" in words(await post(stage, "#backend", "Uncordon it."))


async def test_what_does_not_fit_stays_in_the_form_with_the_reason(stage: Stage) -> None:
    ana = stage.workspace.member("ana")
    await ana.command("/adr", "#backend")
    view = await form(stage, ana)
    typed = {
        name: {name: {"type": "plain_text_input", "value": value}}
        for name, value in {
            "title": "Use Postgres",
            "context": "x" * 10_000,
            "decision": "d",
            "consequences": "c",
        }.items()
    }
    problems = await ana.submits(view, typed)
    assert "3000 characters" in problems["context"]
    assert ana.view is not None
    typed["context"]["context"]["value"] = "<!channel> [money](https://evil.example) <@U0BEN>"
    assert await ana.submits(view, typed) == {}
    posted = await post(stage, "#backend", "Proposed ADR: Use Postgres")
    assert "<!channel>" not in posted.raw["text"]
    assert "https://evil.example" in words(posted)
    assert '"type": "link"' not in str(posted.raw["blocks"]).replace("'", '"')


async def test_ten_thousand_characters_of_title_are_refused_kindly(stage: Stage) -> None:
    ana = stage.workspace.member("ana")
    await ana.command("/adr " + "word " * 2_000, "#backend")
    await heard(stage, ana, "a title has 150 at most")
    await ana.command("/adr " + "word " * 100, "#backend")
    fields = {
        block["block_id"]: block["element"] for block in (await form(stage, ana)).blocks if block["type"] == "input"
    }
    assert len(fields["title"]["initial_value"]) <= 150
    assert fields["context"]["initial_value"] == ("word " * 100).strip()


async def test_from_a_dm_it_is_kept_and_can_be_shared(stage: Stage) -> None:
    ana, ben = stage.workspace.member("ana"), stage.workspace.member("ben")
    await ana.command("/adr Use Postgres", await ana.opens_dm())
    await ana.fills(await form(stage, ana), TEXT)
    await stage.pass_(seconds=3)
    kept = await heard(stage, ana, "Kept for you alone")
    await ben.command("/adr list", "#backend")
    await heard(stage, ben, "No ADRs here yet")
    await ana.clicks(kept, "Share with a channel")
    problems = await ana.fills(await form(stage, ana), {"Channel": "C0RAND"})
    assert "I am not in that channel" in problems["Channel"]
    await ana.fills(await form(stage, ana), {"Channel": "C0BACK"})
    await post(stage, "#backend", "Proposed ADR: Use Postgres")
    await ben.command("/adr list", "#backend")
    await heard(stage, ben, "use-postgres Use Postgres proposed")


async def test_the_form_says_whether_it_will_be_posted_or_kept_for_its_author(stage: Stage) -> None:
    ana = stage.workspace.member("ana")
    for where, said in (
        ("#backend", "Posted in this channel."),
        ("#secret", "Posted in this channel."),
        ("#random", "Kept for you alone, in our direct message"),
        (await ana.opens_dm(), "Kept for you alone, in our direct message"),
        (await ana.opens_dm("ben"), "Kept for you alone, in our direct message"),
    ):
        await ana.command("/adr Use Postgres", where)
        view = await form(stage, ana)
        assert said in str(view.blocks[0]), where
        await ana.closes(view)
    await ana.command("/runbook Restore the ledger", "#random")
    await ana.fills(await form(stage, ana), {"When to use it": "It is gone.", "Steps": "Restore it"})
    await stage.pass_(seconds=3)
    await heard(stage, ana, "Kept for you alone")


async def test_a_private_channels_draft_is_its_members_own(stage: Stage) -> None:
    ana, ben, chi = (stage.workspace.member(name) for name in ("ana", "ben", "chi"))
    await ana.command("/runbook Sack the mole", "#secret")
    await ana.fills(await form(stage, ana), {"When to use it": "A leak.", "Steps": "Ask\nLook"})
    await post(stage, "#secret", "Runbook draft: Sack the mole")
    for who, answer in ((ben, "sack-the-mole"), (chi, "No runbooks here yet")):
        await who.command("/runbook list", "#backend")
        await heard(stage, who, answer)


async def test_a_long_draft_is_posted_in_short_with_a_button_for_the_rest(stage: Stage) -> None:
    ana, ben = stage.workspace.member("ana"), stage.workspace.member("ben")
    await ana.command("/adr Long story", "#backend")
    await ana.fills(await form(stage, ana), {**TEXT, "Context": "word " * 500 + "the end"})
    brief = await post(stage, "#backend", "Proposed ADR: Long story")
    assert "the end" not in words(brief)
    await ben.clicks(brief, "Show all")
    await heard(stage, ben, "the end")


async def test_help_says_what_a_command_can_do(stage: Stage) -> None:
    ana = stage.workspace.member("ana")
    await ana.command("/adr help", "#backend")
    assert "/adr search WORDS" in words(await heard(stage, ana, "What /adr can do"))
    await ana.command("/runbook show", "#backend")
    await heard(stage, ana, "Which one?")
