"""Deployment: what went out, what looks wrong since, and what waits."""

from integrations.systems import NO_CODE_HOST
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.cadence.task_words import WholeTitle
from jobs.deploys import posts
from jobs.deploys.deploys import Deploys
from jobs.people.working_age import AgesNow
from jobs.voice import Voice


class Deployment(DigestKind[Deploys]):
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

    def __init__(self, deploys: Deploys, ages: AgesNow, voice: Voice) -> None:
        """Report those."""
        super().__init__(deploys if deploys.connected else None, voice)
        self._ages = ages

    async def gather(self, source: Deploys, occurrence: Occurrence) -> Digest | Quiet:
        """What went out since the last working evening, what fired since, and what waits."""
        ages = await self._ages()
        answers = await source.since(ages.last_evening(), occurrence.ritual.options.get("repos", ()))
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        reports = list(answers.found.values())
        if not any(each.went or each.waiting or each.releases for each in reports) and not answers.troubles:
            if not any(each.known for each in reports):
                return Quiet(f"{source.system.name} knows of none, and of no release either.")
            return Quiet(f"nothing went out{posts.ahead(reports)}.")
        people = await source.people(reports)
        wrong = sum(bool(went.alerts) or went.deployment.state == "failed" for each in reports for went in each.went)
        return Digest(
            posts.short(reports, people, ages),
            posts.in_full(reports, people, ages),
            facts={"wrong": wrong},
            troubles=answers.troubles,
        )
