"""What a server offers, and what can go wrong with it."""

import hashlib
import json
from collections.abc import Mapping
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
    def usable(self) -> bool:
        """Return True if its name is one that reads as it is written, and its schema is of a size to be read."""
        return _NAME.fullmatch(self.name) is not None and len(json.dumps(self.schema)) <= LONGEST_SCHEMA
