"""Which statuses mean that somebody is away."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.people.away_status import AwayStatuses

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        (":desert_island:", "Vacation until Monday"),
        (":no_entry:", "Out of office"),
        (":airplane:", "OOO"),
        (":spiral_calendar_pad:", "Out of office • Google Calendar"),
        (":calendar:", "Out of office until 4 Dec"),
        (":face_with_thermometer:", "Out sick"),
        (":palm_tree:", "Vacationing"),
        (":palm_tree:", ""),
        (":palm_tree:", "Bali!"),
        (":beach_with_umbrella:", ""),
        ("", "On parental leave"),
        (":baby:", "Maternity leave, back in March"),
        ("", "Annual leave"),
        ("", "PTO"),
        ("", "Day off"),
        ("", "Back on Monday"),
        ("", "Away"),
        ("", "Not working today"),
        ("", "On vacation. For urgent things call Ana"),
        ("", "Urlaub bis 4.12."),
        ("", "Im Urlaub"),
        ("", "krankgeschrieben"),
        ("", "Elternzeit"),
        ("", "De vacaciones hasta el lunes"),
        ("", "Baja: estoy enferma"),
        ("", "En congé"),
        ("", "Congés jusqu'à lundi"),
        ("", "Malade"),
        ("", "Férias"),
        ("", "In ferie"),
        ("", "в отпуске"),
        ("", "休暇中"),
        ("", "OOF until Friday"),
        ("", "Out of town"),
        ("", "Heute frei"),
        ("", "Baja médica"),
        ("", "Not working today, on PTO"),
        ("", "On leave, Ana covers"),
        ("", "\U0001f3dd\ufe0f"),
        (":speech_balloon:", "Bali \U0001f334"),
        (":wave:", "out \u2019til Monday"),
        ("", "På semester"),
        ("", "Sjukskriven"),
        ("", "urlop do piątku"),
        ("", "Na L4"),
        ("", "Lomalla"),
    ],
)
def test_whoever_is_on_leave_or_ill_is_away(emoji: str, text: str) -> None:
    assert AwayStatuses().means_away(text, emoji)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        (":spiral_calendar_pad:", "In a meeting"),
        (":house_with_garden:", "Working remotely"),
        (":palm_tree:", "Working remotely from Bali"),
        (":bus:", "Commuting"),
        (":sandwich:", "Lunch"),
        (":no_entry:", "Do not disturb"),
        (":no_entry:", ""),
        (":airplane:", ""),
        (":headphones:", "Focusing"),
        ("", "Back at 3"),
        ("", "Back in 5 min"),
        ("", "BRB"),
        ("", "On call"),
        ("", "Away from keyboard"),
        ("", "Vacation next week"),
        ("", "Back from vacation"),
        ("", "Sick of meetings"),
        ("", "Holiday planning"),
        ("", "Homeoffice"),
        ("", "In einer Besprechung"),
        ("", "En réunion"),
        ("", "Télétravail"),
        ("", "Illustrating"),
        ("", "Not on vacation"),
        ("", "Nicht im Urlaub"),
        ("", "Back from PTO"),
        ("", "Please leave me alone"),
        ("", "Covering for a sick colleague"),
        ("", "Last day before vacation"),
        ("", ""),
    ],
)
def test_whoever_works_elsewhere_or_is_busy_is_not(emoji: str, text: str) -> None:
    assert not AwayStatuses().means_away(text, emoji)


def test_a_team_has_its_own_words_and_emoji() -> None:
    own = AwayStatuses([":ferris_wheel:", "Brückentag", "in the lab"])
    assert own.means_away("", ":ferris_wheel:")
    assert own.means_away("Bruckentag!", "")
    assert own.means_away("In the lab until noon", ":microscope:")
    assert not own.means_away("In the labyrinth", "")
    assert not own.means_away("", ":roller_coaster:")


def test_a_status_means_something_until_it_ends() -> None:
    statuses = AwayStatuses()
    assert statuses.says("OOO", "", None, NOW)
    assert statuses.says("OOO", "", NOW + timedelta(minutes=1), NOW)
    assert not statuses.says("OOO", "", NOW, NOW)
