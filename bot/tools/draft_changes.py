"""Decision records and runbooks that are begun, or given to a channel, with a person's button."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from bot.conversation.history import History, HistoryLine
from bot.tools.draft_words import read
from bot.tools.tool import Arguments, Asking, Audience, Finding, Proposal, tool
from integrations.chat import ChatError, ChatLinks
from integrations.post import Bold, InChannel
from integrations.words import one_line, shortened
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR, KINDS, MOST_TITLE, RUNBOOK, DraftKind
from jobs.drafts.lookup import DraftLookup, Wanted
from jobs.drafts.model import DraftEntry
from jobs.errors import UserError
from jobs.people.directory import name_of
from jobs.people.team import Team

OF_THE_THREAD = 1_500
"""Characters of a thread that a draft begins with; the newest that fit."""
A_TITLE = 80
"""Characters of a thread's first line that its draft is called by, where nobody says another title."""
NOBODY_YET = "Nobody has written this yet."
_MOST = 1_500


def _section(what: str) -> str:
    field: str = Field("", description=what, max_length=_MOST)
    return field


class NewAdr(Arguments):
    """A decision record; without a context it begins with what the thread says."""

    title: str = Field("", description="The decision in a few words.", max_length=MOST_TITLE)
    context: str = _section("What forces the decision; without it the words of this thread.")
    decision: str = _section("What will be done, in full sentences.")
    consequences: str = _section("What becomes easier, what becomes harder, what must follow.")
    alternatives: str = _section("What else was looked at, and why not.")


class NewRunbook(Arguments):
    """A runbook; without its steps it begins with what the thread says."""

    title: str = Field("", description="What it is for, in a few words.", max_length=MOST_TITLE)
    service: str = Field("", description="The service.", max_length=MOST_TITLE)
    when: str = _section("The alert or the symptoms that lead to it.")
    steps: str = _section("The steps, one a line; without them the words of this thread.")
    rollback: str = _section("How to undo it.")
    escalation: str = _section("Whom to call when it does not help, and after how long.")


class Share(Arguments):
    """A draft that its author has kept to themselves, and the channel that is to have it."""

    draft: str = Field(description="Its title, or its name as /adr list or /runbook list gives it.", max_length=200)
    channel: str = Field(description="The channel, such as #backend.", max_length=100)
    kind: Literal["adr", "runbook"] | None = Field(None, description="Which of the two, where both are called so.")


async def _proposed_adr(asking: Asking, wanted: NewAdr, history: History, drafts: Drafts, team: Team) -> Proposal:
    return await _proposed(ADR, asking, wanted, history, drafts, team)


@tool(Audience.BY_PLACE, proposes=_proposed_adr)
async def draft_adr(asking: Asking, wanted: NewAdr, drafts: Drafts, chat: ChatLinks) -> Finding:
    """Propose a decision record (ADR), from this thread or in words that are given; it is posted in this channel."""
    return await _begin(ADR, asking, wanted, drafts, chat)


async def _proposed_runbook(
    asking: Asking, wanted: NewRunbook, history: History, drafts: Drafts, team: Team
) -> Proposal:
    return await _proposed(RUNBOOK, asking, wanted, history, drafts, team)


@tool(Audience.BY_PLACE, proposes=_proposed_runbook)
async def draft_runbook(asking: Asking, wanted: NewRunbook, drafts: Drafts, chat: ChatLinks) -> Finding:
    """Draft a runbook, from this thread or in words that are given; it is posted in this channel."""
    return await _begin(RUNBOOK, asking, wanted, drafts, chat)


async def _proposed_share(asking: Asking, wanted: Share, draft_lookup: DraftLookup, team: Team) -> Proposal:
    if not asking.private:
        raise UserError("A draft that you have not shared is yours alone. Ask me that in a direct message.")
    asked = read(wanted.draft)
    kinds = (KINDS[wanted.kind],) if wanted.kind else asked.kinds
    found, _ = await draft_lookup.find(asking.person, None, Wanted(kinds, author=asking.person, words=asked.words), 100)
    mine = [each for each in found if each.channel is None]
    named = [each for each in mine if wanted.draft.strip().casefold() in (each.slug, each.title.casefold())] or mine
    if not named:
        raise UserError("You have no such draft that is yours alone.")
    if len(named) > 1:
        raise UserError(f"Which one? {'; '.join(shortened(each.title, A_TITLE) for each in named[:5])}.")
    channel = await team.find_channel(wanted.channel.strip())
    if channel is None or not await team.is_member(channel, asking.person):
        raise UserError("Choose a channel that you are in.")
    where = await team.channel(channel)
    draft = named[0]
    does = (
        f"Give a draft of yours to #{where.name if where else channel}, whose people can read and edit it from then on."
    )
    exact = Share(draft=draft.ref, channel=channel, kind="adr" if draft.kind is ADR else "runbook")
    return Proposal(does, exact, ((draft.label, draft.title),))


