"""Time zones, read from disk once and off the loop."""

import asyncio
from collections.abc import Iterable
from zoneinfo import ZoneInfo


class Zones:
    """The zones of a team, by IANA name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._zones: dict[str, ZoneInfo] = {}

    async def load(self) -> None:
        """Read every zone; those of `names` need no disk afterwards."""
        self._zones |= await asyncio.to_thread(lambda: {name: ZoneInfo(name) for name in self._names})

    def get(self, name: str) -> ZoneInfo:
        """The zone of that name; ZoneInfoNotFoundError where there is none."""
        if name not in self._zones:
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]
