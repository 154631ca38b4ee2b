"""A language model behind any server that speaks OpenAI's Chat Completions.

The only file that imports pydantic-ai, and not before a model is made. One question is one
request: what to do when it fails is decided by whoever asked.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models.openai import OpenAIChatModel

    from integrations.bounded_client import BoundedClient

TIMEOUT_S = 60
"""How long an answer may take, from the first byte sent to the last one read."""
LONGEST = 20_000
"""Characters of an answer; what comes after is cut."""
WORDLESS = 40
"""An answer of more characters, and not one letter or digit among them, is none."""


class ModelProblem(Exception):
    """No answer that can be used. The message says why, without the question or any secret."""


class ModelLate(ModelProblem):
    """The answer did not come in time."""


class ModelRefused(ModelProblem):
    """The server answered with an error; `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        """`status` is the HTTP status of the server's answer."""
        super().__init__(f"the model's server answered {status}")
        self.status = status


class ModelUnreachable(ModelProblem):
    """The server could not be reached, or broke off."""


class ModelUnreadable(ModelProblem):
    """An answer came, but it is empty or none that Chat Completions knows."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said before in the conversation: by people (`user`) or by us (`assistant`)."""

    role: Literal["user", "assistant"]
    text: str


class Model:
    """One model of one server."""

    def __init__(
        self, name: str, *, base_url: str | None = None, api_key: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        """The first question connects. Without `base_url` it is OpenAI's own server.

        Imports pydantic-ai, which takes a moment: make it before the loop has work to do.
        """
        import pydantic_ai.models.openai
        import pydantic_ai.providers.openai  # noqa: F401 - see above

        self.name = name
        self._base_url = base_url
        self._api_key = api_key or "none"
        self._timeout_s = timeout_s
        self._opening = asyncio.Lock()
        self._http: BoundedClient | None = None
        self._model: OpenAIChatModel | None = None

    async def _opened(self) -> "OpenAIChatModel":
        """The model over a client of its own; a thread makes that, since it reads certificates from the disk."""
        import httpx2
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        from integrations.bounded_client import BoundedClient

        async with self._opening:
            if self._model is None:
                timeout = httpx2.Timeout(self._timeout_s, connect=min(10, self._timeout_s))
                self._http = await asyncio.to_thread(BoundedClient, timeout=timeout, follow_redirects=False)
                provider = OpenAIProvider(base_url=self._base_url, api_key=self._api_key, http_client=self._http)
                self._model = OpenAIChatModel(self.name, provider=provider)
            return self._model

    async def answer(self, system: str, history: Sequence[Line], question: str) -> str:
        """The model's answer as Markdown. Raises `ModelProblem` without one."""
        import httpx2
        from pydantic_ai.direct import model_request
        from pydantic_ai.exceptions import AgentRunError, ModelConnectionError, ModelHTTPError, ModelTimeoutError
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(max_retries=0, timeout=self._timeout_s)
        opened = await self._opened()
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await model_request(opened, _messages(system, history, question), model_settings=settings)
        except (TimeoutError, ModelTimeoutError) as late:
            raise ModelLate(f"the model took more than {self._timeout_s:g} s") from late
        except ModelHTTPError as refused:
            raise ModelRefused(refused.status_code) from refused
        except (ModelConnectionError, httpx2.HTTPError, OSError) as unreachable:
            raise ModelUnreachable("the model's server cannot be reached") from unreachable
        except (AgentRunError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as unreadable:
            raise ModelUnreadable("the model's answer cannot be read") from unreadable
        text = (response.text or "").strip()[:LONGEST]
        if not text or (len(text) > WORDLESS and not any(each.isalnum() for each in text)):
            raise ModelUnreadable("the model's answer has no words")
        return text

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


def _messages(system: str, history: Sequence[Line], question: str) -> "list[ModelMessage]":
    from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, TextPart, UserPromptPart

    messages: list[ModelMessage] = [ModelRequest(parts=[SystemPromptPart(system)])]
    for line in history:
        if line.role == "user":
            messages.append(ModelRequest(parts=[UserPromptPart(line.text)]))
        else:
            messages.append(ModelResponse(parts=[TextPart(line.text)]))
    messages.append(ModelRequest(parts=[UserPromptPart(question)]))
    return messages
