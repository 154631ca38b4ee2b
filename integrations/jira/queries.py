"""What Jira is asked, in its query language (JQL)."""

from collections.abc import Sequence

DOING = 'statusCategory = "In Progress" ORDER BY updated ASC'
UNASSIGNED = "statusCategory != Done AND assignee is EMPTY ORDER BY updated DESC"


def within(projects: Sequence[str], query: str) -> str:
    """A query within these projects; in quotes, since IT or TEST may be a word of the language."""
    return f"project in ({_list(projects)}) AND {query}" if projects else query


def doing_of(account: str) -> str:
    """What one account has in progress."""
    return f'statusCategory = "In Progress" AND assignee = {_quoted(account)} ORDER BY updated ASC'


def changed(days: int) -> str:
    """What was changed in the last days."""
    return f"updated >= -{days}d ORDER BY updated DESC"


def blocked(*, flags: bool, statuses: Sequence[str] = ()) -> str:
    """What is open and marked as blocked: by a label, by a status that the team named, or with the boards' flag.

    Not every Jira has `flags`.
    """
    marks = ["labels in (blocked, impediment)"]
    marks += ["Flagged is not EMPTY"] if flags else []
    marks += [f"status in ({_list(statuses)})"] if statuses else []
    marked = f"({' OR '.join(marks)})" if len(marks) > 1 else marks[0]
    return f"statusCategory != Done AND {marked} ORDER BY updated DESC"


def keyed(keys: Sequence[str]) -> str:
    """These issues."""
    return f"key in ({_list(keys)})"


def _list(values: Sequence[str]) -> str:
    return ", ".join(map(_quoted, values))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
