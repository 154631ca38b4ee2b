"""What a server offers, and what can go wrong with it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from integrations.deferred import dataclass, pattern
from integrations.source import SourceError

LONGEST_SCHEMA = 20_000
"""Characters of the schema of a tool's arguments."""
_NAME = pattern(r"[A-Za-z0-9_./-]{1,128}")


class McpProblem(SourceError):
    """A server that cannot be started, does not answer, or says what cannot be used; it costs one call."""


class McpUnanswered(McpProblem):
    """A call was sent, and no answer came: whether it was done is not known."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """A tool as its server describes it. All of its words are the server's."""

    server: str
    name: str
    description: str
    schema: Mapping[str, Any]
    """The JSON schema of its arguments."""

    @property
    def hash(self) -> str:
        """What the whole definition comes to, in 64 hexadecimal digits: another one is another tool."""
        whole = json.dumps([self.name, self.description, self.schema], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def why_not(self) -> str:
        """Say why it cannot be used; "" where its name reads as it is written, and its schema is of a size to read."""
        if _NAME.fullmatch(self.name) is None:
            return "its name has more than letters, digits, _, ., / and -, or is too long"
        try:
            long = len(json.dumps(self.schema)) > LONGEST_SCHEMA
        except RecursionError:
            long = True
        return f"its schema has more than {LONGEST_SCHEMA:,} characters" if long else ""


@dataclass(frozen=True, slots=True)
class McpOffer:
    """What a server offers: the tools that can be used, and of every other why it cannot be."""

    tools: Sequence[McpTool]
    left_out: Mapping[str, str]
    """By what the server calls it, or its place in the list where it has no name; on one line, and cut."""
    ends: bool
    """Return True if the list was read to its end."""
