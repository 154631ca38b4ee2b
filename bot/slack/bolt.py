"""The Bolt app, which knows what Slack sends apart. Events come from the inbox and pass it by.

The only file that imports Bolt, which would take along all that it and the SDK have twice.
"""

import logging

from integrations.chat import Identity
from integrations.lean import unopened
from integrations.slack.chat import Chat

with (  # its own server, and those of its classes and of the SDK's that wait: 3 MB
    unopened("aiohttp.web", "Application", "Request", "Response"),
    unopened("slack_sdk", "WebClient"),
    unopened("slack_sdk.web", "SlackResponse", "WebClient"),
    unopened("slack_bolt", "App", "BoltRequest", "BoltResponse"),
    unopened("slack_bolt.app", "App"),
):
    from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app as run_async_bolt_app
    from slack_bolt.adapter.socket_mode.async_internals import send_async_response as send_async_response
    from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler as AsyncSocketModeHandler
    from slack_bolt.app.async_app import AsyncApp as AsyncApp
    from slack_bolt.async_app import AsyncAck as AsyncAck
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.request.async_request import AsyncBoltRequest as AsyncBoltRequest
    from slack_bolt.response import BoltResponse as BoltResponse


def bolt_app(chat: Chat, me: Identity) -> AsyncApp:
    """Make the app around the chat's client; it verifies nothing, what is in front of it does.

    It decides nothing by itself: who we are is known, so that it never asks Slack, and it
    leaves nothing out.
    """
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