@tool(Audience.BY_PLACE, proposes=_proposed_share)
async def share_draft(asking: Asking, wanted: Share, drafts: Drafts) -> Finding:
    """Give a draft that is the asker's alone to a channel that they are in; asked in a direct message."""
    if wanted.kind is None:
        raise UserError("Is it an ADR or a runbook?")
    page = await drafts.show(asking.person, KINDS[wanted.kind], wanted.draft)
    shared = await drafts.share(asking.person, page.draft.id, wanted.channel)
    return Finding(
        (f"{shared.label}: ", Bold(text=shared.title), " is in ", InChannel(channel=wanted.channel), " now.")
    )


async def _proposed(
    kind: DraftKind, asking: Asking, wanted: NewAdr | NewRunbook, history: History, drafts: Drafts, team: Team
) -> Proposal:
    given = {name: text.strip() for name, text in wanted.model_dump().items()}
    if not given[kind.takes_text]:
        said = await _thread(asking, history, kind, given["title"])
        given[kind.takes_text] = await _quoted(said, team)
        given["title"] = given["title"] or shortened(one_line(said[0].text), A_TITLE)
    if not given["title"]:
        raise UserError("What is it to be called?")
    given |= {each.name: given[each.name] or NOBODY_YET for each in kind.sections if not each.optional}
    place = await drafts.place(asking.person, asking.place)
    where = f"in #{await _called(place, team)}" if place else "to you alone"
    verb = "Propose an ADR" if kind is ADR else "Draft a runbook"
    facts = [("Title", given["title"])]
    facts += [(each.label, given[each.name]) for each in kind.sections if given[each.name]]
    return Proposal(f"{verb}, and post it {where}.", type(wanted).model_validate(given), tuple(facts))


async def _begin(
    kind: DraftKind, asking: Asking, wanted: NewAdr | NewRunbook, drafts: Drafts, chat: ChatLinks
) -> Finding:
    given: Mapping[str, str] = wanted.model_dump()
    people = () if kind.many_people else (asking.person,)
    entry = DraftEntry(given["title"], {each.name: given[each.name] for each in kind.sections}, people)
    source = await _address(asking, chat)
    draft = await drafts.propose(asking.person, asking.place, kind, entry, source=source)
    return Finding(
        (f"{draft.label}: ", Bold(text=draft.title), " is posted." if draft.channel else " is in your messages.")
    )


async def _thread(asking: Asking, history: History, kind: DraftKind, title: str) -> Sequence[HistoryLine]:
    """What people said in this thread. Raises `UserError` where nobody did, or it is none."""
    before = await history.of(asking.place, asking.thread, before=asking.at) if asking.thread else []
    said = [each for each in before if each.user is not None and each.text.strip()]
    if not said:
        raise UserError(
            f"Ask me that in the thread that it is about, or write it in the form: {kind.command} new {title}"
        )
    return said


async def _quoted(said: Sequence[HistoryLine], team: Team) -> str:
    """The words of a thread with their authors, the newest that fit."""
    lines: list[str] = []
    for each in reversed(said):
        line = f"{one_line(await name_of(team, each.user or ''))}: {one_line(each.text)}"
        if sum(map(len, lines)) + len(lines) + len(line) > OF_THE_THREAD:
            break
        lines.insert(0, line)
    return "\n".join(lines) or shortened(one_line(said[-1].text), OF_THE_THREAD)


async def _called(place: str, team: Team) -> str:
    found = await team.channel(place)
    return found.name if found else place


async def _address(asking: Asking, chat: ChatLinks) -> str | None:
    if asking.thread is None:
        return None
    try:
        return await chat.permalink(asking.place, asking.thread)
    except ChatError:
        return None
