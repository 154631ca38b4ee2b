"""The tests: what is red and since when, what is flaky, what is slow."""

from integrations.codehost import CodeHost
from integrations.systems import NO_CODE_HOST
from integrations.time import Clock
from jobs.builds import posts
from jobs.builds.report import read_reports
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.people.working_age import AgesNow
from jobs.voice import Voice


class Testing(DigestKind[CodeHost]):
    """The kind `testing`."""

    name = "testing"
    subject = "Tests"
    task_words = frozenset({"testing and debugging", "unit test", "integration test", "flaky test", "test suite"})
    options = (REPOS,)
    off = NO_CODE_HOST

    def __init__(self, host: CodeHost | None, clock: Clock, ages: AgesNow, voice: Voice) -> None:
        """Report the builds of that code host."""
        super().__init__(host, voice)
        self._clock = clock
        self._ages = ages

    async def gather(self, source: CodeHost, occurrence: Occurrence) -> Digest | Quiet:
        """What is red, then what is flaky, then what is slow."""
        answers = await read_reports(source, occurrence.ritual.options.get("repos", ()), self._clock.now())
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        reports = list(answers.found.values())
        if not any(report.matters for report in reports) and not answers.troubles:
            return Quiet(posts.quiet(reports))
        ages = await self._ages()
        return Digest(
            posts.short(reports, ages),
            posts.in_full(reports, ages),
            facts={"red": sum(len(report.red) for report in reports)},
            troubles=answers.troubles,
        )
