"""The days that people type."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.dates import DateSpan, NotRead, Week, month_first, read, united
from jobs.dates.vocabulary import DAYS, KNOWN, MONTHS

TUESDAY = date(2026, 11, 24)
SUNDAY_TO_THURSDAY = Week(frozenset({6, 0, 1, 2, 3}))


def seen(words: str, today: date = TUESDAY, week: Week | None = None, *, us: bool | None = False) -> list[str]:
    """What words mean, as `24 Nov` or `24 Nov..27 Nov`."""
    spans = read(words, today, week, month_first=us).spans
    return [
        f"{span.first:%-d %b}" if span.first == span.last else f"{span.first:%-d %b}..{span.last:%-d %b}"
        for span in spans
    ]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        # one day is that day alone
        ("today", "24 Nov"),
        ("Tomorrow", "25 Nov"),
        ("the day after tomorrow", "26 Nov"),
        ("monday", "30 Nov"),
        ("tues", "24 Nov"),
        ("this friday", "27 Nov"),
        ("next friday", "4 Dec"),
        ("friday next week", "4 Dec"),
        ("next week friday", "4 Dec"),
        ("on Friday, 27 November", "27 Nov"),
        ("in 3 days", "27 Nov"),
        ("2026-12-24", "24 Dec"),
        ("24/12", "24 Dec"),
        ("12/24", "24 Dec"),
        ("24/12/2026", "24 Dec"),
        ("24.12.", "24 Dec"),
        ("24.12.26", "24 Dec"),
        ("Dec 24", "24 Dec"),
        ("Dec 24th, 2026", "24 Dec"),
        ("24th of december", "24 Dec"),
        ("the 24th", "24 Nov"),
        ("the 3rd", "3 Dec"),
        ("2 Jan", "2 Jan"),
        ("this afternoon", "24 Nov"),
        ("friday pm", "27 Nov"),
        ("thursday AM", "26 Nov"),
        ("tomorrow pm", "25 Nov"),
        ("the week after next", "7 Dec..11 Dec"),
        ("übernächste Woche", "7 Dec..11 Dec"),
        ("weekend after next", "12 Dec..13 Dec"),
        ("the month after next", "1 Jan..31 Jan"),
        ("tomorrow morning", "25 Nov"),
        ("half a day tomorrow", "25 Nov"),
        # until: from today, the day that is named included
        ("until Friday", "24 Nov..27 Nov"),
        ("till the 3rd", "24 Nov..3 Dec"),
        ("through 2026-12-03", "24 Nov..3 Dec"),
        ("till eod friday", "24 Nov..27 Nov"),
        ("until Friday end of day", "24 Nov..27 Nov"),
        ("until COB tomorrow", "24 Nov..25 Nov"),
        ("until the end of the day", "24 Nov"),
        ("until EOW", "24 Nov..27 Nov"),
        ("EOM", "30 Nov"),
        ("until the end of next week", "24 Nov..4 Dec"),
        ("until next week", "24 Nov..29 Nov"),
        ("until january", "24 Nov..31 Dec"),
        ("until I am back on monday", "24 Nov..29 Nov"),
        # from, to
        ("from 30 Nov to 4 Dec", "30 Nov..4 Dec"),
        ("30 Nov - 4 Dec", "30 Nov..4 Dec"),
        ("30.11.–4.12.", "30 Nov..4 Dec"),
        ("24 to 26 December", "24 Dec..26 Dec"),
        ("Dec 24 - 26", "24 Dec..26 Dec"),
        ("24 dec until 2 jan", "24 Dec..2 Jan"),
        ("from 20 Nov to 4 Dec", "24 Nov..4 Dec"),
        ("2026-12-21..2026-12-23", "21 Dec..23 Dec"),
        ("tomorrow until friday", "25 Nov..27 Nov"),
        ("mon-wed", "30 Nov..2 Dec"),
        # so long
        ("3 days", "24 Nov..26 Nov"),
        ("5 days", "24 Nov..30 Nov"),
        ("monday for 3 days", "30 Nov..2 Dec"),
        ("two days from tomorrow", "25 Nov..26 Nov"),
        ("for two weeks", "24 Nov..7 Dec"),
        ("a week", "24 Nov..30 Nov"),
        ("2w", "24 Nov..7 Dec"),
        ("a couple of days", "24 Nov..25 Nov"),
        # weeks and months
        ("next week", "30 Nov..4 Dec"),
        ("this week", "24 Nov..27 Nov"),
        ("the rest of the week", "24 Nov..27 Nov"),
        ("week 49", "30 Nov..4 Dec"),
        ("the week of 14 Dec", "14 Dec..18 Dec"),
        ("in December", "1 Dec..31 Dec"),
        ("next month", "1 Dec..31 Dec"),
        ("the weekend", "28 Nov..29 Nov"),
        # several
        ("today and tomorrow", "24 Nov..25 Nov"),
        ("monday and wednesday", "30 Nov 2 Dec"),
        ("24, 25 and 31 December", "24 Dec..25 Dec 31 Dec"),
        ("thu/fri", "26 Nov..27 Nov"),
        # with a reason
        ("tomorrow, dentist", "25 Nov"),
        ("sick today", "24 Nov"),
        ("on holiday from 24 Dec until 3 Jan", "24 Dec..3 Jan"),
    ],
)
def test_days_are_read_as_people_write_them(words: str, days: str) -> None:
    assert seen(words) == days.split(" ") or " ".join(seen(words)) == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("morgen", "25 Nov"),
        ("übermorgen", "26 Nov"),
        ("heute Nachmittag", "24 Nov"),
        ("nächste Woche", "30 Nov..4 Dec"),
        ("bis Freitag", "24 Nov..27 Nov"),
        ("bis Ende der Woche", "24 Nov..27 Nov"),
        ("vom 30. November bis zum 4. Dezember", "30 Nov..4 Dec"),
        ("drei Tage ab Montag", "30 Nov..2 Dec"),
        ("Mi-Fr", "25 Nov..27 Nov"),
        ("am 24.", "24 Nov"),
        ("mañana", "25 Nov"),
        ("manana por la manana", "25 Nov"),
        ("pasado mañana", "26 Nov"),
        ("la semana que viene", "30 Nov..4 Dec"),
        ("hasta el viernes", "24 Nov..27 Nov"),
        ("del 30 de noviembre al 4 de diciembre", "30 Nov..4 Dec"),
        ("de lunes a viernes", "30 Nov..4 Dec"),
        ("dos semanas", "24 Nov..7 Dec"),
        ("demain", "25 Nov"),
        ("après-demain", "26 Nov"),
        ("cet après-midi", "24 Nov"),
        ("la semaine prochaine", "30 Nov..4 Dec"),
        ("jusqu’à vendredi", "24 Nov..27 Nov"),
        ("du 3 au 5 décembre", "3 Dec..5 Dec"),
        ("lundi prochain", "30 Nov"),
        ("aujourd'hui", "24 Nov"),
    ],
)
def test_german_spanish_and_french_are_read_too(words: str, days: str) -> None:
    assert " ".join(seen(words)) == days


@pytest.mark.parametrize(
    "words",
    [
        *("", "whenever", "until the cows come home", "until easter", "my birthday", "24", "99/99", "1/0", "0.0."),
        *("not tomorrow", "every friday", "mondays", "tomorrow or friday", "maybe monday", "nicht morgen"),
        *("a few days", "3 more days", "ein paar Tage", "2-3 days", "tomorrow 9-12", "due settimane", "week 60"),
        *(
            "31 Nov",
            "2026-13-45",
            "Friday 28 November",
            "0 days",
            "9999999999 days",
            "from monday",
            "monday after next",
        ),
        *(
            "yesterday",
            "20 Nov 2026",
            "24 Dec 2028",
            "29 feb",
            "2 hours",
            "until 14:00",
            "heute ab 14 Uhr",
            "tomorrow at 3pm",
        ),
    ],
)
def test_what_means_no_day_or_may_mean_several_is_asked_about(words: str) -> None:
    with pytest.raises(NotRead):
        read(words, TUESDAY)


@pytest.mark.parametrize(
    ("zone", "region", "day"),
    [
        ("Europe/Berlin", None, "3 Apr"),
        ("Europe/London", "US", "3 Apr"),
        ("America/New_York", None, "4 Mar"),
        ("America/Indiana/Knox", None, "4 Mar"),
        ("Asia/Tokyo", "JP", "4 Mar"),
        ("UTC", "US-CA", "4 Mar"),
        ("UTC", "DE", "3 Apr"),
    ],
)
def test_two_numbers_are_read_as_is_usual_where_they_are_typed_and_that_is_said(
    zone: str, region: str | None, day: str
) -> None:
    reading = read("03/04", TUESDAY, month_first=month_first(zone, region))
    assert f"{reading.spans[0].first:%-d %b}" == day
    assert reading.remarks[0].startswith("I read 03/04 as ")


@pytest.mark.parametrize("words", ["03/04", "until 2/12", "24/12 - 2/1", "02/12/2026"])
def test_two_numbers_that_may_be_either_are_asked_about_where_nobody_knows_the_habit(words: str) -> None:
    with pytest.raises(NotRead, match="Please write the month as a word"):
        read(words, TUESDAY, month_first=month_first("UTC"))
    assert seen("24/12", us=None) == ["24 Dec"]
    assert seen("05/12", us=False) == ["5 Dec"]


def test_a_week_is_the_teams_own() -> None:
    assert seen("next week", date(2026, 11, 26), SUNDAY_TO_THURSDAY) == ["29 Nov..3 Dec"]
    assert seen("3 days", date(2026, 11, 26), SUNDAY_TO_THURSDAY) == ["26 Nov..30 Nov"]
    assert seen("until the weekend", TUESDAY, SUNDAY_TO_THURSDAY) == ["24 Nov..26 Nov"]
    assert seen("next week", date(2026, 11, 28)) == ["30 Nov..4 Dec"], "on a Saturday"


def test_days_are_counted_without_weekends_and_holidays() -> None:
    thanksgiving = Week(holiday=lambda day: day == date(2026, 11, 26))
    assert seen("3 days", TUESDAY, thanksgiving) == ["24 Nov..27 Nov"]
    assert seen("2 days", date(2026, 11, 28), thanksgiving) == ["30 Nov..1 Dec"]


PIECES = [
    *sorted(KNOWN),
    *DAYS,
    *MONTHS,
    "3",
    "24",
    "24th",
    "24/12",
    "03/04",
    "2026-12-24",
    "24.12.",
    "-",
    ",",
    "x",
    "3d",
]
TODAYS = st.dates(date(2020, 1, 1), date(2098, 1, 1))


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)), TODAYS)
def test_whatever_is_typed_means_days_to_come_in_order_or_is_asked_about(words: str, today: date) -> None:
    for habit in (True, False, None):
        try:
            spans = read(words, today, month_first=habit).spans
        except NotRead:
            continue
        assert spans
        assert all(today <= span.first <= span.last <= today + timedelta(days=366) for span in spans)
        assert list(spans) == united(spans)


@given(TODAYS, st.integers(0, 360))
def test_every_day_to_come_is_read_as_itself_however_it_is_written(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    for words in (
        day.isoformat(),
        f"{day:%-d %B %Y}",
        f"{day:%B %-d}",
        f"{day:%A, %-d %b}",
        f"{day:%-d.%-m.}",
        f"{day:%-d.%-m.%y}",
    ):
        assert read(words, today).spans == (DateSpan(day, day),), words


@given(TODAYS, st.integers(0, 200), st.integers(1, 100))
def test_every_range_to_come_is_read_as_itself(today: date, ahead: int, length: int) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=length)
    for words in (f"{first} to {last}", f"from {first:%-d %b} to {last:%-d %b}", f"{first:%b %-d} - {last:%b %-d}"):
        assert read(words, today).spans == (DateSpan(first, last),), words
