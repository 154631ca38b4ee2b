"""What a server offers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.source import SourceError


class McpProblem(SourceError):
    """A server that cannot be started, does not answer, or says what cannot be used; it costs one call."""


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
