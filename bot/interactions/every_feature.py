"""Every feature that there is: whoever writes a file of them adds it here."""
# ruff: noqa: F401 - what is imported here is looked through below

from types import ModuleType

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
    ledger,
    memory,
    model_answers,
    pages,
    partners,
    retro,
    reviews,
    ritual,
    ritual_ending,
    ritual_list,
    ritual_making,
    show_all,
    standup,
    team_settings,
)
from bot.interactions.features import Feature


def every_feature() -> list[Feature[...]]:
    """Return every feature of the files in `bot/interactions`."""
    return [each for file in _files() for each in vars(file).values() if isinstance(each, Feature)]


def _files() -> list[ModuleType]:
    """Return the modules that are imported above."""
    return [each for each in globals().values() if isinstance(each, ModuleType)]
