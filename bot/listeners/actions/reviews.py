"""The buttons of the review queue."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.reviews import loading_form, read_pull, said_form, snooze_form
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Post
from integrations.source import SourceError
from jobs.errors import UserError
from jobs.reviews import posts


def register(app: AsyncApp, parts: Parts) -> None:
    """Nudge the reviewers of one; put one off. GitHub is asked after the ack."""
    reviews, chat = parts.reviews, parts.chat

    async def tell(body: dict[str, Any], post: Post) -> None:
        with contextlib.suppress(ChatError):
            await chat.respond(body["response_url"], post)

    async def nudge(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        repo, number = read_pull(action["value"])
        try:
            done = await reviews.nudge(body["user"]["id"], body["channel"]["id"], repo, number)
        except UserError as problem:
            await tell(body, Post(headline=(str(problem),)))
            return
        await tell(body, posts.told(done.pull, done.told, done.before, done.unknown, alone=done.asker))

    async def snooze(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        channel = body["channel"]["id"]
        view = await chat.open_form(body["trigger_id"], loading_form(channel))
        try:
            queue, answers = await reviews.queue(channel, action.get("value", "").split())
        except SourceError as problem:
            await chat.update_form(view, said_form(channel, problem.sentence))
            return
        if answers.nothing:
            await chat.update_form(view, said_form(channel, answers.troubles[0]))
            return
        pulls = sorted((pull for group in queue.groups.values() for pull in group), key=lambda pull: pull.ready_at)
        await chat.update_form(view, snooze_form(channel, pulls))

    app.action(posts.NUDGE)(nudge)
    app.action(posts.SNOOZE)(snooze)
