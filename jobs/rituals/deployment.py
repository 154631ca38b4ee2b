"""Deployment: what went out, what looks wrong since, and what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.chat import Person
from integrations.codehost import CodeHost
from integrations.source import System
from integrations.systems import NO_CODE_HOST
from integrations.time import Clock
from jobs.cadence.ritual import Occurrence, Result
from jobs.deploys import posts
from jobs.deploys.ports import Wrong
from jobs.deploys.report import DeployReport, Reporting
from jobs.fan_out import of_chosen
from jobs.messages import OutgoingMessage
from jobs.people.accounts import Accounts
from jobs.people.team import Team
from jobs.rituals.review_queue import in_thread, repos_problems
from jobs.rituals.testing import AgesOf
from jobs.roster.task_kinds import WholeTitle
from jobs.voice import Voice


class DeploymentRitual:
    """The kind `deployment`."""

    name = "deployment"
    task_words = frozenset(
        {
            "infrastructure and deployment",
            "deployment review",
            "production deployment",
            "rollout",
            WholeTitle("deployment"),
        }
    )
    option_names = frozenset({"repos"})
    default_late = "run"
    own_hour = "never"

    def __init__(
        self,
        host: CodeHost | None,
        alerts: Wrong,
        accounts: Accounts,
        team: Team,
        clock: Clock,
        ages: AgesOf,
        voice: Voice,
    ) -> None:
        """Join its deployments with those alerts."""
        self._host = host
        self._alerts = alerts
        self._accounts = accounts
        self._team = team
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
        """What went out since the last working evening, what fired since, and what waits."""
        if self._host is None:
            return Result(line=f"Deployments: {NO_CODE_HOST}.")
        ages = await self._ages()
        since = ages.last_evening()
        incidents = await self._alerts.between(since, ages.now)
        only = occurrence.ritual.options.get("repos", ())
        reporting = Reporting(self._host, self._clock.now())
        answers = await of_chosen(self._host, only, lambda repo: reporting.of(repo, since, incidents))
        if answers.nothing:
            return Result(line=f"Deployments: {answers.troubles[0]}")
        reports = list(answers.found.values())
        if not any(each.went or each.waiting or each.releases for each in reports) and not answers.troubles:
            if not any(each.known for each in reports):
                return Result(line=f"Deployments: {self._host.system.name} knows of none, and of no release either.")
            return Result(line=f"Deployments: nothing went out{posts.ahead(reports)}.")
        people = await self._people(reports, self._host.system)
        wrong = sum(bool(went.alerts) or went.deployment.state == "failed" for each in reports for went in each.went)
        said = await self._voice.line("deployment", {"wrong": wrong})
        key, channel = f"deployment:{occurrence.id}", occurrence.ritual.channel
        post = posts.short(reports, people, ages, said, answers.small_print())
        messages = [OutgoingMessage(key, channel, post, occurrence.priority)]
        if (whole := posts.in_full(reports, people, ages)) is not None:
            messages.append(in_thread(key, channel, whole, occurrence.priority))
        return Result(messages=messages)

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
