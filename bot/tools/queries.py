"""What is slow in the watched databases."""

from pydantic import Field

from bot.sources import Sources
from bot.tools.answers import small_print, unconnected
from bot.tools.repositories import words_of
from bot.tools.tool import Arguments, Asking, Audience, Finding, tool
from integrations.codehost import Deployment
from integrations.post import Block
from jobs.deploys.report import went_live_since
from jobs.queries.looks import look
from jobs.queries.posts import indexes, short, went_out
from jobs.queries.query_probe import NO_DATABASE, QueryProbe
from jobs.queries.words import moment
from jobs.reviews import Reviews

_LOOK_S, _HINT_S, _PLANS_S = 5, 2, 3
"""Seconds for the databases, for what went out since, and, of the first, for plans where an index is asked for."""


class OfQueries(Arguments):
    """What is slow, or what would make it faster."""

    words: str = Field("", description="Of what it is asked whether it is slow: a watched database, or anything else.")
    indexes: bool = Field(False, description="Which index would help, instead of what is slow.")


@tool(Audience.FULL_MEMBERS, told_by="slow_queries", source="database")
async def slow_queries(
    asking: Asking, wanted: OfQueries, query_probe: QueryProbe, sources: Sources, reviews: Reviews
) -> Finding:
    """Tell which queries got slower since the last measure and by how much, what takes most time, slow commands.

    With what went out since, which may have made them slower. With `indexes` only which index would help.
    """
    if query_probe.statements is None and query_probe.commands is None:
        return unconnected(NO_DATABASE)
    plans_within_s = _PLANS_S if wanted.indexes else 0
    seen = await look(query_probe, asked=True, in_passing=True, plans_within_s=plans_within_s, limit_s=_LOOK_S)
    queries, commands = seen.queries, seen.commands
    if wanted.indexes and queries is not None:
        post, ages = indexes(queries), await reviews.ages()
        return Finding(post.headline, (*post.blocks, *small_print(queries.notices)), as_of=ages.now)
    if queries is None and commands is None:
        return Finding((seen.quiet,), found=False)
    ages = await reviews.ages()
    if not (seen.matters or (queries and queries.heavy)):
        quiet = f"{seen.quiet[0].upper()}{seen.quiet[1:]}"
        return Finding((quiet,), tuple(_only_watched(wanted.words, query_probe)), as_of=ages.now)
    compared = queries.comparison if queries else None
    when = moment(compared.since, ages) if compared else ""
    out: list[Deployment] = []
    if sources.codehost is not None and queries and queries.slower and compared:
        out = list(await went_live_since(sources.codehost, compared.since, _HINT_S))
    post = short(queries, commands, when, went_out(out, ages), rest="")
    watched = _only_watched(wanted.words, query_probe)
    blocks: list[Block] = [*watched, *post.blocks, *small_print([*seen.notices, *seen.troubles])]
    return Finding((*post.headline, "."), tuple(blocks), as_of=ages.now)


def _only_watched(words: str, probe: QueryProbe) -> list[Block]:
    """What is watched, where it is asked of something else how fast it is; nothing where no words are, or of that."""
    places = [
        f"{what} {each.place}" for what, each in (("PostgreSQL", probe.statements), ("Redis", probe.commands)) if each
    ]
    known = " ".join((*places, "database queries statements sql tables")).casefold()
    if not words or any(word in known for word in words_of(words)):
        return []
    return small_print([f"I see queries and commands of {' and '.join(places)} alone, and not how fast “{words}” is."])
