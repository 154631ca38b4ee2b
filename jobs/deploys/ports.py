"""What the deployments need of the alerts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from jobs.alerts import Incident


class Wrong(Protocol):
    """What fired. `jobs.alerts.Alerts` is one."""

    async def between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """What fired at some time between two moments, oldest first."""
        ...
