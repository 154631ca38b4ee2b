"""The outside systems that rituals read: what is configured is connected, and nothing else is imported."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Protocol, runtime_checkable

from bot.settings import Settings
from bot.tools.tool import Source
from integrations.codehost import CodeHost
from integrations.deferred import dataclass
from integrations.kubernetes import Clusters
from integrations.tracker import Tracker
from jobs.queries.ports import SlowCommands, Statements
from jobs.standup.condition_sources import IssueConditions, PullConditions, States
from jobs.standup.conditions import ConditionKind, KnownNames


@runtime_checkable
class Closable(Protocol):
    """A source that holds connections."""

    async def close(self) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Each is None where it is not configured."""

    codehost: CodeHost | None = None
    postgres: Statements | None = None
    """The database that is watched, not the one that Rolecall keeps its own things in."""
    redis: SlowCommands | None = None
    tracker: Tracker | None = None
    clusters: Clusters | None = None
    """Where it is seen what rolled out."""

    @property
    def connected(self) -> frozenset[Source]:
        """The kinds of those that are there."""
        there: dict[Source, bool] = {
            "codehost": self.codehost is not None,
            "deploys": self.codehost is not None or self.clusters is not None,
            "tracker": self.tracker is not None,
            "database": self.postgres is not None or self.redis is not None,
        }
        return frozenset(kind for kind, is_there in there.items() if is_there)

    @property
    def known_names(self) -> KnownNames:
        """The names of repositories and projects that a blocker may have in it."""
        codehost, tracker = self.codehost, self.tracker
        return KnownNames(
            repos=codehost.repos if codehost else (),
            projects=tracker.projects if tracker else (),
            pull_path=codehost.pull_path if codehost else "",
            issue_url=tracker.issue_url if tracker else "",
        )

    @property
    def conditions(self) -> Mapping[ConditionKind, States]:
        """Where it is looked up whether what a blocker waits for has come."""
        found: dict[ConditionKind, States] = {}
        if self.codehost is not None:
            found["pull"] = PullConditions(self.codehost).states
        if self.tracker is not None:
            found["issue"] = IssueConditions(self.tracker).states
        return found

    async def close(self) -> None:
        """Close every source that holds connections."""
        for field in fields(self):
            source = getattr(self, field.name)
            if isinstance(source, Closable):
                await source.close()


def connect(settings: Settings) -> Sources:
    """What the settings name. Nothing is called yet: a source that is down is said where it is missed."""
    return Sources(
        codehost=_github(settings), tracker=_jira(settings), postgres=_postgres(settings), redis=_redis(settings)
    )


def _github(settings: Settings) -> CodeHost | None:
    if settings.github_token is None:
        return None
    from integrations.github.github import GitHub

    return GitHub(
        settings.github_token.get_secret_value(),
        settings.github_repos,
        api_url=settings.github_api_url,
        counted_bots=settings.github_counted_bots,
    )


def _postgres(settings: Settings) -> Statements | None:
    if settings.rolecall_postgres_dsn is None:
        return None
    from integrations.postgres.postgres import Postgres

    return Postgres(settings.rolecall_postgres_dsn.get_secret_value())


def _redis(settings: Settings) -> SlowCommands | None:
    if settings.rolecall_redis_url is None:
        return None
    from integrations.redis.redis import Redis

    return Redis(settings.rolecall_redis_url.get_secret_value())


def _jira(settings: Settings) -> Tracker | None:
    if settings.jira_url is None or settings.jira_api_token is None:
        return None
    from integrations.jira.jira import Jira

    token = settings.jira_api_token.get_secret_value()
    return Jira(
        settings.jira_url,
        token,
        email=settings.jira_email,
        projects=settings.jira_projects,
        blocked_statuses=settings.jira_blocked_statuses,
    )
