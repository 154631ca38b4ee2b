"""A team says once on which days it works, and everything goes by that."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from bot.demo.stage import Stage
from integrations.database.tables.cadence import OccurrenceState
from integrations.public_holidays import Holidays
from jobs.calendar import WEEKDAYS, read_days, week_begins
from jobs.people.team_settings import TeamSettings
from jobs.people.working_age import WorkingAge
from jobs.roster.change_lines import days_in_words
from jobs.roster.rituals_file import RitualsFile
from jobs.roster.toml_check import BadFile
from jobs.standup.opening import _days_off
from tests.cadence.house import House, at, daily
from tests.stage import BACKEND, shown

JERUSALEM = "Asia/Jerusalem"
SUN_TO_THU = ("sun", "mon", "tue", "wed", "thu")
MON_TO_THU = WEEKDAYS[:4]
MON_TO_SAT = WEEKDAYS[:6]
DAILY = '[[ritual]]\nname = "d"\nkind = "digest"\nchannel = "C1"\nat = "09:00"\n'


def team_of(days: Sequence[str], zone: str = JERUSALEM) -> str:
    return f'[team]\ntimezone = "{zone}"\nworking_days = {list(days)}\n'.replace("'", '"')


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough for arithmetic."""
    return sqlite_url


@pytest.fixture
def file(house: House) -> RitualsFile:
    return RitualsFile(house.db, house.kinds, house.team, house.bulk, Holidays())


@pytest.mark.parametrize(
    ("days", "ran"),
    [
        (SUN_TO_THU, [24, 25, 26, 29, 30]),
        (MON_TO_THU, [24, 25, 26, 30]),
        (MON_TO_SAT, [24, 25, 26, 27, 28, 30]),
        (("sat", "sun"), [28, 29]),
    ],
)
async def test_a_ritual_without_days_of_its_own_happens_on_the_teams(
    house: House, file: RitualsFile, days: tuple[str, ...], ran: list[int]
) -> None:
    await file.load_text(f"{team_of(days)}\n{DAILY}", "r")
    for day in range(24, 31):
        await house.turn_to(f"2026-11-{day} 07:00")
    assert [each.local_date.day for each in house.kind.ran] == ran
    assert set(house.kind.ran[0].ritual.days) == set(days)


async def test_days_of_its_own_stay_its_own(house: House, file: RitualsFile) -> None:
    workdays = '["mon", "tue", "wed", "thu", "fri"]'
    await file.load_text(f"{team_of(SUN_TO_THU)}\n{DAILY}days = {workdays}\n", "r")
    assert f"days = {workdays}" in await file.export()
    await file.load_text(team_of(MON_TO_THU), "r")
    house.clock.turn_to(at("2026-11-26 08:00"))
    await house.work()
    assert (await house.states())[-1] == ("2026-11-27", "planned")


async def test_what_is_planned_follows_a_change_and_what_has_begun_today_does_not_begin_again(
    house: House, file: RitualsFile
) -> None:
    await file.load_text(f"{team_of(WEEKDAYS[:5])}\n{DAILY}", "r")
    await house.turn_to("2026-11-26 08:00")
    assert (await house.states())[-2:] == [("2026-11-26", "done"), ("2026-11-27", "planned")]
    await file.load_text(team_of(SUN_TO_THU), "r")
    assert (await house.states())[-2:] == [("2026-11-26", "done"), ("2026-11-29", "planned")]
    await file.load_text(team_of(("thu", "fri")), "r")
    assert (await house.states())[-2:] == [("2026-11-26", "done"), ("2026-11-27", "planned")]


@pytest.mark.parametrize(
    ("team", "ran"),
    [
        # Sunday and Monday are one week of a team that begins on Sunday, and two of one that begins on Monday.
        (SUN_TO_THU, ["11-29", "11-30", "12-13", "12-14"]),
        (WEEKDAYS[:5], ["11-29", "12-07", "12-13", "12-21"]),
    ],
)
async def test_every_second_week_is_a_week_of_the_team(
    house: House, file: RitualsFile, team: tuple[str, ...], ran: list[str]
) -> None:
    house.clock.turn_to(at("2026-11-27 06:00"))
    await file.load_text(f'{team_of(team)}\n{DAILY}days = ["sun", "mon"]\nevery = 2\n', "r")
    for _ in ran:
        planned = (await house.rows(state=OccurrenceState.PLANNED))[-1]
        await house.turn_to(f"{planned.due_at:%Y-%m-%d %H:%M}")
    assert [f"{each.local_date:%m-%d}" for each in house.kind.ran] == ran


