"""What a code host keeps, whichever it is: pull requests, contents, builds, deployments, releases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from integrations.deferred import dataclass
from integrations.source import System

Verdict = Literal["approved", "changes", "commented"]
Checks = Literal["passing", "failing", "running", "none"]
Decision = Literal["approved", "changes", "required"]
"""What the host's own rules say of the reviews: `required` is for one whose approvals do not suffice yet."""
MOST_DEPLOYMENTS = 50
"""Of a repository, the newest, are read; where there may be older ones, it is said."""
GONE = "ghost"
"""The login of an account that is gone."""
Rollout = Literal["success", "failed", "running", "waiting", "gone"]
"""`waiting` has not begun: it is queued, or a person must approve it. `gone` was taken down or replaced."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as it is called now."""

    name: str
    """`owner/name`."""
    default_branch: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """An open pull request, or one that has ended."""

    repo: str
    """`owner/name`, as the host spells it now."""
    number: int
    title: str
    url: str
    author: str
    """A login; `GONE` where the account is."""
    draft: bool
    ready_at: datetime
    """Since when it waits for others: its opening, or the end of its time as a draft."""
    head_sha: str
    base_sha: str
    base: str
    """The branch that it goes into."""
    additions: int | None = None
    deletions: int | None = None
    """Lines; None where the host was not asked."""
    reviewers: tuple[str, ...] = ()
    """Whose review is asked for and has not come: logins, and teams, for which see `is_team`. No bots."""
    author_name: str = ""
    """As the account says; empty where it says none, or the host was not asked."""
    committed: tuple[str, str] | None = None
    """The address of its newest commit, and the login whose it is as the host knows; None where it knows nobody."""
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    """The last verdict of each reviewer: (login, verdict). The author's own remarks and those of bots are none."""
    bot_verdicts: tuple[tuple[str, Verdict], ...] = ()
    """Those of bots that do not count: they are shown, and it waits for people all the same."""
    decision: Decision | None = None
    """None where no rule asks for reviews, or the host was not asked."""
    conflicts: bool = False
    """Whether it cannot be merged as it is."""
    by_bot: bool = False
    checks: Checks = "none"
    paths: tuple[str, ...] | None = None
    """What it changes, a hundred paths at most; None where the host was not asked."""
    merged_at: datetime | None = None
    closed: bool = False

    @property
    def ref(self) -> str:
        """`name#12`, as people call it."""
        return f"{short_name(self.repo)}#{self.number}"

    @property
    def lines(self) -> int | None:
        """How many lines it changes; None where that is not known."""
        if self.additions is None or self.deletions is None:
            return None
        return self.additions + self.deletions

    def has(self, verdict: Verdict) -> bool:
        """Whether a reviewer's last word is this."""
        return any(given == verdict for _, given in self.verdicts)


@dataclass(frozen=True, slots=True)
class PullActivity:
    """A pull request to which something has happened lately, open or ended."""

    pull: PullRequest
    branch: str
    """The one that it comes from, which often names an issue."""
    reviews: tuple[tuple[str, datetime], ...] = ()
    """Its newest reviews that were sent: whose, and when. Bots' are none."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a pull request changes."""

    path: str
    before: str | None
    """Its path before; None where it is new."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """One attempt at a build that has ended: a run of a workflow, a pipeline, a job, as the host has it."""

    repo: str
    id: int
    workflow: str
    """What was run, by its name."""
    branch: str
    """Of this repository; empty where it ran for a pull request of a fork, whose branch may be called `main` too."""
    sha: str
    passed: bool
    """False where it failed or timed out. What was cancelled or skipped is no build."""
    attempt: int
    started_at: datetime
    ended_at: datetime
    url: str
    pulls: tuple[int, ...] = ()
    """The pull requests that it ran for."""
    key: str = ""
    """What tells workflows of one name apart; the name where nothing else is known."""
    of_pull: bool = False
    """Whether it ran for a pull request: then it tested a merge with the base as it was at that time."""

    @property
    def took_s(self) -> float:
        """How long it took, in seconds."""
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Deployment:
    """Something that went out, or is about to."""

    repo: str
    id: int
    environment: str
    ref: str
    sha: str
    creator: str
    created_at: datetime
    state: Rollout
    since: datetime
    """Since when it has been in this state."""
    url: str | None = None
    reported: bool = True
    """Whether anybody has said anything of it since it was made."""

    @property
    def went_at(self) -> datetime:
        """When it came to where it went: what another has replaced has been in its state since that one came."""
        return self.created_at if self.state == "gone" else self.since


@dataclass(frozen=True, slots=True)
class Release:
    """A published release."""

    repo: str
    tag: str
    name: str
    author: str
    published_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit between two deployments."""

    sha: str
    author: str
    """A login, or the name in the commit where no account is known."""
    title: str


@dataclass(frozen=True, slots=True)
class Commits:
    """What lies between two commits. `behind` says that the second is the older one: a step back."""

    commits: tuple[Commit, ...]
    total: int
    behind: bool = False


def short_name(repo: str) -> str:
    """Return a repository's name without its owner's."""
    return repo.rpartition("/")[2]


def is_team(reviewer: str) -> bool:
    """Return True if a reviewer is a team, `owner/team`, and not a login."""
    return "/" in reviewer


class CodeHost(Protocol):
    """The repositories that the operator named. Every method raises `SourceError`, unless it says otherwise."""

    @property
    def system(self) -> System:
        """Return which code host it is."""
        ...

    @property
    def pull_path(self) -> str:
        """What is between the repository and the number in a pull request's address, such as `/pull/`."""
        ...

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories, as `owner/name`."""
        ...

    async def repository(self, repo: str) -> Repository:
        """Return a repository under the name it has now."""
        ...

    async def current_name(self, repo: str) -> str:
        """Return the name that a repository has now, of which `repo` may be an old one; `repo` where that is not known.

        Raises nothing.
        """
        ...

    async def team_members(self, team: str) -> Sequence[str]:
        """Return the logins of a team, `owner/team`. A `SourceError` that is `missing` where we may not see it."""
        ...

    # --- pull requests -------------------------------------------------------------

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        """Return the open pull requests, oldest first; with `files` their paths."""
        ...

    async def pull(self, repo: str, number: int) -> PullRequest:
        """Return one pull request, open or ended. A `SourceError` that is `missing` where there is none."""
        ...

    async def pulls_since(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        """Return what was opened, reviewed, merged or otherwise changed since, newest first; a few hundred at most."""
        ...

    async def changed_files(self, repo: str, number: int) -> Sequence[ChangedFile]:
        """Return the files that a pull request changes."""
        ...

    # --- contents ------------------------------------------------------------------

    async def file_at(self, repo: str, path: str, ref: str) -> str | None:
        """Return the text of a file at a commit; None where there is none."""
        ...

    async def paths_at(self, repo: str, ref: str) -> Sequence[str] | None:
        """Return the paths of all files at a commit; None where they are not listed."""
        ...

    async def merge_base(self, repo: str, base: str, head: str) -> str:
        """Return the commit where two parted. A `SourceError` that is `missing` where they have none in common."""
        ...

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        """Return what `head` has and `base` has not, oldest first."""
        ...

    # --- builds, and what goes out -------------------------------------------------

    async def builds_since(self, repo: str, since: datetime) -> Sequence[Build]:
        """Return the builds begun since, that passed or failed; earlier attempts included."""
        ...

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        """Return the newest deployments, `MOST_DEPLOYMENTS` at most, newest first."""
        ...

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        """Return the releases published since, newest first."""
        ...
