"""The tracker's issues: somebody's, one of them, and those about something."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from pydantic import Field

from bot.memory.stop_words import without_empty
from bot.tools.answers import listed, past, small_print, unconnected
from bot.tools.arguments import About, OfDays, OfSomebody
from bot.tools.days import today_of
from bot.tools.somebody import Somebody, somebody, unknown_account
from bot.tools.tool import Arguments, Asking, Audience, Finding, tool
from integrations.entries import left_out, unread_of
from integrations.enumerated import counted
from integrations.post import Block, Bold, Link, Paragraph, SmallPrint, Span, Text, When
from integrations.systems import NO_TRACKER
from integrations.tracker import MOST_DOING, MOST_FOUND, Issue
from integrations.words import one_line
from jobs.errors import UserError
from jobs.issues import Issues
from jobs.issues.issues import STALE_DAYS
from jobs.issues.posts import line, moved_line, stale_line
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge

_WORD = re.compile(r"[^\W_]+")
LOOKED_BACK = timedelta(days=31)
"""How long ago an issue may have moved to be told of."""
_SHARES = 6
"""People of whom it is said how many issues they have."""
Which = Literal["moved", "done", "stale", "unassigned", "oldest", "newest"]
"""What issues can be asked for by what became of them."""


class OfAnIssue(Arguments):
    """One issue."""

    key: str = Field(description="Its key, such as PAY-41.", max_length=60)


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", source="tracker")
async def my_issues(asking: Asking, wanted: OfSomebody, issues: Issues, team: Team) -> Finding:
    """Tell which issues somebody has in progress, or the whole team: status, what blocks them, since when unchanged."""
    if not issues.connected:
        return unconnected(NO_TRACKER)
    ages = await issues.ages()
    person = wanted.whose(asking.person)
    if person is None:
        return _of_all(await issues.under_way(), issues, ages)
    who = await somebody(team, person, asking)
    member = await team.person(person)
    if member is None or person not in await issues.known([member]):
        return unknown_account(who, issues.system, "which issues are in progress")
    found = await issues.of(person)
    return Finding(_headline(who, found), _lines([line(each, ages) for each in found], found), as_of=ages.now)


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", source="tracker")
async def issue(asking: Asking, wanted: OfAnIssue, issues: Issues) -> Finding:
    """Tell of one issue, by its key: title, status and since when, who has it, whether it is blocked."""
    if not issues.connected:
        return unconnected(NO_TRACKER)
    key, ages = wanted.key.strip().upper(), await issues.ages()
    found = await issues.one(key)
    if found is None:
        return Finding((f"I find no issue {key}{_where(issues)}.",), as_of=ages.now, found=False)
    headline: list[str | Span] = [Link(url=found.url, label=found.key), " is ", Bold(text=found.status)]
    if found.moves and found.moves[-1].after == found.status:
        headline += [" since ", When(at=found.moves[-1].at, style="date_time", zone=asking.zone)]
    headline.append(f", with {found.assignee.name}" if found.assignee else ", and nobody's")
    headline.append(f"; blocked: {found.blocked_by}." if found.blocked_by else ".")
    blocks: list[Block] = [Paragraph(text=(found.open_title,))]
    facts = [
        *([f"Priority {found.priority}"] if found.priority else []),
        f"unchanged for {ages.words(found.updated_at)}",
    ]
    words = " · ".join(facts)
    blocks.append(SmallPrint(text=(f"{words[0].upper()}{words[1:]}.",)))
    return Finding(tuple(headline), tuple(blocks), as_of=ages.now)


class OfIssues(OfDays, About):
    """What issues are about, or what became of them on some days."""

    which: Which | None = Field(
        None,
        description="Without words: those that moved or were done on the days (today where none are given), that"
        " are in progress and long unchanged (with days: that did not change since then), that are nobody's, or the one"
        " in progress that was changed last (newest) or has been unchanged the longest (oldest).",
    )


@tool(Audience.FULL_MEMBERS, source="tracker")
async def find_issues(asking: Asking, wanted: OfIssues, issues: Issues) -> Finding:
    """Find the issues whose titles or descriptions have all of some words: open first, with status and who has them.

    Without words it tells which are in progress, or with `which` those that moved or were done on some days, that are
    stale, or nobody's.
    """
    if not issues.connected:
        return unconnected(NO_TRACKER)
    if not wanted.words and (which := wanted.which or ("moved" if wanted.first else None)) is not None:
        return await _by_what_became(which, asking, wanted, issues)
    words = without_empty(list(dict.fromkeys(_WORD.findall(wanted.words.casefold()))))
    ages = await issues.ages()
    if not words:
        found, free = await asyncio.gather(issues.under_way(), issues.unassigned())
        under_way = _of_all(found, issues, ages)
        if nobodys := [each for each in free if each.key not in {other.key for other in found}]:
            besides = SmallPrint(text=(f"Besides: {counted(len(nobodys), 'issue')} open and nobody's.",))
            under_way = replace(under_way, blocks=(*under_way.blocks, besides))
        others = SmallPrint(text=("For others tell me a word or two of their titles.",))
        return replace(under_way, blocks=(*under_way.blocks, others))
    found, about = await issues.find(words), f"“{' '.join(words)}”"
    if not found:
        where = _where(issues)
        return Finding((f"I find no issue with {about} in its title or description{where}.",), as_of=ages.now)
    count = f"{len(found)}{'+' if len(found) >= MOST_FOUND else ''}"
    headline = f"1 issue says {about}." if len(found) == 1 else f"{count} issues say {about}."
    return Finding((headline,), _lines([line(each, ages, whose=True) for each in found], found), as_of=ages.now)


async def _by_what_became(which: Which, asking: Asking, wanted: OfIssues, issues: Issues) -> Finding:
    ages = await issues.ages()
    if which in ("oldest", "newest"):
        return _one_of(await issues.under_way(), which, issues, ages)
    if which == "stale" and wanted.first is not None:
        time = await past(wanted, asking, ages)
        read = await issues.under_way()
        still = [each for each in read if each.updated_at < time.since]
        headline = f"{_many(still)} in progress and did not move {time.words}"
        return _listed(headline, [stale_line(each, ages) for each in still], read, issues, ages)
    if which == "stale":
        found = await issues.stale(ages)
        headline = f"{_many(found)} in progress and unchanged for {STALE_DAYS} working days or more"
        return _listed(headline, [stale_line(each, ages) for each in found], found, issues, ages)
    if which == "unassigned":
        found = await issues.unassigned()
        return _listed(f"{_many(found)} open and nobody's", [line(each, ages) for each in found], found, issues, ages)
    today = await today_of(asking)
    time = await past(wanted if wanted.first else OfDays(first=today), asking, ages)
    if ages.now - time.since > LOOKED_BACK:
        raise UserError(f"I look back {LOOKED_BACK.days} days in {issues.system.name} at most.")
    read, more = await issues.moved(time.since, time.until)
    moved = read
    if which == "done":
        moved = [each for each in moved if each.category == "done"]
        headline = f"{_counted(moved)} {'was' if len(moved) < 2 else 'were'} done {time.words}"
    else:
        done = sum(each.category == "done" for each in moved)
        headline = f"{_counted(moved)} moved {time.words}{f', {done:,} of them done' if done else ''}"
    cut = small_print(["There may be more: I read only what was changed last."] if more else [])
    told = _listed(headline, [moved_line(each) for each in moved], read, issues, ages)
    return replace(told, blocks=(*told.blocks, *cut))


def _listed(headline: str, lines: Sequence[Text], found: Sequence[Issue], issues: Issues, ages: WorkingAge) -> Finding:
    where = "" if lines else _where(issues)
    return Finding((f"{headline}{where}.",), _lines(lines, found), as_of=ages.now)


def _lines(lines: Sequence[Text], found: Sequence[Issue]) -> tuple[Block, ...]:
    """The lines of what was found, and how much of it could not be read."""
    unread = unread_of(found)
    return (*listed(lines), *small_print([left_out(unread)] if unread else []))


def _one_of(found: Sequence[Issue], which: str, issues: Issues, ages: WorkingAge) -> Finding:
    """The one that has been unchanged the longest, or that was changed last."""
    if not found:
        return _of_all(found, issues, ages)
    one = (min if which == "oldest" else max)(found, key=lambda each: each.updated_at)
    how = "has been unchanged the longest" if which == "oldest" else "was changed last"
    whose = f", with {one_line(one.assignee.name)}" if one.assignee else ", nobody's"
    headline: Text = (
        Link(url=one.url, label=one.key),
        f" {how}, of {counted(len(found), 'issue')} in progress{whose}.",
    )
    return Finding(headline, _lines([line(one, ages)], found), as_of=ages.now)


def _counted(some: Sequence[Issue]) -> str:
    return "No issue" if not some else "1 issue" if len(some) == 1 else f"{len(some):,} issues"


def _many(some: Sequence[Issue]) -> str:
    return f"{_counted(some)} {'is' if len(some) < 2 else 'are'}"


def _of_all(found: Sequence[Issue], issues: Issues, ages: WorkingAge) -> Finding:
    if not found:
        return Finding((f"No issue is in progress or blocked{_where(issues)}.",), as_of=ages.now)
    blocked = sum(bool(each.blocked_by) for each in found)
    count = f"{len(found):,}{'+' if len(found) >= MOST_DOING else ''}"
    are = "1 issue is" if len(found) == 1 else f"{count} issues are"
    worst = f", {blocked:,} of them blocked" if blocked else ""
    lines = [line(each, ages, whose=True) for each in found]
    return Finding((f"{are} under way{worst}{_shares(found)}.",), _lines(lines, found), as_of=ages.now)


def _shares(found: Sequence[Issue]) -> str:
    """How many each has, the most first: ": Ana 3, Ben 1"; "" where that is one's, or not all were read."""
    if len(found) >= MOST_DOING or unread_of(found):
        return ""
    having = Counter(each.assignee for each in found)
    if len(having) < 2:
        return ""
    named = [(one_line(whose.name) if whose else "nobody", number) for whose, number in having.items()]
    told = [f"{name} {number:,}" for name, number in sorted(named, key=lambda each: (-each[1], each[0]))]
    more = f" and {len(told) - _SHARES} more people" if len(told) > _SHARES else ""
    return f": {', '.join(told[:_SHARES])}{more}"


def _headline(who: Somebody, found: Sequence[Issue]) -> Text:
    subject = ("You have",) if who.is_asker else (who.named, " has")
    if not found:
        return (*subject, " no issue in progress.")
    blocked = sum(bool(each.blocked_by) for each in found)
    count = "1 issue" if len(found) == 1 else f"{len(found):,} issues"
    return (*subject, f" {count} in progress{f', {blocked:,} blocked' if blocked else ''}.")


def _where(issues: Issues) -> str:
    """Where it was looked: in the projects that are named, else in the whole tracker."""
    named = issues.projects
    if not named:
        return f" {issues.system.where}"
    more = f" and {len(named) - 5} more projects" if len(named) > 5 else ""
    return f" in {', '.join(named[:5])}{more}"
