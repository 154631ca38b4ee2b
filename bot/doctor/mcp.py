"""MCP servers: whether each starts, what it offers, and whether the tools that it is allowed are there."""

import asyncio
import difflib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings

if TYPE_CHECKING:
    from integrations.mcp import McpServer

ABOUT = "MCP"


async def look(settings: Settings) -> Sequence[Finding]:
    """Start every server of the file, ask what it offers, and stop it."""
    path = settings.rolecall_mcp_config
    if path is None:
        return [note(ABOUT, "no servers", "docs/mcp.md: ROLECALL_MCP_CONFIG names the file with them")]
    from integrations.mcp import read_servers

    servers = await asyncio.to_thread(read_servers, path, os.environ)
    found: list[Finding] = []
    if not servers:
        found.append(note(ABOUT, f"{path} names no server"))
    if settings.rolecall_model is None and not any(each.rollouts for each in servers):
        found.append(note(ABOUT, "without a model nobody asks these servers", "ROLECALL_MODEL names one"))
    looked = await asyncio.gather(*map(_server, servers))
    return found + [each for findings in looked for each in findings]


async def _server(server: "McpServer") -> list[Finding]:
    from integrations.mcp import McpProblem
    from integrations.mcp.connection import McpConnection

    about = f"MCP {server.name}"
    connection = McpConnection(server)
    try:
        offered = {each.name for each in await connection.tools()}
    except McpProblem as problem:
        mend = f"Is {server.url} the address?" if server.url else f"Does `{server.command}` run when you type it?"
        return [bad(about, problem.why, f"{mend} docs/mcp.md has set-ups")]
    finally:
        await connection.close()
    at_once = sorted(offered & server.allow)
    asks = len(offered) - len(at_once)
    some = f"{len(offered)} tools; at once: {', '.join(at_once) or 'none'}; {asks} ask with a button"
    found = [ok(about, some)]
    for name in sorted(server.allow - offered):
        near = difflib.get_close_matches(name, offered, 1)
        mend = f"Is it {near[0]}?" if near else "Take it out, or see what the server offers"
        found.append(bad(about, f'"allow" has {name}, which it does not offer', mend))
    return found
