"""Which contracts are about to change."""

from bot.sources import Sources
from bot.tools.answers import small_print, unconnected
from bot.tools.arguments import About
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.codehost import short_name
from integrations.systems import NO_CODE_HOST
from jobs.reviews import Reviews
from jobs.reviews.contract_changes import contract_changes as changes_of
from jobs.reviews.contract_changes import in_order, left_out
from jobs.reviews.contract_posts import short

_LIMIT_S, _LOOK_S = 20, 15
"""Seconds: each file of a contract is read twice, before and after."""
_NAMED = 5


@tool(Audience.FULL_MEMBERS, told_by="api_design", limit_s=_LIMIT_S, source="codehost")
async def contract_changes(asking: Asking, wanted: About, sources: Sources, reviews: Reviews) -> Finding:
    """Tell which open pull requests change an API contract (OpenAPI, protobuf, GraphQL), what breaks callers first.

    With words only of the repositories that are called so.
    """
    host = sources.codehost
    if host is None:
        return unconnected(NO_CODE_HOST)
    ages = await reviews.ages()
    repos = allowed(host.repos, asking)
    chosen = meant(repos, words_of(wanted.words)) or repos
    answers = await changes_of(host, chosen, limit_s=_LOOK_S)
    if answers.all_failed:
        return Finding((answers.troubles[0],), found=False)
    found, missing = in_order(answers), small_print(left_out(answers))
    if not found:
        read = ", ".join(short_name(each) for each in list(answers.found)[:_NAMED])
        more = f" and {len(answers.found) - _NAMED} more" if len(answers.found) > _NAMED else ""
        nothing = f"No open pull request of {read}{more} is known to change a contract."
        return Finding((nothing,), tuple(missing), as_of=ages.now)
    post = short(found, (), await reviews.people([each.pull for each in found]), rest="")
    return Finding((*post.headline, "."), (*post.blocks, *missing), as_of=ages.now)
