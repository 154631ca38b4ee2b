"""What somebody asks for: the tool that answers, and what it is asked with."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.conversation.questions.asking_for import ToolCall, WhichOne, call_for
from bot.conversation.questions.examples import RECALL, ByTool
from bot.conversation.questions.names import Names
from bot.conversation.questions.recogniser import Recogniser
from bot.tools.tool import Tool


class Questions:
    """Recognises what is asked for, by the examples that `read` gives; it is called in a thread, at the first use."""

    def __init__(
        self, read: Callable[[], Mapping[str, ByTool]], tools: Mapping[str, Tool[..., Any]], names: Names
    ) -> None:
        """Read nothing yet: a start does not wait for it. Examples of what is none of the `tools` are left out."""
        self._read = read
        self._tools = tools
        self._names = names
        self._recogniser: Recogniser | None = None

    async def understood(
        self, words: str, today: date, *, mentioned: Mapping[str, str] | None = None
    ) -> ToolCall | WhichOne | None:
        """Return what is asked for; None where that is no tool's, or what was said before may answer it.

        `mentioned` has the ids of those who are mentioned, by the name that stands in the words.
        """
        if self._recogniser is None:
            self._recogniser = await asyncio.to_thread(self._learned)
        found = self._recogniser.recognised(words, await self._names.known(), mentioned=mentioned)
        if found is None or found.tool == RECALL:
            return None
        return call_for(found, self._tools[found.tool].arguments, today)

    def _learned(self) -> Recogniser:
        return Recogniser(
            {
                language: {tool: known for tool, known in by_tool.items() if tool in self._tools or tool == RECALL}
                for language, by_tool in self._read().items()
            }
        )
