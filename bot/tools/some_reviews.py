"""Some of the open pull requests: the oldest, the largest, those that are red, or how many there are."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.tools.answers import listed, small_print
from bot.tools.tool import Finding
from integrations.codehost import PullRequest
from integrations.enumerated import counted
from integrations.post import Block, Link, Text
from jobs.people.working_age import WorkingAge
from jobs.reviews.posts import People, line
from jobs.reviews.queue import Queue

Which = Literal[
    "oldest", "newest", "largest", "smallest", "unassigned", "ready", "red", "changes", "drafts", "open"
]  # fmt: skip
"""Which open pull requests can be asked for; `oldest` is of those that wait for a review."""
_SUPERLATIVES = frozenset(("oldest", "newest", "largest", "smallest"))
_SAYS: Mapping[str, tuple[str, str]] = {
    "unassigned": ("has no reviewer", "have no reviewer"),
    "ready": ("is ready to merge", "are ready to merge"),
    "red": ("has red checks", "have red checks"),
    "changes": ("is back with its author: changes are asked for", "are back with their authors: changes are asked for"),
    "drafts": ("is a draft", "are drafts"),
}


def some(
    which: Which, pulls: Sequence[PullRequest], queue: Queue, ages: WorkingAge, people: People, troubles: Sequence[str]
) -> Finding:
    """Return those of the open `pulls` that are asked for; `queue` has them sorted by whom they wait for."""
    small = tuple(small_print(troubles))
    if which == "open":
        return Finding((_every(pulls, queue),), (*_lines(_by_age(pulls), ages, people), *small), as_of=ages.now)
    if which in _SUPERLATIVES:
        found = _by_age(queue.waiting) if which == "oldest" else _ordered(which, pulls)
        if not found:
            nothing = "No pull request waits for review." if which == "oldest" else "No pull request is open."
            return Finding((nothing,), small, as_of=ages.now)
        first = found[0]
        link = Link(url=first.url, label=first.ref)
        if which == "oldest":
            waits = "waits" if len(found) == 1 else "wait"
            what = f"{counted(len(found), 'pull request')} {waits} for review; the longest waits "
            headline: Text = (what, link, f", for {ages.words(first.ready_at)}.")
        else:
            headline = (f"The {which} pull request that is open is ", link, ".")
        return Finding(headline, (*_lines([first], ages, people), *small), as_of=ages.now)
    found = _of_state(which, pulls, queue)
    one, many = _SAYS[which]
    count = "No pull request" if not found else counted(len(found), "pull request")
    told = f"{count} {many if len(found) > 1 else one}."
    return Finding((told,), (*_lines(found, ages, people), *small), as_of=ages.now)


def _every(pulls: Sequence[PullRequest], queue: Queue) -> str:
    """How many are open, and how they stand."""
    if not pulls:
        return "No pull request is open."
    counts = (
        (len(queue.waiting), "waits for review", "wait for review"),
        (len(queue.groups["ready"]), "is ready to merge", "are ready to merge"),
        (len(queue.groups["changes"]), "is back with its author", "are back with their authors"),
        (len(queue.groups["approved"]), "is approved and held up", "are approved and held up"),
        (len(queue.groups["bots"]), "is a bot's", "are bots'"),
        (sum(each.draft for each in pulls), "is a draft", "are drafts"),
        (queue.snoozed, "is put off here", "are put off here"),
    )
    told = ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count)
    are = "is" if len(pulls) == 1 else "are"
    return f"{counted(len(pulls), 'pull request')} {are} open: {told}."


def _of_state(which: Which, pulls: Sequence[PullRequest], queue: Queue) -> Sequence[PullRequest]:
    if which == "red":
        return _by_age([each for each in pulls if each.checks == "failing"])
    if which == "drafts":
        return _by_age([each for each in pulls if each.draft])
    if which == "unassigned":
        return queue.groups["unassigned"]
    return queue.groups["ready"] if which == "ready" else queue.groups["changes"]


def _ordered(which: str, pulls: Sequence[PullRequest]) -> Sequence[PullRequest]:
    ready = [each for each in pulls if not each.draft]
    if which == "newest":
        return sorted(ready, key=lambda each: each.ready_at, reverse=True)
    return sorted(ready, key=_size, reverse=which == "largest")


def _size(pull: PullRequest) -> int:
    return (pull.additions or 0) + (pull.deletions or 0)


def _by_age(pulls: Sequence[PullRequest]) -> Sequence[PullRequest]:
    return sorted(pulls, key=lambda each: each.ready_at)


def _lines(pulls: Sequence[PullRequest], ages: WorkingAge, people: People) -> list[Block]:
    return listed([line(pull, ages, people) for pull in pulls])
