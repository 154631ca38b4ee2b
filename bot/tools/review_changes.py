"""What can be done about a review that waits, with a person's button."""

import re

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Effect, Finding, tool
from jobs.errors import UserError
from jobs.reviews import Reviews, posts

_REF = re.compile(r"(?P<repo>[\w.-]+(?:/[\w.-]+)*)#(?P<number>\d{1,9})")


class Pull(Arguments):
    """A pull request."""

    pull: str = Field(description="The pull request, such as payments#212 or acme/payments#212.", max_length=200)


@tool(
    "nudge_reviewers",
    Audience.FULL_MEMBERS,
    effect=Effect.WRITES,
    told_by="review_queue",
    limit_s=20,
    source="codehost",
)
async def nudge_reviewers(asking: Asking, wanted: Pull, reviews: Reviews) -> Finding:
    """Remind those who are asked for a review of a pull request, each in their own working hours."""
    repo, number = _read(wanted.pull, reviews)
    done = await reviews.nudge(asking.person, asking.place, repo, number)
    post = posts.told(done.pull, done.told, done.before, done.unknown, reviews.system, alone=done.asker)
    return Finding(post.headline, post.blocks)


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
