"""A language model behind any server that speaks OpenAI's Chat Completions, or its Responses.

The only file that imports pydantic-ai, and not before a model is made. What a server does not
understand is found out once, and it is asked as it wants to be from then on
(`integrations/model_dialect.py`). What to do when a model fails, and whether a tool that it wants
is called, is decided by whoever asked.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Literal

from integrations.deferred import dataclass
from integrations.model_dialect import (
    MOST_TRIES,
    Dialect,
    Refusal,
    other_ways,
    uses_in_words,
    without_thoughts,
    without_tool_calls,
)
from integrations.model_problem import (
    ModelCutOff,
    ModelLate,
    ModelOverfull,
    ModelRefused,
    ModelUnreachable,
    ModelUnreadable,
)

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelRequestPart, ModelResponse, ModelResponsePart, ToolCallPart
    from pydantic_ai.models import Model as PydanticModel
    from pydantic_ai.models import ModelRequestParameters, StreamedResponse
    from pydantic_ai.profiles import ModelProfile
    from pydantic_ai.settings import ModelSettings

    from integrations.bounded_client import BoundedClient

TIMEOUT_S = 60
"""How long an answer may take, from the first byte sent to the last one read."""
_CONNECTIONS, _KEPT_OPEN = 512, 20
"""More than there are questions in hand at once, so that those that a server leaves hanging take nobody's turn."""
MOST_TOKENS = 8_000
"""Of an answer with what the model thinks before it: one that does not come to an end is cut off there."""
LONGEST = 20_000
"""Characters of an answer; what comes after is cut."""
WORDLESS = 40
"""An answer of more characters, and not one letter or digit among them, is none."""
Api = Literal["chat", "responses"]


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
    tokens: int = field(default=0, compare=False)
    """What it cost, question and answer together."""
    sent: "ModelResponse | None" = field(default=None, compare=False, repr=False)
    """What the server sent, which goes back to it with the tools' results: some want their thoughts back."""


Entry = Line | Reply | ToolResult
"""A part of the conversation as the model sees it."""
Hear = Callable[[str], None]
"""Is told what the model has said so far, without its thoughts, whenever there is more; "" where it begins anew."""


