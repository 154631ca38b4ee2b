"""A server's list of tools, read tool by tool: its library takes a page as a whole, and one bad tool costs them all."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pydantic import ValidationError

from integrations.mcp.model import McpOffer, McpTool
from integrations.words import one_line, shortened

MOST_TOOLS = 100
LONGEST_NAME = 80
_LEFT_OUT = "rolecall/left-out"
_USED = ("name", "description", "inputSchema")


def offered(listed: Iterable[McpTool], left_out: Mapping[str, str], allow: Collection[str], *, ends: bool) -> McpOffer:
    """Return what can be used of what was listed, at most `MOST_TOOLS`, those in `allow` first."""
    usable: dict[str, McpTool] = {}
    why: dict[str, str] = dict(left_out)
    for number, each in enumerate(listed, 1):
        if each == usable.get(each.name):
            continue
        if each.name in usable:
            why[_name(each.name, number)] = "there are several of that name: the first is taken"
        elif said := each.why_not:
            why[_name(each.name, number)] = said
        else:
            usable[each.name] = each
    ordered = sorted(usable.values(), key=lambda each: each.name not in allow)
    why |= {each.name: f"beyond the first {MOST_TOOLS}" for each in ordered[MOST_TOOLS:]}
    return McpOffer(ordered[:MOST_TOOLS], why, ends)


def left_out_of(meta: Mapping[str, Any] | None) -> Mapping[str, str]:
    """Return which tools of a page were none, and why: `ToolLists` has said so in the page."""
    return dict((meta or {}).get(_LEFT_OUT, {}))


class ToolLists:
    """What comes from a server, with those tools taken out of its lists that its library would refuse."""

    def __init__(self) -> None:
        """Pass everything through until there is a `check`, which raises ValidationError for a page that is none."""
        self.check: Callable[[Mapping[str, Any]], None] | None = None

    @asynccontextmanager
    async def read_from(self, transport: Any) -> AsyncIterator[tuple[Any, Any]]:
        """Give the transport's streams."""
        async with transport as (incoming, outgoing):
            yield _Readable(incoming, self), outgoing

    def readable(self, message: Any) -> Any:
        """Return a message of the server as its library can read it."""
        result = getattr(getattr(message, "message", None), "result", None)
        if self.check is None or not isinstance(result, dict) or not isinstance(result.get("tools"), list):
            return message
        left_out: dict[str, str] = {}
        kept = []
        for number, each in enumerate(result["tools"], 1):
            tool = {key: each[key] for key in _USED if key in each} if isinstance(each, dict) else each
            if why := _why_none(self.check, result, tool):
                left_out[_name(tool.get("name") if isinstance(tool, dict) else None, number)] = why
            else:
                kept.append(tool)
        result |= {"tools": kept, "_meta": {_LEFT_OUT: left_out}}
        if not isinstance(result.get("nextCursor", ""), str):
            del result["nextCursor"]
        return message


class _Readable:
    """A stream of messages, each made readable."""

    def __init__(self, stream: Any, lists: ToolLists) -> None:
        self._stream = stream
        self._lists = lists

    async def receive(self) -> Any:
        return self._lists.readable(await self._stream.receive())

    async def aclose(self) -> None:
        await self._stream.aclose()

    def __aiter__(self) -> "_Readable":
        return self

    async def __anext__(self) -> Any:
        return self._lists.readable(await self._stream.__anext__())

    async def __aenter__(self) -> "_Readable":
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *how: Any) -> bool | None:
        ended: bool | None = await self._stream.__aexit__(*how)
        return ended

    @property
    def last_context(self) -> Any:
        return getattr(self._stream, "last_context", None)


def _name(name: object, number: int) -> str:
    return shortened(one_line(name), LONGEST_NAME) if isinstance(name, str) and name.strip() else f"number {number}"


def _why_none(check: Callable[[Mapping[str, Any]], None], page: Mapping[str, Any], tool: object) -> str:
    """Say why something is no tool; "" where it is one. What is wrong beside the tools is left to whoever reads on."""
    if not isinstance(tool, dict):
        return "it is no object"
    beside = {key: value for key, value in page.items() if key not in ("nextCursor", "_meta")}
    try:
        check({**beside, "tools": [tool]})
    except ValidationError as problem:
        wrong = [each["loc"] for each in problem.errors() if "tools" in each["loc"]]
        field = next((part for loc in wrong for part in loc if part in _USED), "")
        if wrong:
            return f"its {field or 'form'} is not what MCP wants" if field in tool else f"it has no {field}"
    return ""
