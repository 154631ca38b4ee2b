"""A retrospective: notes that people write, grouped and voted on in the thread, and the actions that come of it.

`Retros` is what features and the cadence call; `Actions` are what is still to be done, wherever it comes back.
"""

from jobs.retro.actions import Actions
from jobs.retro.retros import Retros

__all__ = ["Actions", "Retros"]
