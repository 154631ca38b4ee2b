"""A model is asked once, within its time, and each way it can fail has a name."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest

from integrations.bounded_client import MOST_BYTES
from integrations.model import LONGEST, Line, Model, ToolOffer, ToolResult, ToolUse
from integrations.model_problem import ModelLate, ModelProblem, ModelRefused, ModelUnreachable, ModelUnreadable
from tests.ports import free_port
from tests.turn.model_server import ModelServer, serving, wanting
from tests.waiting import PATIENT_S, until


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with serving() as server:
        yield server


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[Model]:
    model = Model("small", base_url=server.url, api_key="key-of-ours", timeout_s=PATIENT_S)
    yield model
    await model.close()


async def answer(model: Model, system: str, history: list[Line], question: str) -> str:
    return (await model.reply(system, [*history, Line("user", question)])).text


async def test_the_question_goes_out_with_its_history_and_the_answer_comes_back(
    server: ModelServer, model: Model
) -> None:
    history = [Line("user", "Ana: how often?"), Line("assistant", "Three times.")]
    server.content = " Because of **the bank**. "
    assert await answer(model, "You are kind.", history, "Ana: why?") == "Because of **the bank**."
    [asked] = server.asked
    assert asked["model"] == "small"
    assert [(each["role"], each["content"]) for each in asked["messages"]] == [
        ("system", "You are kind."),
        ("user", "Ana: how often?"),
        ("assistant", "Three times."),
        ("user", "Ana: why?"),
    ]
    assert not asked.get("stream")
    assert server.keys == ["Bearer key-of-ours"]


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
async def test_an_error_of_the_server_is_refused_and_not_tried_again(
    server: ModelServer, model: Model, status: int
) -> None:
    server.status = status
    with pytest.raises(ModelRefused) as refused:
        await answer(model, "", [], "why?")
    assert refused.value.status == status
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>gateway</html>", b"{", b"[]", b"{}", b'"hello"', b'{"choices": []}', b'{"choices": [{}]}']
)
async def test_an_answer_that_is_none_is_unreadable(server: ModelServer, model: Model, body: bytes) -> None:
    server.body = body
    with pytest.raises(ModelUnreadable):
        await answer(model, "", [], "why?")
    assert len(server.asked) == 1


@pytest.mark.parametrize("content", ["", "  \n", None])
async def test_an_empty_answer_is_none(server: ModelServer, model: Model, content: str | None) -> None:
    server.content = content
    with pytest.raises(ModelUnreadable):
        await answer(model, "", [], "why?")


@pytest.mark.parametrize("content", ["[" * 200_000, "\n".join("|-" * 40 for _ in range(900)), "*" * 41])
async def test_an_answer_without_a_word_is_none(server: ModelServer, model: Model, content: str) -> None:
    server.content = content
    with pytest.raises(ModelUnreadable):
        await answer(model, "", [], "why?")


async def test_a_thumb_is_an_answer_and_a_long_one_is_cut(server: ModelServer, model: Model) -> None:
    server.content = "👍"
    assert await answer(model, "", [], "why?") == "👍"
    server.content = "word " * 200_000
    assert len(await answer(model, "", [], "why?")) == LONGEST


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("filling", [b" ", b"[", b'{"a":'], ids=str)
async def test_an_answer_is_not_read_past_its_limit_however_small_it_was_packed(
    server: ModelServer, model: Model, filling: bytes, packed: bool
) -> None:
    server.body = filling * (MOST_BYTES // len(filling) + 1_000)
    if packed:
        server.body, server.headers = gzip.compress(server.body * 5), {"content-encoding": "gzip"}
    with pytest.raises(ModelUnreadable):
        await answer(model, "", [], "why?")


async def test_an_answer_too_deep_to_be_read_is_none(server: ModelServer, model: Model) -> None:
    server.body = b'{"choices": ' + b"[" * 200_000
    with pytest.raises(ModelUnreadable):
        await answer(model, "", [], "why?")


async def test_a_packed_answer_of_common_size_is_read(server: ModelServer, model: Model) -> None:
    server.body = gzip.compress(
        b'{"id": "c", "object": "chat.completion", "created": 1, "model": "small", "choices":'
        b' [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Three times."}}]}'
    )
    server.headers = {"content-encoding": "gzip"}
    assert await answer(model, "", [], "why?") == "Three times."


async def test_a_slow_answer_is_late_and_not_waited_for(server: ModelServer) -> None:
    server.delay_s = 30
    model = Model("small", base_url=server.url, timeout_s=0.5)
    with pytest.raises(ModelLate):
        await answer(model, "", [], "why?")
    assert len(server.asked) <= 1
    await model.close()


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    model = Model("small", base_url=f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(ModelUnreachable):
        await answer(model, "", [], "why?")
    await model.close()


async def test_no_problem_tells_the_question_or_the_key(server: ModelServer, model: Model) -> None:
    server.status = 500
    with pytest.raises(ModelProblem) as problem:
        await answer(model, "", [], "a question that is private")
    assert "private" not in str(problem.value)
    assert "key-of-ours" not in str(problem.value)


ALERTS = ToolOffer("alerts_now", "Tell what fires.", {"type": "object", "properties": {"words": {"type": "string"}}})


async def test_a_tool_that_it_asks_for_comes_with_its_arguments_and_its_result_goes_back(
    server: ModelServer, model: Model
) -> None:
    server.body = wanting(("alerts_now", '{"words": "payments"}'))
    question = Line("user", "anything on fire?")
    reply = await model.reply("", [question], [ALERTS])
    assert reply.uses == (ToolUse("call_0", "alerts_now", {"words": "payments"}),)
    server.body = None
    assert (await model.reply("", [question, reply, ToolResult(reply.uses[0], "Nothing.")], [ALERTS])).text
    first, second = server.asked
    [offered] = first["tools"]
    assert offered["function"]["name"] == "alerts_now"
    assert not offered["function"].get("strict")
    assert second["messages"][-1] == {"role": "tool", "tool_call_id": "call_0", "content": "Nothing."}


@pytest.mark.parametrize("arguments", ["{", "[]", '"words"', "null"])
async def test_arguments_that_are_no_object_are_told_from_none(
    server: ModelServer, model: Model, arguments: str
) -> None:
    server.body = wanting(("alerts_now", arguments))
    [use] = (await model.reply("", [Line("user", "?")], [ALERTS])).uses
    assert use.arguments is None


async def test_a_server_that_fails_with_tools_and_without_is_offered_them_again(
    server: ModelServer, model: Model
) -> None:
    server.status = 500
    with pytest.raises(ModelRefused):
        await model.reply("", [Line("user", "why?")], [ALERTS])
    server.status = 200
    await model.reply("", [Line("user", "why?")], [ALERTS])
    assert "tools" in server.asked[-1]


async def test_questions_that_the_server_leaves_hanging_take_nobody_elses_turn(
    server: ModelServer, model: Model
) -> None:
    many = 120  # more than an HTTP client keeps open where nobody says how many
    server.hangs = lambda asked: "hang" in str(asked["messages"][-1]["content"])
    async with asyncio.TaskGroup() as group:
        hanging = [group.create_task(answer(model, "", [], "hang on")) for _ in range(many)]
        await until(lambda: len(server.asked) == many)
        assert await answer(model, "", [], "how often?") == "Three times."
        for each in hanging:
            each.cancel()
