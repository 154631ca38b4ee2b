"""Deployment: what went out, what looks wrong since, and what waits."""

import asyncio

from integrations.systems import NOTHING_DEPLOYS
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.cadence.task_words import WholeTitle
from jobs.deploys import posts
from jobs.deploys.deploys import Deploys
from jobs.deploys.rollout_posts import told
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
    off = NOTHING_DEPLOYS

    def __init__(self, deploys: Deploys, ages: AgesNow, voice: Voice) -> None:
        """Report what `deploys` tells."""
        super().__init__(deploys if deploys.connected else None, voice)
        self._ages = ages

    async def gather(self, source: Deploys, occurrence: Occurrence) -> Digest | Quiet:
        """What went out since the last working evening, what fired since, and what waits."""
        ages = await self._ages()
        since, only = ages.last_evening(), occurrence.ritual.options.get("repos", ())
        answers, clusters = await asyncio.gather(source.since(since, only), source.rolled_out(since, only))
        troubles = [*answers.troubles, *(clusters.troubles if clusters else ())]
        reports = list(answers.found.values())
        rolled = told(clusters) if clusters else ()
        if troubles and not answers.found and not (clusters and clusters.found):
            return Quiet(" ".join(troubles))
        if not rolled and not any(each.went or each.waiting or each.releases for each in reports) and not troubles:
            if clusters is None and not any(each.known for each in reports):
                return Quiet(f"{source.system.name} knows of none, and of no release either.")
            return Quiet(f"nothing went out{posts.ahead(reports)}.")
        people = await source.people(reports)
        wrong = sum(bool(went.alerts) or went.deployment.state == "failed" for each in reports for went in each.went)
        return Digest(
            posts.short(reports, people, ages, rolled=rolled),
            posts.in_full(reports, people, ages),
            facts={"wrong": wrong + sum(each.wrong for each in rolled)},
            troubles=troubles,
        )
