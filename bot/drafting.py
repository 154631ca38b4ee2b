"""`/adr` and `/runbook`, and the forms that they and the shortcuts open.

A form opens first; what takes longer (earlier drafts on the matter, the address of the
message) is put into it after, for a trigger lives three seconds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import structlog

from bot.forms.drafts import new_form
from bot.pages import ListPage
from integrations.chat import ChatError
from integrations.post import Block, Bullets, Code, Link, Post, SmallPrint
from integrations.slack.chat import Chat
from integrations.slack.message_text import is_app, text_of
from integrations.slack.reading import mentions, plain
from integrations.words import one_line
from jobs.drafts import posts
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR, MOST_SECTION, MOST_TITLE, DraftKind
from jobs.drafts.posts import shortened
from jobs.errors import UserError

log = structlog.get_logger()

TITLE_OF_MESSAGE = 80
"""Characters of a message's first line that its draft is called by until somebody writes a title."""

Verb = Literal["new", "list", "show", "search", "help"]
_DEEDS = frozenset({"accept", "approve", "reject", "decline", "defer", "propose", "publish", "supersede"}) | frozenset(
    {"edit", "change", "delete", "remove", "share", "open"}
)
"""What people type before a number: the record that is shown has the buttons for it."""
_NUMBER = re.compile(r"(?:adr|runbook)?[-# ]{0,3}\d{1,9}", re.IGNORECASE)
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks for."""

    verb: Verb
    rest: str


def read(kind: DraftKind, text: str) -> Asked:
    """The words after the command. What is no use of it is the title of a new draft.

    `list` is one alone or before a state, `show` before one word: "show the queue on the
    board" is a title like any other, and after `new` everything is. A number shows that
    record, also behind what somebody wants to do with it: "accept 1".
    """
    words = text.strip()
    first, _, rest = words.partition(" ")
    rest = rest.strip()
    match first.lower():
        case "new":
            return Asked("new", rest)
        case "list" if not rest or rest.lower() in kind.states:
            return Asked("list", rest.lower())
        case "show" if len(rest.split()) <= 1:
            return Asked("show", rest)
        case "search":
            return Asked("search", rest)
        case "help" if not rest:
            return Asked("help", "")
        case deed if deed in _DEEDS and (_NUMBER.fullmatch(rest) or _SLUG.fullmatch(rest)):
            return Asked("show", rest)
    return Asked("show" if _NUMBER.fullmatch(words) else "new", words)


class Drafting:
    """Opens forms and answers privately. Everything here comes after the ack."""

    def __init__(self, drafts: Drafts, chat: Chat) -> None:
        """Use these."""
        self._drafts = drafts
        self._chat = chat

    async def command(self, kind: DraftKind, body: Mapping[str, Any]) -> None:
        """Answer `/adr …` or `/runbook …`."""
        asked = read(kind, _typed(str(body.get("text") or "")))
        try:
            if asked.verb == "new":
                await self._begin(kind, body, asked.rest)
            else:
                await self.tell(body, await self._answer(kind, str(body["user_id"]), asked))
        except UserError as problem:
            await self.tell(body, Post(headline=(str(problem),)))

    async def from_message(self, kind: DraftKind, body: Mapping[str, Any]) -> None:
        """Open the form for a message: its words, and a link back to it."""
        message, channel = body["message"], str(body["channel"]["id"])
        said = text_of(message)
        text = plain(said, (await self._drafts.names(mentions(said))).get)
        first = shortened(one_line(text.strip().partition("\n")[0]), TITLE_OF_MESSAGE)
        await self.open(
            kind,
            trigger=str(body["trigger_id"]),
            user=str(body["user"]["id"]),
            channel=channel,
            title=first,
            fields={kind.takes_alert if is_app(message) else kind.takes_text: shortened(text, MOST_SECTION - 10)},
            message=str(message.get("ts") or "") or None,
        )

    async def open(
        self,
        kind: DraftKind,
        *,
        trigger: str,
        user: str,
        channel: str,
        title: str,
        fields: Mapping[str, str] | None = None,
        message: str | None = None,
    ) -> None:
        """Open the form at once; then put in it what there is already."""
        here = await self._drafts.known_place(user, channel)
        form = new_form(kind, channel=channel, author=user, title=title, fields=fields, here=here)
        view = await self._chat.open_form(trigger, form)
        try:
            source = await self._chat.permalink(channel, message) if message else None
            earlier = await self._drafts.earlier(user, kind, title)
            if here is None:
                here = await self._drafts.place(user, channel) is not None
            more = new_form(
                kind,
                channel=channel,
                author=user,
                title=title,
                fields=fields,
                source=source,
                earlier=earlier,
                here=here,
            )
            if more != form:
                await self._chat.update_form(view, more)
        except ChatError as silence:
            # It may be closed or sent by now; without this it is a form like any other.
            log.info("form_not_filled_in", why=silence.code)

    async def tell(self, body: Mapping[str, Any], post: Post) -> None:
        """Say it to nobody but the person who asked. Best effort."""
        user = str(body.get("user_id") or (body.get("user") or {}).get("id") or "")
        channel = str(body.get("channel_id") or (body.get("channel") or {}).get("id") or "")
        try:
            if url := body.get("response_url"):
                await self._chat.respond(str(url), post)
            elif channel and user:
                await self._chat.whisper(channel, user, post)
        except ChatError as silence:
            log.warning("private_answer_not_delivered", why=silence.code)

    async def whole(self, user: str, draft: int, *, seen_in: str | None) -> Post:
        """All of a draft, for `user` alone."""
        return posts.whole(await self._drafts.read(user, draft, seen_in=seen_in), hosts=self._drafts.hosts)

    async def _begin(self, kind: DraftKind, body: Mapping[str, Any], title: str) -> None:
        if len(title) > MOST_SECTION:
            raise UserError(
                f"That is {len(title):,} characters; a title has {MOST_TITLE} at most. Type {kind.command} alone and"
                f" paste the parts into the form: each field takes {MOST_SECTION:,}."
            )
        too_long = len(one_line(title)) > MOST_TITLE
        await self.open(
            kind,
            trigger=str(body["trigger_id"]),
            user=str(body["user_id"]),
            channel=str(body["channel_id"]),
            title=shortened(one_line(title), MOST_TITLE - 2) if too_long else one_line(title),
            fields={kind.takes_text: title} if too_long else None,
        )

    async def _answer(self, kind: DraftKind, user: str, asked: Asked) -> Post:
        match asked.verb:
            case "list":
                return await self.list_page(kind, user, ListPage(kind.name, asked.rest))
            case "search":
                found = await self._drafts.search(user, kind, asked.rest)
                said = shortened(one_line(asked.rest), 100)
                about, empty = f"{kind.plural} with “{said}”", f"No {kind.short} that you can see has “{said}”."
                return posts.listing(kind, found.drafts, about=about, more=found.more, empty=empty)
            case "show" if asked.rest:
                return await self._shown(kind, user, asked.rest)
            case "show":
                raise UserError(f"Which one? {kind.command} show 7, or its name as {kind.command} list gives it.")
        return _help(kind)

    async def list_page(self, kind: DraftKind, user: str, place: ListPage) -> Post:
        """A page of what `user` may see."""
        found, pages = await self._drafts.page(user, kind, place.page, state=place.state or None)
        about = f"{kind.plural[0].upper()}{kind.plural[1:]} that you can see"
        empty = f"No {kind.plural} here yet. {kind.command} TITLE begins one."
        post = posts.listing(kind, found, about=about, more=False, empty=empty)
        turn = replace(place, page=min(place.page, pages - 1)).buttons(pages)
        return post.model_copy(update={"blocks": (*post.blocks, *turn)})

    async def _shown(self, kind: DraftKind, user: str, ref: str) -> Post:
        page = await self._drafts.show(user, kind, ref)
        post = posts.whole(page, hosts=self._drafts.hosts)
        sent = await self._drafts.where(page.draft)
        link = await self._chat.permalink(sent.channel, sent.ts) if sent else None
        if link is None:
            return post
        discussion: Block = SmallPrint(text=(Link(url=link, label="The discussion"),))
        return post.model_copy(update={"blocks": (*post.blocks, discussion)})


def _typed(text: str) -> str:
    """What was typed after a command: the manifest asks Slack for no tokens in it, but it is escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _help(kind: DraftKind) -> Post:
    what = "a decision" if kind is ADR else "a runbook"
    uses = (
        (f"{kind.command} TITLE", f"write {what}; it is posted in the channel"),
        (f"{kind.command} list", f"what there is; also list {kind.numbered} or any other state"),
        (f"{kind.command} show 7", "one of them, by its number or name"),
        (f"{kind.command} search WORDS", "those that hold every word"),
        (f"{kind.command} new TITLE", "for a title that begins with one of these words"),
    )
    items = tuple((Code(text=use), f" {does}") for use, does in uses)
    return Post(headline=(f"What {kind.command} can do",), blocks=(Bullets(items=items),))
