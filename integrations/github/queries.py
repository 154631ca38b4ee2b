"""The GraphQL that asks for much in one call, and how its nodes become our types."""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from integrations.codehost import GONE, Checks, Decision, Deployment, PullActivity, PullRequest, Rollout, Verdict

Verdicts = tuple[tuple[str, Verdict], ...]

PULLS = """
query($owner: String!, $name: String!, $size: Int!, $after: String, $files: Boolean!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequests(states: OPEN, first: $size, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title url isDraft createdAt additions deletions headRefOid baseRefOid baseRefName
        reviewDecision mergeable
        author { __typename login ... on User { name } }
        reviewRequests(first: 20) {
          nodes { requestedReviewer { __typename ... on User { login } ... on Team { combinedSlug } } }
        }
        latestReviews(first: 20) { nodes { state author { __typename login } } }
        latestOpinionatedReviews(first: 20) { nodes { state author { __typename login } } }
        timelineItems(itemTypes: [READY_FOR_REVIEW_EVENT], last: 1) {
          nodes { ... on ReadyForReviewEvent { createdAt } }
        }
        commits(last: 1) { nodes { commit { author { email user { login } } statusCheckRollup { state } } } }
        files(first: 100) @include(if: $files) { nodes { path } }
      }
    }
  }
}
"""
PULLS_WITHOUT_TEAMS = PULLS.replace(" ... on Team { combinedSlug }", "")
"""For a token that may not read teams: GitHub refuses the whole of a query that asks for one."""
PULLS_LATELY = """
query($owner: String!, $name: String!, $size: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequests(first: $size, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title url isDraft createdAt updatedAt mergedAt closed additions deletions
        headRefName headRefOid baseRefOid baseRefName
        author { __typename login ... on User { name } }
        reviews(last: 30) { nodes { submittedAt author { __typename login } } }
        commits(last: 1) { nodes { commit { author { email user { login } } } } }
      }
    }
  }
}
"""
DEPLOYMENTS = """
query($owner: String!, $name: String!, $size: Int!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    deployments(first: $size, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes {
        databaseId environment commitOid createdAt state
        ref { name }
        creator { login }
        latestStatus { createdAt logUrl environmentUrl }
      }
    }
  }
}
"""
_VERDICTS: Mapping[str, Verdict] = {"APPROVED": "approved", "CHANGES_REQUESTED": "changes", "COMMENTED": "commented"}
_DECISIONS: Mapping[str, Decision] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes",
    "REVIEW_REQUIRED": "required",
}
_CHECKS: Mapping[str, Checks] = {
    "SUCCESS": "passing",
    "FAILURE": "failing",
    "ERROR": "failing",
    "PENDING": "running",
    "EXPECTED": "running",
}
_ROLLOUTS: Mapping[str, Rollout] = {
    "ACTIVE": "success",
    "SUCCESS": "success",
    "ERROR": "failed",
    "FAILURE": "failed",
    "IN_PROGRESS": "running",
    "PENDING": "waiting",
    "QUEUED": "waiting",
    "WAITING": "waiting",
    "INACTIVE": "gone",
    "DESTROYED": "gone",
    "ABANDONED": "gone",
}


A_TEAM = "a team"
"""A team whose name the token may not read."""


def moment(text: str) -> datetime:
    """A moment as GitHub writes it."""
    return datetime.fromisoformat(text)


def verdict(state: str) -> Verdict | None:
    """What a review came to; None for one that was dismissed or is not sent yet."""
    return _VERDICTS.get(state.upper())


def rollout(state: str) -> Rollout:
    """What became of a deployment; one that nobody has reported on waits."""
    return _ROLLOUTS.get(state.upper(), "waiting")


