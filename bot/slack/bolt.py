"""The Bolt app, which knows what Slack sends apart. Events come from the inbox and pass it by."""

import logging

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from integrations.chat import Identity
from integrations.slack.chat import Chat


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
