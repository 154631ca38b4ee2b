"""A server may lie, flood, drip and ask for things: that costs one call, is said, and nothing else comes of it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs

from integrations.mcp.config import McpServer
from integrations.mcp.connection import McpConnection, _imported
from integrations.mcp.model import McpProblem, McpUnanswered
from integrations.mcp.tool_lists import MOST_TOOLS
from tests.mcp.server import ALIKE, ASKS
from tests.mcp.test_connection import SERVER
from tests.waiting import PATIENT_S

JOBS = {"name": "jobs"}
WELL = ["queue", "flush", "recall", "environment"]
"""What it offers that is well."""


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does in a thread."""
    _imported()


Connecting = Callable[..., McpConnection]


@pytest.fixture
async def to() -> AsyncIterator[Connecting]:
    """Connects to a server that is ill in some way; each is stopped at the end."""
    made: list[McpConnection] = []

    def connecting(how: str, *, call_s: float = 20, allow: frozenset[str] = frozenset()) -> McpConnection:
        made.append(McpConnection(McpServer("sample", sys.executable, (SERVER, how), allow=allow), call_s=call_s))
        return made[-1]

    yield connecting
    await asyncio.gather(*(each.close() for each in made))


@pytest.mark.parametrize("how", ["drips", "notifies"])
async def test_one_that_never_ends_what_it_says_costs_that_call(to: Connecting, how: str) -> None:
    with pytest.raises(McpUnanswered, match="no answer within 2 seconds"):
        await to(how, call_s=2).call("queue", JOBS)


async def test_one_that_says_one_endless_thing_costs_that_call_and_can_be_asked_again(to: Connecting) -> None:
    connection = to("endless")
    for _ in range(2):
        with pytest.raises(McpUnanswered, match="broke off"):
            await connection.call("queue", JOBS)


@pytest.mark.parametrize("how", ["babbles-on", "complains", "another"])
async def test_noise_beside_its_answers_is_passed_over(to: Connecting, how: str) -> None:
    connection = to(how)
    for _ in range(2):
        assert (await connection.call("queue", JOBS)).startswith("queue jobs: 7")


async def test_what_it_asks_of_us_is_refused_and_its_answer_is_still_taken(to: Connecting) -> None:
    answers = dict(each.rsplit(":", 1) for each in (await to("asks").call("queue", JOBS)).split())
    assert answers == {method: "served" if method == "ping" else "refused" for method in ASKS}


async def test_a_version_that_nobody_speaks_is_not_spoken(to: Connecting) -> None:
    with pytest.raises(McpProblem):
        await to("ancient").tools()


async def test_a_name_that_reads_like_another_is_none(to: Connecting) -> None:
    with capture_logs() as logs:
        names = [each.name for each in await to("alike").tools()]
    assert names == WELL
    assert {"event": "mcp_tools_left_out", "tools": len(ALIKE)}.items() <= logs[-1].items()


async def test_a_tool_without_measure_is_left_out_and_the_others_are_there(to: Connecting) -> None:
    assert [each.name for each in await to("large").tools()] == WELL


async def test_a_list_without_measure_is_not_read(to: Connecting) -> None:
    with pytest.raises(McpProblem, match="broke off"):
        await to("immense").tools()


async def test_of_thousands_the_allowed_ones_are_kept(to: Connecting) -> None:
    offered = await to("thousands", allow=frozenset({"queue"})).tools()
    assert len(offered) == MOST_TOOLS
    assert offered[0].name == "queue"


async def test_what_is_no_tool_costs_itself_and_is_named(to: Connecting) -> None:
    offer = await to("misshapen").offer()
    assert [each.name for each in offer.tools] == WELL
    assert dict(offer.left_out) == {
        "bare": "it has no inputSchema",
        **dict.fromkeys(("listed", "said", "another-type"), "its inputSchema is not what MCP wants"),
        "untyped": "its inputSchema is not what MCP wants",
        "no-description": "its description is not what MCP wants",
        "number 7": "its name is not what MCP wants",
        "number 8": "it has no name",
        **dict.fromkeys(("number 9", "number 10"), "it is no object"),
    }


