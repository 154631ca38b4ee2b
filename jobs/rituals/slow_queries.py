"""Slow queries: what got slower in the databases since the last working day, and what would help."""

from collections.abc import Sequence

from integrations.codehost import CodeHost, Deployment
from integrations.database import Tx
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.ritual import Keep, Occurrence
from jobs.deploys.report import went_live_since
from jobs.people.working_age import AgesNow
from jobs.queries import posts
from jobs.queries.looks import look
from jobs.queries.query_probe import NO_DATABASE, QueryProbe
from jobs.queries.words import moment
from jobs.voice import Voice

HINT_S = 5
"""How long the code host may take to say what went out; the queries are told without it too."""


class SlowQueries(DigestKind[QueryProbe]):
    """The kind `slow_queries`."""

    name = "slow_queries"
    subject = "Slow queries"
    task_words = frozenset(
        {
            "database optimization",
            "slow query",
            "query tuning",
            "query optimization",
            "database tuning",
            "database query",
        }
    )
    off = NO_DATABASE

    def __init__(self, probe: QueryProbe, ages: AgesNow, voice: Voice, host: CodeHost | None) -> None:
        """Report what that finds; `host` tells what may have made it slower."""
        super().__init__(probe if probe.statements or probe.commands else None, voice)
        self._ages = ages
        self._host = host

    async def gather(self, source: QueryProbe, occurrence: Occurrence) -> Digest | Quiet:
        """What got slower; who asks is also told what takes most of the time."""
        asked = occurrence.asked_by is not None
        seen = await look(source, asked=asked)
        queries, commands = seen.queries, seen.commands
        keep = _all_of([report.keep for report in (queries, commands) if report is not None])
        compared = queries.comparison if queries is not None else None
        curious = asked and queries is not None and compared is not None and bool(queries.heavy)
        if not (curious or seen.matters):
            return Quiet(seen.quiet, keep)
        ages = await self._ages()
        when = moment(compared.since, ages) if compared else ""
        out: Sequence[Deployment] = []
        if self._host is not None and queries and queries.slower and compared:
            out = await went_live_since(self._host, compared.since, HINT_S)
        return Digest(
            posts.short(queries, commands, when, posts.went_out(out, ages)),
            posts.in_full(queries, commands),
            facts={"slower": len(queries.slower) if queries else 0},
            troubles=[*seen.notices, *seen.troubles],
            keep=keep,
        )


def _all_of(keeps: list[Keep]) -> Keep:
    async def keep(tx: Tx) -> None:
        for each in keeps:
            await each(tx)

    return keep
