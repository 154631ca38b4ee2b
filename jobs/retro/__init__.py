"""A retrospective: notes that people write, grouped and voted on in the thread, and the actions that come of it.

`Retros` is what features and the cadence call, `RetroVotes` what features call while there is a vote; `Actions` are
what is still to be done, wherever it comes back.
"""

from jobs.retro.access import RetroAccess
from jobs.retro.actions import Actions
from jobs.retro.retros import Retros
from jobs.retro.votes import RetroVotes

__all__ = ["Actions", "RetroAccess", "RetroVotes", "Retros"]