def pull_of(node: Mapping[str, Any], repo: str, counted: Container[str] = ()) -> PullRequest:
    """A node of `PULLS`. What the token may not see is null there, and none here. `counted` are bots, in lower case."""
    ready = [moment(each["createdAt"]) for each in _nodes(node, "timelineItems") if each]
    reviewers = [each.get("requestedReviewer") or {} for each in _nodes(node, "reviewRequests")]
    author = _login(node)
    verdicts, bot_verdicts = _verdicts(node, author, counted)
    commits = _nodes(node, "commits")
    rollup = (commits[-1]["commit"].get("statusCheckRollup") or {}) if commits else {}
    return PullRequest(
        repo=repo,
        number=node["number"],
        title=node["title"],
        url=node["url"],
        author=author,
        draft=node["isDraft"],
        ready_at=max([moment(node["createdAt"]), *ready]),
        head_sha=node["headRefOid"],
        base_sha=node["baseRefOid"],
        base=node["baseRefName"],
        additions=node["additions"],
        deletions=node["deletions"],
        reviewers=tuple(name for each in reviewers if (name := _reviewer(each))),
        author_name=str((node.get("author") or {}).get("name") or ""),
        committed=_committed(commits[-1]["commit"]) if commits else None,
        verdicts=verdicts,
        bot_verdicts=bot_verdicts,
        decision=_DECISIONS.get(str(node.get("reviewDecision"))),
        conflicts=node.get("mergeable") == "CONFLICTING",
        by_bot=_is_bot(node.get("author")),
        checks=_CHECKS.get(str(rollup.get("state")), "none"),
        paths=tuple(each["path"] for each in _nodes(node, "files")) if "files" in node else None,
    )


def activity_of(node: Mapping[str, Any], repo: str) -> PullActivity:
    """A node of `PULLS_LATELY`."""
    merged = node.get("mergedAt")
    pull = replace(pull_of(node, repo), merged_at=moment(merged) if merged else None, closed=bool(node.get("closed")))
    reviews = tuple(
        (_login(each), moment(each["submittedAt"]))
        for each in _nodes(node, "reviews")
        if each.get("submittedAt") and not _is_bot(each.get("author"))
    )
    return PullActivity(pull, str(node.get("headRefName") or ""), reviews)


def _committed(commit: Mapping[str, Any]) -> tuple[str, str] | None:
    """The address and the login of who wrote a commit."""
    author = commit.get("author") or {}
    login = (author.get("user") or {}).get("login")
    return (str(author["email"]), str(login)) if login and author.get("email") else None


def _reviewer(node: Mapping[str, Any]) -> str | None:
    """A person, a team, or a team that the token may not see; None for a bot."""
    if node.get("__typename") in ("Team", "EnterpriseTeam"):
        return node.get("combinedSlug") or A_TEAM
    return node.get("login")


def _verdicts(node: Mapping[str, Any], author: str, counted: Container[str]) -> tuple[Verdicts, Verdicts]:
    """The last opinion of each reviewer, and the remarks of those who gave none; those of uncounted bots apart."""
    found: dict[str, Verdict] = {}
    bots: set[str] = set()
    for review in (*_nodes(node, "latestReviews"), *_nodes(node, "latestOpinionatedReviews")):
        who, said = _login(review), verdict(review["state"])
        remark = said == "commented"
        if said is None or who == author or (remark and (_is_bot(review.get("author")) or who in found)):
            continue
        found[who] = said
        if _is_bot(review.get("author")):
            bots.add(who)
    return parted(found, bots, counted)


def parted(found: Mapping[str, Verdict], bots: Container[str], counted: Container[str]) -> tuple[Verdicts, Verdicts]:
    """The verdicts that count, and those of bots that do not."""
    idle = {who for who in found if who in bots and who.removesuffix("[bot]").casefold() not in counted}
    return (
        tuple(each for each in found.items() if each[0] not in idle),
        tuple((who.removesuffix("[bot]"), said) for who, said in found.items() if who in idle),
    )


def _is_bot(author: Mapping[str, Any] | None) -> bool:
    return (author or {}).get("__typename") == "Bot"


def deployment_of(node: Mapping[str, Any], repo: str) -> Deployment:
    """A node of `DEPLOYMENTS`."""
    status = node.get("latestStatus") or {}
    sha = node["commitOid"]
    return Deployment(
        repo=repo,
        id=node["databaseId"],
        environment=node.get("environment") or "production",
        ref=(node.get("ref") or {}).get("name") or sha[:7],
        sha=sha,
        creator=(node.get("creator") or {}).get("login") or GONE,
        created_at=moment(node["createdAt"]),
        state=rollout(node.get("state") or ""),
        since=moment(status.get("createdAt") or node["createdAt"]),
        url=status.get("logUrl") or status.get("environmentUrl"),
        reported=bool(status),
    )


def _nodes(node: Mapping[str, Any], name: str) -> list[Any]:
    return [each for each in (node.get(name) or {}).get("nodes") or [] if each is not None]


def _login(node: Mapping[str, Any]) -> str:
    return (node.get("author") or {}).get("login") or GONE
