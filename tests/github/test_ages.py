"""Ages, as the team's own hours count them."""

from datetime import UTC, date, datetime

import pytest

from integrations.public_holidays import Holidays
from jobs.people.team_settings import TeamSettings
from jobs.people.working_age import WorkingAge


def words(zone: str, since: str, until: str, *, holidays: str | None = None) -> str:
    settings = TeamSettings(timezone=zone, working_hours=("09:00", "17:30"), holidays=holidays)
    now = datetime.fromisoformat(until).astimezone(UTC)
    return WorkingAge(now, settings, Holidays().of(holidays)).words(datetime.fromisoformat(since))


@pytest.mark.parametrize(
    ("zone", "since", "until", "holidays", "expected"),
    [
        ("America/New_York", "2026-11-20T16:30:00-05:00", "2026-11-23T10:00:00-05:00", None, "2 h"),
        ("Asia/Kolkata", "2026-11-20T16:30:00-05:00", "2026-11-23T10:00:00-05:00", None, "1 day"),
        ("America/New_York", "2026-11-25T17:00:00-05:00", "2026-11-27T09:20:00-05:00", "US", "50 min"),
        ("America/New_York", "2026-11-25T17:00:00-05:00", "2026-11-27T09:20:00-05:00", None, "1 day"),
        ("Europe/Berlin", "2026-10-23T17:00:00+02:00", "2026-10-26T09:30:00+01:00", None, "1 h"),
        ("Europe/Berlin", "2026-03-27T17:00:00+01:00", "2026-03-30T09:30:00+02:00", None, "1 h"),
        ("Europe/Berlin", "2026-11-21T03:00:00+01:00", "2026-11-22T23:00:00+01:00", None, "0 min"),
    ],
    ids=["a weekend", "elsewhere", "Thanksgiving", "no holiday there", "clocks back", "clocks on", "within a weekend"],
)  # fmt: skip
def test_only_the_teams_own_hours_age_anything(
    zone: str, since: str, until: str, holidays: str | None, expected: str
) -> None:
    assert words(zone, since, until, holidays=holidays) == expected


def test_the_last_evening_is_before_the_weekend_and_before_the_holiday() -> None:
    settings = TeamSettings(timezone="America/New_York", working_hours=("09:00", "17:30"), holidays="US")
    now = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    evening = WorkingAge(now, settings, Holidays().of("US")).last_evening()
    assert evening == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert WorkingAge(now, settings, Holidays().of("US")).today == date(2026, 11, 27)
