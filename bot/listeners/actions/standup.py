"""The buttons of a standup."""

import contextlib
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.standup import standup_form
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Post
from jobs.errors import UserError
from jobs.standup import absence_posts, posts
from jobs.standup.model import AnsweredAlready
from jobs.standup.posts import ANSWER, RESOLVE, SAME, SKIP


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer, same as planned, skip, resolved, and undo of an absence.

    A `UserError` is told here, after the ack: Bolt loses the ack of a listener that raises right after it.
    """
    standups, chat = parts.standups, parts.chat

    async def tell(body: dict[str, Any], post: Post, *, in_place: bool = False) -> None:
        with contextlib.suppress(ChatError):
            await chat.respond(body["response_url"], post, replace=in_place)

    async def answer(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        try:
            sheet = await standups.sheet(body["user"]["id"], action["value"])
        except UserError as problem:
            await ack()
            await tell(body, Post(headline=(str(problem),)))
            return
        await ack()
        await chat.open_form(body["trigger_id"], standup_form(sheet))

    async def same(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        user = body["user"]["id"]
        try:
            taken = await standups.same_as_planned(user, action["value"])
            sheet = None if taken else await standups.sheet(user, action["value"])
        except UserError as problem:
            await ack()
            await tell(body, _told(problem))
            return
        await ack()
        if sheet is not None:
            note = " ".join(filter(None, (sheet.note, "There is no plan of yours yet, so please write one.")))
            await chat.open_form(body["trigger_id"], standup_form(replace(sheet, note=note)))
        if taken is not None:
            await tell(body, posts.taken(taken.board.round, taken.board.answers[user]))
            await standups.settle(taken.board.round.key)

    async def skip(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        try:
            taken = await standups.skip(body["user"]["id"], action["value"])
        except UserError as problem:
            await ack()
            await tell(body, _told(problem))
            return
        await ack()
        await tell(body, posts.skipped(taken.board.round))
        await standups.settle(taken.board.round.key)

    async def resolve(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        number, _, tag = action["value"].partition(".")
        try:
            resolved = await standups.resolve(body["user"]["id"], int(number), tag)
        except UserError as problem:
            await ack()
            await tell(body, Post(headline=(str(problem),)))
            return
        await ack()
        asked_alone = bool((body.get("container") or {}).get("is_ephemeral"))
        if not resolved.now:
            await tell(body, posts.resolved_already(resolved.blocker), in_place=asked_alone)
        elif asked_alone:
            await tell(body, posts.resolved(resolved.blocker), in_place=True)

    async def undo(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        said = await parts.leave.undo(body["user"]["id"], absence_posts.read_undo(action["value"]))
        await ack()
        await tell(body, absence_posts.undone(said), in_place=True)
        for key in said.rounds:
            await standups.settle(key)

    app.action(ANSWER)(answer)
    app.action(SAME)(same)
    app.action(SKIP)(skip)
    app.action(RESOLVE)(resolve)
    app.action(absence_posts.UNDO)(undo)


def _told(problem: UserError) -> Post:
    return posts.answered_already(problem) if isinstance(problem, AnsweredAlready) else Post(headline=(str(problem),))
