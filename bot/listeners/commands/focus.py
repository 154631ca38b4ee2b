"""`/focus 60`: an hour without nudges, for whoever types it; alone it says how it is."""

import re
from datetime import timedelta
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Code, Post, Text, When
from jobs.delivery.quiet_windows import Window
from jobs.errors import UserError

_LENGTH = re.compile(r"(?P<count>-?[0-9]{1,6}) ?(?P<unit>m|mins?|minutes?|h|hours?)?")
HELP: Text = (Code(text="/focus 60"), " holds what would nudge you for an hour, ", Code(text="/focus off"), " ends it.")


def register(app: AsyncApp, parts: Parts) -> None:
    """Begin, end, or say how it is; privately."""

    async def focus(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            said = await _do(parts, str(body["user_id"]), str(body.get("text") or "").strip().lower())
        except UserError as problem:
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
        said = "Your focus is over." if ended else "You were in no focus of your own."
        goes_on: Text = ()
        if (window := await _of_channels(parts, user)) is not None:
            goes_on = (
                f" The {window.kind} of a channel of yours goes on until ",
                When(at=window.until, zone=zone),
                ".",
            )
        return Post(headline=(said, *goes_on))
    if text == "":
        return await _how_it_is(parts, user, zone)
    if (asked := _LENGTH.fullmatch(text)) is None:
        return Post(headline=("I did not understand “", text[:50], "”. ", *HELP))
    minutes = int(asked["count"]) * (60 if (asked["unit"] or "m").startswith("h") else 1)
    window = await parts.windows.begin(user, timedelta(minutes=minutes))
    return Post(
        headline=(
            "In focus until ",
            When(at=window.until, zone=zone),
            ". Nudges and digests wait; pages and answers do not.",
        )
    )


async def _how_it_is(parts: Parts, user: str, zone: str) -> Post:
    own = await parts.windows.own(user)
    window = own or await _of_channels(parts, user)
    if window is None:
        return Post(headline=HELP)
    lead = "You are in focus until " if own else f"A channel of yours has its {window.kind} until "
    held = len(await parts.windows.held_for(user))
    waits = f" {held} waiting for you." if held else " Nothing waits for you."
    return Post(headline=(lead, When(at=window.until, zone=zone), f".{waits}"))


async def _of_channels(parts: Parts, user: str) -> Window | None:
    """What holds the nudges of a person besides their own focus, and lasts longest."""
    return await parts.windows.of_channels(await parts.team.channels_of(user))
