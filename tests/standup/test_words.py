"""What people type: blockers, and the options of a standup."""

import pytest

from jobs.cadence.options import problems
from jobs.standup import blockers, options
from tests.standup.house import ANA, BO, person


def test_a_blocker_is_a_line_and_nothing_is_none() -> None:
    assert blockers.lines("- no staging\n\n2. no key\n• no time\nno staging") == ["no staging", "no key", "no time"]
    for nothing in ("none", "None.", "- no", "N/A", "nothing today!", "-", "", "No blockers :)", "nope"):
        assert blockers.lines(nothing) == []


def test_a_blocker_names_the_longest_name_that_fits() -> None:
    longer = person("U7BOB", "Bo Berg")
    assert blockers.about("waiting for @bo berg's review", [BO, longer]) == longer
    assert blockers.about("waiting for @Bo, then lunch", [BO, longer]) == BO
    assert blockers.about("mail to ana@bo.example", [ANA, BO]) is None
    assert blockers.about("ask <@U1ANA>", [ANA, BO]) == ANA
    assert blockers.about("ask <@U0NOBODY>", [ANA, BO]) is None


@pytest.mark.parametrize(
    ("given_options", "wrong"),
    [
        ({}, []),
        ({"questions": ["One?"], "collect": "dm", "remind_after": [15, 45], "close_after": 60}, []),
        ({"remind_after": []}, []),
        ({"questions": []}, ["questions"]),
        (
            {"questions": ["a", "a"], "collect": "mail", "remind_after": [0], "close_after": "2h"},
            ["questions", "collect", "remind_after", "close_after"],
        ),
        ({"members": "ana", "report_to": 3, "close_early": "yes"}, ["close_early", "members", "report_to"]),
    ],
)
def test_options_that_cannot_be_used_are_named(given_options: dict[str, object], wrong: list[str]) -> None:
    assert [name for name, _ in problems(options.OPTIONS, given_options)] == wrong


def test_no_reminder_is_an_option_too() -> None:
    assert options.read({"remind_after": []}).remind_after == ()
    assert options.read({"remind_after": "soon"}).remind_after == (30,)
