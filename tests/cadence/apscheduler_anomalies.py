"""How often APScheduler's own cron trigger skips or doubles a date: why it is only the clock here.

Run it: `python -m tests.cadence.apscheduler_anomalies`.
"""

import sys
import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from jobs.calendar import local_date
from tests.cadence.test_every_zone import FIRST, LAST, RULES, due_around, transitions


def fired(trigger: CronTrigger, start: datetime, end: datetime) -> list[datetime]:
    """Every time that the trigger gives between two moments."""
    times: list[datetime] = []
    previous, now = None, start
    while (following := trigger.get_next_fire_time(previous, now)) is not None and following.astimezone(UTC) < end:
        times.append(following)
        previous, now = following, following.astimezone(UTC) + timedelta(microseconds=1)
    return times


def around(zone: ZoneInfo, change: datetime, rules: Mapping[str, Mapping[str, str | int]]) -> tuple[int, int]:
    """How many dates within two days of a change are skipped and doubled."""
    middle = local_date(change, zone)
    skipped = doubled = 0
    for rule, cron in rules.items():
        start, end = change - timedelta(days=4), change + timedelta(days=4)
        got = [each.date() for each in fired(CronTrigger(timezone=zone, **cron), start, end)]
        near = [due.day for due in due_around(RULES[rule], zone, change) if abs((due.day - middle).days) <= 2]
        skipped += sum(1 for day in near if got.count(day) == 0)
        doubled += sum(1 for day in near if got.count(day) > 1)
    return skipped, doubled


def main() -> None:
    """Count, for each rule, the changes of offset around which a date comes not once."""
    rules: dict[str, dict[str, str | int]] = {
        "weekdays 09:00": {"day_of_week": "mon-fri", "hour": 9, "minute": 0},
        "daily 02:30": {"hour": 2, "minute": 30},
        "daily 00:00": {"hour": 0, "minute": 0},
    }
    zones = sorted(zoneinfo.available_timezones())
    changes = skipped = doubled = 0
    counted: dict[tuple[object, ...], tuple[int, int]] = {}
    for name in zones:
        zone = ZoneInfo(name)
        for change in transitions(zone, FIRST, LAST):
            changes += 1
            before, after = ((change - timedelta(seconds=one)).astimezone(zone).utcoffset() for one in (1, 0))
            if (change, before, after) not in counted:
                counted[change, before, after] = around(zone, change, rules)
            skipped += counted[change, before, after][0]
            doubled += counted[change, before, after][1]
    sys.stdout.write(
        f"{len(zones)} zones, {changes} changes of offset, {len(rules)} rules: "
        f"APScheduler skips {skipped} dates and doubles {doubled}\n"
    )


if __name__ == "__main__":
    main()
