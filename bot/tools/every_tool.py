"""Every tool that there is: whoever writes a file of them adds it here."""
# ruff: noqa: F401 - what is imported here is looked through below

from types import ModuleType
from typing import Any

from bot.tools import (
    absences,
    alerts,
    blockers,
    contracts,
    conversation,
    day,
    deployments,
    draft_changes,
    drafts,
    focus,
    holidays,
    issue_changes,
    issues,
    memory,
    merged,
    notes,
    people,
    plans,
    pulses,
    queries,
    red_tests,
    retro_actions,
    retros,
    review_changes,
    reviews,
    ritual_changes,
    rounds,
    standups,
)
from bot.tools.tool import Tool


def every_tool() -> list[Tool[..., Any]]:
    """Return every tool of the files in `bot/tools`."""
    return [each for file in _files() for each in vars(file).values() if isinstance(each, Tool)]


def _files() -> list[ModuleType]:
    """Return the modules that are imported above."""
    return [each for each in globals().values() if isinstance(each, ModuleType)]
