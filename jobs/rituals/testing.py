"""The tests: what is red and since when, what is flaky, what is slow."""

import asyncio
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from integrations.codehost import Build, CodeHost, PullRequest
from integrations.post import Block, Bold, Bullets, Heading, Link, Paragraph, Post, SmallPrint, Text
from integrations.systems import NO_CODE_HOST
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result
from jobs.fan_out import of_chosen
from jobs.messages import OutgoingMessage
from jobs.people.working_age import WorkingAge
from jobs.rituals.review_queue import in_thread, repos_problems
from jobs.voice import Voice

WINDOW = timedelta(days=7)
"""How far back runs are looked at: a week has enough of them to tell flaky from broken."""
SHOWN = 6
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
    url: str


@dataclass(frozen=True, slots=True)
class TestReport:
    """What one repository's runs come to."""

    red: Sequence[Red]
    red_pulls: Sequence[PullRequest]
    flaky: Sequence[Flaky]
    slow: Sequence[Slow]
    runs: int


class Testing:
    """The kind `testing`."""

    name = "testing"
    task_words = frozenset({"testing and debugging", "unit test", "integration test", "flaky test", "test suite"})
    option_names = frozenset({"repos"})
    default_late = "run"
    own_hour = "never"

    def __init__(self, host: CodeHost | None, clock: Clock, ages: "AgesOf", voice: Voice) -> None:
        """Read its builds, with one line of the voice."""
        self._host = host
        self._clock = clock
        self._ages = ages
        self._voice = voice

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._host else NO_CODE_HOST

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return repos_problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """What is red, then what is flaky, then what is slow."""
        if self._host is None:
            return Result(line=f"Tests: {NO_CODE_HOST}.")
        only = occurrence.ritual.options.get("repos", ())
        answers = await of_chosen(self._host, only, self._report)
        if answers.nothing:
            return Result(line=f"Tests: {answers.troubles[0]}")
        reports = list(answers.found.values())
        if not any(report.red or report.red_pulls or report.flaky for report in reports) and not answers.troubles:
            runs = sum(report.runs for report in reports)
            return Result(line=f"Tests: all green; {runs} runs this week." if runs else "Tests: nothing ran this week.")
        ages = await self._ages()
        said = await self._voice.line("testing", {"red": sum(len(report.red) for report in reports)})
        key, channel = f"testing:{occurrence.id}", occurrence.ritual.channel
        post = short(reports, ages, said, answers.small_print())
        messages = [OutgoingMessage(key, channel, post, occurrence.priority)]
        if (whole := in_full(reports, ages)) is not None:
            messages.append(in_thread(key, channel, whole, occurrence.priority))
        return Result(messages=messages)

    async def _report(self, repo: str) -> TestReport:
        assert self._host is not None  # noqa: S101 - `run` has looked
        now = self._clock.now()
        repository, runs, pulls = await asyncio.gather(
            self._host.repository(repo), self._host.builds_since(repo, now - WINDOW), self._host.open_pulls(repo)
        )
        failing = [pull for pull in pulls if pull.checks == "failing" and not pull.draft]
        return report_of(runs, failing, repository.default_branch)


class AgesOf(Protocol):
    """The team's working time."""

    async def __call__(self) -> WorkingAge:
        """Up to now."""
        ...


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
            slow.append(Slow(ours[-1].repo, name, median, ours[-1].url))
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
    return Red(ours[-1], failing[-1].ended_at, at_least=len(failing) == len(ours))


# --- what is said ------------------------------------------------------------------


def short(reports: Sequence[TestReport], ages: WorkingAge, said: str, troubles: Sequence[Block]) -> Post:
    """What matters, in a few lines."""
    red = [each for report in reports for each in report.red]
    pulls = [pull for report in reports for pull in report.red_pulls]
    flaky = [each for report in reports for each in report.flaky]
    slow = [each for report in reports for each in report.slow]
    blocks: list[Block] = [Paragraph(text=(said,))] if said else []
    if red:
        blocks.append(Bullets(items=tuple(_red_line(each, ages) for each in red[:SHOWN])))
    if pulls:
        links: list[Any] = [Bold(text="Red pull requests: ")]
        for number, pull in enumerate(pulls[:SHOWN]):
            links += [*([", "] if number else []), Link(url=pull.url, label=pull.ref)]
        more = [f" and {len(pulls) - SHOWN} more"] if len(pulls) > SHOWN else []
        blocks.append(Paragraph(text=(*links, *more)))
    if flaky:
        blocks.append(Heading(text="Flaky: failed and passed on the same commit"))
        blocks.append(Bullets(items=tuple(_flaky_line(each) for each in flaky[:SHOWN])))
    if slow:
        words = ", ".join(f"{_name(each.repo)} {each.workflow} {_duration(each.median_s)}" for each in slow[:3])
        blocks.append(SmallPrint(text=(f"Slowest: {words}.",)))
    return Post(headline=_headline(red, pulls, flaky), blocks=(*blocks, *troubles))


def in_full(reports: Sequence[TestReport], ages: WorkingAge) -> Post | None:
    """Everything that is red or flaky, for the thread; None where the short one has it all."""
    red = [each for report in reports for each in report.red]
    pulls = [pull for report in reports for pull in report.red_pulls]
    flaky = [each for report in reports for each in report.flaky]
    if max(len(red), len(pulls), len(flaky)) <= SHOWN:
        return None
    blocks: list[Block] = []
    if red:
        blocks += [Heading(text="Red"), Bullets(items=tuple(_red_line(each, ages) for each in red))]
    if pulls:
        items: tuple[Text, ...] = tuple((Link(url=pull.url, label=pull.ref), f" {pull.title}") for pull in pulls)
        blocks += [Heading(text="Red pull requests"), Bullets(items=items)]
    if flaky:
        blocks += [Heading(text="Flaky"), Bullets(items=tuple(_flaky_line(each) for each in flaky))]
    return Post(headline=("All of it",), blocks=tuple(blocks))


def _headline(red: Sequence[Red], pulls: Sequence[PullRequest], flaky: Sequence[Flaky]) -> Text:
    if red:
        names = sorted({_name(each.last.repo) for each in red})
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return (f"Red on the default branch: {', '.join(names[:3])}{more}",)
    if pulls:
        return ("The default branches are green; some pull requests are red",)
    if flaky:
        return ("Everything is green, but not reliably",)
    return ("Tests, as far as I could read them",)


def _red_line(red: Red, ages: WorkingAge) -> Text:
    run = red.last
    since = f"for {'at least ' if red.at_least else ''}{ages.words(red.since)}"
    return (
        Bold(text=_name(run.repo)),
        " ",
        Link(url=run.url, label=run.workflow),
        f" is red {since} (at {run.sha[:7]})",
    )


def _flaky_line(flaky: Flaky) -> Text:
    times = "once" if flaky.commits == 1 else f"on {flaky.commits} commits"
    return (Bold(text=_name(flaky.repo)), " ", Link(url=flaky.last.url, label=flaky.workflow), f" {times} this week")


def _name(repo: str) -> str:
    return repo.rpartition("/")[2]


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min"
