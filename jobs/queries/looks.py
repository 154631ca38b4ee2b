"""Looks at every watched server at once: one that does not answer costs only its own part."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from integrations.deferred import dataclass
from integrations.source import SourceError
from jobs.fan_out import LIMIT_S
from jobs.queries.query_probe import QueryProbe
from jobs.queries.report import CommandReport, QueryReport

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """What was found; None where that server is not connected, or could not be read."""

    queries: QueryReport | None
    commands: CommandReport | None
    troubles: Sequence[str]
    """A line for each that could not be read."""

    @property
    def quiet(self) -> str:
        """What there is to say of them where nothing stands out."""
        lines = [
            *([self.queries.line, *self.queries.notices] if self.queries else ()),
            *([f"Redis: {self.commands.line}", *self.commands.notices] if self.commands else ()),
            *self.troubles,
        ]
        return " ".join(lines)

    @property
    def notices(self) -> Sequence[str]:
        """What has to be known to read the numbers."""
        return [*(self.queries.notices if self.queries else ()), *(self.commands.notices if self.commands else ())]

    @property
    def matters(self) -> bool:
        """Whether something got slower, is new and heavy, or is a slow command."""
        return bool((self.queries and self.queries.matters) or (self.commands and self.commands.matters))


async def look(
    probe: QueryProbe, *, asked: bool, in_passing: bool = False, plans_within_s: float = 0, limit_s: float = LIMIT_S
) -> Look:
    """Look at each that is connected, at once, as `QueryProbe` does."""
    statements = (
        probe.at_statements(asked=asked, in_passing=in_passing, plans_within_s=plans_within_s)
        if probe.statements
        else None
    )
    (queries, no_queries), (commands, no_commands) = await asyncio.gather(
        _within("PostgreSQL", statements, limit_s),
        _within("Redis", probe.at_commands(asked=asked, in_passing=in_passing) if probe.commands else None, limit_s),
    )
    return Look(queries, commands, [each for each in (no_queries, no_commands) if each])


async def _within(name: str, asked: Awaitable[T] | None, limit_s: float) -> tuple[T | None, str]:
    """What a look finds, or the line to have instead; neither, where nothing is connected."""
    if asked is None:
        return None, ""
    try:
        async with asyncio.timeout(limit_s):
            return await asked, ""
    except SourceError as problem:
        return None, problem.sentence
    except TimeoutError:
        return None, SourceError(name, f"no answer within {limit_s:g} seconds").sentence
