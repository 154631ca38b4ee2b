"""`/adr` and `/runbook`, and the entries of message menus that begin a draft.

A form opens first; what takes longer (earlier drafts on the matter, the address of the
message) is put into it after. Nothing is kept until a form is sent.
"""

import asyncio
import re
from collections.abc import Mapping
from functools import partial
from typing import Literal

from bot.forms.command_help import Uses, asks_for_help, elsewhere, help_post
from bot.forms.drafts import new_form
from bot.forms.pages import ListPage
from bot.interactions.features import command, message_action
from integrations.chat import ChatError, ChatFiles, ChatLinks, ChatRefused, Refusal
from integrations.deferred import dataclass, pattern
from integrations.interaction import Command, Interaction, MessageAction, Opens, Outcome, Redraws, Says
from integrations.post import Block, Bold, Code, Link, Post, SmallPrint
from integrations.words import one_line
from jobs.drafts import posts
from jobs.drafts.archive import archive_of
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR, MOST_TITLE, RUNBOOK, DraftKind
from jobs.drafts.posts import shortened
from jobs.errors import UserError

DRAFT_ADR, DRAFT_RUNBOOK = "draft_adr", "draft_runbook"
"""The entries of message menus."""
TITLE_OF_MESSAGE = 80
"""Characters of a message's first line that its draft is called by until somebody writes a title."""

Verb = Literal["new", "list", "show", "search", "export", "help", "elsewhere"]
_DEEDS = frozenset({"accept", "approve", "reject", "decline", "defer", "propose", "publish", "supersede"}) | frozenset(
    {"edit", "change", "delete", "remove", "share", "open"}
)
"""What people type before a number: the record that is shown has the buttons for it."""
_ALL = frozenset({"", "all", "md", "markdown", "files"})
"""What may stand behind `list` and `export` and asks for nothing else than all."""
_NUMBER = pattern(r"(?:adr|runbook)?[-# ]{0,3}\d{1,9}", re.IGNORECASE)
_SLUG = pattern(r"[^\W_]+(?:-[^\W_]+)+")


@dataclass(frozen=True, slots=True)
class DraftCommand:
    """What a command asks for."""

    verb: Verb
    rest: str


def read(kind: DraftKind, text: str) -> DraftCommand:
    """The words after the command. What is no use of it is the title of a new draft.

    `list` is one alone or before a state, `show` before one word: "show the queue on the
    board" is a title like any other, and after `new` everything is. One word that is no title but what another
    command takes, such as `preview`, begins none either. A number shows that
    record, also behind what somebody wants to do with it: "accept 1".
    """
    words = text.strip()
    first, _, rest = words.partition(" ")
    rest = rest.strip()
    match first.lower():
        case "new":
            return DraftCommand("new", rest)
        case "list" if rest.lower() in _ALL:
            return DraftCommand("list", "")
        case "list" if kind.state_called(rest.lower()):
            return DraftCommand("list", rest.lower())
        case "show" if len(rest.split()) <= 1:
            return DraftCommand("show", rest)
        case "search":
            return DraftCommand("search", rest)
        case "export" if rest.lower() in _ALL:
            return DraftCommand("export", "")
        case _ if asks_for_help(words):
            return DraftCommand("help", "")
        case word if not rest and elsewhere(kind.command, word):
            return DraftCommand("elsewhere", words)
        case deed if deed in _DEEDS and (_NUMBER.fullmatch(rest) or _SLUG.fullmatch(rest)):
            return DraftCommand("show", rest)
    return DraftCommand("show" if _NUMBER.fullmatch(words) else "new", words)


@command(ADR.command, slow=True)
async def adr(typed: Command, drafts: Drafts, chat: ChatFiles) -> Outcome:
    """Begin a decision record, or show what there is."""
    return await _command(ADR, typed, drafts, chat)


@command(RUNBOOK.command, slow=True)
async def runbook(typed: Command, drafts: Drafts, chat: ChatFiles) -> Outcome:
    """Begin a runbook, or show what there is."""
    return await _command(RUNBOOK, typed, drafts, chat)


@message_action(DRAFT_ADR, slow=True)
async def adr_from_message(picked: MessageAction, drafts: Drafts, chat: ChatLinks) -> Outcome:
    """Begin a decision record with a message."""
    return await _from_message(ADR, picked, drafts, chat)


@message_action(DRAFT_RUNBOOK, slow=True)
async def runbook_from_message(picked: MessageAction, drafts: Drafts, chat: ChatLinks) -> Outcome:
    """Begin a runbook with a message, such as an alert."""
    return await _from_message(RUNBOOK, picked, drafts, chat)


# --- beginning one ---------------------------------------------------------------------


async def _from_message(kind: DraftKind, picked: MessageAction, drafts: Drafts, chat: ChatLinks) -> Outcome:
    """Open the form for a message: its words, and a link back to it."""
    message = picked.message
    text = message.text.plain((await drafts.names(message.text.people)).get)
    first = shortened(one_line(text.strip().partition("\n")[0]), TITLE_OF_MESSAGE)
    fields = {kind.takes_alert if message.by_app else kind.takes_text: shortened(text, drafts.longest - 10)}
    return await _open(kind, picked, drafts, chat, title=first, fields=fields, message=message.id)


async def _begin(kind: DraftKind, typed: Command, drafts: Drafts, chat: ChatLinks, title: str) -> Outcome:
    if len(title) > drafts.longest:
        raise UserError(
            f"That is {len(title):,} characters; a title has {MOST_TITLE} at most. Type {kind.command} alone and"
            f" paste the parts into the form: each field takes {drafts.longest:,}."
        )
    line = one_line(title)
    if len(line) <= MOST_TITLE:
        return await _open(kind, typed, drafts, chat, title=line)
    cut = shortened(line, MOST_TITLE - 2)
    return await _open(kind, typed, drafts, chat, title=cut, fields={kind.takes_text: title})


