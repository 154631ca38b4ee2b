"""What is red, and what is flaky."""

from collections.abc import Sequence

from bot.sources import Sources
from bot.tools.answers import LOOK_S, small_print, unconnected
from bot.tools.arguments import About
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.scope import more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.codehost import CodeHost, short_name
from integrations.post import Block, Bullets, Heading, Person, Span, Text
from integrations.source import SourceError
from integrations.systems import NO_CODE_HOST
from integrations.words import one_line
from jobs.builds import posts
from jobs.builds.report import Red, read_reports
from jobs.fan_out import each_or
from jobs.people.accounts import Accounts
from jobs.people.directory import Directory, name_of
from jobs.reviews import Reviews

_LOOKED_AT = 3
"""Red builds of which it is told what came in."""
_SHOWN = 3
_TITLE = 90


@tool(Audience.FULL_MEMBERS, told_by="testing", source="codehost")
async def red_tests(
    asking: Asking, wanted: About, sources: Sources, reviews: Reviews, accounts: Accounts, team: Directory
) -> Finding:
    """Tell which builds are red on the default branches and since when, which pull requests are, what is flaky.

    And whose commits came in before it turned red. Of the last week. With words only of the repositories that are
    called so.
    """
    host = sources.codehost
    if host is None:
        return unconnected(NO_CODE_HOST)
    ages = await reviews.ages()
    repos = allowed(host.repos, asking)
    answers = await read_reports(host, meant(repos, words_of(wanted.words)) or repos, ages.now, limit_s=LOOK_S)
    if answers.all_failed:
        return Finding((answers.troubles[0],), found=False)
    reports = list(answers.found.values())
    troubles = tuple(small_print(answers.troubles))
    if not any(each.matters for each in reports):
        quiet = posts.quiet(reports)
        return Finding((f"{quiet[0].upper()}{quiet[1:]}",), troubles, as_of=ages.now)
    post = posts.short(reports, ages)
    sorts = ([red for each in reports for red in each.red], [flaky for each in reports for flaky in each.flaky])
    left = sum(max(0, len(each) - posts.SHOWN) for each in sorts)
    brought = await _brought(host, [red for each in reports for red in each.red][:_LOOKED_AT], accounts, team)
    return Finding((*post.headline, "."), (*post.blocks, *more(left), *brought, *troubles), as_of=ages.now)


async def _brought(host: CodeHost, reds: Sequence[Red], accounts: Accounts, team: Directory) -> list[Block]:
    """What came in between the last run that passed and the first that failed, and whose it is."""
    known = [each for each in reds if each.between and each.between[0] != each.between[1]]
    asked = [host.commits_between(each.last.repo, *(each.between or ("", ""))) for each in known]
    found = await each_or(SourceError, asked)
    lines: list[Text] = []
    for red, commits in zip(known, found, strict=True):
        if isinstance(commits, SourceError) or not commits.commits:
            continue
        users = await accounts.people(host.system, [each.author for each in commits.commits])
        line: list[str | Span] = [f"{short_name(red.last.repo)} {red.last.workflow}: "]
        for number, each in enumerate(commits.commits[:_SHOWN]):
            user = users.get(each.author)
            by = Person(user=user, name=await name_of(team, user)) if user else each.author
            line += ["; " if number else "", f"{one_line(each.title)[:_TITLE]} · ", by]
        left = commits.total - _SHOWN
        lines.append(tuple(part for part in (*line, f" and {left} more" if left > 0 else "") if part != ""))
    heading = Heading(text="What came in between green and red")
    return [heading, Bullets(items=tuple(lines))] if lines else []
