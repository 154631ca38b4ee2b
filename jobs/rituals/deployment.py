"""Deployment: what went out, what looks wrong since, and what waits."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from integrations.github.types import Commits, Deployment, Release, Repository
from integrations.links import host_of
from integrations.post import Block, Bold, Bullets, Heading, Link, Paragraph, Post, SmallPrint, Span, Text, When
from integrations.slack.types import Person
from integrations.source import SourceError
from integrations.time import Clock
from jobs.accounts import Accounts
from jobs.ages import Ages
from jobs.alerts import Incident
from jobs.alerts.posts import duration
from jobs.letters import Letter
from jobs.reviews.posts import who
from jobs.rituals.asking import of_chosen
from jobs.rituals.review_queue import OFF, in_thread, repos_problems
from jobs.rituals.ritual import Occurrence, Result
from jobs.rituals.testing import AgesOf
from jobs.team import Team
from jobs.voice import Voice

SHOWN = 8
SUSPECT = timedelta(hours=3)
"""An alert that begins so soon after a deployment of its service may come of it."""
STUCK = timedelta(hours=12)
"""A deployment of which nothing was said for longer was forgotten, or given up without a word."""
WAITS = timedelta(days=7)
"""For how long one that a person must approve is told of, from day to day."""
_PREVIEW = re.compile(r"preview\b|preview[-_/ ]|(pr|pull|review)[-_/ ]", re.IGNORECASE)
"""Environments of a single pull request: they come and go by the dozen, and nobody else uses them."""
_MAIN = ("production", "prod", "live")


class Deploys(Protocol):
    """Deployments. `integrations.github.github.GitHub` is one. Every method raises `SourceError`."""

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories that the operator named."""
        ...

    async def repository(self, repo: str) -> Repository:
        """A repository under the name it has now."""
        ...

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        """The newest deployments, newest first."""
        ...

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        """The releases published since, newest first."""
        ...

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        """What `head` has and `base` has not, oldest first."""
        ...


class Wrong(Protocol):
    """What fired. `jobs.alerts.Alerts` is one."""

    async def between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """What fired at some time between two moments, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Went:
    """Something that went out, or tried to."""

    deployment: Deployment
    commits: Commits | None
    """What it brought; None where nothing went out there before, or GitHub could not compare."""
    alerts: Sequence[Incident]
    """What fired in its service soon after."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one repository's deployments come to."""

    went: Sequence[Went]
    waiting: Sequence[Deployment]
    releases: Sequence[Release]
    unreleased: tuple[str, int] | None
    """How many commits the default branch is ahead of production: (environment, commits)."""
    known: bool
    """Whether GitHub is told of what goes out at all."""


