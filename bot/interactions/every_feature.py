"""Every feature that there is: whoever writes a file of them adds it here."""

from bot.interactions import (
    accounts,
    answers,
    approvals,
    channel_memory,
    design,
    draft_commands,
    drafts,
    focus,
    issues,
    memory,
    pages,
    partners,
    reviews,
    ritual,
    ritual_making,
    show_all,
    standup,
)
from bot.interactions.features import Feature

_FILES = (
    accounts,
    answers,
    approvals,
    channel_memory,
    design,
    draft_commands,
    drafts,
    focus,
    issues,
    memory,
    pages,
    partners,
    reviews,
    ritual,
    ritual_making,
    show_all,
    standup,
)


def every_feature() -> list[Feature[...]]:
    """Return every feature of the files in `bot/interactions`."""
    return [each for file in _FILES for each in vars(file).values() if isinstance(each, Feature)]
