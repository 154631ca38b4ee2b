"""A model's answer is seen while it is written, can be stopped, asked anew and judged, and always comes to one end."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.answers import answers
from integrations.model import Model
from integrations.workspace import Said
from jobs.delivery.growing import GrowingMessages
from tests.stage import BACKEND, BOT, staged
from tests.turn.model_server import ModelServer, serving, wanting
from tests.waiting import until

QUESTION = f"{BOT} how often do we retry payments?"
TEXT = "We retry them, **always**. It is <https://evil.example/x?q=1> or <@U0BEN> who says so. And this is the end."

FORMER = {"type": "feedback_buttons", "action_id": "answer_opinion"}
SIDES = {"positive_button": "+", "negative_button": "-"}


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with serving() as server:
        yield server


@pytest.fixture
async def stage(tmp_path: Path, model: ModelServer) -> AsyncIterator[Stage]:
    async with staged(tmp_path, rolecall_model="small", openai_base_url=model.url) as stage:
        yield stage


class Gate:
    """Holds a stream back at some word, for ever or until it is opened."""

    def __init__(self, model: ModelServer, at: int) -> None:
        self._at = at
        self._open = asyncio.Event()
        model.pause = self

    async def __call__(self, number: int) -> None:
        if number >= self._at:
            await self._open.wait()

    def open(self) -> None:
        self._open.set()


def ours(stage: Stage, asked: str, where: str = BACKEND) -> list[Said]:
    """What we said in the thread of that question."""
    return [each for each in stage.workspace.messages_in(where) if each.thread_ts == asked != each.ts]


def grows(message: Said) -> bool:
    return message.raw.get("streaming_state") == "in_progress"


async def growing(stage: Stage, asked: str) -> Said:
    """Our message in that thread, as soon as it grows."""
    return await until(lambda: next(iter(filter(grows, ours(stage, asked))), None))


async def ask(stage: Stage, who: str = "Ana") -> str:
    return await stage.workspace.member(who).says(BACKEND, QUESTION)


async def test_it_grows_by_whole_sentences_with_nothing_live_in_them_and_ends_as_one_message(
    stage: Stage, model: ModelServer
) -> None:
    model.content, gate = TEXT, Gate(model, 10)
    asked = await ask(stage)
    begun = await growing(stage, asked)
    assert begun.raw["text"] == "We retry them, **always**."
    assert begun.buttons == ["Stop"]
    gate.open()
    await stage.settle()
    [answer] = ours(stage, asked)
    assert not grows(answer)
    assert answer.ts == begun.ts
    assert "And this is the end." in answer.shown
    assert "https://evil.example" in answer.shown
    assert answer.buttons[0] == "Again"
    assert "Stop" not in answer.buttons
    assert "evil.example/x" not in json.dumps([each for each in answer.raw["blocks"] if each["type"] == "markdown"])
    assert stage.workspace.channel(BACKEND).thinking == {}


async def test_in_a_stream_an_unknown_address_or_a_mention_is_parted_so_that_it_cannot_come_alive(
    stage: Stage, model: ModelServer
) -> None:
    model.content = TEXT
    asked = await ask(stage)
    await stage.settle()
    sent = [
        chunk["text"]
        for each in stage.workspace.journal.accepted("chat.startStream")
        for chunk in each.args["chunks"]
        if chunk["type"] == "markdown_text"
    ]
    assert len(ours(stage, asked)) == 1
    assert all("://" not in text and "<@" not in text for text in sent)


async def test_the_steps_are_shown_and_kept_folded_above_the_answer(stage: Stage, model: ModelServer) -> None:
    model.script.append(wanting(("who_is_away", "{}")))
    model.content, gate = "Nobody is away. That is all.", Gate(model, 5)
    asked = await ask(stage)
    await growing(stage, asked)
    gate.open()
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.raw["blocks"][0]["type"] == "plan"
    assert answer.raw["blocks"][0]["title"] == "1 step"
    [task] = answer.raw["blocks"][0]["tasks"]
    assert (task["title"], task["status"]) == ("Looking at who is away", "complete")


async def test_a_model_that_says_nothing_can_be_stopped_by_who_asked_and_by_nobody_else(
    stage: Stage, model: ModelServer
) -> None:
    Gate(model, 0)
    asked = await ask(stage, "Ben")
    await until(lambda: model.asked)
    stage.clock.turn_to(stage.clock.now() + timedelta(seconds=3))
    begun = await growing(stage, asked)
    await stage.workspace.member("Chiara").clicks(begun, "Stop")
    [told] = await until(lambda: stage.workspace.member("Chiara").hears())
    assert "Only whoever asked" in told.shown
    assert grows(begun)
    await stage.workspace.member("Ben").clicks(begun, "Stop")
    await stage.settle()
    [answer] = ours(stage, asked)
    assert not grows(answer)
    assert answer.shown.startswith("Stopped by")


async def test_slacks_own_stop_button_ends_it_whoever_presses_it(stage: Stage, model: ModelServer) -> None:
    model.content = TEXT
    Gate(model, 10)
    asked = await ask(stage)
    await growing(stage, asked)
    await stage.workspace.member("Ben").stops(BACKEND, asked)
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.shown.startswith("We retry them, always.")
    assert "Stopped by Ben" in answer.shown
    assert stage.workspace.channel(BACKEND).sessions == {asked: "active"}


async def test_slacks_own_stop_button_ends_what_nobody_sees_yet_for_who_asked_alone(
    stage: Stage, model: ModelServer
) -> None:
    Gate(model, 0)
    asked = await ask(stage)
    await until(lambda: model.asked)
    await stage.workspace.member("Ben").stops(BACKEND, asked)
    await until(lambda: stage.workspace.journal.accepted("agents.sessions.setStatus"))
    assert ours(stage, asked) == []
    await stage.workspace.member("Ana").stops(BACKEND, asked)
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.shown.startswith("Stopped by Ana before I had said anything.")


async def test_one_that_is_stopped_where_another_replica_hears_it_ends_within_seconds(
    stage: Stage, model: ModelServer
) -> None:
    model.content = TEXT
    Gate(model, 10)
    asked = await ask(stage)
    await growing(stage, asked)
    parts = stage.app.parts
    async with parts.db.read() as tx:
        key = (await tx.execute(sa.select(answers.c.key))).scalar_one()
    await GrowingMessages(parts.db, parts.chat, stage.clock).stop(key, team.ANA.id)
    await until(lambda: not grows(ours(stage, asked)[0]))
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.shown.startswith("We retry them, always.")
    assert "Stopped by Ana" in answer.shown


async def test_one_that_is_stopped_keeps_what_it_had(stage: Stage, model: ModelServer) -> None:
    model.content = TEXT
    Gate(model, 10)
    asked = await ask(stage)
    begun = await growing(stage, asked)
    await stage.workspace.member("Ana").clicks(begun, "Stop")
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.shown.startswith("We retry them, always.")
    assert "Stopped by" in answer.shown


async def test_it_is_answered_again_below_for_who_asked(stage: Stage, model: ModelServer) -> None:
    model.content = "Three times."
    asked = await ask(stage)
    await stage.settle()
    [first] = ours(stage, asked)
    model.content = "Four times."
    await stage.workspace.member("Ben").clicks(first, "Again")
    await stage.settle()
    assert "Only whoever asked" in stage.workspace.member("Ben").hears()[-1].shown
    assert len(ours(stage, asked)) == 1
    for _ in range(2):
        await stage.workspace.member("Ana").clicks(first, "Again")
    await stage.pass_(seconds=3)
    said = [each.shown for each in ours(stage, asked)]
    assert [each.split("\n")[0] for each in said[:2]] == ["Three times.", "Four times."]


async def test_an_opinion_is_kept_with_what_the_answer_leant_on_and_told_to_admins_alone(
    stage: Stage, model: ModelServer
) -> None:
    model.script.append(wanting(("who_is_away", "{}")))
    model.content = "Nobody."
    asked = await ask(stage, "Ben")
    await stage.settle()
    [answer] = ours(stage, asked)
    await stage.workspace.member("Chiara").clicks(answer, "Useful")
    await stage.workspace.member("Ben").clicks(answer, "Useful")
    await stage.workspace.member("Ben").clicks(answer, "Not useful")
    await stage.settle()
    summary = await stage.app.parts.opinions.summary()
    assert (summary.helpful, summary.not_helpful) == (1, 1)
    assert summary.by_source == {"who_is_away": (1, 1)}
    for who in ("Ana", "Ben"):
        await stage.workspace.member(who).opens_home()
    await stage.settle()
    homes = [stage.workspace.member(who).home for who in ("Ana", "Ben")]
    assert ["1 were called helpful, and 1 not" in json.dumps(each.blocks) for each in homes if each] == [True, False]


async def test_an_opinion_on_an_answer_of_an_earlier_version_is_kept_too(stage: Stage, model: ModelServer) -> None:
    model.content = "Nobody."
    asked = await ask(stage, "Ben")
    await stage.settle()
    [answer] = ours(stage, asked)
    [key] = {each["value"] for block in answer.blocks for each in block.get("elements", ()) if "value" in each}
    sides = {name: {"text": {"type": "plain_text", "text": name}, "value": sign + key} for name, sign in SIDES.items()}
    former = {"type": "context_actions", "block_id": "f", "elements": [FORMER | sides]}
    answer.raw["blocks"] = [*answer.blocks, former]
    await stage.workspace.member("Chiara").rates(answer, good=True)
    await stage.workspace.member("Ben").rates(answer, good=False)
    await stage.settle()
    summary = await stage.app.parts.opinions.summary()
    assert (summary.helpful, summary.not_helpful) == (1, 1)


@pytest.mark.parametrize("how", ["breaks off", "nothing", "garbage", "error", "hangs"])
async def test_a_model_that_fails_leaves_one_answer_by_rule_that_says_so(
    stage: Stage, model: ModelServer, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "breaks off":
        model.content, model.breaks_off_after = TEXT, 12
    elif how == "hangs":
        thinking = stage.app._turn._model_answers._thinking  # type: ignore[union-attr]
        monkeypatch.setattr(thinking, "limits", type(thinking.limits)(seconds=0.2))
        model.content = TEXT
        Gate(model, 10)
    elif how == "nothing":
        model.content = ""
    elif how == "garbage":
        model.body = b"\x00\xff not json"
    else:
        model.status = 500
    asked = await stage.workspace.member("Ana").says(BACKEND, f"{BOT} who is away?")
    await stage.pass_(seconds=5)
    [answer] = ours(stage, asked)
    assert not grows(answer)
    assert "away" in answer.shown
    assert "The model could not answer" in answer.shown
    assert "retry" not in answer.shown


async def test_a_stream_that_died_meanwhile_is_finished_all_the_same(stage: Stage, model: ModelServer) -> None:
    model.content, gate = TEXT, Gate(model, 10)
    asked = await ask(stage)
    begun = await growing(stage, asked)
    stage.clock.turn_to(stage.clock.now() + timedelta(minutes=6))
    gate.open()
    await stage.settle()
    [answer] = ours(stage, asked)
    assert (answer.ts, grows(answer)) == (begun.ts, False)
    assert "And this is the end." in answer.shown


async def test_where_slack_begins_no_stream_the_answer_is_posted(stage: Stage, model: ModelServer) -> None:
    stage.workspace.faults.refuse("chat.startStream", code="missing_scope")
    model.content = "Three times. Always."
    asked = await ask(stage)
    await stage.settle()
    [answer] = ours(stage, asked)
    assert answer.shown.startswith("Three times. Always.")


async def test_a_start_whose_answer_is_lost_is_found_again_and_finished(stage: Stage, model: ModelServer) -> None:
    stage.workspace.faults.lose("chat.startStream")
    model.content = "Three times. Always."
    asked = await ask(stage)
    await stage.pass_(seconds=10)
    [answer] = ours(stage, asked)
    assert (grows(answer), answer.shown.startswith("Three times. Always.")) == (False, True)


async def test_in_a_direct_message_it_grows_by_being_edited(stage: Stage, model: ModelServer) -> None:
    model.content, gate = TEXT, Gate(model, 10)
    ana = stage.workspace.member("Ana")
    await ana.says(ana.dm_with_app.id, "how often do we retry payments?")
    begun = await until(lambda: stage.workspace.journal.accepted("chat.postMessage"))
    assert "always" in json.dumps(begun[-1].args["blocks"])
    gate.open()
    await stage.settle()
    assert len(stage.workspace.journal.accepted("chat.postMessage")) == 1
    assert stage.workspace.journal.accepted("chat.update")


async def test_who_has_used_up_a_day_is_answered_by_rule_and_told_why(tmp_path: Path, model: ModelServer) -> None:
    async with staged(tmp_path, rolecall_model="small", openai_base_url=model.url, rolecall_tokens_a_day=50) as stage:
        model.content = "Three times."
        await ask(stage)
        await stage.settle()
        requests = len(model.asked)
        asked = await stage.workspace.member("Ana").says(BACKEND, f"{BOT} who is away?")
        await stage.pass_(seconds=3)
        assert "You have used up" in ours(stage, asked)[0].shown
        assert len(model.asked) == requests
        await stage.workspace.member("Ben").says(BACKEND, QUESTION)
        await stage.pass_(seconds=3)
        assert len(model.asked) > requests
