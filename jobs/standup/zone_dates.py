"""Zones come from files, which are read in a thread and once."""

import asyncio
from datetime import date, datetime

from jobs.calendar import local_date, zone_of


async def at_hand(*names: str) -> None:
    """Read the zones of these names; one that is none raises ValueError where it is used."""
    await asyncio.to_thread(_read, names)


def _read(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            zone_of(name)
        except ValueError:
            continue


async def today(now: datetime, zone: str) -> date:
    """The date on the wall of a zone; of UTC where the zone is unknown."""
    await at_hand(zone, "UTC")
    try:
        return local_date(now, zone_of(zone))
    except ValueError:
        return local_date(now, zone_of("UTC"))
