"""The buttons of somebody's issues, and of their plan."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms import issues as forms
from bot.parts import Parts
from integrations.chat import ChatError, ChatRefused
from integrations.post import Link, Post
from jobs.errors import UserError
from jobs.issues import posts


def register(app: AsyncApp, parts: Parts) -> None:
    """Done, comment, blocked, tomorrow; plan. Jira is asked after the ack."""
    issues, chat = parts.issues, parts.chat

    async def tell(body: dict[str, Any], post: Post) -> None:
        with contextlib.suppress(ChatError):
            await chat.respond(body["response_url"], post)

    async def done(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        user, key = body["user"]["id"], action["value"]
        title = f"{key} is done"[:24]
        view = await chat.open_form(body["trigger_id"], forms.loading_form(forms.DONE, title))
        try:
            await issues.may(user, key)
            found = await issues.ways_done(key)
            if (way := found.at_once) is None:
                with contextlib.suppress(ChatRefused):  # it is closed: nobody wants to choose any more
                    await chat.update_form(view, forms.done_form(found))
                return
            said = await issues.finish(user, key, way.id, {})
        except UserError as problem:
            said = str(problem)
        try:
            await chat.update_form(view, forms.said_form(forms.DONE, title, said))
        except ChatRefused:  # who closed the form meanwhile wants to know all the same
            await tell(body, Post(headline=(said,)))

    def asks(callback: str) -> Any:
        async def open_form(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
            await ack()
            await chat.open_form(body["trigger_id"], forms.words_form(callback, action["value"]))

        return open_form

    async def tomorrow(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        channel, _, key = str(action["value"]).partition(" ")
        try:
            issue = (await issues.named([key])).get(key)
            line = f"{key} {issue.title}" if issue and not issue.restricted else key
            await parts.standups.add_to_evening_plan(body["user"]["id"], channel, line)
        except UserError as problem:
            await tell(body, Post(headline=(str(problem),)))
            return
        label: Any = Link(url=issue.url, label=key) if issue else key
        await tell(body, Post(headline=(label, " is in your plan for tomorrow.")))

    async def plan(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        before = await parts.standups.evening_plan(body["user"]["id"], action["value"])
        await ack()
        await chat.open_form(body["trigger_id"], forms.plan_form(action["value"], before))

    app.action(posts.DONE)(done)
    app.action(posts.COMMENT)(asks(forms.COMMENT))
    app.action(posts.BLOCKED)(asks(forms.BLOCKED))
    app.action(posts.TOMORROW)(tomorrow)
    app.action(posts.PLAN)(plan)
