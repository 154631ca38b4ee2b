"""What is said of a day's issues."""

from collections.abc import Sequence

from integrations.entries import left_out
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Heading,
    InChannel,
    Link,
    Paragraph,
    Post,
    SmallPrint,
    Text,
)
from integrations.source import System
from integrations.tracker import Issue
from integrations.words import one_line, shortened
from jobs.drafts.model import Draft
from jobs.issues.issues import Day
from jobs.people.accounts import who_is_who
from jobs.people.working_age import WorkingAge

DONE, COMMENT, BLOCKED, TOMORROW, PLAN = (
    "issue_done",
    "issue_comment",
    "issue_blocked",
    "issue_tomorrow",
    "evening_plan",
)
_TITLE = 90
"""Characters of a title."""
SHOWN = 5
"""Lines of a section in the channel; the rest is in the thread."""
MINE = 8
"""Issues of one person with their buttons: each takes two blocks of the fifty."""


def short(day: Day, drafts: Sequence[Draft], unknown: Sequence[str], tracker: System, ages: WorkingAge) -> Post:
    """What the channel reads: what moved, then what needs somebody."""
    blocks: list[Block] = []
    for title, lines, cut in _sections(day, ages):
        blocks += _section(title, lines, more=cut)
    if day.unread:
        blocks.append(SmallPrint(text=(f"{tracker.name}: {left_out(day.unread)}",)))
    if drafts:
        names = ", ".join(draft.title for draft in drafts[:SHOWN])
        more = f" and {len(drafts) - SHOWN} more" if len(drafts) > SHOWN else ""
        blocks.append(SmallPrint(text=(f"Drafts still open: {names}{more}.",)))
    if unknown:
        names = ", ".join(unknown[:6])
        more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
        blocks.append(SmallPrint(text=(f"I do not know who is {names}{more} {tracker.where}.",)))
        blocks.append(Buttons(buttons=(who_is_who(),)))
    return Post(headline=(_headline(day),), blocks=tuple(blocks))


def in_full(day: Day, ages: WorkingAge) -> Post | None:
    """All of it, for the thread; None where the short one has it all."""
    sections = _sections(day, ages)
    if all(len(lines) <= SHOWN for _, lines, _ in sections):
        return None
    blocks: list[Block] = []
    for title, lines, _ in sections:
        if lines:
            blocks += [Heading(text=title), Bullets(items=tuple(lines))]
    return Post(headline=("All of it",), blocks=tuple(blocks))


def mine(issues: Sequence[Issue], tracker: System, channel: str, ages: WorkingAge, plan: str) -> Post:
    """What a member gets: their own issues, with what they can do."""
    count = "1 issue" if len(issues) == 1 else f"{len(issues)} issues"
    blocks: list[Block] = []
    for issue in issues[:MINE]:
        blocks.append(Paragraph(text=line(issue, ages)))
        blocks.append(
            Buttons(
                buttons=(
                    Button(action=DONE, label="Done", value=issue.key, style="primary"),
                    Button(action=COMMENT, label="Comment", value=issue.key),
                    Button(action=BLOCKED, label="Blocked", value=issue.key),
                    Button(action=TOMORROW, label="Tomorrow", value=f"{channel} {issue.key}"),
                )
            )
        )
    if len(issues) > MINE:
        blocks.append(SmallPrint(text=(f"and {len(issues) - MINE} more {tracker.where}",)))
    blocks += _plan(channel, plan)
    return Post(headline=(f"You have {count} in progress, for ", InChannel(channel=channel)), blocks=tuple(blocks))


def read_tomorrow(value: str) -> tuple[str, str]:
    """The channel whose plan the button "Tomorrow" adds to, and the key of the issue."""
    channel, _, key = value.partition(" ")
    return channel, key


def line(issue: Issue, ages: WorkingAge, *, whose: bool = False) -> Text:
    """An issue with its status, what blocks it and since when nothing has changed; `whose` names who has it."""
    blocked = [f" · blocked: {issue.blocked_by}"] if issue.blocked_by else []
    unchanged = f" · unchanged for {ages.words(issue.updated_at)}"
    return (*_line(issue), f" · {issue.status}", *blocked, unchanged, *([_whose(issue)] if whose else []))


def unread(why: str, channel: str, plan: str) -> Post:
    """What a member gets in the place of their issues where the tracker does not answer."""
    return Post(headline=(why,), blocks=tuple(_plan(channel, plan)))


def _plan(channel: str, plan: str) -> list[Block]:
    words = (
        "Your plan for tomorrow is kept; you can change it."
        if plan
        else "What you plan is filled in at the next standup."
    )
    button = Button(action=PLAN, label="Plan for tomorrow", value=channel)
    return [Paragraph(text=(words,)), Buttons(buttons=(button,))]


def _sections(day: Day, ages: WorkingAge) -> Sequence[tuple[str, Sequence[Text], bool]]:
    """Title, lines, and whether there may be more than was read."""
    return (
        ("Blocked", [_blocked(each) for each in day.blocked], day.more_doing),
        ("Moved today", [moved_line(each) for each in day.moved], day.more_moved),
        ("Stale", [stale_line(each, ages) for each in day.stale], day.more_doing),
        ("Unassigned", [_line(each) for each in day.unassigned], day.more_unassigned),
    )


def _headline(day: Day) -> str:
    done = sum(each.category == "done" for each in day.moved)
    moved = _count(day.moved, day.more_moved)
    parts = [f"{moved} moved today" + (f", {done} of them done" if done else "")] if day.moved else []
    parts += [f"{_count(day.doing, day.more_doing)} in progress"] if day.doing else []
    parts += [f"{_count(day.blocked, day.more_doing)} blocked"] if day.blocked else []
    return ", ".join(parts) or ("Not all of today could be read" if day.unread else "Nothing moved today")


def _section(title: str, lines: Sequence[Text], *, more: bool) -> list[Block]:
    if not lines:
        return []
    blocks: list[Block] = [Heading(text=f"{title} ({_count(lines, more)})" if len(lines) > SHOWN else title)]
    return [*blocks, Bullets(items=tuple(lines[:SHOWN]))]


def _count(some: Sequence[object], more: bool) -> str:
    """`12`, or `1000+` where as many were read and there may be more."""
    return f"{len(some)}+" if more else str(len(some))


def _line(issue: Issue) -> Text:
    return (Link(url=issue.url, label=issue.key), f" {shortened(one_line(issue.open_title), _TITLE)}")


def moved_line(issue: Issue) -> Text:
    """An issue with its last move, and who moved it."""
    move = issue.moves[-1]
    return (*_line(issue), f": {move.before} → ", Bold(text=move.after), f" ({move.by})")


def _blocked(issue: Issue) -> Text:
    return (*_line(issue), f" · {issue.blocked_by}{_whose(issue)}")


def stale_line(issue: Issue, ages: WorkingAge) -> Text:
    """An issue with the working days since anything of it changed."""
    days = ages.days_since(issue.updated_at)
    return (*_line(issue), f" · {issue.status}", f", unchanged for {days} working days", _whose(issue))


def _whose(issue: Issue) -> str:
    return f" · {issue.assignee.name}" if issue.assignee else " · nobody's"
