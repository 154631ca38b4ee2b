"""Every feature that there is: whoever writes a file of them adds it here."""

from bot.interactions import (
    accounts,
    approvals,
    design,
    draft_commands,
    drafts,
    focus,
    issues,
    memory,
    pages,
    partners,
    reading_back,
    reviews,
    ritual,
    show_all,
    standup,
)
from bot.interactions.features import Feature

_FILES = (
    accounts,
    approvals,
    design,
    draft_commands,
    drafts,
    focus,
    issues,
    memory,
    pages,
    reading_back,
    partners,
    reviews,
    ritual,
    show_all,
    standup,
)


def every_feature() -> list[Feature[...]]:
    """Return every feature of the files in `bot/interactions`."""
    return [each for file in _FILES for each in vars(file).values() if isinstance(each, Feature)]
