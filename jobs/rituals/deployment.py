"""Deployment: what went out, what looks wrong since, and what waits."""

from collections.abc import Mapping, Sequence

from integrations.chat import Person
from integrations.codehost import CodeHost
from integrations.source import System
from integrations.systems import NO_CODE_HOST
from integrations.time import Clock
from jobs.alerts import Alerts
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.cadence.task_words import WholeTitle
from jobs.deploys import posts
from jobs.deploys.report import DeployReport, Reporting
from jobs.fan_out import of_chosen
from jobs.people.accounts import Accounts
from jobs.people.team import Team
from jobs.people.working_age import AgesNow
from jobs.voice import Voice


class Deployment(DigestKind[CodeHost]):
    """The kind `deployment`."""

    name = "deployment"
    subject = "Deployments"
    task_words = frozenset(
        {
            "infrastructure and deployment",
            "deployment review",
            "production deployment",
            "rollout",
            WholeTitle("deployment"),
        }
    )
    options = (REPOS,)
    off = NO_CODE_HOST

    def __init__(
        self,
        host: CodeHost | None,
        alerts: Alerts,
        accounts: Accounts,
        team: Team,
        clock: Clock,
        ages: AgesNow,
        voice: Voice,
    ) -> None:
        """Join its deployments with those alerts."""
        super().__init__(host, voice)
        self._alerts = alerts
        self._accounts = accounts
        self._team = team
        self._clock = clock
        self._ages = ages

    async def gather(self, source: CodeHost, occurrence: Occurrence) -> Digest | Quiet:
        """What went out since the last working evening, what fired since, and what waits."""
        ages = await self._ages()
        since = ages.last_evening()
        incidents = await self._alerts.between(since, ages.now)
        only = occurrence.ritual.options.get("repos", ())
        reporting = Reporting(source, self._clock.now())
        answers = await of_chosen(source, only, lambda repo: reporting.of(repo, since, incidents))
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        reports = list(answers.found.values())
        if not any(each.went or each.waiting or each.releases for each in reports) and not answers.troubles:
            if not any(each.known for each in reports):
                return Quiet(f"{source.system.name} knows of none, and of no release either.")
            return Quiet(f"nothing went out{posts.ahead(reports)}.")
        people = await self._people(reports, source.system)
        wrong = sum(bool(went.alerts) or went.deployment.state == "failed" for each in reports for went in each.went)
        return Digest(
            posts.short(reports, people, ages),
            posts.in_full(reports, people, ages),
            facts={"wrong": wrong},
            troubles=answers.troubles,
        )

    async def _people(self, reports: Sequence[DeployReport], system: System) -> Mapping[str, Person]:
        logins = {each.deployment.creator for report in reports for each in report.went}
        logins |= {
            commit.author
            for report in reports
            for each in report.went
            if each.commits
            for commit in each.commits.commits
        }
        users = await self._accounts.people(system, sorted(logins))
        found = {login: await self._team.person(user) for login, user in users.items()}
        return {login: person for login, person in found.items() if person is not None}
