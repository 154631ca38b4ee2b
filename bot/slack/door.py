"""Slack's door: what its settings ask for, over Socket Mode where there is an app token, else over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from bot.door import CannotStart
from bot.interactions.every_feature import every_feature
from bot.missed_events import MissedEvents
from bot.parts import Parts
from bot.settings import Settings
from bot.slack.bolt import bolt_app
from bot.slack.interactions import Dispatcher
from bot.slack.slow_forms import SlowForms
from bot.slack.socket_mode import SocketMode
from integrations.chat import ChatError, ChatIll, ChatLimited, ChatRefused
from integrations.slack.chat import Chat
from integrations.slack.web_api import open_socket_url
from jobs.delivery.form_work import FormWork
from jobs.delivery.submissions import Submissions

if TYPE_CHECKING:
    from starlette.routing import Route

T = TypeVar("T")

START_TRIES, START_PAUSE_S, LONGEST_LIMIT_S = 4, 1, 30
"""How often a Slack that is there, but ill, is asked at the start, and the seconds between."""


class SlackDoor:
    """Slack's way in."""

    def __init__(self, settings: Settings, chat: Chat) -> None:
        """Use these; nothing is connected yet."""
        self._settings = settings
        self._chat = chat
        self._dispatcher: Dispatcher | None = None
        self._socket: SocketMode | None = None
        self._routes: Callable[[], Sequence[Route]] = tuple

    @property
    def mode(self) -> str:
        """How Slack reaches us."""
        return "socket" if self._socket else "http"

    async def prepare(
        self, parts: Parts, missed_events: MissedEvents, is_new: Callable[[str], Awaitable[bool]]
    ) -> None:
        """Ask Slack whether it takes our tokens, and register every feature. Raises `CannotStart`."""
        try:
            me = await _patiently(self._chat.me)
        except ChatError as problem:
            raise CannotStart(token_words("SLACK_BOT_TOKEN", "xoxb-", problem, self._settings)) from problem
        slow_forms = SlowForms(self._chat, parts.outbox, FormWork(Submissions(parts.db, parts.clock)))
        dispatcher = self._dispatcher = Dispatcher(
            bolt_app(self._chat, me), self._chat, slow_forms, parts.home.show_again
        )
        dispatcher.register(every_feature(), parts)
        app_token, secret = self._settings.slack_app_token, self._settings.slack_signing_secret
        if app_token is None:
            if secret is not None:
                self._routes = lambda: _http(secret.get_secret_value(), dispatcher, missed_events, is_new)
            return
        token = app_token.get_secret_value()
        try:
            await _patiently(lambda: open_socket_url(self._chat.client, token))
        except ChatError as problem:
            raise CannotStart(token_words("SLACK_APP_TOKEN", "xapp-", problem, self._settings)) from problem
        self._socket = SocketMode(dispatcher.app, token, missed_events)

    async def open(self) -> None:
        """Connect, where that is ours to do."""
        if self._socket is not None:
            await self._socket.open()

    async def close(self) -> None:
        """Disconnect; what was acked is durable and goes on."""
        if self._socket is not None:
            await self._socket.close()

    def routes(self) -> Sequence["Route"]:
        """Return where Slack posts, in HTTP mode."""
        return self._routes()

    async def connected(self) -> bool:
        """Return True if Slack can reach us now; over HTTP it always may."""
        return self._socket is None or await self._socket.connected()

    @property
    def busy(self) -> bool:
        """Return True while a command, a click or a form is being answered."""
        return self._dispatcher is not None and self._dispatcher.busy

    async def finish(self, grace_s: float) -> None:
        """Let what is being answered come to its end, for `grace_s` seconds."""
        if self._dispatcher is not None:
            await self._dispatcher.finish(grace_s)


def _http(
    secret: str, dispatcher: Dispatcher, missed_events: MissedEvents, is_new: Callable[[str], Awaitable[bool]]
) -> Sequence["Route"]:
    from bot.slack.http import SlackOverHttp  # an HTTP server takes its time to import, and is there by now

    return [SlackOverHttp(secret, dispatcher.app, missed_events, is_new).route]


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What Slack answers; where it limits us or is ill, it is asked again, `START_TRIES` times in all."""
    for _ in range(START_TRIES - 1):
        try:
            return await ask()
        except ChatLimited as limit:
            await asyncio.sleep(min(limit.retry_after, LONGEST_LIMIT_S))
        except ChatIll:
            await asyncio.sleep(START_PAUSE_S)
    return await ask()


def token_words(name: str, prefix: str, problem: ChatError, settings: Settings) -> str:
    """Return why the token of that name cannot be used."""
    if isinstance(problem, ChatRefused):
        return f"{name}: Slack refuses it ({problem.code}). It begins with {prefix} and belongs to your installed app"
    return f"{name}: cannot be checked, {settings.slack_api_url} does not answer ({problem.code})"
