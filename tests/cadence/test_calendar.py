"""Working time, quiet hours, rhythms and travellers, for any input."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.cadence.planning import moved
from jobs.calendar import (
    WORKING_DAYS,
    Due,
    Rule,
    after_quiet,
    dues,
    local_date,
    moment_of,
    next_due,
    next_open,
    read_days,
    read_time,
    working_days,
    working_time,
    zone_of,
)

NAMES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Pacific/Honolulu", "Australia/Lord_Howe"]
ZONES = st.sampled_from(NAMES).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
RULES = st.builds(
    Rule,
    at=TIMES,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 6),
    anchor=st.dates(date(2023, 1, 1), date(2025, 1, 1)),
)
NINE_TO_FIVE = (time(9), time(17))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text", ["", "9:00", "25:00", "09:60", "0９:00", "09:00:00", "09.00", " 9:00", "+9:00", "ab:cd"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no time of day|must be in 0\.\.\d+"):
        read_time(text)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Europe", "europe/berlin ", "\0"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone_of(name)


def test_days_are_read_by_their_names() -> None:
    assert read_days(["mon", "sun"]) == {0, 6}
    with pytest.raises(ValueError, match="not in tuple"):
        read_days(["monday"])


@given(RULES, ZONES, MOMENTS)
def test_the_next_one_is_later_than_now_and_nothing_lies_between(rule: Rule, zone: ZoneInfo, now: datetime) -> None:
    due = next_due(rule, zone, since=now)
    assert due is not None
    assert due.at > now
    assert rule.falls_on(due.day)
    earlier = [each for each in dues(rule, zone, local_date(now, zone) - timedelta(days=40)) if each.at < due.at][:60]
    assert all(each.at <= now for each in earlier)


@given(RULES, ZONES, MOMENTS)
def test_every_n_weeks_is_every_n_weeks(rule: Rule, zone: ZoneInfo, now: datetime) -> None:
    found = []
    for due in dues(rule, zone, local_date(now, zone)):
        found.append(due.day)
        if len(found) == 20:
            break
    weeks = sorted({(day - timedelta(days=day.weekday())).toordinal() // 7 for day in found})
    assert all(later - sooner == rule.every for sooner, later in itertools.pairwise(weeks))


@given(MOMENTS, MOMENTS, MOMENTS, ZONES)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime, zone: ZoneInfo) -> None:
    start, middle, end = sorted((one, two, three))
    if end - start > timedelta(days=90):
        middle, end = start + (middle - start) / 60, start + (end - start) / 60
    whole = working_time(start, end, NINE_TO_FIVE, zone)
    parts = working_time(start, middle, NINE_TO_FIVE, zone) + working_time(middle, end, NINE_TO_FIVE, zone)
    assert whole == parts
    assert timedelta() <= whole <= end - start


def test_a_weekend_ages_nothing() -> None:
    friday, monday = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert working_time(friday, monday, NINE_TO_FIVE, BERLIN) == timedelta(hours=2)
    assert working_days(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert working_days(date(2026, 11, 21), date(2026, 11, 22)) == 0
    assert working_days(date(2026, 11, 23), date(2026, 11, 20)) == 0


def test_a_night_shift_ends_on_the_next_day() -> None:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    night = working_time(start, start + timedelta(days=1), (time(22), time(6)), ZoneInfo("UTC"))
    assert night == timedelta(hours=8)


@given(MOMENTS, TIMES, TIMES, st.none() | st.tuples(TIMES, TIMES), ZONES)
def test_a_kind_hour_is_in_working_hours_and_not_before_now(
    now: datetime, opens: time, closes: time, quiet: tuple[time, time] | None, zone: ZoneInfo
) -> None:
    hours = (opens, closes)
    moment = next_open(now, hours, quiet, zone)
    assert moment >= now
    if opens != closes:
        assert working_time(moment, moment + timedelta(seconds=1), hours, zone) > timedelta()
        assert next_open(moment, hours, quiet, zone) == moment
        if after_quiet(moment, quiet, zone) != moment:  # only where quiet hours leave nothing at all
            probes = (moment + timedelta(minutes=minutes) for minutes in range(0, 8 * 24 * 60, 30))
            working = (each for each in probes if working_time(each, each + timedelta(seconds=1), hours, zone))
            assert all(after_quiet(each, quiet, zone) != each for each in working)


def test_a_nudge_of_the_evening_waits_for_the_morning_and_of_friday_for_monday() -> None:
    quiet = (time(12), time(13))
    for now, kind in (
        ("2026-11-23 07:00", "2026-11-23 08:00"),
        ("2026-11-23 11:15", "2026-11-23 12:00"),
        ("2026-11-23 20:00", "2026-11-24 08:00"),
        ("2026-11-27 20:00", "2026-11-30 08:00"),
    ):
        found = next_open(datetime.fromisoformat(now + "+00:00"), NINE_TO_FIVE, quiet, BERLIN)
        assert found == datetime.fromisoformat(kind + "+00:00")


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(NAMES)), max_size=25), st.sampled_from(NAMES))
def test_whoever_travels_has_each_working_date_once(trips: list[tuple[int, str]], home: str) -> None:
    """A walk through zones, with the moves and the plans that the cadence makes on the way."""
    rule = Rule(time(9), WORKING_DAYS)
    now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    zone = home
    planned = next_due(rule, ZoneInfo(zone), since=now)
    ended: list[date] = []
    for hours, there in [*trips, (200, home)]:
        end = now + timedelta(hours=hours)
        while planned and planned.at <= end:
            now = max(now, planned.at)
            ended.append(planned.day)
            planned = next_due(rule, ZoneInfo(zone), after=planned.day)
        now, zone = end, there
        assert planned is not None
        moved_to = moved(planned, "09:00", zone, now)
        if moved_to is None:
            ended.append(planned.day)
            planned = next_due(rule, ZoneInfo(zone), after=planned.day, since=now)
        else:
            planned = moved_to
    first, last = ended[0], ended[-1]
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert ended == [day for day in span if day.weekday() in WORKING_DAYS]


def test_a_planned_date_moves_with_its_member() -> None:
    due = Due(date(2026, 11, 23), moment_of(date(2026, 11, 23), time(9), BERLIN))
    early = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert moved(due, "09:00", "America/New_York", early) == Due(due.day, datetime(2026, 11, 23, 14, tzinfo=UTC))
    assert moved(due, "09:00", "Asia/Tokyo", early) == Due(due.day, early)
    assert moved(due, "09:00", "Pacific/Kiritimati", datetime(2026, 11, 23, 12, tzinfo=UTC)) is None
