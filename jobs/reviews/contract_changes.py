"""What the open pull requests of repositories change about contracts, what breaks callers first."""

from collections.abc import Sequence
from functools import partial

from integrations.codehost import CodeHost, PullRequest, short_name
from integrations.deferred import dataclass
from integrations.source import SourceError
from jobs.fan_out import LIMIT_S, Gathered, each_or, of_chosen
from jobs.reviews.contracts import Compared, compared, may_touch

MOST_PULLS = 25
"""Of a repository: the oldest that touch a contract. Each file takes two calls. How many more there are is said."""
LISTED = 100
"""Paths of a pull request that the list of them has; of one with as many it must be asked for the rest."""


@dataclass(frozen=True, slots=True)
class FoundChanges:
    """What one repository's pull requests come to."""

    compared: Sequence[Compared]
    notes: Sequence[str]
    """A line for what was not compared, however many it concerns."""


async def contract_changes(host: CodeHost, only: Sequence[str], *, limit_s: float = LIMIT_S) -> Gathered[FoundChanges]:
    """Compare the contracts of the open pull requests, of `only` these repositories where named."""
    return await of_chosen(host, only, partial(_compared, host), limit_s=limit_s)


def in_order(answers: Gathered[FoundChanges]) -> Sequence[Compared]:
    """Return what was compared, what breaks most first, then the oldest."""
    every = [each for repo in answers.found.values() for each in repo.compared]
    return sorted(every, key=lambda each: (-len(each.breaking), each.pull.ready_at))


def left_out(answers: Gathered[FoundChanges]) -> Sequence[str]:
    """Return a line for each thing that was not compared or not read."""
    return [*(note for repo in answers.found.values() for note in repo.notes), *answers.troubles]


async def _compared(host: CodeHost, repo: str) -> FoundChanges:
    """Compare the contracts of a repository's open pull requests. Raise `SourceError` where none could be."""
    pulls = await host.open_pulls(repo, files=True)
    touching = [pull for pull in pulls if _may_touch(pull)]
    # What the host refuses for one it refuses for most: the reason is told once, and what was compared is shown.
    asked = [compared(host, pull) for pull in touching[:MOST_PULLS]]
    results = await each_or(SourceError, asked)
    failed = [each for each in results if isinstance(each, SourceError)]
    if failed and len(failed) == len(results):
        raise failed[0]
    notes = []
    name = short_name(repo)
    if failed:
        notes.append(f"{name}: {_pulls(len(failed))} not compared. {failed[0].sentence}")
    if (left := len(touching) - MOST_PULLS) > 0:
        notes.append(f"{name}: {left} more may change a contract; the oldest {MOST_PULLS} were compared.")
    return FoundChanges([each for each in results if isinstance(each, Compared)], notes)


def _may_touch(pull: PullRequest) -> bool:
    paths = pull.paths or ()
    return len(paths) >= LISTED or may_touch(paths)


def _pulls(count: int) -> str:
    return "1 pull request was" if count == 1 else f"{count} pull requests were"
