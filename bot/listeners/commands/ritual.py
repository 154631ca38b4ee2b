"""`/ritual`: alone it lists this channel's rituals and what can be done with them."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.ritual import EDIT, SETUP, setup_form
from bot.pages import ListPage
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Block, Bold, Bullets, Button, Buttons, Code, InChannel, Paragraph, Post, Text, When
from jobs.errors import UserError
from jobs.rituals.design_review import DesignReview
from jobs.rituals.reminder import Reminder
from jobs.roster.change_lines import rhythm
from jobs.roster.ritual_store import Listed

MOST_PREVIEWED = 3
_USES = (
    ("/ritual setup", "the day of the role card in this channel"),
    ("/ritual list", "this channel's rituals"),
    ("/ritual run KIND", "one of them, or any kind, now"),
    ("/ritual preview KIND", "what it would say now, for you alone"),
    ("/ritual pause NAME", "pause it, until you resume it"),
    ("/ritual resume NAME", "let it run again"),
    ("/ritual skip NAME", "skip the next time"),
    ("/ritual topic TEXT", "queue a topic for the next meeting here"),
)

Then = Callable[[], Awaitable[None]]


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer `/ritual`. A `UserError` is told here: Bolt loses the ack of a listener that raises right after it."""
    command = RitualCommand(parts)

    async def ritual(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            then = await command.begin(body)
        except UserError as problem:
            then = command.say(body, Post(headline=(str(problem),)))
        await ack()
        await then()

    app.command("/ritual")(ritual)


class RitualCommand:
    """The words of `/ritual`. Each commits what it changes and returns what is to happen after the ack."""

    def __init__(self, parts: Parts) -> None:
        """Use these parts."""
        self._parts = parts
        self._rituals = parts.rituals

    async def begin(self, body: dict[str, Any]) -> Then:
        """Do what was typed, up to its commit."""
        word, _, rest = str(body.get("text") or "").strip().partition(" ")
        user, channel, rest = str(body["user_id"]), str(body["channel_id"]), rest.strip()
        match word.lower():
            case "" | "list":
                return self._list(body, channel, with_help=not word)
            case "setup":
                return self._setup(body, user, channel)
            case "run":
                return await self._run(body, user, channel, rest)
            case "preview":
                return await self._preview(body, user, channel, rest)
            case "pause":
                found = await self._rituals.roster.find(channel, rest)
                await self._rituals.roster.pause(user, found.ritual.name)
                return self.say(body, Post(headline=(f"{found.ritual.title} is paused.",)))
            case "resume":
                found = await self._rituals.roster.find(channel, rest)
                return self.say(body, _next(await self._rituals.roster.resume(user, found.ritual.name)))
            case "skip":
                found = await self._rituals.roster.find(channel, rest)
                day, after = await self._rituals.roster.skip_next(user, found.ritual.name)
                return self.say(body, _next(after, f"{day:%A} {day.day} {day:%B} is left out. "))
            case "topic":
                return await self._topic(body, user, channel, rest)
            case "help":
                return self.say(body, Post(headline=("What /ritual can do",), blocks=(help_block(),)))
            case _:
                words = f"I do not know “{word[:40]}”. What /ritual can do:"
                return self.say(body, Post(headline=(words,), blocks=(help_block(),)))

    def _list(self, body: dict[str, Any], channel: str, *, with_help: bool) -> Then:
        async def then() -> None:
            await self.say(body, await list_page(self._parts, channel, ListPage("rituals"), with_help=with_help))()

        return then

    def _setup(self, body: dict[str, Any], user: str, channel: str) -> Then:
        async def then() -> None:
            try:
                await self._parts.chat.open_form(body["trigger_id"], await setup_for(self._parts, user, channel))
            except UserError as problem:
                await self.say(body, Post(headline=(str(problem),)))()

        return then

    async def _run(self, body: dict[str, Any], user: str, channel: str, words: str) -> Then:
        ritual = await self._rituals.on_demand.run_now(user, channel, words, f"run:{body['trigger_id']}")
        say = self.say(body, Post(headline=(f"{ritual.title} runs now.",)))

        async def then() -> None:
            await self._parts.cadence.tick()
            await say()

        return then

    async def _preview(self, body: dict[str, Any], user: str, channel: str, words: str) -> Then:
        async def then() -> None:
            # Sources take their time, so this comes after the ack, and its troubles are told here too.
            try:
                posts = await self._rituals.on_demand.preview(user, channel, words)
            except UserError as problem:
                posts = [Post(headline=(str(problem),))]
            for post in posts[:MOST_PREVIEWED]:
                await self.say(body, post)()

        return then

    async def _topic(self, body: dict[str, Any], user: str, channel: str, words: str) -> Then:
        waiting = await self._parts.topics.queue(channel, user, words)

        async def then() -> None:
            await self.say(body, await self._queued(channel, waiting))()

        return then

    async def _queued(self, channel: str, waiting: int) -> Post:
        here = await self._rituals.roster.listed(channel, kinds=(DesignReview.name, Reminder.name))
        agenda = [each for each in here if each.ritual.kind == DesignReview.name or each.ritual.options.get("agenda")]
        coming = min((each for each in agenda if each.next_at), key=lambda each: str(each.next_at), default=None)
        lead = f"Queued; {waiting} {'waits' if waiting == 1 else 'wait'}."
        if coming is None or coming.next_at is None:
            words = "No ritual here brings topics up by itself yet; /ritual run design_review does."
            return Post(headline=(f"{lead} {words}",))
        when = When(at=coming.next_at, style="date_time", zone=coming.zone)
        return Post(headline=(f"{lead} {coming.ritual.title} brings it up, ", when, "."))

    def say(self, body: dict[str, Any], post: Post) -> Then:
        """Say it privately."""

        async def then() -> None:
            with contextlib.suppress(ChatError):
                await self._parts.chat.respond(body["response_url"], post)

        return then


async def setup_for(parts: Parts, user: str, channel: str) -> Any:
    """The form of `/ritual setup`. Raises `UserError`."""
    proposals = await parts.rituals.setup.propose(user, channel)
    zone, is_set = await parts.rituals.setup.zone_for(user)
    days = await parts.rituals.setup.working_days()
    return setup_form(parts.card.title, channel, proposals, days, zone, zone_is_set=is_set)


def help_block() -> Bullets:
    """What `/ritual` can do."""
    return Bullets(items=tuple((Code(text=use), f" {what}") for use, what in _USES))


async def list_page(parts: Parts, channel: str, place: ListPage, *, with_help: bool = False) -> Post:
    """A page of a channel's rituals, each with a button to change it."""
    listed, pages = await parts.rituals.roster.page(channel, place.page)
    blocks: list[Block] = [
        Paragraph(text=_line(each), button=Button(action=EDIT, label="Change", value=each.ritual.name))
        for each in listed
    ]
    if not listed:
        blocks.append(Buttons(buttons=(Button(action=SETUP, label="Set up the day", value=channel, style="primary"),)))
    blocks += replace(place, page=min(place.page, pages - 1)).buttons(pages)
    if with_help:
        blocks.append(help_block())
    lead = "The rituals of " if listed else "No rituals yet in "
    return Post(headline=(lead, InChannel(channel=channel)), blocks=tuple(blocks))


def _line(each: Listed) -> Text:
    ritual = each.ritual
    what: Text = (Bold(text=ritual.title), f" {rhythm(ritual.at, ritual.days, ritual.every, each.timezone)}")
    if each.state != "active":
        return (*what, f"; {each.state}{f': {each.reason}' if each.reason else ''}; ", Code(text=ritual.name))
    if each.next_at is None:
        return (*what, "; ", Code(text=ritual.name))
    return (*what, "; next ", When(at=each.next_at, style="date_time", zone=each.zone), "; ", Code(text=ritual.name))


def _next(each: Listed, lead: str = "") -> Post:
    if each.next_at is None:
        return Post(headline=(f"{lead}{each.ritual.title} has no next date.",))
    when = When(at=each.next_at, style="date_time", zone=each.zone)
    return Post(headline=(f"{lead}{each.ritual.title} comes next ", when, "."))