class DeploymentRitual:
    """The kind `deployment`."""

    name = "deployment"
    task_words = frozenset({"infrastructure and deployment", "deployment review", "production deployment", "rollout"})
    option_names = frozenset({"repos"})
    default_late = "run"
    own_hour = "never"

    def __init__(
        self,
        deploys: Deploys | None,
        alerts: Wrong,
        accounts: Accounts,
        team: Team,
        clock: Clock,
        ages: AgesOf,
        voice: Voice,
    ) -> None:
        """Join those deployments with those alerts."""
        self._deploys = deploys
        self._alerts = alerts
        self._accounts = accounts
        self._team = team
        self._clock = clock
        self._ages = ages
        self._voice = voice

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._deploys else OFF

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return repos_problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """What went out since the last working evening, what fired since, and what waits."""
        if self._deploys is None:
            return Result(line=f"Deployments: {OFF}.")
        ages = await self._ages()
        since = ages.last_evening()
        incidents = await self._alerts.between(since, ages.now)
        only = occurrence.ritual.options.get("repos", ())
        answers = await of_chosen(self._deploys.repos, only, lambda repo: self._report(repo, since, incidents))
        if answers.nothing:
            return Result(line=f"Deployments: {answers.troubles[0]}")
        reports = list(answers.found.values())
        if not any(each.went or each.waiting or each.releases for each in reports) and not answers.troubles:
            if not any(each.known for each in reports):
                return Result(line="Deployments: GitHub knows of none, and of no release either.")
            return Result(line=f"Deployments: nothing went out{_ahead(reports)}.")
        people = await self._people(reports)
        wrong = sum(bool(went.alerts) or went.deployment.state == "failed" for each in reports for went in each.went)
        said = await self._voice.line("deployment", {"wrong": wrong})
        key, channel = f"deployment:{occurrence.id}", occurrence.ritual.channel
        sort = "reply" if occurrence.asked_by else "ritual"
        post = short(reports, people, ages, said, answers.small_print())
        letters = [Letter(key, channel, post, sort="reply" if occurrence.asked_by else "ritual")]
        if (whole := in_full(reports, people, ages)) is not None:
            letters.append(in_thread(key, channel, whole, sort))
        return Result(letters=letters)

    async def _report(self, repo: str, since: datetime, incidents: Sequence[Incident]) -> Report:
        assert self._deploys is not None  # noqa: S101 - `run` has looked
        listed = await self._deploys.deployments(repo)
        every = [each for each in listed if not _PREVIEW.match(each.environment)]
        fresh = [each for each in every if each.since >= since and each.state != "waiting"]
        # What another has replaced within the day went out all the same.
        fresh = [each for each in fresh if each.state != "gone" or each.created_at >= since]
        waiting = [each for each in every if _waiting(each, every, self._clock.now())]
        went = await asyncio.gather(*(self._went(each, every, incidents) for each in fresh[:SHOWN]))
        rest = [Went(each, None, _suspects(each, every, incidents)) for each in fresh[SHOWN:]]
        releases = await self._deploys.releases_since(repo, since)
        known = bool(listed or releases)
        return Report([*went, *rest], waiting, releases, await self._unreleased(repo, every), known)

    async def _went(self, one: Deployment, every: Sequence[Deployment], incidents: Sequence[Incident]) -> Went:
        assert self._deploys is not None  # noqa: S101 - `run` has looked
        before = next((each for each in every if _is_before(each, one)), None)
        commits = None
        if before is not None and before.sha != one.sha:
            try:
                commits = await self._deploys.commits_between(one.repo, before.sha, one.sha)
            except SourceError:  # a commit that a force-push took away
                commits = None
        return Went(one, commits, _suspects(one, every, incidents))

    async def _unreleased(self, repo: str, every: Sequence[Deployment]) -> tuple[str, int] | None:
        assert self._deploys is not None  # noqa: S101 - `run` has looked
        live = next((each for each in every if each.state == "success" and each.environment.lower() in _MAIN), None)
        if live is None:
            return None
        try:
            branch = (await self._deploys.repository(repo)).default_branch
            ahead = await self._deploys.commits_between(repo, live.sha, branch)
        except SourceError:
            return None
        return (live.environment, ahead.total) if ahead.total and not ahead.behind else None

    async def _people(self, reports: Sequence[Report]) -> Mapping[str, Person]:
        logins = {each.deployment.creator for report in reports for each in report.went}
        logins |= {
            commit.author
            for report in reports
            for each in report.went
            if each.commits
            for commit in each.commits.commits
        }
        users = await self._accounts.people("github", sorted(logins))
        found = {login: await self._team.person(user) for login, user in users.items()}
        return {login: person for login, person in found.items() if person is not None}


def _is_before(other: Deployment, one: Deployment) -> bool:
    """Whether another deployment is what this one took the place of."""
    same = other.environment == one.environment and other.id != one.id
    return same and other.created_at < one.created_at and other.state in ("success", "gone")


def _waiting(one: Deployment, every: Sequence[Deployment], now: datetime) -> bool:
    """Whether somebody may still have to let it go: not where a later one went out in its place."""
    if one.state != "waiting" or one.created_at <= now - (WAITS if one.reported else STUCK):
        return False
    return not any(_went_by(each, one) for each in every if each.state == "success")


def _went_by(other: Deployment, one: Deployment) -> bool:
    return other.environment == one.environment and other.created_at > one.created_at


def _suspects(one: Deployment, every: Sequence[Deployment], incidents: Sequence[Incident]) -> list[Incident]:
    """What fired in the service of a deployment soon after it, and before the next one."""
    following = min(
        (each.created_at for each in every if each.environment == one.environment and each.created_at > one.created_at),
        default=one.since + SUSPECT,
    )
    until = min(one.since + SUSPECT, following)
    return [each for each in incidents if one.created_at <= each.started_at < until and _concerns(each, one)]


def _concerns(incident: Incident, one: Deployment) -> bool:
    """Whether an incident is in what was deployed: its service is called like the repository, or contains its name."""
    name = one.repo.rpartition("/")[2].casefold()
    places = {incident.service.casefold(), *(value.casefold() for value in incident.labels.values())}
    environment = incident.labels.get("environment") or incident.labels.get("env")
    if environment and environment.casefold() != one.environment.casefold():
        return False
    return name in places or incident.service.casefold().startswith((f"{name}-", f"{name}_", f"{name}."))


# --- what is said ------------------------------------------------------------------


