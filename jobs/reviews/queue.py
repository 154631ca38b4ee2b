"""The queue: open pull requests, sorted by whom they wait for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from integrations.codehost import PullRequest
from integrations.deferred import dataclass

Group = Literal["unassigned", "review", "changes", "ready", "approved", "bots"]
"""`ready` is approved, and nothing stands in its way; `approved` is what its checks or conflicts still hold up, and
waits for no reviewer. `bots` wrote what nobody was asked to review."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Oldest first in each group. Drafts are in none, and what is snoozed is only counted."""

    groups: Mapping[Group, Sequence[PullRequest]]
    snoozed: int = 0

    @property
    def waiting(self) -> list[PullRequest]:
        """What waits for a reviewer or a review, oldest first."""
        return sorted([*self.groups["unassigned"], *self.groups["review"]], key=lambda pull: pull.ready_at)

    @property
    def empty(self) -> bool:
        """Return True if nothing waits for anybody who reviews or merges."""
        return not any(pulls for name, pulls in self.groups.items() if name != "approved")


def group_of(pull: PullRequest) -> Group:
    """Whom a pull request waits for.

    A reviewer who is asked again has not said their last word; the changes that another asked for
    come first, since nobody can merge over them. An approval that the host's rules do not find enough
    (a second one, or an owner's of the code, is missing) leaves it waiting.
    """
    asked_again = set(pull.reviewers)
    last_words = {said for who, said in pull.verdicts if who not in asked_again}
    if "changes" in last_words:
        return "changes"
    if "approved" in last_words and pull.decision != "required":
        return "approved" if pull.conflicts or pull.checks in ("failing", "running") else "ready"
    if pull.reviewers or "commented" in last_words:
        return "review"
    return "bots" if pull.by_bot else "unassigned"


def sort_queue(pulls: Iterable[PullRequest], snoozed: Iterable[tuple[str, int]] = ()) -> Queue:
    """The queue of these; `snoozed` are (repository, number) to leave out."""
    groups: dict[Group, list[PullRequest]] = {name: [] for name in get_args(Group)}
    asleep, left_out = set(snoozed), 0
    for pull in sorted(pulls, key=lambda each: (each.ready_at, each.repo, each.number)):
        if pull.draft:
            continue
        if (pull.repo.casefold(), pull.number) in asleep:
            left_out += 1
            continue
        groups[group_of(pull)].append(pull)
    return Queue(groups, left_out)
