"""What can be done about a review that waits, with a person's button."""

from typing import Literal

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Finding, Proposal, tool
from integrations.codehost import PullRequest
from integrations.deferred import pattern
from jobs.errors import UserError
from jobs.reviews import Reviews, posts

_REF = pattern(r"(?P<repo>[\w.-]+(?:/[\w.-]+)*)#(?P<number>\d{1,9})")
_UNTIL = {"tomorrow": "until tomorrow", "three_days": "for three days", "push": "until its next push"}


class Pull(Arguments):
    """A pull request."""

    pull: str = Field(description="The pull request, such as payments#212 or acme/payments#212.", max_length=200)


class PutOff(Pull):
    """A pull request, and until when it is to be out of the way."""

    until: Literal["tomorrow", "three_days", "push"] = Field("tomorrow", description="Until when.")


async def _proposed_nudge(asking: Asking, wanted: Pull, reviews: Reviews) -> Proposal:
    pull, exact = await _pull(asking, wanted.pull, reviews)
    facts = (_fact(pull), ("Reviewers", ", ".join(pull.reviewers) or "none"))
    does = f"Remind the reviewers of {pull.ref} who are here, each in their own hours."
    return Proposal(does, Pull(pull=exact), facts)


@tool(Audience.FULL_MEMBERS, told_by="review_queue", limit_s=20, source="codehost", proposes=_proposed_nudge)
async def nudge_reviewers(asking: Asking, wanted: Pull, reviews: Reviews) -> Finding:
    """Remind those who are asked for a review of a pull request, each in their own working hours."""
    repo, number = _read(wanted.pull, reviews)
    done = await reviews.nudge(asking.person, asking.place, repo, number)
    post = posts.told(done.pull, done.told, done.before, done.unknown, reviews.system, alone=done.asker)
    return Finding(post.headline, post.blocks)


async def _proposed_pause(asking: Asking, wanted: PutOff, reviews: Reviews) -> Proposal:
    if asking.private:
        raise UserError("Ask me that in the channel whose queue it is to leave.")
    pull, exact = await _pull(asking, wanted.pull, reviews)
    does = (
        f"Leave {pull.ref} out of this channel's review queue {_UNTIL[wanted.until]}, for everybody, and say so here."
    )
    return Proposal(does, PutOff(pull=exact, until=wanted.until), (_fact(pull),))


@tool(Audience.FULL_MEMBERS, told_by="review_queue", limit_s=20, source="codehost", proposes=_proposed_pause)
async def snooze_review(asking: Asking, wanted: PutOff, reviews: Reviews) -> Finding:
    """Leave a pull request out of this channel's review queue for a day, for three days, or until its next push."""
    repo, number = _read(wanted.pull, reviews)
    pull, _ = await reviews.snooze(asking.person, asking.place, repo, number, wanted.until)
    return Finding((f"{pull.ref} is put off {_UNTIL[wanted.until]}.",))


async def _pull(asking: Asking, words: str, reviews: Reviews) -> tuple[PullRequest, str]:
    """The pull request that is meant, and its exact name. Raises `UserError`."""
    repo, number = _read(words, reviews)
    if asking.repos and repo not in asking.repos:
        raise UserError("This channel is not told of that repository. Ask me in a direct message.")
    return await reviews.current(repo, number), f"{repo}#{number}"


def _fact(pull: PullRequest) -> tuple[str, str]:
    return "Pull request", f"{pull.repo}#{pull.number} · {pull.title}"


def _read(words: str, reviews: Reviews) -> tuple[str, int]:
    """The repository as it is configured, and the number. Raises `UserError`."""
    said = _REF.fullmatch(words.strip())
    if said is None:
        raise UserError("Which pull request? For example payments#212.")
    name = said["repo"].casefold()
    fitting = [each for each in reviews.repos if name in (each.casefold(), each.casefold().rpartition("/")[2])]
    if len(fitting) != 1:
        raise UserError(f"I do not look after a repository {said['repo']}.")
    return fitting[0], int(said["number"])
