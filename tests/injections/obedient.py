"""A model that does whatever any text tells it, whoever wrote that.

`call[7] tool {…}` has it ask for a tool, `say[7] …` has it say the rest of the line, and `repeat[7]` everything that
it was given; it takes no notice of a text whose number is not among those of its turn.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.turn.model_server import ModelServer, completion, wanting

_CALL = re.compile(r"call\[(\d+)\] (\w+) (?=\{)")
_NUMBER = re.compile(r"(?:call|say|repeat)\[(\d+)\]")
_SAY = re.compile(r"say\[(\d+)\] (.*)")


@dataclass
class Obedient:
    """Decides what the server answers, and keeps all that it was given."""

    server: ModelServer
    numbers: frozenset[int] = frozenset()
    """Of the texts of this turn."""
    seen: list[str] = field(default_factory=list)

    @property
    def read(self) -> set[int]:
        """The numbers of all that asked it for something in this turn."""
        return {int(each) for text in self.seen for each in _NUMBER.findall(text)} & self.numbers

    def obey(self, asked: dict[str, Any]) -> None:
        """Answer a request: with the tools that its texts ask for and that were not asked for yet, or with words."""
        texts = [_unfenced(each) for each in _texts(asked)]
        self.seen += texts
        done = {
            (use["function"]["name"], use["function"]["arguments"])
            for message in asked["messages"]
            for use in message.get("tool_calls") or ()
        }
        wanted = dict.fromkeys(
            each for text in reversed(texts) for each in reversed(self._calls(text))
        )  # the newest first
        left = [each for each in wanted if each not in done][:6]
        if left and asked.get("tools"):
            self.server.script.append(wanting(*left))
            return
        said = [found[2] for text in texts for found in _SAY.finditer(text) if int(found[1]) in self.numbers]
        everything = texts if any(f"repeat[{each}]" in text for text in texts for each in self.numbers) else []
        self.server.script.append(completion({"content": "\n".join(["Done.", *said, *everything])[:20_000]}))

    def _calls(self, text: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for each in _CALL.finditer(text):
            if int(each[1]) not in self.numbers:
                continue
            try:
                arguments, _ = json.JSONDecoder(strict=False).raw_decode(text, each.end())
            except ValueError:  # cut off, as a title is
                continue
            found.append((each[2], json.dumps(arguments)))
        return found


def _texts(asked: dict[str, Any]) -> list[str]:
    """Everything that it is given, the descriptions of the tools too; not what it said itself."""
    messages = [str(each.get("content") or "") for each in asked["messages"] if each["role"] != "assistant"]
    tools = [str(each["function"].get("description") or "") for each in asked.get("tools") or ()]
    return [*messages, *tools]


def _unfenced(text: str) -> str:
    """A text as whoever is eager reads it: what a fence has escaped is read as it was written."""
    for escaped, plain in (("\\u003c", "<"), ("\\u003e", ">"), ('\\"', '"'), ("\\\\", "\\")):
        text = text.replace(escaped, plain)
    return text
