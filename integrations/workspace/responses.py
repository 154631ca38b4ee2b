"""Answers to commands and clicks: from an ack, or through a response_url."""

from collections.abc import Callable

from integrations.workspace import limits
from integrations.workspace.errors import Refused
from integrations.workspace.messages import Messages
from integrations.workspace.model import Conversation, Json
from integrations.workspace.state import State
from integrations.workspace.triggers import ResponseUrls


class Responses:
    """Gives response_urls and does what is POSTed to them."""

    def __init__(self, state: State, messages: Messages, address: Callable[[], str]) -> None:
        """`address` is where this workspace is served, without a slash at its end."""
        self._state = state
        self._messages = messages
        self._address = address
        self._urls = ResponseUrls()

    def url(self, user: str, channel: str, *, ts: str | None = None) -> str:
        """A response_url; it works 5 times within 30 minutes."""
        return f"{self._address()}/respond/{self._urls.give(user, channel, ts=ts)}"

    def take(self, secret: str, body: Json) -> None:
        """Do what was POSTed. Raises Refused.

        Only what everybody sees can be put into a thread so, with its `thread_ts`: what one person sees stands in the
        channel, and `chat.postEphemeral` is what takes it to a thread.
        """
        reply = self._urls.take(secret)
        conversation = self._state.conversations[reply.channel]
        if body.get("delete_original") and reply.ts is not None:
            self._delete(conversation, reply.ts)
        elif body.get("replace_original") and reply.ts is not None:
            self._replace(conversation, reply.ts, body)
        else:
            if body.get("response_type") != "in_channel":
                body = {name: value for name, value in body.items() if name != "thread_ts"}
            self.show(conversation, reply.user, body)

    def show(self, conversation: Conversation, user: str, body: Json) -> None:
        """Say it in the conversation: to everyone where it is `in_channel`, else to `user`."""
        text, blocks = limits.check_content(body)
        thread_ts = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            self._messages.post(conversation, self._state.bot, text, blocks=blocks, thread_ts=thread_ts)
        else:
            self._messages.post_ephemeral(conversation, self._state.bot, user, text, blocks=blocks, thread_ts=thread_ts)

    def _delete(self, conversation: Conversation, ts: str) -> None:
        if ts in conversation.whispers:
            self._messages.delete_ephemeral(conversation, ts)
        else:
            self._messages.delete(conversation, ts)

    def _replace(self, conversation: Conversation, ts: str, body: Json) -> None:
        text, blocks = limits.check_content(body)
        if ts in conversation.whispers:
            self._messages.replace_ephemeral(conversation, ts, text, blocks)
            return
        message = conversation.get(ts)
        if message is None or message.get("bot_id") != self._state.app.bot_id:
            raise Refused("cant_update_message")

        def change(message: Json) -> None:
            message["text"] = text
            message.pop("blocks", None)
            if blocks:
                message["blocks"] = self._messages.with_ids(blocks)

        self._messages.edit(conversation, ts, self._state.bot, change)
