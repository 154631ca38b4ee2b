"""The table `[approvers]` of `rolecall.toml`: who decides on a tool in the place of who asks for it."""

import difflib
from collections.abc import Mapping, Sequence

from integrations.chat import IdForms
from integrations.deferred import pattern

_ADDRESS = pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_GROUP = pattern(r"@[\w.-]{1,80}")
_OF_MCP = pattern(r"mcp_[A-Za-z0-9_-]+\*?")


def approvers(given: object, ids: IdForms) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Return who is named for which tool, and what is wrong: (dotted key, why)."""
    if not isinstance(given, Mapping):
        return {}, [
            (
                "approvers",
                f'is no table: write [approvers] and below it a line a tool: move_issue = ["{ids.person_example}"]',
            )
        ]
    usable: dict[str, tuple[str, ...]] = {}
    mistakes: list[tuple[str, str]] = []
    for name, named in given.items():
        people = [named] if isinstance(named, str) else named
        if why := _not_a_tool(name):
            mistakes.append((f"approvers.{name}", why))
        elif not isinstance(people, Sequence) or not people:
            mistakes.append((f"approvers.{name}", "names nobody: without an entry who asks for it decides"))
        elif wrong := [str(each)[:60] for each in people if not _is_somebody(each, ids)]:
            example = ids.person_example
            what = f"neither a user id such as {example}, nor an e-mail address, nor a group such as @leads"
            mistakes.append((f"approvers.{name}", "; ".join(f"“{each}” is {what}" for each in wrong)))
        else:
            usable[name] = tuple(people)
    return usable, mistakes


def _not_a_tool(name: str) -> str:
    """What is wrong with the name of a tool; "" where nothing is. The tools of MCP servers are known only later."""
    from bot.tools.every_tool import every_tool
    from bot.tools.tool import Effect
    from jobs.approvals.approvers import ANY

    if name == ANY or _OF_MCP.fullmatch(name):
        return ""
    writing = sorted(each.name for each in every_tool() if each.effect is Effect.WRITES)
    if name in writing:
        return ""
    near = difflib.get_close_matches(name, writing, 1)
    hint = f"; did you mean {near[0]}?" if near else f": {', '.join(writing)}, or mcp_SERVER_TOOL"
    return f"is no tool that asks for a button{hint}"


def _is_somebody(named: object, ids: IdForms) -> bool:
    return isinstance(named, str) and bool(ids.is_person(named) or _ADDRESS.fullmatch(named) or _GROUP.fullmatch(named))
