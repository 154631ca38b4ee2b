"""The chat may tell what happened in any order, and some of it twice: what was true last stays."""

import itertools
from collections.abc import Awaitable, Callable, Sequence

import pytest

from bot.demo.stage import Stage
from integrations.workspace.model import Json
from tests.stage import BACKEND, BOT, LEADS, last, opened, shown, with_a_standup

Held = Callable[[Callable[[], Awaitable[object]]], Awaitable[list[Json]]]


@pytest.fixture
def held(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Hold back what the app would be told of something that happens."""

    async def holding(happens: Callable[[], Awaitable[object]]) -> list[Json]:
        told: list[Json] = []
        with monkeypatch.context() as patch:
            patch.setattr(stage.workspace.events, "_deliver", told.append)
            await happens()
        return told

    return holding


async def tell(stage: Stage, events: Sequence[Json]) -> None:
    """Tell the app of each, and let it come to rest before the next."""
    for each in events:
        assert await stage.workspace.delivery.event(each)
        await stage.settle()


async def test_words_are_those_of_the_last_edit_and_none_where_it_was_deleted(stage: Stage, held: Held) -> None:
    ana, memory = stage.workspace.member("Ana"), stage.app.parts.memory
    channel = stage.workspace.channel(BACKEND).id
    for deleted in (False, True):
        for order in itertools.permutations(range(4 if deleted else 3)):
            ts = ""

            async def lives() -> None:
                nonlocal ts
                ts = await ana.says(BACKEND, "The ledger is in Oracle.")
                await ana.edits(BACKEND, ts, "The ledger is in MySQL.")
                await ana.edits(BACKEND, ts, "The ledger is in Postgres.")
                if deleted:  # noqa: B023 - it is called at once
                    await ana.deletes(BACKEND, ts)

            events = await held(lives)
            await tell(stage, [events[each] for each in order])
            kept = await memory.message(channel, ts)
            assert (kept and kept.text) == (None if deleted else "The ledger is in Postgres."), order


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_a_typed_standup_is_what_its_last_edit_says(stage: Stage, held: Held, order: Sequence[int]) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:00"))
    ben, round_ = stage.workspace.member("Ben"), opened(stage)

    async def types() -> None:
        ts = await ben.replies(round_, "Yesterday: the parser. Today: the index. Blockers: none")
        await ben.edits(BACKEND, ts, "Yesterday: the parser. Today: the cache. Blockers: none")
        await ben.edits(BACKEND, ts, "Yesterday: the parser. Today: the ledger. Blockers: none")

    events = await held(types)
    await tell(stage, [events[each] for each in order])
    await stage.pass_(seconds=5)
    said = "\n".join(shown(stage))
    assert "the ledger" in said
    assert "the index" not in said
    assert "the cache" not in said


async def test_what_was_deleted_before_it_is_heard_is_neither_answered_nor_a_standup(stage: Stage, held: Held) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:00"))
    ben, round_ = stage.workspace.member("Ben"), opened(stage)

    async def takes_back() -> None:
        ts = await ben.replies(round_, "Yesterday: the parser. Today: the index. Blockers: none")
        await ben.deletes(BACKEND, ts)
        asked = await ben.says(BACKEND, f"{BOT} what did we decide about retries?")
        await ben.deletes(BACKEND, asked)
        note = await ben.says(BACKEND, f"{BOT} remember that my password is hunter2")
        await ben.deletes(BACKEND, note)

    before = len(shown(stage))
    await tell(stage, (await held(takes_back))[::-1])
    await stage.pass_(seconds=5)
    assert len(shown(stage)) == before
    assert "the index" not in opened(stage).shown
    assert not await stage.app.parts.memory.notes(ben.id)


async def test_a_question_that_was_edited_before_it_is_heard_is_answered_as_it_is_now(stage: Stage, held: Held) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.says(BACKEND, "The ledger is stored in Postgres.")
    await ana.says(BACKEND, "The mailer is written in Elixir.")
    await stage.settle()

    async def asks() -> None:
        ts = await ben.says(BACKEND, f"{BOT} which database stores the ledger?")
        await ben.edits(BACKEND, ts, f"{BOT} in which language is the mailer written?")

    events = await held(asks)
    edits = [each for each in events if each["event"].get("subtype") == "message_changed"]
    await tell(stage, [*edits, *(each for each in events if each not in edits)])
    await stage.pass_(seconds=5)
    assert "Elixir" in last(stage).shown
    assert "Postgres" not in last(stage).shown


async def test_a_note_that_was_edited_before_it_is_heard_is_repeated_as_it_is_now(stage: Stage, held: Held) -> None:
    ana = stage.workspace.member("Ana")

    async def notes() -> None:
        ts = await ana.says(BACKEND, f"{BOT} remember that the vault opens with hunter2.")
        await ana.edits(BACKEND, ts, f"{BOT} remember that the vault opens with Ben's key.")

    events = await held(notes)
    edits = [each for each in events if each["event"].get("subtype") == "message_changed"]
    await tell(stage, [*edits, *(each for each in events if each not in edits)])
    await stage.pass_(seconds=5)
    [note] = await stage.app.parts.memory.notes(ana.id)
    assert note.text == "the vault opens with Ben's key."
    assert "Ben's key" in last(stage).shown
    assert "hunter2" not in last(stage).shown


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_who_is_in_a_channel_is_who_is_in_it_now(stage: Stage, held: Held, order: Sequence[int]) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    leads = stage.workspace.channel(LEADS).id

    async def comes_and_goes() -> None:
        await ana.invites("Ben", LEADS)
        await ben.leaves(LEADS)
        await ana.invites("Ben", LEADS)
        await ben.leaves(LEADS)

    events = (await held(comes_and_goes))[1:]
    await tell(stage, [events[each] for each in order])
    assert not await stage.app.parts.team.is_member(leads, ben.id)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_a_status_is_the_last_one_that_was_set(stage: Stage, held: Held, order: Sequence[int]) -> None:
    ben = stage.workspace.member("Ben")
    events: list[Json] = []
    for status in ("Vacation", "Out sick", "Back at my desk"):
        await stage.pass_(seconds=5)
        events += await held(lambda status=status: ben.sets_status(status))  # type: ignore[misc]
    await tell(stage, [events[each] for each in order])
    person = await stage.app.parts.team.person(ben.id)
    assert person is not None
    assert person.status_text == "Back at my desk"


@pytest.mark.parametrize("late", ["post", "edit", "edit and post", "note"])
async def test_what_was_erased_does_not_come_back_with_news_that_comes_late(
    stage: Stage, held: Held, late: str
) -> None:
    ana, parts = stage.workspace.member("Ana"), stage.app.parts
    ts = ""

    async def says() -> None:
        nonlocal ts
        ts = await ana.says(BACKEND, f"{f'{BOT} remember that ' if late == 'note' else ''}the ledger is in Oracle.")

    async def edits() -> None:
        await ana.edits(BACKEND, ts, "The ledger is in MySQL.")

    post, edit = await held(says), await held(edits)
    if late == "edit":
        await tell(stage, post)
    await stage.pass_(seconds=5)
    await parts.personal_data.forget(ana.id)
    await stage.pass_(seconds=5)
    await tell(stage, {"post": post, "note": post, "edit": edit, "edit and post": [*edit, *post]}[late])
    channel = stage.workspace.channel(BACKEND).id
    assert await parts.memory.message(channel, ts) is None
    assert (await parts.personal_data.export(ana.id))["messages"] == []
    later = await ana.says(BACKEND, "The ledger moves to Postgres.")
    await stage.settle()
    assert await parts.memory.message(channel, later) is not None
