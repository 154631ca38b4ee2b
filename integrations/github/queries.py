"""The GraphQL that asks for much in one call, and how its nodes become our types."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.github.types import Checks, Deployment, PullRequest, Rollout, Verdict

PULLS = """
query($owner: String!, $name: String!, $size: Int!, $after: String, $files: Boolean!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequests(states: OPEN, first: $size, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title url isDraft createdAt additions deletions headRefOid baseRefOid baseRefName
        author { login }
        reviewRequests(first: 20) {
          nodes { requestedReviewer { ... on User { login } ... on Team { combinedSlug } } }
        }
        latestOpinionatedReviews(first: 20) { nodes { state author { login } } }
        timelineItems(itemTypes: [READY_FOR_REVIEW_EVENT], last: 1) {
          nodes { ... on ReadyForReviewEvent { createdAt } }
        }
        commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
        files(first: 100) @include(if: $files) { nodes { path } }
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


def moment(text: str) -> datetime:
    """A moment as GitHub writes it."""
    return datetime.fromisoformat(text)


def verdict(state: str) -> Verdict | None:
    """What a review came to; None for one that was dismissed or is not sent yet."""
    return _VERDICTS.get(state.upper())


def rollout(state: str) -> Rollout:
    """What became of a deployment; one that nobody has reported on waits."""
    return _ROLLOUTS.get(state.upper(), "waiting")


def pull_of(node: Mapping[str, Any], repo: str) -> PullRequest:
    """A node of `PULLS`. What the token may not see is null there, and none here."""
    ready = [moment(each["createdAt"]) for each in _nodes(node, "timelineItems") if each]
    reviewers = [each.get("requestedReviewer") or {} for each in _nodes(node, "reviewRequests")]
    reviews = [(_login(each), verdict(each["state"])) for each in _nodes(node, "latestOpinionatedReviews")]
    commits = _nodes(node, "commits")
    rollup = (commits[-1]["commit"].get("statusCheckRollup") or {}) if commits else {}
    return PullRequest(
        repo=repo,
        number=node["number"],
        title=node["title"],
        url=node["url"],
        author=_login(node),
        draft=node["isDraft"],
        ready_at=max([moment(node["createdAt"]), *ready]),
        head_sha=node["headRefOid"],
        base_sha=node["baseRefOid"],
        base=node["baseRefName"],
        additions=node["additions"],
        deletions=node["deletions"],
        reviewers=tuple(name for each in reviewers if (name := each.get("login") or each.get("combinedSlug"))),
        verdicts=tuple((login, said) for login, said in reviews if said),
        checks=_CHECKS.get(str(rollup.get("state")), "none"),
        paths=tuple(each["path"] for each in _nodes(node, "files")) if "files" in node else None,
    )


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
        creator=(node.get("creator") or {}).get("login") or "ghost",
        created_at=moment(node["createdAt"]),
        state=rollout(node.get("state") or ""),
        since=moment(status.get("createdAt") or node["createdAt"]),
        url=status.get("logUrl") or status.get("environmentUrl"),
    )


def _nodes(node: Mapping[str, Any], name: str) -> list[Any]:
    return [each for each in (node.get(name) or {}).get("nodes") or [] if each is not None]


def _login(node: Mapping[str, Any]) -> str:
    return (node.get("author") or {}).get("login") or "ghost"
