"""The forms of drafts are sent. Each is kept before its ack; what is wrong is shown at its field."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.drafts import EDIT, NEW, NOTE, SHARE, SUPERSEDE, WRITE, new_form, read_entry
from bot.parts import Parts
from integrations.form import Form, FormValues
from integrations.slack.forms import form_errors, read_form, render_form
from jobs.drafts.kinds import ADR
from jobs.drafts.model import kind_of
from jobs.errors import NotAccepted, UserError

Kept = Callable[[str, FormValues, dict[str, Any], str], Awaitable[Form | None]]
"""(user, answers, what the form carried, its id) -> the form that follows, if one does."""


def register(app: AsyncApp, parts: Parts) -> None:
    """Take submissions; nothing typed is lost where one cannot be taken."""
    sent = _Sent(parts)
    for callback, keep in (
        (NEW, sent.new),
        (EDIT, sent.edit),
        (SUPERSEDE, sent.supersede),
        (NOTE, sent.note),
        (SHARE, sent.share),
    ):
        app.view(callback)(_listener(keep))


def _listener(keep: Kept) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = read_form(view)
        carried = json.loads(view["private_metadata"])
        try:
            following = await keep(body["user"]["id"], answers, carried, view["id"])
        except NotAccepted as problem:
            known = {name: said for name, said in problem.fields.items() if name in answers}
            await ack(form_errors(known or {next(iter(answers)): str(problem)}))
        except UserError as problem:
            await ack(form_errors({next(iter(answers)): str(problem)}))
        else:
            await (ack({"response_action": "update", "view": render_form(following)}) if following else ack())

    return listener


class _Sent:
    def __init__(self, parts: Parts) -> None:
        self._drafts = parts.drafts
        self._agendas = parts.agendas

    async def new(self, user: str, answers: FormValues, carried: dict[str, Any], form: str) -> Form | None:
        kind = kind_of(carried["kind"])
        entry = read_entry(kind, answers, {})
        await self._drafts.propose(user, carried["channel"], kind, entry, source=carried.get("source"), form=form)
        return None

    async def edit(self, user: str, answers: FormValues, carried: dict[str, Any], form: str) -> Form | None:
        entry = read_entry(kind_of(carried["kind"]), answers, carried)
        seen_in = await self._drafts.still_in(user, carried["seen"])
        await self._drafts.edit(user, carried["draft"], carried["version"], entry, seen_in=seen_in)
        await self._agendas.draft_changed(carried["draft"])
        return None

    async def supersede(self, user: str, answers: FormValues, carried: dict[str, Any], form: str) -> Form | None:
        by, seen_in = str(answers.get("by") or ""), await self._drafts.still_in(user, carried["seen"])
        if by == WRITE:
            page = await self._drafts.replaceable(user, carried["draft"], seen_in=seen_in)
            earlier = await self._drafts.earlier(user, ADR, "", besides=page.draft.id)
            channel = carried["channel"]
            here = await self._drafts.known_place(user, channel)
            return new_form(ADR, channel=channel, author=user, supersedes=page.draft, earlier=earlier, here=here)
        await self._drafts.supersede(user, carried["draft"], int(by), seen_in=seen_in)
        await self._agendas.draft_changed(carried["draft"])
        return None

    async def note(self, user: str, answers: FormValues, carried: dict[str, Any], form: str) -> Form | None:
        words, seen_in = str(answers.get("words") or ""), await self._drafts.still_in(user, carried["seen"])
        await self._drafts.annotate(user, carried["draft"], words, seen_in=seen_in, form=form)
        return None

    async def share(self, user: str, answers: FormValues, carried: dict[str, Any], form: str) -> Form | None:
        await self._drafts.share(user, carried["draft"], str(answers.get("channel") or ""))
        return None
