"""The sample team's pull requests, checks, contracts and deployments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.demo.world.story import COMMITTERS, DEPLOYED, MERGED, ORDERS, PAYMENTS, Story
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
from integrations.source import SourceError

SPEC = "api/openapi.yaml"
CONTRACT = """
openapi: 3.1.0
info: {title: Orders, version: "5"}
paths:
  /orders/{id}:
    get:
      responses:
        "200":
          content:
            application/json:
              schema:
                type: object
                required: [id, total]
                properties:
                  id: {type: string}
                  total: {type: integer}
                  legacy_total: {type: string}
"""


class SampleGitHub:
    """Answers as the adapter for GitHub does."""

    system = GITHUB
    pull_path = "/pull/"

    repos = (PAYMENTS, ORDERS)

    def __init__(self, story: Story) -> None:
        """Tell of that story."""
        self._story = story

    async def repository(self, repo: str) -> Repository:
        """A repository; its default branch is main."""
        return Repository(repo, "main")

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        """The open pull requests, oldest first."""
        return [pull for pull in self._pulls() if pull.repo == repo and not pull.closed]

    async def pull(self, repo: str, number: int) -> PullRequest:
        """Return a pull request of the story, open or merged."""
        for pull in self._pulls():
            if (pull.repo.casefold(), pull.number) == (repo.casefold(), number):
                return pull
        raise SourceError(GITHUB.name, "it is not there", missing=True)

    async def current_name(self, repo: str) -> str:
        """Nothing is renamed here."""
        return repo

    async def team_members(self, team: str) -> Sequence[str]:
        """The sample has no teams."""
        return []

    async def pulls_since(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        """What happened to them in the last days."""
        now = self._story.now()
        happened = (
            PullActivity(pull, branch=f"change-{pull.number}", reviews=tuple(self._reviews(pull)))
            for pull in (*self._earlier(), *self._pulls())
            if pull.repo == repo
        )
        found = [
            (max([pull.ready_at, *(at for _, at in each.reviews), *([pull.merged_at] if pull.merged_at else [])]), each)
            for each in happened
            if (pull := each.pull).ready_at <= now
        ]
        return [each for at, each in sorted(found, key=lambda one: one[0], reverse=True) if since <= at]

    async def changed_files(self, repo: str, number: int) -> Sequence[ChangedFile]:
        """Return the files of a pull request."""
        return [ChangedFile(path, path) for path in (await self.pull(repo, number)).paths or ()]

    async def file_at(self, repo: str, path: str, ref: str) -> str | None:
        """The contract of the orders, before and after the change."""
        if (repo, path) != (ORDERS, SPEC):
            return None
        return CONTRACT if ref == "main" else CONTRACT.replace("                  legacy_total: {type: string}\n", "")

    async def paths_at(self, repo: str, ref: str) -> Sequence[str] | None:
        """The contract of the orders, and nothing else."""
        return [SPEC] if repo == ORDERS else []

    async def merge_base(self, repo: str, base: str, head: str) -> str:
        """Everything parted from main."""
        return "main"

    async def builds_since(self, repo: str, since: datetime) -> Sequence[Build]:
        """A week of runs: one is flaky, and from 14:10 on one is red."""
        return [run for run in self._runs() if run.repo == repo and since <= run.ended_at <= self._story.now()]

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        """What has begun to go out, newest first."""
        begun = [each for each in self._deployments() if each.repo == repo and each.created_at <= self._story.now()]
        newest: set[str] = set()
        found: list[Deployment] = []
        for each in sorted(begun, key=lambda one: one.created_at, reverse=True):
            found.append(each if each.environment not in newest else replace(each, state="gone"))
            newest.add(each.environment)
        return found

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        """The release of the afternoon."""
        at = self._story.at(DEPLOYED)
        url = f"https://github.example/{PAYMENTS}/releases/v2.15.0"
        if repo != PAYMENTS or not since <= at <= self._story.now():
            return []
        return [Release(PAYMENTS, "v2.15.0", "v2.15.0", "chiara-sample", at, url)]

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        """What each version brought, and what came in before CI turned red."""
        brought = {
            ("v2.13.0", "v2.14.0"): (Commit("c1", "ben-sample", "Sweep payments by retry_at"),),
            ("v2.14.0", "v2.15.0"): (Commit("c2", "chiara-sample", "Add an index on payments.retry_at"),),
            ("b1f00d00", "b2f00d00"): (Commit("b2f00d00", "dev-sample", "Order form: validate the postcode"),),
            ("v5.3.0", "v5.3.1"): (Commit("c3", "dev-sample", "Order form: validate the postcode"),),
        }.get((base, head), ())
        return Commits(brought, len(brought))

    # --- the story -----------------------------------------------------------------

    def _pulls(self) -> list[PullRequest]:
        story = self._story
        merged = story.at(MERGED) if story.past(MERGED) else None
        return [
            self._pull(PAYMENTS, 205, "Retry the webhook with backoff", "dev-sample", -4, "11:00", 96, 12),
            replace(
                self._pull(ORDERS, 87, "Drop legacy_total from the order API", "elif-sample", -3, "15:20", 14, 41),
                reviewers=("chiara-sample", "ana-sample"),
                paths=(SPEC, "src/orders/api.py"),
            ),
            replace(
                self._pull(PAYMENTS, 209, "Idempotency keys for refunds", "ben-sample", -2, "10:10", 182, 7),
                verdicts=(("ana-sample", "changes"),),
                checks="failing",
            ),
            replace(
                self._pull(ORDERS, 90, "Order form: say which field is wrong", "dev-sample", -1, "12:00", 33, 9),
                verdicts=(("ben-sample", "approved"),),
            ),
            replace(
                self._pull(PAYMENTS, 212, "Add an index on payments.retry_at", "chiara-sample", -1, "16:10", 18, 0),
                reviewers=() if merged else ("ana-sample",),
                verdicts=(("ana-sample", "approved"),) if merged else (),
                merged_at=merged,
                closed=merged is not None,
            ),
            replace(self._pull(ORDERS, 91, "Try the new carrier", "ana-sample", -1, "17:00", 410, 3), draft=True),
        ]

    def _earlier(self) -> list[PullRequest]:
        """What was merged before the day began, and is nowhere else any more."""
        merged = self._pull(PAYMENTS, 208, "Sweep payments by retry_at (PAY-36)", "ben-sample", -2, "15:10", 64, 41)
        return [replace(merged, merged_at=self._story.at("14:20", -1), closed=True)]

    def _reviews(self, pull: PullRequest) -> list[tuple[str, datetime]]:
        """Who has given their verdict on a pull request, and when: by the next midday, as far as it is past."""
        at = pull.merged_at or self._story.at("17:10", -1)
        return [(login, at) for login, _ in pull.verdicts if pull.ready_at <= at <= self._story.now()]

    def _pull(
        self, repo: str, number: int, title: str, author: str, days: int, at: str, added: int, removed: int
    ) -> PullRequest:
        return PullRequest(
            repo=repo,
            number=number,
            title=title,
            url=f"https://github.example/{repo}/pull/{number}",
            author=author,
            committed=(COMMITTERS[author], author) if author in COMMITTERS else None,
            draft=False,
            ready_at=self._story.at(at, days),
            head_sha=f"head-{number}",
            base_sha="main",
            base="main",
            additions=added,
            deletions=removed,
            checks="passing",
            paths=("src/change.py",),
        )

    def _runs(self) -> list[Build]:
        run = self._run
        return [
            run(1, PAYMENTS, "CI", "a1", passed=True, days=-1, at="15:00", took=260),
            run(2, PAYMENTS, "Integration", "a1", passed=False, days=-1, at="15:20", took=840),
            run(3, PAYMENTS, "Integration", "a1", passed=True, days=-1, at="15:50", took=870),
            run(4, PAYMENTS, "CI", "a2", passed=True, days=0, at="11:40", took=255),
            run(5, PAYMENTS, "Integration", "a2", passed=True, days=0, at="11:52", took=880),
            run(6, ORDERS, "CI", "b1", passed=True, days=-1, at="14:00", took=190),
            run(7, ORDERS, "CI", "b2", passed=False, days=0, at="14:10", took=120),
        ]

    def _run(
        self, number: int, repo: str, workflow: str, sha: str, *, passed: bool, days: int, at: str, took: int
    ) -> Build:
        ended = self._story.at(at, days)
        started = datetime.fromtimestamp(ended.timestamp() - took, ended.tzinfo)
        url = f"https://github.example/{repo}/actions/runs/{number}"
        return Build(repo, number, workflow, "main", f"{sha}f00d00", passed, 1, started, ended, url)

    def _deployments(self) -> list[Deployment]:
        return [
            self._deployment(1, PAYMENTS, "v2.13.0", "ben-sample", -4, "15:00"),
            self._deployment(2, PAYMENTS, "v2.14.0", "ben-sample", -1, "16:40"),
            self._deployment(3, PAYMENTS, "v2.15.0", "chiara-sample", 0, DEPLOYED),
            self._deployment(4, ORDERS, "v5.3.0", "elif-sample", -5, "11:00"),
            self._deployment(5, ORDERS, "v5.3.1", "dev-sample", 0, "13:50"),
        ]

    def _deployment(self, number: int, repo: str, tag: str, who: str, days: int, at: str) -> Deployment:
        moment = self._story.at(at, days)
        url = f"https://github.example/{repo}/deployments/{number}"
        return Deployment(repo, number, "production", tag, tag, who, moment, "success", moment, url)
