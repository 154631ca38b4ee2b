"""A server is started when it is needed, and one that is ill costs the call that it is ill in."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from integrations.mcp.config import McpServer
from integrations.mcp.connection import LONGEST_RESULT, McpConnection, _imported
from integrations.mcp.model import McpProblem

SERVER = str(Path(__file__).parent / "server.py")


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does in a thread."""
    _imported()


def to(how: str, *more: str) -> McpServer:
    return McpServer("sample", sys.executable, (SERVER, how, *more), {"GIVEN": "1"})


@pytest.fixture
async def well() -> AsyncIterator[McpConnection]:
    connection = McpConnection(to("well"))
    yield connection
    await connection.close()


async def test_it_tells_what_it_offers_and_is_called(well: McpConnection) -> None:
    assert [each.name for each in await well.tools()] == ["queue", "flush", "recall", "environment"]
    assert (await well.call("queue", {"name": "jobs"})).startswith("queue jobs: 7")


async def test_it_gets_nothing_of_our_environment_but_what_it_was_given(
    well: McpConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    seen = (await well.call("environment", {})).split()
    assert "GIVEN" in seen
    assert "PATH" in seen
    assert "SLACK_BOT_TOKEN" not in seen


@pytest.mark.parametrize("how", ["floods", "babbles", "silent"])
async def test_one_that_does_not_come_up_is_said_and_stopped(how: str) -> None:
    connection = McpConnection(to(how), start_s=1)
    with pytest.raises(McpProblem):
        await connection.tools()
    await connection.close()


async def test_a_command_that_there_is_none_of_is_said() -> None:
    with pytest.raises(McpProblem, match="cannot be started"):
        await McpConnection(McpServer("sample", "/nowhere/at/all")).tools()


async def test_one_that_hangs_costs_that_call() -> None:
    connection = McpConnection(to("hangs"), call_s=1)
    with pytest.raises(McpProblem, match="no answer within 1 seconds"):
        await connection.call("queue", {"name": "jobs"})
    await connection.close()


async def test_one_that_dies_costs_that_call_and_is_started_again() -> None:
    connection = McpConnection(to("dies"), call_s=10)
    assert await connection.tools()
    with pytest.raises(McpProblem):
        await connection.call("queue", {"name": "jobs"})
    assert await connection.tools()
    await connection.close()


async def test_what_it_says_went_wrong_is_a_problem() -> None:
    connection = McpConnection(to("fails"))
    with pytest.raises(McpProblem, match="no such queue"):
        await connection.call("queue", {"name": "jobs"})
    await connection.close()


async def test_a_long_result_is_cut_and_that_is_said() -> None:
    connection = McpConnection(to("long"))
    result = await connection.call("queue", {"name": "jobs"})
    assert len(result) < LONGEST_RESULT + 100
    assert result.endswith("80,000 characters more, left out.")
    await connection.close()
