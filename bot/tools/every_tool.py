"""Every tool that there is: whoever writes a file of them adds it here."""

from typing import Any

from bot.tools import (
    absences,
    alerts,
    blockers,
    contracts,
    conversation,
    day,
    deployments,
    drafts,
    issue_changes,
    issues,
    memory,
    notes,
    people,
    plans,
    queries,
    red_tests,
    review_changes,
    reviews,
    ritual_changes,
    standups,
)
from bot.tools.tool import Tool

_FILES = (
    absences,
    alerts,
    blockers,
    contracts,
    conversation,
    day,
    deployments,
    drafts,
    issue_changes,
    issues,
    memory,
    notes,
    people,
    plans,
    queries,
    red_tests,
    review_changes,
    reviews,
    ritual_changes,
    standups,
)


def every_tool() -> list[Tool[..., Any]]:
    """Return every tool of the files in `bot/tools`."""
    return [each for file in _FILES for each in vars(file).values() if isinstance(each, Tool)]
