"""A measurement and its floor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What something took, and what the least conceivable took in the same run, in milliseconds or another `unit`."""

    name: str
    measured_ms: float
    floor_ms: float
    floor: str
    """What the floor is."""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """How many times the floor it took."""
        return self.measured_ms / self.floor_ms if self.floor_ms else math.inf


def ms(seconds: Sequence[float], share: float) -> float:
    """The time that `share` of these do not exceed (nearest rank), in milliseconds."""
    return 1000 * sorted(seconds)[max(math.ceil(share * len(seconds)) - 1, 0)]
