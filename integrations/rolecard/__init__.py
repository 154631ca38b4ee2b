"""Reads role cards: the Markdown description of a role that becomes a teammate.

`read_card` is the way in; whatever it cannot use it names with its line.
"""

from integrations.rolecard.model import CardReading, Named, NoCard, Phrase, Problem, RoleCard, Task, as_json
from integrations.rolecard.names import meant, short_name
from integrations.rolecard.reader import read_card

__all__ = [
    "CardReading",
    "Named",
    "NoCard",
    "Phrase",
    "Problem",
    "RoleCard",
    "Task",
    "as_json",
    "meant",
    "read_card",
    "short_name",
]
