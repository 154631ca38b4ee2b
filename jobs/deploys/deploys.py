"""Reads what goes out of the operator's repositories, with what fired since and who wrote it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.chat import Person
from integrations.codehost import CodeHost
from integrations.kubernetes import Clusters
from integrations.time import Clock
from jobs.alerts import Alerts
from jobs.code_host_reader import CodeHostReader
from jobs.deploys.report import DeployReport, Reporting
from jobs.deploys.rollouts import Period, Rollout, Rollouts
from jobs.fan_out import LIMIT_S, Gathered, of_chosen
from jobs.people.accounts import Accounts
from jobs.people.team import Team


class Deploys(CodeHostReader):
    """The deployments of the operator's repositories."""

    def __init__(
        self,
        host: CodeHost | None,
        alerts: Alerts,
        accounts: Accounts,
        team: Team,
        clock: Clock,
        clusters: Clusters | None = None,
    ) -> None:
        """Join what the host and the clusters say with those alerts; without both nothing is connected."""
        super().__init__(host)
        self._alerts = alerts
        self._accounts = accounts
        self._team = team
        self._clock = clock
        self._rollouts = Rollouts(clusters) if clusters is not None else None

    @property
    def connected(self) -> bool:
        """Return True if there is a code host or a cluster."""
        return self._host is not None or self._rollouts is not None

    async def since(
        self, since: datetime, only: Sequence[str] = (), *, until: datetime | None = None, limit_s: float = LIMIT_S
    ) -> Gathered[DeployReport]:
        """Return what went out since a moment, or until another; of `only` these repositories where named.

        Nothing where there is no host.
        """
        host = self._host
        if host is None:
            return Gathered({}, ())
        now = self._clock.now()
        incidents = await self._alerts.between(since, now)
        reporting = Reporting(host, now)
        return await of_chosen(host, only, lambda repo: reporting.of(repo, since, incidents, until), limit_s=limit_s)

    async def rolled_out(
        self, since: datetime, only: Sequence[str] = (), *, until: datetime | None = None, limit_s: float = LIMIT_S
    ) -> Gathered[Sequence[Rollout]] | None:
        """Return by cluster what rolled out there, and what is not well there now; None where there is no cluster.

        With `only` those that are called like one of these repositories.
        """
        if self._rollouts is None:
            return None
        now = self._clock.now()
        incidents = await self._alerts.between(since, now)
        span = Period(since, until or now, now=until is None or until >= now)
        return await self._rollouts.since(span, incidents, only, limit_s=limit_s)

    async def people(self, reports: Sequence[DeployReport]) -> Mapping[str, Person]:
        """Return who deployed, and who wrote what went out: login to a member of the workspace."""
        logins = {each.deployment.creator for report in reports for each in report.went}
        logins |= {report.live.creator for report in reports if report.live}
        logins |= {
            commit.author
            for report in reports
            for each in report.went
            if each.commits
            for commit in each.commits.commits
        }
        users = await self._accounts.people(self.system, sorted(logins))
        found = {login: await self._team.person(user) for login, user in users.items()}
        return {login: person for login, person in found.items() if person is not None}
