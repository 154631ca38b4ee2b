"""The sample team's systems, whose every word is for full members alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.demo.world.databases import SamplePostgres, SampleRedis
from bot.demo.world.github import SampleGitHub
from bot.demo.world.jira import SampleJira
from bot.demo.world.story import Story
from bot.demo.world.world import night
from bot.sources import Sources
from integrations.alerts import Alert
from integrations.codehost import Build, Deployment, PullRequest
from integrations.postgres.types import StatementKey
from integrations.redis.types import SlowLog
from integrations.tracker import Issue

WORD = "secret999999x"
"""In whatever they say."""


class _GitHub(SampleGitHub):
    def _pulls(self) -> list[PullRequest]:
        return [replace(each, title=f"{each.title} {WORD}") for each in super()._pulls()]

    async def builds_since(self, repo: str, *given: object) -> Sequence[Build]:
        return [replace(each, workflow=f"{each.workflow} {WORD}") for each in self._runs() if each.repo == repo]

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        return [replace(each, environment=f"{each.environment} {WORD}") for each in await super().deployments(repo)]


class _Jira(SampleJira):
    def _issues(self) -> list[Issue]:
        return [replace(each, title=f"{each.title} {WORD}") for each in super()._issues()]


class _Postgres(SamplePostgres):
    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        return {key: f"{text} /* {WORD} */" for key, text in (await super().texts(keys)).items()}


class _Redis(SampleRedis):
    async def slow_log(self) -> SlowLog:
        log = await super().slow_log()
        return replace(log, entries=tuple(replace(each, what=f"{each.what} {WORD}") for each in log.entries))


def numbers(story: Story) -> set[int]:
    """Return the numbers of all pull requests."""
    return {each.number for each in _GitHub(story)._pulls()}


def systems(story: Story) -> Sources:
    """Return all of them."""
    return Sources(codehost=_GitHub(story), tracker=_Jira(story), postgres=_Postgres(story), redis=_Redis(story))


def alerts(story: Story) -> Sequence[Alert]:
    """Return what fires and what fired."""
    return [replace(each, title=f"{each.title} {WORD}") for each in night(story)]
