"""Slow queries: what got slower in the databases since the last working day, and what would help."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from integrations.codehost import CodeHost, Deployment
from integrations.database import Tx
from integrations.source import SourceError
from jobs.cadence.ritual import Occurrence, Result
from jobs.deploys.report import went_live
from jobs.fan_out import LIMIT_S, of_each
from jobs.messages import OutgoingMessage
from jobs.people.working_age import WorkingAge
from jobs.queries import posts
from jobs.queries.query_probe import QueryProbe
from jobs.queries.report import Keep
from jobs.queries.words import moment
from jobs.voice import Voice

OFF = "neither PostgreSQL (ROLECALL_POSTGRES_DSN) nor Redis (ROLECALL_REDIS_URL) is connected"
HINT_S = 5
"""How long the code host may take to say what went out; the queries are told without it too."""
T = TypeVar("T", covariant=True)


class SlowQueries:
    """The kind `slow_queries`."""

    name = "slow_queries"
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
    option_names: frozenset[str] = frozenset()
    default_late = "run"
    own_hour = "never"

    def __init__(
        self, looking: QueryProbe, ages: Callable[[], Awaitable[WorkingAge]], voice: Voice, host: CodeHost | None
    ) -> None:
        """Report what that finds, with one line of the voice; `host` tells what may have made it slower."""
        self._looking = looking
        self._ages = ages
        self._voice = voice
        self._host = host

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._looking.statements or self._looking.commands else OFF

    async def run(self, occurrence: Occurrence) -> Result:
        """What got slower; who asks is also told what takes most of the time."""
        if self.why_off:
            return Result(line=f"Slow queries: {self.why_off}.")
        asked = occurrence.asked_by is not None
        (queries, no_queries), (commands, no_commands) = await asyncio.gather(
            _look("PostgreSQL", self._looking.at_statements if self._looking.statements else None, asked),
            _look("Redis", self._looking.at_commands if self._looking.commands else None, asked),
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
            return Result(line=f"Slow queries: {' '.join(lines)}", keep=keep)
        ages = await self._ages()
        when = moment(compared.since, ages) if compared else ""
        out = await self._went_out(compared.since) if queries and queries.slower and compared else []
        said = await self._voice.line("slow_queries", {"slower": len(queries.slower) if queries else 0})
        key, channel = f"slow_queries:{occurrence.id}", occurrence.ritual.channel
        post = posts.short(queries, commands, said, troubles, when, posts.went_out(out, ages))
        messages = [OutgoingMessage(key, channel, post, occurrence.priority)]
        if (whole := posts.in_full(queries, commands)) is not None:
            messages.append(OutgoingMessage(f"{key}:whole", channel, whole, occurrence.priority, thread_of=key))
        return Result(messages=messages, keep=keep)

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
