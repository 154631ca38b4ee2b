"""The Bolt app, for what people wait for: commands, clicks and forms. Events come from the inbox and pass it by.

They want their ack within 3 seconds, and their exceptions become words.

Bolt decides nothing by itself: who we are is known when it is made, so that it never asks
Slack, and it leaves nothing out.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.listener.async_listener_completion_handler import AsyncListenerCompletionHandler
from slack_bolt.listener.async_listener_start_handler import AsyncListenerStartHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import listeners
from bot.parts import Parts
from bot.slack.interactions import Dispatcher
from bot.slack.outcomes import Outcomes
from integrations.chat import ChatError, Identity
from integrations.markdown import to_plain
from integrations.post import Code, Post
from integrations.slack.chat import Chat
from integrations.slack.forms import form_errors, read_form
from jobs.delivery.submissions import Submissions
from jobs.errors import UserError

log = structlog.get_logger()


class Bolt:
    """The app, made before there is anything to register, since Socket Mode needs it."""

    def __init__(self, chat: Chat, me: Identity) -> None:
        """Make the app around the chat's client; it verifies nothing, what is in front of it does."""
        self._chat = chat
        self.interactive = _app(chat, me)
        self._answering: set[asyncio.Task[Any]] = set()
        runner = self.interactive.listener_runner
        runner.listener_start_handler = _Begins(self._answering)
        runner.listener_completion_handler = _Ends(self._answering)

    def register(self, parts: Parts) -> None:
        """Register every listener of `bot/listeners`."""
        self.interactive.middleware(_keep_acks)
        outcomes = Outcomes(self._chat, parts.outbox, Submissions(parts.db, parts.clock))
        Dispatcher(self._chat, outcomes).register(self.interactive, parts)
        for module in listeners.modules("commands", "actions", "shortcuts", "views"):
            module.register(self.interactive, parts)
        self.interactive.error(self._explain)

    @property
    def busy(self) -> bool:
        """Whether a command, a click or a form is being answered; the ack is not the end of it."""
        return bool(self._answering)

    async def finish(self, grace_s: float) -> None:
        """Let what is being answered come to its end, for `grace_s` seconds."""
        if self._answering:
            await asyncio.wait(list(self._answering), timeout=grace_s)

    async def _explain(
        self, error: Exception, body: dict[str, Any], response: BoltResponse | None
    ) -> BoltResponse | None:
        """Turn an exception into words for the person who waits, or into an id for them and the log.

        Slack is answered either way: where nothing was acked yet, the explanation is what acks.
        A form stays open with it, for what was typed would be lost with the form.
        """
        if isinstance(error, UserError):
            words = Post(headline=(str(error),))
        else:
            number = secrets.token_hex(4)
            log.error("listener_failed", id=number, exc_info=error)
            words = Post(headline=("That went wrong on my side. The log has it as ", Code(text=number), "."))
        if response is not None and (field := _first_field(body)) is not None:
            answer = form_errors({field: to_plain(words)})
            return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})
        try:
            await self._tell(body, words)
        except ChatError as silence:
            log.warning("explanation_not_delivered", why=silence.code)
        return BoltResponse(status=200) if response is not None else None

    async def _tell(self, body: Mapping[str, Any], words: Post) -> None:
        user = str(body.get("user_id") or (body.get("user") or {}).get("id") or "")
        channel = str(body.get("channel_id") or (body.get("channel") or {}).get("id") or "")
        if url := body.get("response_url"):
            await self._chat.respond(str(url), words)
        elif channel and user:
            await self._chat.whisper(channel, user, words)
        elif user:
            await self._chat.post(await self._chat.open_dm(user), words, key=f"explain:{secrets.token_hex(8)}")


def _first_field(body: Mapping[str, Any]) -> str | None:
    """The first field of a form that was sent; None for anything else."""
    if body.get("type") != "view_submission":
        return None
    return next(iter(read_form(body["view"])), None)


def _app(chat: Chat, me: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot, bot_token=chat.client.token
    )

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(
        client=chat.client,
        authorize=authorize,
        name="rolecall",
        logger=logging.getLogger("bolt"),
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        # What we said ourselves is told from the rest where it is heard.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


class _Begins(AsyncListenerStartHandler):
    """Keeps hold of a listener, which Bolt lets go of as soon as it has acked."""

    def __init__(self, answering: set[asyncio.Task[Any]]) -> None:
        self._answering = answering

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        if (task := asyncio.current_task()) is not None:
            self._answering.add(task)


class _Ends(AsyncListenerCompletionHandler):
    """Lets go of a listener that has come to its end."""

    def __init__(self, answering: set[asyncio.Task[Any]]) -> None:
        self._answering = answering

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        if (task := asyncio.current_task()) is not None:
            self._answering.discard(task)


class _KeptAck(AsyncAck):
    """An ack that stays one: Bolt forgets it where the listener raises before Bolt has looked."""

    @property
    def response(self) -> BoltResponse | None:
        """What Slack is answered."""
        return self._response

    @response.setter
    def response(self, value: BoltResponse | None) -> None:
        self._response: BoltResponse | None = value or getattr(self, "_response", None)


async def _keep_acks(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
    context["ack"] = _KeptAck()  # type: ignore[no-untyped-call]
    await next_()
