"""The tracker's issues: somebody's, one of them, and those about something."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pydantic import Field

from bot.memory.stop_words import without_empty
from bot.tools.answers import listed, unconnected
from bot.tools.arguments import About, OfSomebody
from bot.tools.somebody import Somebody, somebody, unknown_account
from bot.tools.tool import Arguments, Asking, Audience, Finding, tool
from integrations.post import Block, Bold, Link, Paragraph, SmallPrint, Span, Text, When
from integrations.systems import NO_TRACKER
from integrations.tracker import MOST_DOING, MOST_FOUND, Issue
from jobs.issues import Issues
from jobs.issues.posts import line
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge

_WORD = re.compile(r"[^\W_]+")


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
    return Finding(_headline(who, found), tuple(listed([line(each, ages) for each in found])), as_of=ages.now)


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


@tool(Audience.FULL_MEMBERS, source="tracker")
async def find_issues(asking: Asking, wanted: About, issues: Issues) -> Finding:
    """Find the issues whose titles or descriptions have all of some words: open first, with status and who has them.

    Without words it tells which are in progress.
    """
    if not issues.connected:
        return unconnected(NO_TRACKER)
    words = without_empty(list(dict.fromkeys(_WORD.findall(wanted.words.casefold()))))
    ages = await issues.ages()
    if not words:
        under_way = _of_all(await issues.under_way(), issues, ages)
        others = SmallPrint(text=("For others tell me a word or two of their titles.",))
        return replace(under_way, blocks=(*under_way.blocks, others))
    found, about = await issues.find(words), f"“{' '.join(words)}”"
    if not found:
        where = _where(issues)
        return Finding((f"I find no issue with {about} in its title or description{where}.",), as_of=ages.now)
    count = f"{len(found)}{'+' if len(found) >= MOST_FOUND else ''}"
    headline = f"1 issue says {about}." if len(found) == 1 else f"{count} issues say {about}."
    return Finding((headline,), tuple(listed([line(each, ages, whose=True) for each in found])), as_of=ages.now)


def _of_all(found: Sequence[Issue], issues: Issues, ages: WorkingAge) -> Finding:
    if not found:
        return Finding((f"No issue is in progress or blocked{_where(issues)}.",), as_of=ages.now)
    blocked = sum(bool(each.blocked_by) for each in found)
    count = f"{len(found):,}{'+' if len(found) >= MOST_DOING else ''}"
    are = "1 issue is" if len(found) == 1 else f"{count} issues are"
    worst = f", {blocked:,} of them blocked" if blocked else ""
    lines = [line(each, ages, whose=True) for each in found]
    return Finding((f"{are} under way{worst}.",), tuple(listed(lines)), as_of=ages.now)


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
