"""Slow queries: what got slower in the databases since the last working day, and what would help."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from integrations.codehost import CodeHost, Deployment
from integrations.database import Tx
from integrations.source import SourceError
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.ritual import Keep, Occurrence
from jobs.deploys.report import went_live
from jobs.fan_out import LIMIT_S, of_each
from jobs.people.working_age import AgesNow
from jobs.queries import posts
from jobs.queries.query_probe import QueryProbe
from jobs.queries.words import moment
from jobs.voice import Voice

HINT_S = 5
"""How long the code host may take to say what went out; the queries are told without it too."""
T = TypeVar("T", covariant=True)


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
    off = "neither PostgreSQL (ROLECALL_POSTGRES_DSN) nor Redis (ROLECALL_REDIS_URL) is connected"

    def __init__(self, probe: QueryProbe, ages: AgesNow, voice: Voice, host: CodeHost | None) -> None:
        """Report what that finds; `host` tells what may have made it slower."""
        super().__init__(probe if probe.statements or probe.commands else None, voice)
        self._ages = ages
        self._host = host

    async def gather(self, source: QueryProbe, occurrence: Occurrence) -> Digest | Quiet:
        """What got slower; who asks is also told what takes most of the time."""
        asked = occurrence.asked_by is not None
        (queries, no_queries), (commands, no_commands) = await asyncio.gather(
            _look("PostgreSQL", source.at_statements if source.statements else None, asked),
            _look("Redis", source.at_commands if source.commands else None, asked),
        )
        troubles = [each for each in (no_queries, no_commands) if each]
        keep = _all_of([report.keep for report in (queries, commands) if report is not None])
        compared = queries.comparison if queries is not None else None
        curious = asked and queries is not None and compared is not None and bool(queries.heavy)
        if not (curious or (queries and queries.matters) or (commands and commands.matters)):
            lines = [
                *([queries.line, *queries.notices] if queries else ()),
                *([f"Redis: {commands.line}", *commands.notices] if commands else ()),
                *troubles,
            ]
            return Quiet(" ".join(lines), keep)
        ages = await self._ages()
        when = moment(compared.since, ages) if compared else ""
        out = await self._went_out(compared.since) if queries and queries.slower and compared else []
        notices = [*(queries.notices if queries else ()), *(commands.notices if commands else ())]
        return Digest(
            posts.short(queries, commands, when, posts.went_out(out, ages)),
            posts.in_full(queries, commands),
            facts={"slower": len(queries.slower) if queries else 0},
            troubles=[*notices, *troubles],
            keep=keep,
        )

    async def _went_out(self, since: datetime) -> Sequence[Deployment]:
        """What went live since a moment, oldest first; nothing where the host does not say so soon."""
        if self._host is None:
            return []
        try:
            async with asyncio.timeout(HINT_S):
                answers = await of_each(self._host.repos, self._host.deployments)
        except TimeoutError:
            return []
        out = [each for every in answers.found.values() for each in went_live(every, since)]
        return sorted(out, key=lambda each: each.created_at)


class _Look(Protocol[T]):
    """A look at one server."""

    async def __call__(self, *, asked: bool) -> T: ...


async def _look(name: str, look: _Look[T] | None, asked: bool) -> tuple[T | None, str]:
    """What a look finds, or the line to have instead; neither, where nothing is connected."""
    if look is None:
        return None, ""
    try:
        async with asyncio.timeout(LIMIT_S):
            return await look(asked=asked), ""
    except SourceError as problem:
        return None, problem.sentence
    except TimeoutError:
        return None, SourceError(name, f"no answer within {LIMIT_S} seconds").sentence


def _all_of(keeps: list[Keep]) -> Keep:
    async def keep(tx: Tx) -> None:
        for each in keeps:
            await each(tx)

    return keep
