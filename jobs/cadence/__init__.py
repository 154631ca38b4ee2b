"""Rituals become occurrences here, and each occurrence is claimed once.

`Cadence` is what the heartbeat beats; `Planner` is what the team's rituals are changed with.
"""

from jobs.cadence.cadence import Cadence
from jobs.cadence.planning import Planner

__all__ = ["Cadence", "Planner"]
