"""What the rituals of the simulated year read: a little of everything, dated by the year's own clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.sources import Sources
from integrations.codehost import (
    Build,
    ChangedFile,
    Commit,
    Commits,
    Deployment,
    PullActivity,
    PullRequest,
    Release,
    Repository,
)
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.postgres.types import Counters, Explained, Snapshot, StatementKey
from integrations.redis.types import SlowLog
from integrations.source import SourceError
from integrations.time import Clock
from integrations.tracker import Account, Issue, Move, Transition
from integrations.workspace import Person

REPO = "acme/shop"
STATEMENT = StatementKey(10, 1, 42)
_BEFORE, _AFTER = "type Query { order: ID  total: Int }", "type Query { order: ID }"


def sources(clock: Clock, people: Sequence[Person]) -> Sources:
    """Every source that there is, with sample data."""
    return Sources(codehost=_GitHub(clock), tracker=_Jira(clock, people), postgres=_Postgres(clock), redis=_Redis())


class _GitHub:
    """One repository: a pull request that waits and breaks a contract, a red workflow, and a daily deployment."""

    system = GITHUB
    pull_path = "/pull/"
    repos = (REPO,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def _ago(self, **time: float) -> datetime:
        return self._clock.now() - timedelta(**time)

    async def repository(self, repo: str) -> Repository:
        return Repository(repo, "main")

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        return [await self.pull(repo, 7)]

    async def pull(self, repo: str, number: int) -> PullRequest:
        return PullRequest(
            repo=repo,
            number=number,
            title="Drop the total from orders",
            url=f"https://github.example/{repo}/pull/{number}",
            author="ana",
            draft=False,
            ready_at=self._ago(days=3),
            head_sha="b" * 40,
            base_sha="a" * 40,
            base="main",
            additions=3,
            deletions=9,
            reviewers=("ben",),
            checks="passing",
            paths=("schema.graphql",),
        )

    async def current_name(self, repo: str) -> str:
        """Nothing is renamed here."""
        return repo

    async def team_members(self, team: str) -> Sequence[str]:
        return []

    async def pulls_since(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        return []

    async def changed_files(self, repo: str, number: int) -> Sequence[ChangedFile]:
        return [ChangedFile("schema.graphql", "schema.graphql")]

    async def file_at(self, repo: str, path: str, ref: str) -> str | None:
        return _AFTER if ref.startswith("b") else _BEFORE

    async def paths_at(self, repo: str, ref: str) -> Sequence[str] | None:
        return []

    async def merge_base(self, repo: str, base: str, head: str) -> str:
        return "a" * 40

    async def builds_since(self, repo: str, since: datetime) -> Sequence[Build]:
        began = self._ago(hours=2)
        run = Build(repo, 1, "tests", "main", "c" * 40, False, 1, began, began + timedelta(minutes=9), "")
        return [run] if began >= since else []

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        at = self._ago(hours=1)
        number = int(at.timestamp() // 86_400)
        return [Deployment(repo, number, "production", "main", "d" * 40, "ana", at, "success", at)]

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        return []

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        return Commits((Commit("d" * 40, "ana", "Drop the total"),), 1)


class _Jira:
    """One issue in progress for each person, the first of them moved today."""

    system = JIRA
    issue_url = "https://jira.example/browse/"
    projects: tuple[str, ...] = ("PAY",)

    def __init__(self, clock: Clock, people: Sequence[Person]) -> None:
        self._clock = clock
        self._accounts = {person.email: Account(person.id.lower(), person.real_name) for person in people}

    async def doing(self, most: int = 1000) -> Sequence[Issue]:
        return [self._issue(n, account) for n, account in enumerate(self._accounts.values(), 1)]

    async def doing_of(self, account: str) -> Sequence[Issue]:
        return [each for each in await self.doing() if each.assignee and each.assignee.id == account]

    async def blocked(self) -> Sequence[Issue]:
        return []

    async def changed(self, days: int = 1, most: int = 500) -> Sequence[Issue]:
        return (await self.doing())[:1]

    async def unassigned(self) -> Sequence[Issue]:
        return []

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        return {issue.key: issue for issue in await self.doing() if issue.key in keys}

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Nothing is renamed here."""
        return [key for key in keys if key.rpartition("-")[0] in self.projects]

    async def find(self, words: Sequence[str], most: int = 50) -> Sequence[Issue]:
        return [each for each in await self.doing() if all(word in each.title for word in words)]

    async def issue(self, key: str, *, moves: bool = False) -> Issue:
        found = await self.issues([key])
        if key not in found:
            raise SourceError("Jira", f"there is no {key}")
        return found[key]

    async def account_by_email(self, email: str) -> Account | None:
        return self._accounts.get(email)

    async def account_named(self, name: str) -> Account | None:
        return self._accounts.get(name)

    async def transitions(self, key: str) -> Sequence[Transition]:
        return [Transition("31", "Done", "Done", "done")]

    async def comment(self, key: str, text: str) -> None:
        raise AssertionError("nobody asked for a comment")

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        raise AssertionError("nobody asked for a move")

    async def label(self, key: str, label: str) -> None:
        raise AssertionError("nobody asked for a label")

    async def create(self, project: str, type_: str, title: str, text: str) -> str:
        raise AssertionError("nobody asked for an issue")

    def _issue(self, number: int, account: Account) -> Issue:
        at = self._clock.now() - timedelta(hours=3)
        moved = (Move(at, "To do", "In progress", account.name),)
        where = f"{self.issue_url}PAY-{number}"
        return Issue(f"PAY-{number}", f"Part {number}", where, "In progress", "doing", "PAY", at, account, moves=moved)


class _Postgres:
    """One statement that takes half as long again each day."""

    place = "sample/shop"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now() - timedelta(days=30)

    async def snapshot(self) -> Snapshot:
        days = (self._clock.now() - self._began).days
        calls = 10_000 * days
        counters = Counters(calls, calls * 20.0 + 1_000.0 * days**2, calls, 50 * calls, calls, 0)
        return Snapshot("shop", 150_018, self._began, self._began, 0, {STATEMENT: counters})

    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        return dict.fromkeys(keys, "SELECT * FROM orders WHERE total > $1")

    async def explain(self, key: StatementKey) -> Explained:
        raise SourceError("PostgreSQL", "it may not be explained")


class _Redis:
    """Nothing slow."""

    place = "sample/cache"

    async def slow_log(self) -> SlowLog:
        return SlowLog("run", ())
