"""What is red, and what is flaky."""

from bot.sources import Sources
from bot.tools.answers import LOOK_S, small_print, unconnected
from bot.tools.arguments import About
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.scope import more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.systems import NO_CODE_HOST
from jobs.builds import posts
from jobs.builds.report import read_reports
from jobs.reviews import Reviews


@tool(Audience.FULL_MEMBERS, told_by="testing", source="codehost")
async def red_tests(asking: Asking, wanted: About, sources: Sources, reviews: Reviews) -> Finding:
    """Tell which builds are red on the default branches and since when, which pull requests are, what is flaky.

    Of the last week. With words only of the repositories that are called so.
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
    return Finding((*post.headline, "."), (*post.blocks, *more(left), *troubles), as_of=ages.now)
