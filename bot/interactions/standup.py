"""What people do with a standup: `/standup`, the buttons of its posts, and its form."""

import asyncio
from dataclasses import replace

from bot.forms.command_help import STANDUP, asks_for_help, help_post, unknown
from bot.forms.standup import (
    CALLBACK,
    ForRound,
    is_missing_some,
    kept_form,
    read_done,
    read_entry,
    standup_form,
    with_values,
)
from bot.interactions.features import changed, clicked, command, submitted
from integrations.chat import ChatError, ChatFiles, ChatRefused, Refusal
from integrations.enumerated import counted
from integrations.interaction import Change, Click, Command, Done, Opens, Outcome, Redraws, Says, Submission, Then
from integrations.post import (
    Block,
    Bold,
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
from jobs.retro import Actions
from jobs.standup import FormState, Standups, absence_posts, blocker_posts, posts
from jobs.standup.export import Export
from jobs.standup.leave import EXAMPLES, Leave
from jobs.standup.model import AHEAD, AnsweredAlready
from jobs.standup.words import day

PATIENCE_S = 1.0
"""Systems that answer within this have their part in the form when it opens: a chat waits for it three seconds."""
LOOKING = "Looking for what you have done since … You can write meanwhile."
MOST_EXPORTED = 1_000_000
"""Characters of an exported file."""
MOST_SHOWN = 20_000
"""Characters of an export where no file can be sent: what fits a few private messages."""
DEFAULT_DAYS, MOST_DAYS = 14, 92
_NO_ROUND = "No round is open for you. /standup open starts one, /standup ahead fills in the next."


# --- the buttons and the form -----------------------------------------------------------


@clicked(posts.ANSWER)
async def answer(click: Click, standups: Standups, actions: Actions) -> Outcome:
    """Open the form, with what is known before they type."""
    return await _form(standups, actions, click.person, click.value)


@clicked(posts.SAME)
async def same_as_planned(click: Click, standups: Standups, actions: Actions) -> Outcome:
    """Take their plan for their answer; without one, open the form."""
    try:
        taken = await standups.same_as_planned(click.person, click.value)
    except AnsweredAlready as problem:
        return Says(posts.answered_already(problem))
    if taken is None:
        return await _form(
            standups, actions, click.person, click.value, "There is no plan of yours yet, so please write one."
        )
    board = taken.board
    return Says(posts.taken(board.round, board.answers[click.person]), then=_settles(standups, board.round.key))


@clicked(posts.SKIP)
async def skip(click: Click, standups: Standups) -> Outcome:
    """Leave them out of the round, which may be complete by that."""
    return await _skip(standups, click.person, click.value)


@clicked(blocker_posts.RESOLVE)
async def resolve(click: Click, standups: Standups) -> Outcome:
    """Close a blocker. Where everybody sees the button its post changes; who was asked alone is told."""
    resolved = await standups.resolve(click.person, *blocker_posts.read_resolve(click.value))
    if not resolved.now:
        already = blocker_posts.resolved_already(resolved.blocker)
        return Redraws(already) if click.seen_alone else Says(already)
    return Redraws(blocker_posts.resolved(resolved.blocker)) if click.seen_alone else Done()


@clicked(absence_posts.UNDO)
async def undo_absence(click: Click, leave: Leave, standups: Standups) -> Outcome:
    """Take back what they said of being away, or of being back."""
    said = await leave.undo(click.person, absence_posts.read_undo(click.value))
    return Redraws(absence_posts.undone(said), then=_settles(standups, *said.rounds))


@submitted(CALLBACK)
async def sent(submission: Submission, standups: Standups, actions: Actions) -> Outcome:
    """Take an answer, or keep it for the next round."""
    about = ForRound.read(submission.carry)
    target, entry = about.target, read_entry(submission.values, about.shown)
    sheet = await _sheet(standups, actions, submission.person, target)
    if is_missing_some(sheet, submission.values):
        return Redraws(standup_form(with_values(sheet, submission.values)))
    taken = await standups.submit(submission.person, target, entry)
    if done := read_done(submission.values):
        await actions.done_of(submission.person, sheet.channel, done)
    if taken is None:
        return Redraws(kept_form())
    return Done(then=_settles(standups, taken.board.round.key))


@changed(CALLBACK)
async def redrawn(change: Change, standups: Standups, actions: Actions) -> Outcome:
    """Ask what follows from the answers so far, and no more what does not."""
    sheet = await _sheet(standups, actions, change.person, ForRound.read(change.carry).target)
    return Redraws(standup_form(with_values(sheet, change.values)))


# --- /standup --------------------------------------------------------------------------


@command("/standup")
async def standup(typed: Command, standups: Standups, leave: Leave, actions: Actions, chat: ChatFiles) -> Outcome:
    """Do what was typed; alone it opens the form of the round that waits."""
    word, _, rest = typed.words.partition(" ")
    user, channel = typed.person, typed.place
    match word.lower():
        case "":
            return await _alone(standups, actions, user, channel)
        case "answer":
            round_ = await standups.find.here(user, channel) or await standups.find.last_here(user, channel)
            if round_ is None:
                raise UserError(_NO_ROUND)
            return await _form(standups, actions, user, round_.key)
        case "open" | "start":
            where, round_ = await standups.open_here(user, channel, typed.id, rest.strip())
            if round_ is not None:
                return Says(Post(headline=await standups.link(round_)))
            return Says(Post(headline=("The round opens in ", InChannel(channel=where), ".")))
        case "ahead":
            ritual = await standups.find.ritual_here(user, channel, rest.strip())
            if ritual is None:
                raise UserError("I do not know which standup you mean. Type /standup ahead in its channel.")
            return await _form(standups, actions, user, f"{AHEAD}{ritual.id}")
        case "skip":
            round_ = await standups.find.here(user, channel)
            if round_ is None:
                raise UserError(_NO_ROUND)
            return await _skip(standups, user, round_.key)
        case "away":
            if not rest.strip():
                raise UserError(f"When are you away? {EXAMPLES}")
            said = await leave.away(user, rest)
            return Says(absence_posts.away(said), then=_settles(standups, *said.rounds))
        case "back":
            until = await leave.until_back(user, rest) if rest.strip() else None
            if until is not None:
                return Says(absence_posts.away(until), then=_settles(standups, *until.rounds))
            return Says(absence_posts.back(await leave.back(user)))
        case "history":
            return await _history(standups, user)
        case "export":
            return await _export(standups, chat, user, channel, rest)
        case _ if asks_for_help(typed.words):
            return Says(help_post("What /standup can do", STANDUP))
    return Says(unknown("/standup", word, STANDUP))


async def _alone(standups: Standups, actions: Actions, user: str, channel: str) -> Outcome:
    round_ = await standups.find.here(user, channel) or await standups.find.just_closed(user, channel)
    if round_ is None:
        return Says(help_post("No round is open for you. What /standup can do:", STANDUP))
    return await _form(standups, actions, user, round_.key)


async def _sheet(standups: Standups, actions: Actions, user: str, target: str) -> FormState:
    """What the form shows, with what they are still to do of retrospectives in its channel."""
    sheet = await standups.sheet(user, target)
    if not any(question.name in ("yesterday", "today") for question in sheet.questions):
        return sheet
    mine = await actions.of(user, [sheet.channel])
    return replace(sheet, actions=tuple((each.id, f"{each.words[:50]} (until {day(each.due)})") for each in mine))


async def _form(standups: Standups, actions: Actions, user: str, target: str, note: str = "") -> Outcome:
    """Open the form, with what they did as soon as that is known: what comes late is filled in after."""
    sheet = await _sheet(standups, actions, user, target)
    sheet = replace(sheet, note=" ".join(filter(None, (sheet.note, note))))
    if not standups.looks_for_work(sheet):
        return Opens(standup_form(sheet))
    looking = asyncio.create_task(standups.with_recent_work(user, sheet), name="recent-work")
    await asyncio.wait([looking], timeout=PATIENCE_S)
    if looking.done():
        return Opens(standup_form(await looking))

    async def fill() -> Outcome:
        return Redraws(standup_form(await looking))

    return Opens(standup_form(replace(sheet, troubles=(LOOKING,))), then=fill)


async def _skip(standups: Standups, user: str, key: str) -> Outcome:
    try:
        taken = await standups.skip(user, key)
    except AnsweredAlready as problem:
        return Says(posts.answered_already(problem))
    return Says(posts.skipped(taken.board.round), then=_settles(standups, key))


def _settles(standups: Standups, *keys: str) -> Then:
    """Close the rounds that may be complete now."""

    async def then() -> None:
        for key in keys:
            await standups.settle(key)

    return then


# --- reading ---------------------------------------------------------------------------


async def _history(standups: Standups, user: str) -> Outcome:
    found = await standups.history(user)
    if not found:
        return Says(Post(headline=("You have not answered a round yet.",)))
    blocks: list[Block] = []
    for round_, given in found:
        blocks += [Heading(text=f"{round_.title}, {day(round_.local_date)}"), *posts.said(round_, given), Divider()]
    return Says(Post(headline=("Your last answers, for you alone",), blocks=tuple(blocks[:-1])))


async def _export(standups: Standups, files: ChatFiles, user: str, channel: str, rest: str) -> Outcome:
    kind, days = _what_to_export(rest)
    round_ = await standups.find.last_here(user, channel)
    if round_ is None:
        raise UserError("This channel has no standup that you can read. Type /standup export in its channel.")
    got = await standups.exported(user, round_.channel, kind, days, MOST_EXPORTED)
    if not got.rounds:
        raise UserError(f"There was no round in the last {counted(days, 'day')}.")
    short = got
    if len(got.text) > MOST_SHOWN:
        short = await standups.exported(user, round_.channel, kind, days, MOST_SHOWN)

    async def then() -> Outcome:
        try:
            there = await files.send_file(user, got.name, _file(got), _above(round_.channel, got))
        except ChatError as problem:
            return Says(_without_a_file(short, kind, problem, files.chat_name))
        link = Link(url=there, label="our direct messages")
        return Says(Post(headline=("I sent you ", Bold(text=got.name), " in ", link, ".")))

    return Done(then=then)


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
    left = f" {counted(got.left_out, 'older round')} did not fit; ask for fewer days." if got.left_out else ""
    return Post(headline=(f"{counted(got.rounds, 'round')} of ", InChannel(channel=channel), f", for you alone.{left}"))


def _without_a_file(got: Export, kind: str, problem: ChatError, chat: str) -> Post:
    """The same as a message, with the reason."""
    why: Text = (f"{chat} did not take a file just now, so this is a message.",)
    if isinstance(problem, ChatRefused) and problem.meaning is Refusal.MISSING_PERMISSION:
        why = (
            "I may not send files here yet. An admin can give my app ",
            Code(text="files:write"),
            " and reinstall it.",
        )
    elif isinstance(problem, ChatRefused):
        why = (f"{chat} does not take files from me here, so this is a message.",)
    left = (f"{counted(got.left_out, 'older round')} did not fit; ask for fewer days. ",) if got.left_out else ()
    blocks = (*((Preformatted(text=got.text),) if got.rounds else ()), SmallPrint(text=(*left, *why)))
    return Post(headline=(f"{counted(got.rounds, 'round')} as {kind}, for you alone",), blocks=blocks)