def short(
    reports: Sequence[Report], people: Mapping[str, Person], ages: Ages, said: str, troubles: Sequence[Block]
) -> Post:
    """What went out, what looks wrong, what waits."""
    went = _ordered(reports)
    blocks: list[Block] = [Paragraph(text=(said,))] if said else []
    if went:
        blocks.append(Bullets(items=tuple(_line(each, people, ages) for each in went[:SHOWN])))
        if len(went) > SHOWN:
            blocks.append(SmallPrint(text=(f"{len(went) - SHOWN} more in the thread.",)))
    waiting = [each for report in reports for each in report.waiting]
    if waiting:
        blocks.append(Heading(text="Waiting"))
        blocks.append(Bullets(items=tuple(_waits(each, ages) for each in waiting[:SHOWN])))
    releases = [each for report in reports for each in report.releases]
    if releases:
        links: list[str | Span] = [Bold(text="Released: ")]
        for number, each in enumerate(releases[:SHOWN]):
            links += [*([", "] if number else []), Link(url=each.url, label=f"{_name(each.repo)} {each.tag}")]
        blocks.append(Paragraph(text=tuple(links)))
    if ahead := _ahead(reports):
        blocks.append(SmallPrint(text=(ahead.removeprefix("; ").capitalize() + ".",)))
    return Post(headline=(_headline(went, waiting),), blocks=(*blocks, *troubles))


def in_full(reports: Sequence[Report], people: Mapping[str, Person], ages: Ages) -> Post | None:
    """Everything that went out, for the thread; None where the short post has it all."""
    went = _ordered(reports)
    if len(went) <= SHOWN:
        return None
    items = tuple(_line(each, people, ages) for each in went)
    return Post(headline=(f"All {len(went)} that went out",), blocks=(Bullets(items=items),))


def _ordered(reports: Sequence[Report]) -> list[Went]:
    """What looks wrong first, then the newest."""
    every = [went for report in reports for went in report.went]
    return sorted(
        every,
        key=lambda each: (not (each.deployment.state == "failed" or each.alerts), -each.deployment.since.timestamp()),
    )


def _headline(went: Sequence[Went], waiting: Sequence[Deployment]) -> str:
    failed = sum(each.deployment.state == "failed" for each in went)
    suspect = sum(bool(each.alerts) for each in went)
    if not went:
        return "Nothing went out" + (f", {len(waiting)} waiting" if waiting else "")
    words = "1 deployment" if len(went) == 1 else f"{len(went)} deployments"
    bad = [*([f"{failed} failed"] if failed else []), *([f"{suspect} with alerts since"] if suspect else [])]
    return f"{words} since the last evening, {', '.join(bad) if bad else 'nothing looks wrong'}"


def _line(went: Went, people: Mapping[str, Person], ages: Ages) -> Text:
    one = went.deployment
    label = f"{_name(one.repo)} {one.ref}" if one.ref != one.sha else f"{_name(one.repo)} {one.sha[:7]}"
    verb = {"failed": "failed in", "running": "is going to", "gone": "went to"}.get(one.state, "is in")
    parts: list[str | Span] = [
        Bold(text=label),
        f" {verb} {one.environment} at ",
        When(at=one.since, zone=ages.zone.key),
    ]
    if one.state == "gone":
        parts.append(", replaced since")
    parts += [" by ", who(one.creator, people)]
    parts += _brought(went, people)
    if host := host_of(one.url or ""):
        # Whatever deploys says where its log is; the label names the host, so that it hides nothing.
        parts += [" · ", Link(url=str(one.url), label=f"log at {host}")]
    for incident in went.alerts[:3]:
        state = "still firing" if incident.firing else f"over after {duration(incident.lasted(ages.now))}"
        parts += [" · ", Bold(text="since then: "), f"{incident.title} ({incident.severity}, {state})"]
    if len(went.alerts) > 3:
        parts.append(f" and {len(went.alerts) - 3} more alerts")
    return tuple(parts)


def _brought(went: Went, people: Mapping[str, Person]) -> list[str | Span]:
    commits = went.commits
    if commits is None:
        return []
    if commits.behind:
        return [" · ", Bold(text="a step back"), " to an older commit"]
    authors = list(dict.fromkeys(commit.author for commit in commits.commits))
    count = "1 commit" if commits.total == 1 else f"{commits.total} commits"
    parts: list[str | Span] = [f" · {count} by "] if authors else [f" · {count}"]
    for number, author in enumerate(authors[:4]):
        parts += [*([", "] if number else []), who(author, people)]
    if len(authors) > 4:
        parts.append(f" and {len(authors) - 4} more")
    return parts


def _waits(one: Deployment, ages: Ages) -> Text:
    return (Bold(text=f"{_name(one.repo)} {one.ref}"), f" for {one.environment}, for {duration(ages.now - one.since)}")


def _ahead(reports: Sequence[Report]) -> str:
    """What is merged and not out yet, in words; empty where that is nothing."""
    total = sum(each.unreleased[1] for each in reports if each.unreleased)
    if not total:
        return ""
    return "; 1 commit is merged and not out yet" if total == 1 else f"; {total} commits are merged and not out yet"


def _name(repo: str) -> str:
    return repo.rpartition("/")[2]
