"""`/standup`: alone it opens the form of the round that waits, else it says what it can do."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.standup import standup_form
from bot.parts import Parts
from integrations.chat import ChatError, ChatRefused
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Code,
    Divider,
    Heading,
    InChannel,
    Link,
    Post,
    Preformatted,
    SmallPrint,
    Text,
)
from jobs.errors import UserError
from jobs.standup import absence_posts, posts
from jobs.standup.export import Export
from jobs.standup.leave import EXAMPLES
from jobs.standup.model import AHEAD, AnsweredAlready
from jobs.standup.words import count, day

MOST_EXPORTED = 1_000_000
"""Characters of an exported file."""
MOST_SHOWN = 20_000
"""Characters of an export where no file can be sent: what fits the few private messages that answer a command."""
DEFAULT_DAYS, MOST_DAYS = 14, 92
_NO_ROUND = "No round is open for you. /standup open starts one, /standup ahead fills in the next."
_USES: tuple[tuple[str, str], ...] = (
    ("/standup", "answer today's round, or edit what you said"),
    ("/standup open", "start this channel's round now"),
    ("/standup answer", "answer, or edit what you said; after the close too, until the next round"),
    ("/standup ahead", "fill in the next round in advance"),
    ("/standup skip", "skip the round that is open"),
    ("/standup away tomorrow", "be left out that day; so do next week, until friday, or 30 Nov to 4 Dec"),
    ("/standup back", "be asked again; back monday is until then"),
    ("/standup history", "your own last answers, for you alone"),
    ("/standup export csv 14", "the last days of this channel as a file, for you alone; or markdown"),
)


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer `/standup`. A `UserError` is told here: Bolt loses the ack of a listener that raises right after it."""
    command = StandupCommand(parts)

    async def standup(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            then = await command.begin(body)
        except UserError as problem:
            then = command.say(body, Post(headline=(str(problem),)))
        await ack()
        await then()

    app.command("/standup")(standup)


Then = Callable[[], Awaitable[None]]


class StandupCommand:
    """The words of `/standup`. Each commits what it changes and returns what is to happen after the ack."""

    def __init__(self, parts: Parts) -> None:
        """Use these parts."""
        self._parts = parts
        self._standups = parts.standups

    async def begin(self, body: dict[str, Any]) -> Then:
        """Do what was typed, up to its commit."""
        word, _, rest = str(body.get("text") or "").strip().partition(" ")
        user, channel = str(body["user_id"]), str(body["channel_id"])
        match word.lower():
            case "":
                return await self._alone(body, user, channel)
            case "answer":
                return await self._answer(body, user, channel)
            case "open" | "start":
                return await self._open(body, user, channel)
            case "ahead":
                return await self._ahead(body, user, channel)
            case "skip":
                return await self._skip(body, user, channel)
            case "away":
                return await self._away(body, user, rest)
            case "back":
                return await self._back(body, user, rest)
            case "history":
                return await self._history(body, user)
            case "export":
                return await self._export(body, user, channel, rest)
            case "help":
                return self.say(body, _help("What /standup can do"))
            case _:
                return self.say(body, _help(f"I do not know “{word[:40]}”. What /standup can do:"))

    # --- answering -----------------------------------------------------------------

    async def _alone(self, body: dict[str, Any], user: str, channel: str) -> Then:
        round_ = await self._standups.here(user, channel) or await self._standups.just_closed(user, channel)
        if round_ is None:
            return self.say(body, _help("No round is open for you. What /standup can do:"))
        return await self._form(body, user, round_.key)

    async def _answer(self, body: dict[str, Any], user: str, channel: str) -> Then:
        round_ = await self._standups.here(user, channel) or await self._standups.last_here(user, channel)
        if round_ is None:
            raise UserError(_NO_ROUND)
        return await self._form(body, user, round_.key)

    async def _ahead(self, body: dict[str, Any], user: str, channel: str) -> Then:
        ritual = await self._standups.ritual_here(user, channel)
        if ritual is None:
            raise UserError("I do not know which standup you mean. Type /standup ahead in its channel.")
        return await self._form(body, user, f"{AHEAD}{ritual.id}")

    async def _form(self, body: dict[str, Any], user: str, target: str) -> Then:
        sheet = await self._standups.sheet(user, target)

        async def then() -> None:
            await self._parts.chat.open_form(body["trigger_id"], standup_form(sheet))

        return then

    async def _skip(self, body: dict[str, Any], user: str, channel: str) -> Then:
        round_ = await self._standups.here(user, channel)
        if round_ is None:
            raise UserError(_NO_ROUND)
        try:
            await self._standups.skip(user, round_.key)
        except AnsweredAlready as problem:
            return self.say(body, posts.answered_already(problem))
        return self.say(body, posts.skipped(round_), settle=(round_.key,))

    async def _open(self, body: dict[str, Any], user: str, channel: str) -> Then:
        where, round_ = await self._standups.open_here(user, channel, str(body["trigger_id"]))
        if round_ is not None:
            return self.say(body, Post(headline=await self._standups.link(round_)))
        return self.say(body, Post(headline=("The round opens in ", InChannel(channel=where), ".")))

    # --- absence -------------------------------------------------------------------

    async def _away(self, body: dict[str, Any], user: str, rest: str) -> Then:
        if not rest.strip():
            raise UserError(f"When are you away? {EXAMPLES}")
        said = await self._parts.leave.away(user, rest)
        return self.say(body, absence_posts.away(said), settle=said.rounds)

    async def _back(self, body: dict[str, Any], user: str, rest: str) -> Then:
        leave = self._parts.leave
        if rest.strip() and (said := await leave.until_back(user, rest)) is not None:
            return self.say(body, absence_posts.away(said), settle=said.rounds)
        return self.say(body, absence_posts.back(await leave.back(user)))

    # --- reading -------------------------------------------------------------------

    async def _history(self, body: dict[str, Any], user: str) -> Then:
        found = await self._standups.history(user)
        if not found:
            return self.say(body, Post(headline=("You have not answered a round yet.",)))
        blocks: list[Block] = []
        for round_, given in found:
            blocks += [Heading(text=f"{round_.title}, {day(round_.local_date)}"), *posts.said(round_, given), Divider()]
        return self.say(body, Post(headline=("Your last answers, for you alone",), blocks=tuple(blocks[:-1])))

    async def _export(self, body: dict[str, Any], user: str, channel: str, rest: str) -> Then:
        kind, days = _what_to_export(rest)
        round_ = await self._standups.last_here(user, channel)
        if round_ is None:
            raise UserError("This channel has no standup that you can read. Type /standup export in its channel.")
        got = await self._standups.exported(user, round_.channel, kind, days, MOST_EXPORTED)
        if not got.rounds:
            raise UserError(f"There was no round in the last {count(days, 'day')}.")
        short = got
        if len(got.text) > MOST_SHOWN:
            short = await self._standups.exported(user, round_.channel, kind, days, MOST_SHOWN)

        async def then() -> None:
            try:
                dm = await self._parts.chat.send_file(user, got.name, _file(got), _above(round_.channel, got))
                there = Link(url=dm, label="our direct messages")
                post = Post(headline=("I sent you ", Bold(text=got.name), " in ", there, "."))
            except ChatError as problem:
                post = _without_a_file(short, kind, problem)
            await self.say(body, post)()

        return then

    # --- saying --------------------------------------------------------------------

    def say(self, body: dict[str, Any], post: Post, *, settle: tuple[str, ...] = ()) -> Then:
        """Say it privately, then close the rounds that may be complete now."""

        async def then() -> None:
            with contextlib.suppress(ChatError):
                await self._parts.chat.respond(body["response_url"], post)
            for key in settle:
                await self._standups.settle(key)

        return then


def _what_to_export(words: str) -> tuple[str, int]:
    kind, days = "markdown", DEFAULT_DAYS
    for word in words.lower().split():
        if word in ("csv", "markdown", "md"):
            kind = "csv" if word == "csv" else "markdown"
        elif word.isascii() and word.isdigit() and 1 <= int(word) <= MOST_DAYS:
            days = int(word)
        elif word not in ("day", "days"):
            raise UserError(f"/standup export takes csv or markdown, and 1 to {MOST_DAYS} days.")
    return kind, days


def _file(got: Export) -> bytes:
    """The file. Spreadsheets take a CSV for UTF-8 by the mark at its beginning."""
    return got.text.encode("utf-8-sig" if got.name.endswith(".csv") else "utf-8")


def _above(channel: str, got: Export) -> Post:
    left = f" {count(got.left_out, 'older round')} did not fit; ask for fewer days." if got.left_out else ""
    return Post(headline=(f"{count(got.rounds, 'round')} of ", InChannel(channel=channel), f", for you alone.{left}"))


def _without_a_file(got: Export, kind: str, problem: ChatError) -> Post:
    """The same as a message, with the reason."""
    why: Text = ("Slack did not take a file just now, so this is a message.",)
    if problem.code == "missing_scope":
        why = (
            "I may not send files here yet. An admin can give my app ",
            Code(text="files:write"),
            " and reinstall it.",
        )
    elif isinstance(problem, ChatRefused):
        why = ("Slack does not take files from me here, so this is a message.",)
    left = (f"{count(got.left_out, 'older round')} did not fit; ask for fewer days. ",) if got.left_out else ()
    blocks = (*((Preformatted(text=got.text),) if got.rounds else ()), SmallPrint(text=(*left, *why)))
    return Post(headline=(f"{count(got.rounds, 'round')} as {kind}, for you alone",), blocks=blocks)


def _help(headline: str) -> Post:
    uses: tuple[Text, ...] = tuple((Code(text=use), f" {what}") for use, what in _USES)
    return Post(headline=(headline,), blocks=(Bullets(items=uses),))