@pytest.mark.parametrize("how", ["misshapen", "decorated", "twins", "many", "loops", "odd-cursor"])
async def test_the_others_of_an_odd_list_are_called_as_ever(to: Connecting, how: str) -> None:
    connection = to(how, allow=frozenset({"queue"}))
    assert (await connection.tools())[0].name == "queue"
    assert (await connection.call("queue", JOBS)).startswith("queue jobs: 7")


async def test_what_nobody_reads_of_a_tool_may_be_as_it_likes(to: Connecting) -> None:
    offer = await to("decorated").offer()
    assert [each.name for each in offer.tools] == ["decorated", *WELL]
    assert not offer.left_out


async def test_of_two_of_a_name_the_first_is_the_one(to: Connecting) -> None:
    offer = await to("twins").offer()
    assert [(each.name, each.description) for each in offer.tools][:1] == [("queue", "The first of that name.")]
    assert dict(offer.left_out) == {"queue": "there are several of that name: the first is taken"}


async def test_of_ten_thousand_the_others_are_counted(to: Connecting) -> None:
    offer = await to("many", allow=frozenset({"flush"})).offer()
    assert len(offer.tools) == MOST_TOOLS
    assert offer.tools[0].name == "flush"
    assert len(offer.left_out) == 10_000 + len(WELL) - MOST_TOOLS


@pytest.mark.parametrize("how", ["loops", "odd-cursor"])
async def test_a_list_that_leads_back_to_itself_is_read_once(to: Connecting, how: str) -> None:
    offer = await to(how).offer()
    assert [each.name for each in offer.tools] == WELL
    assert not offer.left_out
    assert offer.ends is (how == "odd-cursor")


async def test_a_list_without_an_end_is_read_only_so_far(to: Connecting) -> None:
    assert len(await to("pages").tools()) == MOST_TOOLS


async def test_what_it_does_not_know_is_said_and_it_goes_on_running(to: Connecting) -> None:
    connection = to("well")
    before = await connection.call("process", {})
    with pytest.raises(McpProblem, match="it says: unknown"):
        await connection.call("unheard-of", {})
    assert await connection.call("process", {}) == before


async def test_one_that_hangs_is_not_asked_again_another_is_started(
    to: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = to("hangs-once", call_s=4)
    hung = [connection.call("queue", {"name": name}) for name in ("bad", "behind it")]
    late = await asyncio.gather(*hung, return_exceptions=True)
    assert [type(each) for each in late] == [McpUnanswered, McpUnanswered]
    monkeypatch.setattr(connection, "_call_s", PATIENT_S)
    assert (await connection.call("queue", JOBS)).startswith("queue jobs: 7")


@pytest.mark.parametrize(
    ("how", "said"),
    [("structured", '{"length": 7}'), ("empty", ""), ("mixed", "(image)\nseven jobs\nmore of it (file:///b)")],
)
async def test_a_result_that_is_no_text_is_told_as_far_as_it_can_be(to: Connecting, how: str, said: str) -> None:
    assert await to(how).call("queue", JOBS) == said


async def test_its_patterns_are_not_tried_on_its_results(to: Connecting) -> None:
    connection = to("patterns")
    await connection.tools()
    assert await connection.call("length", {}) == json.dumps({"length": "a" * 24 + "!"})


async def test_why_it_does_not_start_is_logged_without_what_it_was_given() -> None:
    url = "redis://reader:pa55-word@host:6379"
    server = McpServer("sample", sys.executable, (SERVER, "cannot"), {"URL": url}, secrets=frozenset({url}))
    with capture_logs() as logs, pytest.raises(McpProblem, match="cannot be started"):
        await McpConnection(server).tools()
    [said] = [each["said"] for each in logs if each["event"] == "mcp_server_complained"]
    assert said == "cannot connect to …: password … is wrong"
