"""How the JSON of the REST API becomes our types."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.codehost import (
    GONE,
    Build,
    ChangedFile,
    Checks,
    Commit,
    Deployment,
    PullActivity,
    PullRequest,
    Release,
    Verdict,
)
from integrations.deferred import dataclass
from integrations.github.queries import Verdicts, moment, parted, rollout, verdict

_RED = frozenset({"failure", "timed_out", "startup_failure"})
_UNDECIDED = frozenset({"cancelled", "skipped", "neutral", "stale", "action_required", None})


def pull(data: Mapping[str, Any]) -> PullRequest:
    """A pull request, alone or of a list; a list has no sizes."""
    teams = [
        f"{data['base']['repo']['full_name'].partition('/')[0]}/{team['slug']}" for team in data["requested_teams"]
    ]
    merged = data.get("merged_at")
    return PullRequest(
        repo=data["base"]["repo"]["full_name"],
        number=data["number"],
        title=data["title"],
        url=data["html_url"],
        author=login(data.get("user")),
        draft=bool(data.get("draft")),
        ready_at=moment(data["created_at"]),
        head_sha=data["head"]["sha"],
        base_sha=data["base"]["sha"],
        base=data["base"]["ref"],
        additions=data.get("additions"),
        deletions=data.get("deletions"),
        reviewers=tuple([login(each) for each in data["requested_reviewers"] if not is_bot(each)] + teams),
        conflicts=data.get("mergeable_state") == "dirty",
        by_bot=is_bot(data.get("user")),
        merged_at=moment(merged) if merged else None,
        closed=data["state"] == "closed",
    )


def activity(data: Mapping[str, Any], reviews: Iterable[Mapping[str, Any]]) -> PullActivity:
    """A pull request of a list, with its reviews."""
    sent = tuple(
        (login(each.get("user")), moment(each["submitted_at"]))
        for each in reviews
        if each.get("submitted_at") and not is_bot(each.get("user"))
    )
    return PullActivity(pull(data), str(data["head"].get("ref") or ""), sent)


def verdicts(
    reviews: Iterable[Mapping[str, Any]], author: str, counted: Container[str] = ()
) -> tuple[Verdicts, Verdicts]:
    """The last opinion of each reviewer; a comment takes none back, a dismissal does. Uncounted bots are apart.

    What the author remarks in answer, and what bots remark, waits for nobody.
    """
    last: dict[str, Verdict] = {}
    bots: set[str] = set()
    for review in reviews:
        who, said = login(review.get("user")), verdict(review["state"])
        if who == author or (said == "commented" and is_bot(review.get("user"))):
            continue
        if said is None:
            last.pop(who, None)
        elif said != "commented" or who not in last:
            last[who] = said
        if is_bot(review.get("user")):
            bots.add(who)
    return parted(last, bots, counted)


def checks(runs: Sequence[Mapping[str, Any]]) -> Checks:
    """What the check runs of a commit come to."""
    if not runs:
        return "none"
    if any(run["conclusion"] in _RED for run in runs):
        return "failing"
    return "running" if any(run["status"] != "completed" for run in runs) else "passing"


def changed(data: Mapping[str, Any]) -> ChangedFile:
    """A file of a pull request."""
    before = {"added": None, "renamed": data.get("previous_filename")}.get(data["status"], data["filename"])
    return ChangedFile(path=data["filename"], before=before, removed=data["status"] == "removed")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a run of a workflow."""

    id: int
    number: int
    end: str | None
    """How GitHub calls what it came to."""
    created_at: datetime
    build: Build | None
    """None where it neither passed nor failed."""


def attempt(data: Mapping[str, Any], repo: str) -> Attempt:
    """An attempt at a run of a workflow."""
    number = int(data.get("run_attempt") or 1)
    return Attempt(int(data["id"]), number, data["conclusion"], moment(data["created_at"]), run(data, repo))


def run(data: Mapping[str, Any], repo: str) -> Build | None:
    """A run of a workflow; None for one that neither passed nor failed."""
    if data["conclusion"] in _UNDECIDED:
        return None
    here, there = ((data.get(name) or {}).get("full_name") for name in ("repository", "head_repository"))
    return Build(
        repo=repo,
        id=data["id"],
        workflow=data.get("name") or data.get("path") or str(data["id"]),
        branch=(data.get("head_branch") or "") if here == there else "",
        sha=data["head_sha"],
        passed=data["conclusion"] not in _RED,
        attempt=data.get("run_attempt") or 1,
        started_at=moment(data.get("run_started_at") or data["created_at"]),
        ended_at=moment(data["updated_at"]),
        url=data["html_url"],
        pulls=tuple(each["number"] for each in data.get("pull_requests") or ()),
        key=str(data.get("workflow_id") or data.get("path") or data.get("name") or ""),
        of_pull=str(data.get("event") or "").startswith("pull_request"),
    )


def deployment(data: Mapping[str, Any], status: Mapping[str, Any] | None, repo: str) -> Deployment:
    """A deployment with its newest status."""
    status = status or {}
    return Deployment(
        repo=repo,
        id=data["id"],
        environment=data.get("environment") or "production",
        ref=data["ref"],
        sha=data["sha"],
        creator=login(data.get("creator")),
        created_at=moment(data["created_at"]),
        state=rollout(status.get("state") or "pending"),
        since=moment(status.get("created_at") or data["created_at"]),
        url=status.get("log_url") or status.get("environment_url") or None,
        reported=bool(status),
    )


def release(data: Mapping[str, Any], repo: str) -> Release:
    """A release that is published."""
    return Release(
        repo=repo,
        tag=data["tag_name"],
        name=data.get("name") or data["tag_name"],
        author=login(data.get("author")),
        published_at=moment(data["published_at"]),
        url=data["html_url"],
    )


def commit(data: Mapping[str, Any]) -> Commit:
    """A commit of a comparison."""
    written = data["commit"]
    author = (data.get("author") or {}).get("login") or (written.get("author") or {}).get("name") or "somebody"
    return Commit(data["sha"], author, written["message"].partition("\n")[0])


def is_bot(user: Mapping[str, Any] | None) -> bool:
    """Whether an account is a program's."""
    return (user or {}).get("type") == "Bot"


def login(user: Mapping[str, Any] | None) -> str:
    """A login; `GONE` where the account is."""
    return (user or {}).get("login") or GONE
