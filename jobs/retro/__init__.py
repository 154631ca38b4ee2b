"""A retrospective: notes that people write, grouped and voted on in the thread, and the actions that come of it.

`Retros` is what features and the cadence call, `RetroVotes` what features call while there is a vote; `Actions` are
what is still to be done, wherever it comes back. `RetroLookup` tells what came of one.
"""

from jobs.retro.access import RetroAccess
from jobs.retro.actions import Actions
from jobs.retro.retro_lookup import RetroLookup
from jobs.retro.retros import Retros
from jobs.retro.votes import RetroVotes

__all__ = ["Actions", "RetroAccess", "RetroLookup", "RetroVotes", "Retros"]
