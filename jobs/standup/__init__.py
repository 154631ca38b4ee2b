"""A standup: rounds that open, are answered, close, and know the day before.

`Standups` is what features call; `jobs/rituals/standup.py` is what the cadence calls.
"""

from jobs.standup.model import FormState, StandupEntry
from jobs.standup.rounds import Rounds
from jobs.standup.standups import Standups

__all__ = ["FormState", "Rounds", "StandupEntry", "Standups"]