class Model:
    """One model of one server."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        api: Api = "chat",
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """The first question connects. Without `base_url` it is OpenAI's own server.

        Imports pydantic-ai, which takes a moment: make it before the loop has work to do.
        """
        import pydantic_ai.models.openai
        import pydantic_ai.providers.openai  # noqa: F401 - see above

        self.name = name
        self._base_url = base_url
        self._api_key = api_key or "none"
        self._api = api
        self._timeout_s = timeout_s
        self._dialect = Dialect()
        self._opening = asyncio.Lock()
        self._http: BoundedClient | None = None
        self._model: PydanticModel[Any] | None = None

    @property
    def takes_tools(self) -> bool:
        """Whether its server understands tools; taken for granted until it refused them."""
        return self._dialect.tools

    async def _opened(self) -> "PydanticModel[Any]":
        """The model over a client of its own; a thread makes that, since it reads certificates from the disk."""
        import httpx2
        from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
        from pydantic_ai.providers.openai import OpenAIProvider

        from integrations.bounded_client import BoundedClient

        async with self._opening:
            if self._model is None:
                timeout = httpx2.Timeout(self._timeout_s, connect=min(10, self._timeout_s))
                limits = httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT_OPEN)
                self._http = await asyncio.to_thread(
                    BoundedClient, timeout=timeout, limits=limits, follow_redirects=False
                )
                provider = OpenAIProvider(base_url=self._base_url, api_key=self._api_key, http_client=self._http)
                made = OpenAIResponsesModel if self._api == "responses" else OpenAIChatModel
                # Tags of thoughts stay in the text: pydantic-ai drops one without a partner, not what it begins.
                # Schemas go as they are: only a strict one would have to be made over, with each request.
                profile: ModelProfile = {"thinking_tags": ("\0", "\0"), "json_schema_transformer": None}
                self._model = made(self.name, provider=provider, profile=profile)
            return self._model

    async def reply(
        self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = (), hear: Hear | None = None
    ) -> Reply:
        """Return the model's next words in a conversation. Raises `ModelProblem` without any.

        `hear` is told them while they come, where the server says them so. What the server refuses is
        left out or said in another way, and never sent to it again.
        """
        refusals: list[ModelRefused] = []
        untried, tried = [self._dialect], set[Dialect]()
        reasoned = any(isinstance(each, Reply) and each.sent is not None for each in said)
        fits = True
        try:
            async with asyncio.timeout(self._timeout_s):
                while untried and len(tried) < MOST_TRIES:
                    dialect = untried.pop(0)
                    tried.add(dialect)
                    try:
                        reply = await self._request(dialect, system, said, tools, hear)
                    except _NotStreamed:
                        untried.insert(0, replace(dialect, streams=False))
                    except ModelRefused as refused:
                        refusals.append(refused)
                        refusal = Refusal(refused.status, refused.says)
                        fits = fits and not refusal.too_long
                        ways = other_ways(dialect, refusal, offered=bool(tools), reasoned=reasoned)
                        untried = [each for each in dict.fromkeys((*ways, *untried)) if each not in tried]
                    else:
                        if all(Refusal(each.status, each.says).lasts for each in refusals):
                            self._dialect = replace(dialect, tools=dialect.tools or not tools)
                        return reply
        except TimeoutError as late:
            raise ModelLate(f"the model took more than {self._timeout_s:g} s") from late
        if not fits:
            raise ModelOverfull("the conversation is longer than the model can read") from refusals[-1]
        raise refusals[0]

    async def _request(
        self,
        dialect: Dialect,
        system: str,
        said: Sequence[Entry],
        tools: Sequence[ToolOffer],
        hear: Hear | None,
    ) -> Reply:
        from pydantic_ai.direct import model_request, model_request_stream

        offers = tools if dialect.tools else ()
        opened, messages, offered = await self._opened(), _messages(system, said, dialect), _offered(offers)
        settings = self._settings(dialect)
        with self._problems():
            if hear is None or not dialect.streams:
                response = await model_request(
                    opened, messages, model_settings=settings, model_request_parameters=offered
                )
            else:
                async with model_request_stream(
                    opened, messages, model_settings=settings, model_request_parameters=offered
                ) as stream:
                    response = await _heard(stream, hear)
        return _reply(response, offers)

    def _settings(self, dialect: Dialect) -> "ModelSettings":
        from pydantic_ai.models.openai import OpenAIChatModelSettings

        settings = OpenAIChatModelSettings(max_retries=0, timeout=self._timeout_s)
        if self._api == "responses":
            settings["openai_store"] = False  # else OpenAI keeps what the team said
        if dialect.limit == "max_tokens" and self._api == "chat":
            settings["extra_body"] = {"max_tokens": MOST_TOKENS}
        elif dialect.limit:
            settings["max_tokens"] = MOST_TOKENS
        return settings

    @contextmanager
    def _problems(self) -> Iterator[None]:
        """What goes wrong on the way to the server and back becomes a `ModelProblem`."""
        import httpx2
        from pydantic_ai.exceptions import AgentRunError, ModelConnectionError, ModelHTTPError, ModelTimeoutError

        try:
            yield
        except (TimeoutError, ModelTimeoutError) as late:
            raise ModelLate(f"the model took more than {self._timeout_s:g} s") from late
        except ModelHTTPError as refused:
            raise ModelRefused(refused.status_code, str(refused.body)[:2_000].lower()) from refused
        except (ModelConnectionError, httpx2.HTTPError, OSError) as unreachable:
            raise ModelUnreachable("the model's server cannot be reached") from unreachable
        except (AgentRunError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as unreadable:
            raise ModelUnreadable("the model's answer cannot be read") from unreadable

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


class _NotStreamed(Exception):
    """The server does not say an answer word by word."""


async def _heard(stream: "StreamedResponse", hear: Hear) -> "ModelResponse":
    """The whole answer of a stream, each part of which `hear` is told. Raises `_NotStreamed`, `ModelUnreachable`.

    Raises `_NotStreamed` too for thoughts that begin without a tag: they are not known before they end.
    """
    from pydantic_ai.exceptions import UnexpectedModelBehavior
    from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

    said, length, events = "", 0, 0
    try:
        async for event in stream:
            events += 1
            match event:
                case (
                    PartStartEvent(part=TextPart(content=more))
                    | PartDeltaEvent(delta=TextPartDelta(content_delta=more))
                ):
                    said += more
                    if "</think>" in said and "<think>" not in said:
                        raise _NotStreamed
                    shown = without_thoughts(said).lstrip()
                    if len(shown) > length:
                        length = len(shown)
                        hear(shown[:LONGEST])
    except UnexpectedModelBehavior as problem:
        if events:
            raise
        raise _NotStreamed from problem
    response = stream.get()
    if response.finish_reason is None:
        if not response.parts:
            raise _NotStreamed
        raise ModelUnreachable("the model's server broke off")
    return response


def _messages(system: str, said: Sequence[Entry], dialect: Dialect) -> "list[ModelMessage]":
    """The conversation as it goes out: whoever speaks twice in a row speaks once."""
    from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, ToolReturnPart, UserPromptPart

    turns: list[tuple[Literal["user", "assistant", "tool"], Any]] = [("user", system)] if dialect.plain else []
    for each in said:
        match each:
            case Line(role, text):
                _add(turns, role, text)
            case Reply(text, ()):
                _add(turns, "assistant", text)
            case Reply(text) if dialect.tools:
                turns.append(("assistant", _sent(each, dialect)))
            case Reply(text):
                _add(turns, "assistant", text)
            case ToolResult(use, text) if dialect.tools:
                turns.append(("tool", ToolReturnPart(use.name, text, use.id)))
            case ToolResult(use, text):
                _add(turns, "user", f"{use.name}: {text}")
    messages: list[ModelMessage] = [] if dialect.plain else [ModelRequest(parts=[SystemPromptPart(system)])]
    for who, what in turns:
        if who == "assistant":
            messages.append(ModelResponse(parts=_words(what) if isinstance(what, str) else what))
        else:
            part: ModelRequestPart = UserPromptPart(what) if isinstance(what, str) else what
            messages.append(ModelRequest(parts=[part]))
    return messages


def _add(turns: list[tuple[Any, Any]], role: str, text: str) -> None:
    if not text:
        return
    if turns and turns[-1][0] == role and isinstance(turns[-1][1], str):
        text = f"{turns.pop()[1]}\n\n{text}"
    turns.append((role, text))


def _words(text: str) -> "list[ModelResponsePart]":
    from pydantic_ai.messages import TextPart

    return [TextPart(text)] if text else []


def _sent(reply: Reply, dialect: Dialect) -> "list[ModelResponsePart]":
    """The model's own earlier step, as the server sent it where it takes that back."""
    from pydantic_ai.messages import ThinkingPart, ToolCallPart

    uses = [(use.id, use.name) for use in reply.uses if use.arguments is not None]
    if reply.sent is None or uses != [(each.tool_call_id, each.tool_name) for each in reply.sent.tool_calls]:
        calls = [ToolCallPart(use.name, dict(use.arguments or {}), use.id) for use in reply.uses]
        return [*_words(reply.text), *calls]
    return [each for each in reply.sent.parts if dialect.reasoning or not isinstance(each, ThinkingPart)]


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


