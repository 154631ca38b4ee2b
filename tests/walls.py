"""The machine's clock on a wall, which a test sets while everything runs."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest

import integrations.time
import jobs.delivery.heartbeat


class Wall:
    """What every process of the machine reads; what counts seconds takes no notice of it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta(0)
        wall = self

        class Read(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return datetime.now(tz) + wall.ahead

        for module in (
            integrations.time,
            jobs.delivery.heartbeat,
            apscheduler.schedulers.base,
            apscheduler.executors.base,
        ):
            patch.setattr(module, "datetime", Read)

    def set(self, **by: float) -> None:
        """Set it forward by so much, or back: `set(minutes=-5)`."""
        self.ahead += timedelta(**by)
