"""What Jira is asked, in its query language (JQL)."""

import re
from collections.abc import Sequence

DOING = 'statusCategory = "In Progress" ORDER BY updated ASC'
UNASSIGNED = "statusCategory != Done AND assignee is EMPTY ORDER BY updated DESC"

MOST_WORDS = 8
"""That are looked for at a time; each makes the query longer."""
_WORD = re.compile(r"[^\W_]+")


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


def saying(words: Sequence[str]) -> str:
    """What has every one of some words in its title or description, or words that begin so; "" without a word.

    Jira reads a text to search for in a language of its own, with signs and with AND, OR and NOT: it gets letters
    and digits in lower case. It reduces words to their stems, which a word with a star is not.
    """
    plain = dict.fromkeys(part for word in words for part in _WORD.findall(word.lower()))
    each = [f'(summary ~ "{word}" OR summary ~ "{word}*" OR description ~ "{word}")' for word in plain]
    return f"{' AND '.join(each[:MOST_WORDS])} ORDER BY updated DESC" if each else ""


def keyed(keys: Sequence[str]) -> str:
    """Return the JQL of the issues with these keys."""
    return f"key in ({_list(keys)})"


def _list(values: Sequence[str]) -> str:
    return ", ".join(map(_quoted, values))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
