"""A language model behind any server that speaks OpenAI's Chat Completions.

The only file that imports pydantic-ai, and not before a model is made. One call is one request
(a second one only where the server turns out to have no tools): what to do when it fails, and
whether a tool that the model wants is called, is decided by whoever asked.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ToolCallPart
    from pydantic_ai.models import ModelRequestParameters
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


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool that the model may ask for; `schema` is the JSON schema of its arguments."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolUse:
    """The model asks for a tool. `arguments` is None where they cannot be read."""

    id: str
    name: str
    arguments: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of it."""

    use: ToolUse
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model says, and which tools it wants asked first; without any, its words are the answer."""

    text: str
    uses: tuple[ToolUse, ...] = ()


Entry = Line | Reply | ToolResult
"""A part of the conversation as the model sees it."""
_MAY_LACK_TOOLS = (400, 404, 405, 415, 422, 500, 501)
"""What servers without tool calls answer to a request that offers some."""


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
        self._takes_tools = True
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

    async def reply(self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = ()) -> Reply:
        """Return the model's next words in a conversation. Raises `ModelProblem` without any.

        A server that refuses tools is asked without them, and offered none from then on.
        """
        if not tools or not self._takes_tools:
            return await self._request(system, said, ())
        try:
            return await self._request(system, said, tools)
        except ModelRefused as refused:
            if refused.status not in _MAY_LACK_TOOLS:
                raise
        reply = await self._request(system, said, ())
        self._takes_tools = False
        return reply

    async def _request(self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer]) -> Reply:
        import httpx2
        from pydantic_ai.direct import model_request
        from pydantic_ai.exceptions import AgentRunError, ModelConnectionError, ModelHTTPError, ModelTimeoutError
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(max_retries=0, timeout=self._timeout_s)
        opened, messages, offered = await self._opened(), _messages(system, said), _offered(tools)
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await model_request(
                    opened, messages, model_settings=settings, model_request_parameters=offered
                )
        except (TimeoutError, ModelTimeoutError) as late:
            raise ModelLate(f"the model took more than {self._timeout_s:g} s") from late
        except ModelHTTPError as refused:
            raise ModelRefused(refused.status_code) from refused
        except (ModelConnectionError, httpx2.HTTPError, OSError) as unreachable:
            raise ModelUnreachable("the model's server cannot be reached") from unreachable
        except (AgentRunError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as unreadable:
            raise ModelUnreadable("the model's answer cannot be read") from unreadable
        text = (response.text or "").strip()[:LONGEST]
        uses = tuple(_use(each) for each in response.tool_calls) if tools else ()
        if not uses and (not text or (len(text) > WORDLESS and not any(each.isalnum() for each in text))):
            raise ModelUnreadable("the model's answer has no words")
        return Reply(text, uses)

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


def _messages(system: str, said: Sequence[Entry]) -> "list[ModelMessage]":
    from pydantic_ai.messages import (
        ModelRequest,
        ModelResponse,
        SystemPromptPart,
        TextPart,
        ToolCallPart,
        ToolReturnPart,
        UserPromptPart,
    )

    messages: list[ModelMessage] = [ModelRequest(parts=[SystemPromptPart(system)])]
    for each in said:
        match each:
            case Line("user", text):
                messages.append(ModelRequest(parts=[UserPromptPart(text)]))
            case Line(_, text):
                messages.append(ModelResponse(parts=[TextPart(text)]))
            case Reply(text, uses):
                words = [TextPart(text)] if text else []
                calls = [ToolCallPart(use.name, dict(use.arguments or {}), use.id) for use in uses]
                messages.append(ModelResponse(parts=[*words, *calls]))
            case ToolResult(use, text):
                messages.append(ModelRequest(parts=[ToolReturnPart(use.name, text, use.id)]))
    return messages


def _offered(tools: Sequence[ToolOffer]) -> "ModelRequestParameters":
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.tools import ToolDefinition

    return ModelRequestParameters(
        function_tools=[
            # Never strict: many servers refuse the word, and what comes back is validated anyway.
            ToolDefinition(
                name=each.name,
                parameters_json_schema=dict(each.schema),
                description=each.description,
                strict=False,
            )
            for each in tools
        ]
    )


def _use(call: "ToolCallPart") -> ToolUse:
    try:
        return ToolUse(call.tool_call_id, call.tool_name, call.args_as_dict(raise_if_invalid=True))
    except (ValueError, AssertionError):
        return ToolUse(call.tool_call_id, call.tool_name, None)
