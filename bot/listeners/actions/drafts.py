"""The buttons of a draft."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.drafting import Drafting
from bot.forms.drafts import edit_form, note_form, share_form, supersede_form
from bot.parts import Parts
from integrations.form import Form
from integrations.post import Post
from jobs.drafts import posts
from jobs.drafts.kinds import ADR
from jobs.errors import UserError

DECISIONS = {
    posts.ACCEPT: "accept",
    posts.REJECT: "reject",
    posts.DEFER: "defer",
    posts.PROPOSE: "propose",
    posts.PUBLISH: "publish",
}


def register(app: AsyncApp, parts: Parts) -> None:
    """Decide, edit, supersede, note, share, show. A `UserError` is told here, after the ack."""
    buttons = _Buttons(parts)
    for action in DECISIONS:
        app.action(action)(buttons.decide)
    app.action(posts.EDIT)(buttons.opens(buttons.edit))
    app.action(posts.SUPERSEDE)(buttons.opens(buttons.supersede))
    app.action(posts.NOTE)(buttons.opens(buttons.note))
    app.action(posts.SHARE)(buttons.opens(buttons.share))
    app.action(posts.SHOW)(buttons.show)


Opened = Callable[[str, int, str | None, dict[str, Any]], Awaitable[Form]]
"""(user, draft, channel of the click, body) -> the form that it opens."""


class _Buttons:
    def __init__(self, parts: Parts) -> None:
        self._drafts = parts.drafts
        self._chat = parts.chat
        self._agendas = parts.agendas
        self._drafting = Drafting(parts.drafts, parts.chat)

    async def decide(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        user, seen_in = body["user"]["id"], _channel(body)
        try:
            decision = await self._drafts.decide(
                user, int(action["value"]), DECISIONS[action["action_id"]], seen_in=seen_in
            )
        except UserError as problem:
            await ack()
            await self._drafting.tell(body, Post(headline=(str(problem),)))
            return
        await ack()
        await self._agendas.draft_changed(decision.page.draft.id)
        if not decision.now:
            await self._drafting.tell(body, posts.already(decision.page))

    def opens(self, form: Opened) -> Callable[..., Awaitable[None]]:
        """A listener that opens what `form` draws."""

        async def listener(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
            await ack()
            try:
                drawn = await form(body["user"]["id"], int(action["value"]), _channel(body), body)
            except UserError as problem:
                await self._drafting.tell(body, Post(headline=(str(problem),)))
            else:
                await self._chat.open_form(body["trigger_id"], drawn)

        return listener

    async def edit(self, user: str, draft: int, seen_in: str | None, _: dict[str, Any]) -> Form:
        page = await self._drafts.editable(user, draft, seen_in=seen_in)
        earlier = await self._drafts.earlier(user, page.draft.kind, "", besides=draft)
        names = await self._drafts.names_people(user, page.draft)
        return edit_form(page, seen_in=seen_in, accepted=earlier.replaceable, names_people=names)

    async def supersede(self, user: str, draft: int, seen_in: str | None, _: dict[str, Any]) -> Form:
        page = await self._drafts.replaceable(user, draft, seen_in=seen_in)
        earlier = await self._drafts.earlier(user, ADR, "", besides=draft)
        channel = page.draft.channel or seen_in or ""
        return supersede_form(page, channel=channel, seen_in=seen_in, accepted=earlier.accepted)

    async def note(self, user: str, draft: int, seen_in: str | None, _: dict[str, Any]) -> Form:
        return note_form(await self._drafts.read(user, draft, seen_in=seen_in), seen_in=seen_in)

    async def share(self, user: str, draft: int, seen_in: str | None, _: dict[str, Any]) -> Form:
        return share_form(await self._drafts.read(user, draft, seen_in=seen_in))

    async def show(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        try:
            post = await self._drafting.whole(body["user"]["id"], int(action["value"]), seen_in=_channel(body))
        except UserError as problem:
            post = Post(headline=(str(problem),))
        await self._drafting.tell(body, post)


def _channel(body: dict[str, Any]) -> str | None:
    return (body.get("channel") or {}).get("id") or None