def _reply(response: "ModelResponse", tools: Sequence[ToolOffer]) -> Reply:
    """What the server sent, read. Raises `ModelUnreadable` for what is no answer, `ModelCutOff` for half a one."""
    text = without_thoughts(response.text or "").strip()
    spoken: list[tuple[str, Mapping[str, Any] | None]] = []
    uses = tuple(_use(number, each) for number, each in enumerate(response.tool_calls)) if tools else ()
    if not uses:
        spoken = uses_in_words(text, {each.name for each in tools})
        uses = tuple(ToolUse(f"call_{number}", *each) for number, each in enumerate(spoken))
    text = "" if spoken else without_tool_calls(text)[:LONGEST]
    if len({each.id for each in uses}) < len(uses):
        uses = tuple(replace(each, id=f"call_{number}") for number, each in enumerate(uses))
    if response.finish_reason == "length" and not (uses and all(each.arguments is not None for each in uses)):
        raise ModelCutOff("the model's answer was cut off at its limit")
    if not uses and (not text or (len(text) > WORDLESS and not any(each.isalnum() for each in text))):
        raise ModelUnreadable("the model's answer has no words")
    return Reply(text, uses, response.usage.total_tokens, response if uses else None)


_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")
"""What no server takes back in a tool's name."""


def _use(number: int, call: "ToolCallPart") -> ToolUse:
    name = _NO_NAME.sub("_", call.tool_name)[:64] or "_"
    try:
        return ToolUse(call.tool_call_id or f"call_{number}", name, call.args_as_dict(raise_if_invalid=True))
    except (ValueError, AssertionError):
        return ToolUse(call.tool_call_id or f"call_{number}", name, None)
