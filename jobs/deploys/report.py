"""What went out of a repository, what fired soon after, and what waits."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.codehost import MOST_DEPLOYMENTS, CodeHost, Commits, Deployment, Release, short_name
from integrations.deferred import dataclass, pattern
from integrations.entries import unread_of
from integrations.source import SourceError
from jobs.alerts import Incident
from jobs.fan_out import of_each

LOOKED_INTO = 8
"""How many deployments of a repository are asked for their commits."""
SUSPECT = timedelta(hours=3)
"""An alert that begins so soon after a deployment of its service may come of it."""
STUCK = timedelta(hours=12)
"""A deployment of which nothing was said for longer was forgotten, or given up without a word."""
WAITS = timedelta(days=7)
"""For how long one that a person must approve is told of, from day to day."""
_PREVIEW = pattern(r"preview\b|preview[-_/ ]|(pr|pull|review)[-_/ ]", re.IGNORECASE)
"""Environments of a single pull request: they come and go by the dozen, and nobody else uses them."""
_MAIN = ("production", "prod", "live")


@dataclass(frozen=True, slots=True)
class Went:
    """Something that went out, or tried to."""

    deployment: Deployment
    commits: Commits | None
    """What it brought; None where nothing went out there before, or the host could not compare."""
    alerts: Sequence[Incident]
    """What fired in its service soon after."""


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What one repository's deployments come to."""

    went: Sequence[Went]
    waiting: Sequence[Deployment]
    releases: Sequence[Release]
    unreleased: tuple[str, int] | None
    """How many commits the default branch is ahead of production: (environment, commits)."""
    known: bool
    """Whether the host is told of what goes out at all."""
    live: Deployment | None = None
    """What people use now: the newest that is out in production, or anywhere."""
    more: bool = False
    """Whether there may be more that was not read."""
    unread: int = 0
    """How many deployments and releases could not be read."""
    read: int = 0
    """How many of them could."""


class Reporting:
    """Asks about deployments. Its methods raise `SourceError`."""

    def __init__(self, host: CodeHost, now: datetime) -> None:
        """Ask `host` about the time up to a moment."""
        self._host = host
        self._now = now

    async def of(
        self, repo: str, since: datetime, incidents: Sequence[Incident], until: datetime | None = None
    ) -> DeployReport:
        """What one repository's come to since a moment, or until another."""
        listed = await self._host.deployments(repo)
        every = [each for each in listed if not _PREVIEW.match(each.environment)]
        end = until or self._now
        # What another has replaced within the day went out all the same.
        fresh = [each for each in every if since <= each.went_at <= end and each.state != "waiting"]
        waiting = [each for each in every if _waiting(each, every, self._now)]
        went = await asyncio.gather(*(self._went(each, every, incidents) for each in fresh[:LOOKED_INTO]))
        rest = [Went(each, None, _suspects(each, every, incidents)) for each in fresh[LOOKED_INTO:]]
        released = await self._host.releases_since(repo, since)
        return DeployReport(
            [*went, *rest],
            waiting,
            [each for each in released if each.published_at <= end],
            await self._unreleased(repo, every),
            known=bool(listed or released),
            live=_live(every) or next((each for each in every if each.state == "success"), None),
            more=len(listed) >= MOST_DEPLOYMENTS and listed[-1].created_at > since,
            unread=unread_of(listed) + unread_of(released),
            read=len(listed) + len(released),
        )

    async def _went(self, one: Deployment, every: Sequence[Deployment], incidents: Sequence[Incident]) -> Went:
        before = next((each for each in every if _is_before(each, one)), None)
        commits = None
        if before is not None and before.sha != one.sha:
            try:
                commits = await self._host.commits_between(one.repo, before.sha, one.sha)
            except SourceError:  # a commit that a force-push took away
                commits = None
        return Went(one, commits, _suspects(one, every, incidents))

    async def _unreleased(self, repo: str, every: Sequence[Deployment]) -> tuple[str, int] | None:
        live = _live(every)
        if live is None:
            return None
        try:
            branch = (await self._host.repository(repo)).default_branch
            ahead = await self._host.commits_between(repo, live.sha, branch)
        except SourceError:
            return None
        return (live.environment, ahead.total) if ahead.total and not ahead.behind else None


def _live(every: Sequence[Deployment]) -> Deployment | None:
    """Return which version is out in production."""
    return next((each for each in every if each.state == "success" and each.environment.casefold() in _MAIN), None)


def _is_before(other: Deployment, one: Deployment) -> bool:
    """Return True if another deployment is what this one took the place of."""
    same = other.environment == one.environment and other.id != one.id
    return same and other.created_at < one.created_at and other.state in ("success", "gone")


def _waiting(one: Deployment, every: Sequence[Deployment], now: datetime) -> bool:
    """Return True if somebody may still have to let it go: not where a later one went out in its place."""
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
    name = short_name(one.repo).casefold()
    places = {incident.service.casefold(), *(value.casefold() for value in incident.labels.values())}
    environment = incident.labels.get("environment") or incident.labels.get("env")
    if environment and environment.casefold() != one.environment.casefold():
        return False
    return name in places or incident.service.casefold().startswith((f"{name}-", f"{name}_", f"{name}."))


async def went_live_since(host: CodeHost, since: datetime, limit_s: float) -> Sequence[Deployment]:
    """What went live anywhere after a moment, oldest first; nothing where the host does not say so soon."""
    answers = await of_each(host.repos, host.deployments, limit_s=limit_s)
    out = [each for every in answers.found.values() for each in went_live(every, since)]
    return sorted(out, key=lambda each: each.created_at)


def went_live(every: Sequence[Deployment], since: datetime) -> Sequence[Deployment]:
    """What went out to where people use it after a moment, oldest first.

    Where no environment is called production, each that is no preview may be that.
    """
    lasting = [each for each in every if not _PREVIEW.match(each.environment)]
    live = [each for each in lasting if each.environment.casefold() in _MAIN] or lasting
    fresh = [each for each in live if each.created_at > since and each.state in ("success", "gone")]
    return sorted(fresh, key=lambda each: each.created_at)