async def test_a_form_that_leaves_the_days_as_the_teams_lets_them_follow_the_team(
    house: House, file: RitualsFile
) -> None:
    await file.load_text(f"{team_of(SUN_TO_THU)}\n{DAILY}", "r")
    await house.roster.edit("operator", "d", days=tuple(day for day in WEEKDAYS if day in SUN_TO_THU), at="10:00")
    assert "days =" not in (await file.export()).replace("working_days =", "")
    await house.roster.edit("operator", "d", days=("fri",))
    assert 'days = ["fri"]' in await file.export()
    assert (await house.change_lines())[-1].startswith("The operator changed Digest: 10:00 Sun to Thu → 10:00 Fri")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("[]", "[] has no day"),
        ('"sun-thu"', '"sun-thu" is not a list of texts in quotes'),
        ('["sunday"]', '["sunday"] has "sunday", which is no day'),
        ('["sun", "sun"]', '["sun", "sun"] has sun more than once'),
        ("[0, 1]", "[0, 1] is not a list of texts in quotes"),
    ],
)
async def test_what_are_no_days_is_said_with_its_place(file: RitualsFile, value: str, why: str) -> None:
    with pytest.raises(BadFile) as caught:
        await file.load_text(f"[team]\nworking_days = {value}\n", "r")
    assert caught.value.problems[0].startswith(f"r:2: {why}")


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        (SUN_TO_THU, "sun"),
        (WEEKDAYS[:5], "mon"),
        (MON_TO_THU, "mon"),
        (MON_TO_SAT, "mon"),
        (("sat", "sun", "mon", "tue", "wed"), "sat"),
        (("tue", "wed", "thu", "fri"), "tue"),
        (WEEKDAYS, "mon"),
    ],
)
def test_a_week_begins_after_its_longest_rest(days: tuple[str, ...], begins: str) -> None:
    assert WEEKDAYS[week_begins(read_days(days))] == begins


@pytest.mark.parametrize(
    ("days", "now", "evening", "works"),
    [
        (SUN_TO_THU, "2026-11-29T09:00+02:00", "2026-11-26T17:30+02:00", True),  # Sunday: since Thursday
        (SUN_TO_THU, "2026-11-27T09:00+02:00", "2026-11-26T17:30+02:00", False),
        (MON_TO_THU, "2026-11-30T09:00+02:00", "2026-11-26T17:30+02:00", True),
        (MON_TO_SAT, "2026-11-30T09:00+02:00", "2026-11-28T17:30+02:00", True),
    ],
)
def test_the_last_working_evening_and_ages_are_the_teams(
    days: tuple[str, ...], now: str, evening: str, works: bool
) -> None:
    settings = TeamSettings(timezone=JERUSALEM, working_days=days)
    ages = WorkingAge(datetime.fromisoformat(now), settings, lambda _: False)
    assert ages.last_evening() == datetime.fromisoformat(evening)
    assert ages.works_today == works
    assert ages.since(datetime.fromisoformat(evening)).total_seconds() == 0
    assert ages.days_since(datetime.fromisoformat(evening)) == int(works)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (WEEKDAYS[:5], "Mon to Fri"),
        (SUN_TO_THU, "Sun to Thu"),
        (MON_TO_THU, "Mon to Thu"),
        (("sat", "sun", "mon"), "Sat to Mon"),
        (("tue", "thu"), "Tue, Thu"),
        (("sun", "mon"), "Mon, Sun"),
        (WEEKDAYS, "every day"),
    ],
)
def test_days_in_a_row_are_said_as_such(days: tuple[str, ...], words: str) -> None:
    assert days_in_words(days) == words


async def test_a_nudge_of_friday_comes_on_sunday_and_the_form_offers_the_teams_days(stage: Stage) -> None:
    parts = stage.app.parts
    await parts.rituals.file.load_text(team_of(SUN_TO_THU, "Europe/Berlin"), "r")
    friday = datetime.fromisoformat("2026-11-27T10:00+01:00")
    ana = stage.workspace.member("Ana")
    opens = await parts.outbox._claims._hours(ana.id, friday)
    assert opens == datetime.fromisoformat("2026-11-29T09:00+01:00")
    await ana.command("/ritual setup", BACKEND)
    view = await stage.workspace.until(lambda: ana.view)
    assert view is not None
    await ana.fills(view, {})
    await stage.settle()
    assert "09:00 Sun to Thu" in shown(stage)[-1]
    assert {row.ritual.days for row in await parts.rituals.roster.listed()} == {SUN_TO_THU}


async def test_a_blockers_age_counts_the_teams_days(house: House) -> None:
    off = await _days_off(TeamSettings(working_days=SUN_TO_THU), date(2026, 11, 30), Holidays())
    assert [day for day in off if day > date(2026, 11, 20)] == [
        *(date(2026, 11, day) for day in (21, 27, 28)),
    ]


async def test_rituals_that_follow_the_team_say_so_in_the_list(house: House) -> None:
    await house.has(daily(), settings=TeamSettings(timezone=JERUSALEM, working_days=SUN_TO_THU))
    [listed] = await house.roster.listed()
    assert listed.ritual.days == SUN_TO_THU
