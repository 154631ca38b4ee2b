"""Every zone of the tz database, every transition of 2020 to 2030: nothing skipped, nothing doubled."""

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.calendar import Due, Rule, dues, has_date, local_date, moment_of

FIRST, LAST = date(2019, 12, 30), date(2031, 1, 5)
EVERY_DAY = frozenset(range(7))
RULES = {
    "weekdays 09:00": Rule(time(9)),
    "daily 02:30": Rule(time(2, 30), EVERY_DAY),
    "daily 00:00": Rule(time(0), EVERY_DAY),
    "daily 23:30": Rule(time(23, 30), EVERY_DAY),
}


def transitions(zone: ZoneInfo, first: date, last: date) -> list[datetime]:
    """The first second of each new offset, found by halving."""
    found = []
    step = timedelta(days=7)
    at = datetime.combine(first, time(0), UTC)
    end = datetime.combine(last, time(0), UTC)
    offset = at.astimezone(zone).utcoffset()
    while at < end:
        following = at + step
        if following.astimezone(zone).utcoffset() != offset:
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                if middle.astimezone(zone).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            found.append(high)
            following = high
            offset = high.astimezone(zone).utcoffset()
        at = following
    return found


def existing(zone: ZoneInfo, first: date, last: date) -> set[date]:
    """Dates that the wall shows at some quarter of an hour, seen without the code under test."""
    seen = set()
    at = datetime.combine(first - timedelta(days=2), time(0), UTC)
    end = datetime.combine(last + timedelta(days=2), time(0), UTC)
    while at < end:
        seen.add(at.astimezone(zone).date())
        at += timedelta(minutes=15)
    return {day for day in seen if first <= day <= last}


def due_around(rule: Rule, zone: ZoneInfo, moment: datetime) -> list[Due]:
    middle = local_date(moment, zone)
    wanted = middle + timedelta(days=4)
    found = []
    for due in dues(rule, zone, middle - timedelta(days=5)):
        if due.day > wanted:
            break
        found.append(due)
    return found


@pytest.mark.slow_where(1, 2, 3)
@pytest.mark.parametrize("part", range(4))
def test_around_every_transition_each_working_date_is_due_once(part: int) -> None:
    names = sorted(zoneinfo.available_timezones())[part::4]
    kinds: Counter[str] = Counter()
    seen: dict[tuple[object, ...], str] = {}
    for name in names:
        zone = ZoneInfo(name)
        changes = transitions(zone, FIRST, LAST)
        pattern = tuple((change, change.astimezone(zone).utcoffset()) for change in changes)
        if pattern and pattern in seen:
            kinds["the same as another zone"] += len(changes)
            continue
        seen[pattern] = name
        for change in changes:
            around = existing(
                zone, local_date(change, zone) - timedelta(days=4), local_date(change, zone) + timedelta(days=4)
            )
            for rule in RULES.values():
                found = due_around(rule, zone, change)
                assert [due.day for due in found] == sorted(day for day in around if day.weekday() in rule.days), name
                moments = [due.at for due in found]
                assert moments == sorted(moments), name
                for due in found:
                    assert_first_at_or_after(due, rule, zone)
                kinds["checked"] += 1
    assert len(names) > 140
    assert kinds["checked"] > 200


def assert_first_at_or_after(due: Due, rule: Rule, zone: ZoneInfo) -> None:
    """The wall shows the time, or jumped over it this very second; and never showed it before."""
    wanted = datetime.combine(due.day, rule.at)
    wall = due.at.astimezone(zone).replace(tzinfo=None)
    before = (due.at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert wall == wanted or (wall > wanted and before < wanted), (zone, due)
    assert due.at.astimezone(zone).fold == 0, (zone, due)


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Enderbury", date(1994, 12, 31)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
    ],
)
def test_a_date_that_a_zone_never_had_has_no_occurrence(name: str, lost: date) -> None:
    zone = ZoneInfo(name)
    assert not has_date(zone, lost)
    found = due_around(Rule(time(9), EVERY_DAY), zone, datetime.combine(lost, time(12), UTC))
    assert lost not in [due.day for due in found]
    assert {lost - timedelta(days=1), lost + timedelta(days=1)} <= {due.day for due in found}
    assert len({due.at for due in found}) == len(found)


def test_half_past_two_in_the_night_of_the_gap_is_three() -> None:
    assert moment_of(date(2026, 3, 8), time(2, 30), ZoneInfo("America/New_York")) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_half_past_one_in_the_night_that_has_it_twice_is_the_first() -> None:
    moment = moment_of(date(2026, 11, 1), time(1, 30), ZoneInfo("America/New_York"))
    assert moment == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_midnight_that_the_clocks_jump_over_is_one_in_the_morning() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    assert moment_of(date(2026, 3, 29), time(0), beirut).astimezone(beirut).time() == time(1)
    assert has_date(beirut, date(2026, 3, 29))


def test_half_past_eleven_that_the_clocks_jump_over_still_belongs_to_its_saturday() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    moment = moment_of(date(2026, 3, 28), time(23, 30), nuuk)
    assert moment.astimezone(nuuk).replace(tzinfo=None) == datetime(2026, 3, 29, 0, 0)
