"""The team's own settings: its zone, hours, holidays and how much one may be nudged."""

from dataclasses import asdict

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import team_settings
from integrations.deferred import dataclass
from jobs.calendar import WEEKDAYS, read_days

WORKDAYS = WEEKDAYS[:5]
"""The working days of a team that did not say."""


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """What holds for the whole team; `[team]` of a rituals file."""

    timezone: str = "UTC"
    """IANA name."""
    working_days: tuple[str, ...] = WORKDAYS
    """Of mon, tue, wed, thu, fri, sat, sun, at least one."""
    working_hours: tuple[str, str] = ("09:00", "17:30")
    """Wall times; from and until."""
    quiet_hours: tuple[str, str] | None = None
    """Wall times in which nobody is nudged, though they work; may span midnight."""
    holidays: str | None = None
    """`DE`, `US-CA`: days on which nothing happens."""
    daily_cap: int = 10
    """Nudges and digests a person gets in a day at most."""

    @property
    def days(self) -> frozenset[int]:
        """The working days by number, Monday 0."""
        return read_days(self.working_days)


_ALL = sa.select(team_settings)


async def read(tx: Tx) -> TeamSettings:
    """The settings; the defaults where nobody has set any."""
    row = (await tx.execute(_ALL)).first()
    if row is None:
        return TeamSettings()
    return TeamSettings(
        timezone=row.timezone,
        working_days=tuple(row.working_days) if row.working_days else WORKDAYS,
        working_hours=(row.working_hours[0], row.working_hours[1]),
        quiet_hours=(row.quiet_hours[0], row.quiet_hours[1]) if row.quiet_hours else None,
        holidays=row.holidays,
        daily_cap=row.daily_cap,
    )


async def are_set(tx: Tx) -> bool:
    """Whether somebody has set any."""
    return (await tx.execute(sa.select(team_settings.c.id))).first() is not None


async def write(tx: Tx, db: Database, settings: TeamSettings) -> None:
    """Keep the settings. What is planned already is `Planner.replan_all`'s to put right."""
    values = asdict(settings)
    await tx.execute(
        db.insert(team_settings)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[team_settings.c.id], set_=values)
    )