async def _open(
    kind: DraftKind,
    asked: Interaction,
    drafts: Drafts,
    chat: ChatLinks,
    *,
    title: str,
    fields: Mapping[str, str] | None = None,
    message: str | None = None,
) -> Outcome:
    """Open the form at once; then put in it what there is already."""
    user, channel = asked.person, asked.place or ""
    here = await drafts.known_place(user, channel)
    drawn = partial(new_form, kind, channel=channel, author=user, title=title, fields=fields)
    form = drawn(here=here)

    async def fill() -> Outcome | None:
        source = await chat.permalink(channel, message) if message else None
        earlier = await drafts.earlier(user, kind, title)
        known = here if here is not None else await drafts.place(user, channel) is not None
        more = drawn(source=source, earlier=earlier, here=known)
        return Redraws(more) if more != form else None

    return Opens(form, then=fill)


# --- showing what there is -------------------------------------------------------------


async def _command(kind: DraftKind, typed: Command, drafts: Drafts, chat: ChatFiles) -> Outcome:
    asked, user = read(kind, typed.words), typed.person
    match asked.verb:
        case "new":
            return await _begin(kind, typed, drafts, chat, asked.rest)
        case "list":
            return Says(await list_page(drafts, kind, user, ListPage(what=kind.name, state=asked.rest)))
        case "search":
            found = await drafts.search(user, kind, asked.rest)
            said = shortened(one_line(asked.rest), 100)
            about, empty = f"{_capital(kind.plural)} with “{said}”", f"No {kind.short} that you can see has “{said}”."
            return Says(posts.listing(kind, found.drafts, about=about, more=found.more, empty=empty))
        case "export":
            return await _export(kind, user, drafts, chat)
        case "elsewhere":
            headline = f"I take “{asked.rest[:40]}” for no title. What {kind.command} can do:"
            return Says(help_post(headline, _uses(kind), before=elsewhere(kind.command, asked.rest)))
        case "show" if asked.rest:
            return Says(await _shown(kind, user, asked.rest, drafts, chat))
        case "show":
            raise UserError(f"Which one? {kind.command} show 7, or its name as {kind.command} list gives it.")
    return Says(help_post(f"What {kind.command} can do", _uses(kind)))


async def list_page(drafts: Drafts, kind: DraftKind, user: str, place: ListPage) -> Post:
    """A page of what `user` may see."""
    found, pages = await drafts.page(user, kind, place.page, state=kind.state_called(place.state))
    about = f"{_capital(kind.plural)} that you can see"
    empty = f"No {kind.plural} here yet. {kind.command} TITLE begins one."
    post = posts.listing(kind, found, about=about, more=False, empty=empty)
    turn = place.at(min(place.page, pages - 1)).buttons(pages)
    return post.model_copy(update={"blocks": (*post.blocks, *turn)})


async def _shown(kind: DraftKind, user: str, ref: str, drafts: Drafts, chat: ChatLinks) -> Post:
    page = await drafts.show(user, kind, ref)
    post = posts.whole(page, hosts=drafts.hosts)
    sent = await drafts.where(page.draft)
    link = await chat.permalink(sent.channel, sent.id) if sent else None
    if link is None:
        return post
    discussion: Block = SmallPrint(text=(Link(url=link, label="The discussion"),))
    return post.model_copy(update={"blocks": (*post.blocks, discussion)})


def _capital(words: str) -> str:
    """Return words that begin a line; `capitalize` would make ADRs into Adrs."""
    return words[0].upper() + words[1:]


async def _export(kind: DraftKind, user: str, drafts: Drafts, files: ChatFiles) -> Outcome:
    """Send what `user` may see as files, in one archive, to them alone."""
    pages = await drafts.every_page(user, kind)
    if not pages:
        return Says(Post(headline=(f"No {kind.plural} that you can see yet. {kind.command} TITLE begins one.",)))
    archive = await asyncio.to_thread(archive_of, kind, pages)
    many = f"{len(pages)} {kind.short if len(pages) == 1 else kind.plural}"
    name = f"{kind.folder}.zip"
    try:
        there = await files.send_file(user, name, archive, Post(headline=(f"{many} as Markdown, for you alone.",)))
    except ChatError as problem:
        lacks = isinstance(problem, ChatRefused) and problem.meaning is Refusal.MISSING_PERMISSION
        why = " An admin can give my app files:write and reinstall it." if lacks else ""
        raise UserError(
            f"I could not send you a file.{why} {kind.command} list shows them here, and rolecall drafts export"
            " writes them where I run."
        ) from problem
    link = Link(url=there, label="our direct messages")
    small = SmallPrint(text=("Into a repository: ", Code(text="rolecall drafts export docs"), " where I run."))
    return Says(Post(headline=(f"I sent you {many} in ", Bold(text=name), ", in ", link, "."), blocks=(small,)))


def _uses(kind: DraftKind) -> Uses:
    what = "a decision" if kind is ADR else "a runbook"
    return (
        (f"{kind.command} TITLE", f"write {what}; it is posted in the channel"),
        (f"{kind.command} list", f"all that you can see; list {kind.numbered.value} only those, or another state"),
        (f"{kind.command} show 7", "one of them, by its number or name"),
        (f"{kind.command} search WORDS", "those in which all of the words are"),
        (f"{kind.command} export", "all that you can see as Markdown files, for you alone"),
        (f"{kind.command} new TITLE", "for a title that begins with one of these words"),
    )
