"""Servers that lack something are found out once and served as they are; what is no answer has one clear end.

Each server here refuses as the one it is named after does.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.model import MOST_TOKENS, Entry, Line, Model, Reply, ToolOffer, ToolResult, ToolUse
from integrations.model_problem import ModelCutOff, ModelOverfull, ModelRefused, ModelUnreadable
from tests.turn.model_server import Asked, ModelServer, Refused, completion, response, serving, wanting
from tests.waiting import PATIENT_S

ALERTS = ToolOffer("alerts_now", "Tell what fires.", {"type": "object", "properties": {"words": {"type": "string"}}})
QUESTION = [Line("user", "anything on fire?")]


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
    model = Model("small", base_url=server.url, timeout_s=PATIENT_S)
    yield model
    await model.close()


# --- servers that lack something ---------------------------------------------------


def openai_of_old(asked: Asked) -> Refused | None:
    if "max_completion_tokens" in asked:
        return 400, {"message": "Unrecognized request argument supplied: max_completion_tokens"}
    return None


def openai_with_a_smaller_limit(asked: Asked) -> Refused | None:
    for name in ("max_completion_tokens", "max_tokens"):
        if asked.get(name, 0) > 4096:
            return 400, {"message": f"{name} is too large: 8000. This model supports at most 4096 completion tokens"}
    return None


def mistral(asked: Asked) -> Refused | None:
    if "max_completion_tokens" in asked:
        detail = [{"type": "extra_forbidden", "loc": ["body", "max_completion_tokens"], "msg": "Extra inputs"}]
        return 422, {"message": {"detail": detail}}
    return None


def vllm_without_a_parser(asked: Asked) -> Refused | None:
    if asked.get("tool_choice") == "auto":
        says = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'
        return 400, {"message": says, "type": "BadRequestError"}
    return None


def ollama(asked: Asked) -> Refused | None:
    if "tools" in asked:
        return 400, {"message": "registry.ollama.ai/library/small does not support tools", "type": "api_error"}
    return None


def llama_cpp_without_jinja(asked: Asked) -> Refused | None:
    if "tools" in asked:
        return 500, {"message": "tools param requires --jinja flag", "type": "server_error", "code": 500}
    return None


def openrouter(asked: Asked) -> Refused | None:
    return (404, {"message": "No endpoints found that support tool use."}) if "tools" in asked else None


def a_strict_template(asked: Asked) -> Refused | None:
    roles = [each["role"] for each in asked["messages"]]
    if roles != ["user", "assistant"] * (len(roles) // 2) + ["user"]:
        return 400, {"message": "Conversation roles must alternate user/assistant/user/assistant/..."}
    return None


def a_strict_template_of_llama_cpp(asked: Asked) -> Refused | None:
    refused = a_strict_template(asked)
    return (500, {"message": "System role not supported", "code": 500}) if refused else None


def a_proxy_of_few_words(asked: Asked) -> Refused | None:
    """A proxy that knows nothing beyond the first version of the API, and does not say what it minds."""
    return (400, {"message": "Bad Request"}) if asked.keys() - {"model", "messages", "stream", "max_tokens"} else None


def a_proxy_that_knows_only_text(asked: Asked) -> Refused | None:
    if asked.keys() - {"model", "messages", "stream"} or a_strict_template(asked):
        return 422, {"message": "Unprocessable Entity"}
    return None


SERVERS = [
    (openai_of_old, True),
    (openai_with_a_smaller_limit, True),
    (mistral, True),
    (a_strict_template, True),
    (a_strict_template_of_llama_cpp, True),
    (vllm_without_a_parser, False),
    (ollama, False),
    (llama_cpp_without_jinja, False),
    (openrouter, False),
    (a_proxy_of_few_words, False),
    (a_proxy_that_knows_only_text, False),
]


@pytest.mark.parametrize(("refuses", "takes_tools"), SERVERS)
async def test_what_a_server_lacks_is_found_out_once_and_never_sent_again(
    server: ModelServer, model: Model, refuses: Any, takes_tools: bool
) -> None:
    server.refuses = refuses
    said = [Line("assistant", "Standup is open."), Line("user", "Ana: nice"), Line("user", "Ben: on fire?")]
    assert (await model.reply("Be kind.", said, [ALERTS])).text == "Three times."
    tries = len(server.asked)
    assert 1 < tries <= 5
    assert model.takes_tools == takes_tools
    assert ("tools" in server.asked[-1]) == takes_tools
    assert (await model.reply("Be kind.", said, [ALERTS])).text == "Three times."
    assert len(server.asked) == tries + 1, "the second question is asked once"
    told = json.dumps(server.asked[-1])
    assert all(words in told for words in ("Be kind.", "Standup is open.", "Ana: nice", "Ben: on fire?"))


async def test_one_that_crashed_on_tools_is_offered_them_again(server: ModelServer, model: Model) -> None:
    server.refuses = lambda asked: (500, {"message": "std::bad_alloc"}) if "tools" in asked else None
    assert (await model.reply("", QUESTION, [ALERTS])).text == "Three times."
    assert model.takes_tools, "it may have been a bad moment"


async def test_a_server_that_takes_all_is_asked_once_with_a_limit_and_never_strictly(
    server: ModelServer, model: Model
) -> None:
    await model.reply("", QUESTION, [ALERTS])
    [asked] = server.asked
    assert asked["max_completion_tokens"] == MOST_TOKENS
    assert "max_tokens" not in asked
    assert "strict" not in json.dumps(asked)


@pytest.mark.parametrize(
    "refused",
    [
        (401, {"message": "Incorrect API key provided", "code": "invalid_api_key"}),
        (403, {"message": "tools are not for you"}),
        (404, {"message": "The model `small` does not exist", "code": "model_not_found"}),
        (429, {"message": "You exceeded your current quota"}),
        (503, {"message": "Loading model"}),
    ],
)
async def test_a_refusal_of_something_else_is_not_tried_in_other_ways(
    server: ModelServer, model: Model, refused: Refused
) -> None:
    server.refuses = lambda _: refused
    with pytest.raises(ModelRefused) as problem:
        await model.reply("", QUESTION, [ALERTS])
    assert problem.value.status == refused[0]
    assert len(server.asked) == 1
    assert model.takes_tools


async def test_a_server_that_refuses_everything_is_asked_a_few_times_and_keeps_its_tools(
    server: ModelServer, model: Model
) -> None:
    server.refuses = lambda _: (400, {"message": "no"})
    with pytest.raises(ModelRefused):
        await model.reply("", QUESTION, [ALERTS])
    assert len(server.asked) == 5
    assert model.takes_tools


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (400, "request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it"),
        (500, "Context size has been exceeded."),
        (
            400,
            "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens (1000 in the"
            " messages, 8000 in the completion).",
        ),
    ],
)
async def test_tools_that_do_not_fit_are_left_out_this_once(
    server: ModelServer, model: Model, status: int, says: str
) -> None:
    server.refuses = lambda asked: (status, {"message": says}) if "tools" in asked else None
    assert (await model.reply("", QUESTION, [ALERTS])).text == "Three times."
    assert model.takes_tools, "a shorter conversation has room for them"
    server.refuses = lambda asked: (status, {"message": says})
    with pytest.raises(ModelOverfull):
        await model.reply("", QUESTION, [ALERTS])


async def test_what_tools_found_is_told_in_words_where_the_server_takes_no_more_tools(
    server: ModelServer, model: Model
) -> None:
    server.body = wanting(("alerts_now", "{}"))
    reply = await model.reply("", QUESTION, [ALERTS])
    server.body = None
    server.refuses = lambda asked: (
        (400, {"message": "no tools here"}) if any(each["role"] == "tool" for each in asked["messages"]) else None
    )
    said: list[Entry] = [*QUESTION, reply, ToolResult(reply.uses[0], "Checkout is down.")]
    assert (await model.reply("", said, [ALERTS])).text == "Three times."
    assert server.asked[-1]["messages"][-1] == {
        "role": "user",
        "content": "anything on fire?\n\nalerts_now: Checkout is down.",
    }


async def test_the_last_word_is_had_from_a_server_that_misses_the_tools_used_before(
    server: ModelServer, model: Model
) -> None:
    server.body = wanting(("alerts_now", "{}"))
    reply = await model.reply("", QUESTION, [ALERTS])
    server.body = None

    def litellm(asked: Asked) -> Refused | None:
        used = any(each["role"] == "tool" for each in asked["messages"])
        says = "Anthropic expects the `tools=` param to be passed in"
        return (400, {"message": says}) if used and "tools" not in asked else None

    server.refuses = litellm
    said: list[Entry] = [*QUESTION, reply, ToolResult(reply.uses[0], "Checkout is down.")]
    assert (await model.reply("", said)).text == "Three times."
    assert "Checkout is down." in server.asked[-1]["messages"][-1]["content"]
    assert model.takes_tools


# --- what a model thinks -----------------------------------------------------------


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_what_it_thought_is_no_answer_and_goes_back_with_what_a_tool_found(
    server: ModelServer, model: Model, field: str
) -> None:
    server.body = wanting(("alerts_now", "{}"), **{field: "They ask for alerts."})
    reply = await model.reply("", QUESTION, [ALERTS])
    assert reply == Reply("", (ToolUse("call_0", "alerts_now", {}),))
    server.body = None
    said: list[Entry] = [*QUESTION, reply, ToolResult(reply.uses[0], "Nothing.")]
    await model.reply("", said, [ALERTS])
    assert server.asked[-1]["messages"][-2][field] == "They ask for alerts."

    def groq(asked: Asked) -> Refused | None:
        if any(field in each for each in asked["messages"]):
            return 400, {"message": f"'messages.2' : property '{field}' is unsupported"}
        return None

    server.refuses = groq
    assert (await model.reply("", said, [ALERTS])).text == "Three times."
    assert field not in server.asked[-1]["messages"][-2]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<think>Hm, the bank.</think>Three times.", "Three times."),
        ("Hm, the bank.</think>\n\nThree times.", "Three times."),
        ("Three times.<think>Or four?", "Three times."),
    ],
)
async def test_thoughts_between_tags_are_no_answer(server: ModelServer, model: Model, content: str, text: str) -> None:
    server.content = content
    assert (await model.reply("", QUESTION)).text == text


@pytest.mark.parametrize("content", ["<think>They ask how often, and", "<think></think>", "Hm.</think> "])
async def test_thoughts_alone_are_none(server: ModelServer, model: Model, content: str) -> None:
    server.content = content
    with pytest.raises(ModelUnreadable):
        await model.reply("", QUESTION)


async def test_reasoning_without_an_answer_is_none(server: ModelServer, model: Model) -> None:
    server.body = completion({"content": None, "reasoning_content": "They ask how often."})
    with pytest.raises(ModelUnreadable):
        await model.reply("", QUESTION)


# --- answers that are none ---------------------------------------------------------


async def test_an_answer_that_was_cut_off_is_none(server: ModelServer, model: Model) -> None:
    server.body = completion({"content": "Three ti"}, finish="length")
    with pytest.raises(ModelCutOff):
        await model.reply("", QUESTION)
    server.body = completion({"content": "", "reasoning": "Hm, hm, hm"}, finish="length")
    with pytest.raises(ModelCutOff):
        await model.reply("", QUESTION)


async def test_a_tool_that_was_asked_for_whole_counts_though_the_answer_was_cut_off(
    server: ModelServer, model: Model
) -> None:
    server.body = wanting(("alerts_now", '{"words": "pay"}'), finish="length")
    assert (await model.reply("", QUESTION, [ALERTS])).uses[0].arguments == {"words": "pay"}
    server.body = wanting(("alerts_now", '{"words": "pa'), finish="length")
    with pytest.raises(ModelCutOff):
        await model.reply("", QUESTION, [ALERTS])


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "alerts_now", "parameters": {"words": "pay"}}',
        '```json\n{"name": "alerts_now", "arguments": {"words": "pay"}}\n```',
        '<tool_call>\n{"name": "alerts_now", "arguments": {"words": "pay"}}\n</tool_call>',
        '<tool_call>[{"name": "alerts_now", "arguments": {"words": "pay"}}]</tool_call>',
        '<think>Look.</think><tool_call>{"name": "alerts_now", "arguments": {"words": "pay"}}',
    ],
)
async def test_a_tool_asked_for_in_words_is_asked_for(server: ModelServer, model: Model, content: str) -> None:
    server.content = content
    reply = await model.reply("", QUESTION, [ALERTS])
    assert reply == Reply("", (ToolUse("call_0", "alerts_now", {"words": "pay"}),))


@pytest.mark.parametrize("content", ['<tool_call>{"name": "rm"}</tool_call>', "<tool_call>{ala", "<tool_call>"])
async def test_what_only_looks_like_it_is_no_answer(server: ModelServer, model: Model, content: str) -> None:
    server.content = content
    for tools in ([ALERTS], []):
        with pytest.raises(ModelUnreadable):
            await model.reply("", QUESTION, tools)


async def test_json_that_asks_for_no_tool_is_an_answer(server: ModelServer, model: Model) -> None:
    server.content = '{"name": "payments", "retries": 3}'
    assert (await model.reply("", QUESTION, [ALERTS])).text == server.content


async def test_uses_get_names_and_ids_that_every_server_takes_back(server: ModelServer, model: Model) -> None:
    calls = [{"id": "", "type": "function", "function": {"name": "drop table; x", "arguments": "{"}}] * 2
    server.body = completion({"content": None, "tool_calls": calls}, finish="tool_calls")
    reply = await model.reply("", QUESTION, [ALERTS])
    assert [each.name for each in reply.uses] == ["drop_table__x"] * 2
    assert len({each.id for each in reply.uses} - {""}) == 2
    server.body = None
    await model.reply("", [*QUESTION, reply, *(ToolResult(use, "No.") for use in reply.uses)], [ALERTS])
    sent = server.asked[-1]["messages"][-3]["tool_calls"]
    assert [each["function"]["arguments"] for each in sent] == ["{}", "{}"], "templates read them as JSON"


# --- Responses ---------------------------------------------------------------------


async def test_the_responses_api_is_an_option_and_keeps_nothing(server: ModelServer) -> None:
    model = Model("small", base_url=server.url, api="responses", timeout_s=PATIENT_S)
    server.body = response(
        {"type": "function_call", "id": "fc_1", "call_id": "call_7", "name": "alerts_now", "arguments": "{}"}
    )
    reply = await model.reply("Be kind.", QUESTION, [ALERTS])
    assert [(each.name, each.arguments) for each in reply.uses] == [("alerts_now", {})]
    server.body = response(
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "Nothing burns.", "annotations": []}],
        }
    )
    said: list[Entry] = [*QUESTION, reply, ToolResult(reply.uses[0], "Nothing.")]
    assert (await model.reply("Be kind.", said, [ALERTS])).text == "Nothing burns."
    assert server.paths == ["/v1/responses"] * 2
    first, second = server.asked
    assert first["store"] is False
    assert first["max_output_tokens"] == MOST_TOKENS
    assert first["tools"][0]["strict"] is False
    assert {"type": "function_call_output", "call_id": "call_7", "output": "Nothing."}.items() <= second["input"][
        -1
    ].items()
    await model.close()
