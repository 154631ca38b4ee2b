"""Changes of issues, each with a person's button."""

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Effect, Finding, tool
from jobs.issues import Issues

WRITE_S = 20
"""Seconds; a tracker takes longer to change something than to be read."""


class Comment(Arguments):
    """A comment on an issue."""

    key: str = Field(description="The issue's key, such as PAY-41.", max_length=100)
    words: str = Field(description="The comment, in plain words.", min_length=1, max_length=2_000)


class Move(Arguments):
    """A change of an issue's status."""

    key: str = Field(description="The issue's key, such as PAY-41.", max_length=100)
    to: str = Field(description="The status that it is to have, as the tracker calls it.", max_length=100)


@tool(
    "comment_on_issue",
    Audience.FULL_MEMBERS,
    effect=Effect.WRITES,
    told_by="wrap_up",
    limit_s=WRITE_S,
    source="tracker",
)
async def comment_on_issue(asking: Asking, wanted: Comment, issues: Issues) -> Finding:
    """Add a comment to an issue, under the name of who asks for it."""
    return Finding((await issues.comment(asking.person, wanted.key, wanted.words),))


@tool("move_issue", Audience.FULL_MEMBERS, effect=Effect.WRITES, told_by="wrap_up", limit_s=WRITE_S, source="tracker")
async def move_issue(asking: Asking, wanted: Move, issues: Issues) -> Finding:
    """Move an issue to another status, and name who asked for it in a comment."""
    return Finding((await issues.move(asking.person, wanted.key, wanted.to),))
