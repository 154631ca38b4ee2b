"""What every test of MCP servers shares: none waits long for one that will not end."""

import pytest

from integrations.mcp import process


@pytest.fixture(autouse=True)
def grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a server that is to end a moment for it, then make it end."""
    monkeypatch.setattr(process, "_GRACE_S", 0.2)
