"""The machine's clock on a wall, which a test sets while everything runs."""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest

import integrations.time
import jobs.delivery.heartbeat
from jobs.delivery import lease


class Wall:
    """What every process of the machine reads; what counts seconds takes no notice of it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta(0)
        wall = self

        class Read(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return wall.now().astimezone(tz)

        for module in (
            integrations.time,
            jobs.delivery.heartbeat,
            apscheduler.schedulers.base,
            apscheduler.executors.base,
        ):
            patch.setattr(module, "datetime", Read)

    def now(self) -> datetime:
        """What it shows."""
        return datetime.now(UTC) + self.ahead

    def set(self, **by: float) -> None:
        """Set it forward by so much, or back: `set(minutes=-5)`."""
        self.ahead += timedelta(**by)


class StandingWall(Wall):
    """One that stands still, as do the seconds that a lease counts, until a test lets them go by.

    However busy the machine is, no lease is over before whoever holds it could renew it.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__(patch)
        self._began = datetime.now(UTC)
        self._passed = 0.0
        self._went_by = asyncio.Event()
        self._sleepers = 0
        patch.setattr(lease, "time", SimpleNamespace(monotonic=lambda: self._passed))
        patch.setattr(lease, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": self._sleep}))

    def now(self) -> datetime:
        """What it shows."""
        return self._began + timedelta(seconds=self._passed) + self.ahead

    def go_by(self, seconds: float) -> None:
        """Let so much time go by."""
        self._passed += seconds
        self._went_by.set()
        self._went_by = asyncio.Event()

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody who holds a lease waits until it is time to renew it."""
        return self._sleepers > 0

    async def _sleep(self, seconds: float) -> None:
        until = self._passed + seconds
        self._sleepers += 1
        try:
            while self._passed < until:
                await self._went_by.wait()
        finally:
            self._sleepers -= 1
