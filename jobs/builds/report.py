"""What the workflow runs of a repository come to, before it is worded."""

import asyncio
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from integrations.codehost import Build, CodeHost, PullRequest
from integrations.deferred import dataclass
from integrations.entries import unread_of
from jobs.fan_out import LIMIT_S, Gathered, of_chosen

WINDOW = timedelta(days=7)
"""How far back runs are looked at: a week has enough of them to tell flaky from broken."""
SLOW_S = 300
"""A suite is worth a line when it takes this long: five minutes is what people wait for at their desk."""


@dataclass(frozen=True, slots=True)
class Red:
    """A workflow that fails on the default branch."""

    last: Build
    since: datetime
    """When the first run failed after the last one that passed, as far back as we know."""
    at_least: bool
    """Whether none that we know of passed before, so that it may be red for longer."""
    between: tuple[str, str] | None = None
    """The commits of the last run that passed and of the first one that failed; None where none passed."""


@dataclass(frozen=True, slots=True)
class Flaky:
    """A workflow that failed and passed on the same commit."""

    repo: str
    workflow: str
    commits: int
    last: Build


@dataclass(frozen=True, slots=True)
class Slow:
    """How long a workflow takes on the default branch."""

    repo: str
    workflow: str
    median_s: float


@dataclass(frozen=True, slots=True)
class TestReport:
    """What one repository's runs come to."""

    red: Sequence[Red]
    red_pulls: Sequence[PullRequest]
    flaky: Sequence[Flaky]
    slow: Sequence[Slow]
    runs: int
    unread: int = 0
    """How many runs and pull requests could not be read."""
    read: int = 0
    """How many of them could."""

    @property
    def matters(self) -> bool:
        """Whether anything is red or flaky."""
        return bool(self.red or self.red_pulls or self.flaky)


async def read_reports(
    host: CodeHost, only: Sequence[str], now: datetime, *, limit_s: float = LIMIT_S
) -> Gathered[TestReport]:
    """Ask for the runs of the last week, of `only` these repositories where named."""

    async def report(repo: str) -> TestReport:
        return await read_report(host, repo, now)

    return await of_chosen(host, only, report, limit_s=limit_s)


async def read_report(host: CodeHost, repo: str, now: datetime) -> TestReport:
    """Ask for one repository's runs of the last week. Raise `SourceError`."""
    repository, runs, pulls = await asyncio.gather(
        host.repository(repo), host.builds_since(repo, now - WINDOW), host.open_pulls(repo)
    )
    failing = [pull for pull in pulls if pull.checks == "failing" and not pull.draft]
    report = report_of(runs, failing, repository.default_branch)
    return replace(report, unread=unread_of(runs) + unread_of(pulls), read=len(runs) + len(pulls))


def report_of(runs: Sequence[Build], red_pulls: Sequence[PullRequest], branch: str) -> TestReport:
    """What the runs of one repository come to."""
    by_workflow: dict[str, list[Build]] = defaultdict(list)
    # In the order in which they were begun: what an older commit's run says last is not what is so now.
    for run in sorted(runs, key=lambda each: (each.id, each.attempt)):
        by_workflow[run.key or run.workflow].append(run)
    red: list[Red] = []
    flaky: list[Flaky] = []
    slow: list[Slow] = []
    for every in by_workflow.values():
        ours, name = [run for run in every if run.branch == branch and not run.of_pull], every[-1].workflow
        if ours and not ours[-1].passed:
            red.append(_red(ours))
        both = _both_ways(every)
        if both:
            last = [run for run in every if run.sha in both][-1]
            flaky.append(Flaky(last.repo, name, len(both), last))
        if ours:
            median = statistics.median(run.took_s for run in ours)
            slow.append(Slow(ours[-1].repo, name, median))
    flaky.sort(key=lambda each: (-each.commits, each.workflow))
    slow.sort(key=lambda each: (-each.median_s, each.workflow))
    return TestReport(red, red_pulls, flaky, [each for each in slow if each.median_s >= SLOW_S][:3], len(runs))


def _both_ways(runs: Sequence[Build]) -> set[str]:
    """The commits on which a workflow failed and passed.

    For a pull request only attempts of one run count: another run of it tested another base, or another
    title, or other labels.
    """
    results: dict[tuple[str, int], set[bool]] = defaultdict(set)
    for run in runs:
        results[run.sha, run.id if run.of_pull else 0].add(run.passed)
    return {sha for (sha, _), ends in results.items() if len(ends) == 2}


def _red(ours: Sequence[Build]) -> Red:
    failing: list[Build] = []
    for run in reversed(ours):
        if run.passed:
            break
        failing.append(run)
    first, passed = failing[-1], ours[: -len(failing)]
    return Red(ours[-1], first.ended_at, not passed, (passed[-1].sha, first.sha) if passed else None)
