"""What can be changed in the issue tracker, with a person's button."""

from pydantic import Field

from bot.tools.tool import Arguments, Asking, Audience, Finding, Proposal, tool
from integrations.post import Link
from integrations.tracker import Issue
from jobs.issues import IssueChanges, Issues

WRITE_S = 20
"""Seconds; a tracker takes longer to change something than to be read."""


class OfAnIssue(Arguments):
    """Arguments that name an issue."""

    key: str = Field(description="The issue's key, such as PAY-41.", max_length=100)


class Comment(OfAnIssue):
    """A comment on an issue."""

    words: str = Field(description="The comment, in plain words.", min_length=1, max_length=2_000)


class Move(OfAnIssue):
    """A change of an issue's status."""

    to: str = Field(description="The status that it is to have, as the tracker calls it.", max_length=100)


class Label(OfAnIssue):
    """A label for an issue."""

    label: str = Field(description="The label: one word, without blanks.", pattern=r"^\S+$", max_length=100)


class NewIssue(Arguments):
    """An issue that there is not yet."""

    project: str = Field("", description="The project's key, such as PAY.", max_length=30)
    type: str = Field("Task", description="What it is, as the tracker calls it: Task, Bug, Story.", max_length=60)
    title: str = Field(description="Its title, on one line.", min_length=1, max_length=200, pattern=r"^[^\r\n]+$")
    text: str = Field("", description="Its description, in plain words.", max_length=2_000)


async def _proposed_comment(asking: Asking, wanted: Comment, issue_changes: IssueChanges) -> Proposal:
    issue = await issue_changes.changeable(asking.person, wanted.key)
    return Proposal(
        f"Add a comment to {issue.key}, under the name of who asked.",
        wanted,
        (_fact(issue), ("Comment", wanted.words)),
    )


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", limit_s=WRITE_S, source="tracker", proposes=_proposed_comment)
async def comment_on_issue(asking: Asking, wanted: Comment, issue_changes: IssueChanges) -> Finding:
    """Add a comment to an issue, under the name of who asks for it."""
    return Finding((await issue_changes.comment(asking.person, wanted.key, wanted.words),))


async def _proposed_move(asking: Asking, wanted: Move, issue_changes: IssueChanges) -> Proposal:
    issue, way = await issue_changes.way_to(asking.person, wanted.key, wanted.to)
    does = f"Move {issue.key} from {issue.status} to {way.to}, and name who asked in a comment."
    return Proposal(does, Move(key=wanted.key, to=way.to), (_fact(issue),))


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", limit_s=WRITE_S, source="tracker", proposes=_proposed_move)
async def move_issue(asking: Asking, wanted: Move, issue_changes: IssueChanges) -> Finding:
    """Move an issue to another status, and name who asked for it in a comment."""
    return Finding((await issue_changes.move(asking.person, wanted.key, wanted.to),))


async def _proposed_label(asking: Asking, wanted: Label, issue_changes: IssueChanges) -> Proposal:
    issue = await issue_changes.changeable(asking.person, wanted.key)
    does = f"Give {issue.key} a label, and name who asked in a comment."
    return Proposal(does, wanted, (_fact(issue), ("Label", wanted.label)))


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", limit_s=WRITE_S, source="tracker", proposes=_proposed_label)
async def label_issue(asking: Asking, wanted: Label, issue_changes: IssueChanges) -> Finding:
    """Give an issue a label, and name who asked for it in a comment."""
    return Finding((await issue_changes.label(asking.person, wanted.key, wanted.label),))


async def _proposed_issue(asking: Asking, wanted: NewIssue, issue_changes: IssueChanges, issues: Issues) -> Proposal:
    await issue_changes.check_full_member(asking.person)
    exact = wanted.model_copy(update={"project": issue_changes.project(wanted.project)})
    facts = [("Project", exact.project), ("Type", exact.type), ("Title", exact.title)]
    if exact.text:
        facts.append(("Text", exact.text))
    return Proposal(f"Create an issue in {issues.system.name}, with the name of who asked in it.", exact, tuple(facts))


@tool(Audience.FULL_MEMBERS, told_by="wrap_up", limit_s=WRITE_S, source="tracker", proposes=_proposed_issue)
async def create_issue(asking: Asking, wanted: NewIssue, issue_changes: IssueChanges) -> Finding:
    """Create an issue in a project of the tracker, with the name of who asks for it in its text."""
    key, url = await issue_changes.create(asking.person, wanted.project, wanted.type, wanted.title, wanted.text)
    return Finding((Link(url=url, label=key), f" is there: {wanted.title}"))


def _fact(issue: Issue) -> tuple[str, str]:
    return "Issue", f"{issue.key} · {issue.open_title} · {issue.status}"
