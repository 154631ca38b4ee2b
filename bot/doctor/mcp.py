"""MCP servers: whether each starts, what it offers, and whether the tools that it is allowed are there."""

import asyncio
import difflib
import fnmatch
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings
from integrations.enumerated import in_a_row
from integrations.words import words

if TYPE_CHECKING:
    from integrations.mcp import McpServer
    from integrations.mcp.model import McpOffer

ABOUT = "MCP"
NAMED = 5
"""How many tools are named of those that are left out for one reason."""
TELL_ITS_MAKERS = "Tell who makes the server; its other tools work"


async def look(settings: Settings) -> Sequence[Finding]:
    """Start every server of the file, ask what it offers, and stop it."""
    path = settings.rolecall_mcp_config
    if path is None:
        return [note(ABOUT, "no servers", "docs/mcp.md: ROLECALL_MCP_CONFIG names the file with them")]
    from integrations.mcp import read_servers

    servers = await asyncio.to_thread(read_servers, path, os.environ)
    found: list[Finding] = []
    if not servers:
        found.append(note(ABOUT, f"{path} names no server", "docs/mcp.md has some, each with its entry"))
    if settings.rolecall_model is None and not any(each.rollouts for each in servers):
        found.append(note(ABOUT, "without a model nobody asks these servers", "ROLECALL_MODEL names one"))
    looked = await asyncio.gather(*map(_server, servers))
    found += [each for findings, _ in looked for each in findings]
    if all(offered is not None for _, offered in looked):
        found += _approvers(settings, [name for _, offered in looked for name in offered or ()])
    return found


def _approvers(settings: Settings, tools: Sequence[str]) -> list[Finding]:
    """Say which names of `[approvers]` are those of no tool that a server offers."""
    from bot.tools.tool import OF_MCP

    found = []
    for name in settings.approvers:
        if name.startswith(OF_MCP) and not fnmatch.filter(tools, name):
            near = difflib.get_close_matches(name, tools, 1)
            mend = f"Is it {near[0]}?" if near else "It is mcp_SERVER_TOOL, as the log and the audit have it"
            found.append(bad(ABOUT, f"[approvers] has {name}, and no server offers such a tool", mend))
    return found


def _left_out(about: str, offer: "McpOffer") -> list[Finding]:
    """Say of the tools that cannot be used why not, and which they are."""
    named: dict[str, list[str]] = {}
    for name, why in offer.left_out.items():
        named.setdefault(why, []).append(name)
    found = [
        note(about, f"left out: {words(in_a_row(names, NAMED))} ({why})", TELL_ITS_MAKERS)
        for why, names in named.items()
    ]
    if not offer.ends:
        found.append(note(about, "its list has no end: only its beginning is read", TELL_ITS_MAKERS))
    return found


async def _server(server: "McpServer") -> tuple[list[Finding], Sequence[str] | None]:
    """What is found of a server, and what its tools are called here; None where that is not known."""
    from bot.tools.mcp import name_of
    from integrations.mcp import McpProblem
    from integrations.mcp.connection import McpConnection

    about = f"MCP {server.name}"
    connection = McpConnection(server)
    try:
        offer = await connection.offer()
    except McpProblem as problem:
        mend = f"Is {server.url} the address?" if server.url else f"Does `{server.command}` run when you type it?"
        return [bad(about, problem.why, f"{mend} docs/mcp.md has set-ups")], None
    finally:
        await connection.close()
    offered = {each.name for each in offer.tools}
    at_once = sorted(offered & server.allow)
    asks = len(offered) - len(at_once)
    some = f"{len(offered)} tools; at once: {', '.join(at_once) or 'none'}; {asks} ask with a button"
    found = [ok(about, some), *_left_out(about, offer)]
    for name in sorted(server.allow - offered):
        if name in offer.left_out:
            found.append(
                bad(about, f'"allow" has {name}, which cannot be used: {offer.left_out[name]}', TELL_ITS_MAKERS)
            )
            continue
        near = difflib.get_close_matches(name, offered, 1)
        mend = f"Is it {near[0]}?" if near else "Take it out, or see what the server offers"
        found.append(bad(about, f'"allow" has {name}, which it does not offer', mend))
    return found, [name_of(each) for each in offer.tools]
