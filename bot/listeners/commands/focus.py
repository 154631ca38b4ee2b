"""`/focus`: an hour without nudges, for whoever types it."""

from datetime import timedelta
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.parts import Parts
from integrations.post import Code, Post, Text, When
from integrations.slack.types import ChatError
from jobs.errors import Trouble

HELP: Text = (Code(text="/focus 60"), " holds what would nudge you for an hour, ", Code(text="/focus off"), " ends it.")


def register(app: AsyncApp, parts: Parts) -> None:
    """Begin, end, or say how it is; privately."""

    async def focus(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            said = await _do(parts, str(body["user_id"]), str(body.get("text") or "").strip().lower())
        except Trouble as problem:
            said = Post(headline=(str(problem),))
        await ack()
        try:
            await parts.chat.respond(str(body["response_url"]), said)
        except ChatError:
            return

    app.command("/focus")(focus)


async def _do(parts: Parts, user: str, text: str) -> Post:
    zone = await parts.team.zone(user)
    if text in ("off", "stop", "end"):
        ended = await parts.windows.end(user)
        return Post(headline=("Your focus is over." if ended else "You were in no focus.",))
    if text == "":
        window = await parts.windows.own(user)
        if window is None:
            return Post(headline=HELP)
        held = len(await parts.windows.held_for(user))
        waits = f" {held} waiting for you." if held else " Nothing waits for you."
        return Post(headline=("You are in focus until ", When(at=window.until, zone=zone), f".{waits}"))
    word = text.removesuffix("minutes").removesuffix("min").removesuffix("m").strip()
    if not (word.isascii() and word.isdigit() and len(word) < 6):
        return Post(headline=("I did not understand “", text[:50], "”. ", *HELP))
    window = await parts.windows.begin(user, timedelta(minutes=int(word)))
    return Post(
        headline=(
            "In focus until ",
            When(at=window.until, zone=zone),
            ". Nudges and digests wait; pages and answers do not.",
        )
    )
