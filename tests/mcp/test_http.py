"""A server over HTTP is held to the same: it gets what the file gives it, and nobody else gets that."""

import pytest

from integrations.mcp.config import McpServer
from integrations.mcp.connection import McpConnection, _imported
from integrations.mcp.model import McpProblem
from tests.mcp.http_server import serving
from tests.waiting import PATIENT_S

ILL = ("endless", "endless events", "packed", "drips", "moved", "locked", "broken", "a page", "nonsense", "cut")


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does in a thread."""
    import integrations.mcp.http  # noqa: F401

    _imported()


def connected(url: str, call_s: float = 30) -> McpConnection:
    return McpConnection(
        McpServer("sample", url=f"{url}/mcp", headers={"Authorization": "Bearer s3cret"}), call_s=call_s
    )


async def test_it_is_called_with_the_headers_of_the_file() -> None:
    async with serving("well") as server:
        connection = connected(server.url)
        assert await connection.call("queue", {}) == "7"
        await connection.close()
    assert {headers.get("authorization") for _, headers in server.asked} == {"Bearer s3cret"}
    assert {headers.get("accept-encoding") for _, headers in server.asked} == {"identity"}


@pytest.mark.parametrize("how", ILL)
async def test_one_that_is_ill_costs_that_call_and_nobody_else_is_asked(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving("well") as another, serving(how, another.url) as server:
        connection = connected(server.url, call_s=3)  # some hang for as long
        with pytest.raises(McpProblem) as said:
            await connection.call("queue", {})
        assert "s3cret" not in str(said.value)
        server.how = "well"
        monkeypatch.setattr(connection, "_call_s", PATIENT_S)
        assert await connection.call("queue", {}) == "7"
        await connection.close()
    assert another.asked == []
