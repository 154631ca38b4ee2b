"""What became of the things that blockers wait for, asked of the systems that know."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from integrations.codehost import CodeHost, PullRequest
from integrations.deferred import dataclass
from integrations.entries import left_out, unread_keys
from integrations.source import SourceError
from integrations.tracker import Issue, Tracker

AT_ONCE = 4
"""Calls under way at a time, where each thing is a call."""


@dataclass(frozen=True, slots=True)
class State:
    """How something is. `dropped` has ended otherwise than hoped for; `missing` is not there, or not for us."""

    is_: Literal["open", "met", "dropped", "missing"]
    since: datetime | None = None
    """Since when it is met, as far as the source tells."""


States = Callable[[Sequence[str]], Awaitable[Mapping[str, State]]]
"""What became of these; what could not be read is left out. Raises `SourceError` where nothing could."""


class PullConditions:
    """Pull requests that must be merged; one call each."""

    def __init__(self, host: CodeHost) -> None:
        """Ask that system."""
        self._host = host

    async def states(self, refs: Sequence[str]) -> Mapping[str, State]:
        """What became of these; what could not be read is left out. Raises `SourceError` where nothing could."""
        turns = asyncio.Semaphore(AT_ONCE)
        found: dict[str, State] = {}
        problems: list[SourceError] = []

        async def ask(ref: str) -> None:
            async with turns:
                if any(problem.retry_after for problem in problems):
                    return  # it has had enough of us
                repo, _, number = ref.partition("#")
                try:
                    found[ref] = _of_pull(await self._host.pull(repo, int(number)))
                except SourceError as problem:
                    if problem.missing:
                        found[ref] = State("missing")
                    else:
                        problems.append(problem)

        await asyncio.gather(*map(ask, refs))
        if problems and not found:
            raise problems[0]
        return found


class IssueConditions:
    """Issues that must be done; one call for all."""

    def __init__(self, tracker: Tracker) -> None:
        """Ask that system."""
        self._tracker = tracker

    async def states(self, refs: Sequence[str]) -> Mapping[str, State]:
        """What became of these; what could not be read is left out. Raises `SourceError` where nothing could."""
        found = await self._tracker.issues(refs)
        unread = unread_keys(found)
        if unread and unread.issuperset(refs):
            raise SourceError(self._tracker.system.name, left_out(len(unread)).rstrip("."))
        read = [ref for ref in refs if ref not in unread]
        return {ref: _of_issue(found[ref]) if ref in found else State("missing") for ref in read}


def _of_pull(pull: PullRequest) -> State:
    if pull.merged_at is not None:
        return State("met", pull.merged_at)
    return State("dropped" if pull.closed else "open")


def _of_issue(issue: Issue) -> State:
    if issue.category != "done":
        return State("open")
    # Whoever finishes an issue changes it; a search does not say more.
    return State("met", issue.moves[-1].at if issue.moves else issue.updated_at)
