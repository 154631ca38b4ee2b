"""The days that a question names, wherever they lie."""

from datetime import date

import pytest

from jobs.dates import DateSpan
from jobs.dates.looking_back import days_named

WEDNESDAY = date(2026, 11, 25)


def day(month: int, number: int, last: tuple[int, int] | None = None) -> DateSpan:
    return DateSpan(date(2026, month, number), date(2026, *(last or (month, number))))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("what went out yesterday?", day(11, 24)),
        ("was ist seit gestern passiert?", day(11, 24, (11, 25))),
        ("¿qué pasó ayer?", day(11, 24)),
        ("alerts since Monday", day(11, 23, (11, 25))),
        ("alertas desde el lunes", day(11, 23, (11, 25))),
        ("depuis lundi", day(11, 23, (11, 25))),
        ("what happened on Friday?", day(11, 20)),
        ("letzten Freitag", day(11, 20)),
        ("el lunes pasado", day(11, 23)),
        ("lundi dernier", day(11, 23)),
        ("last week", day(11, 16, (11, 22))),
        ("letzte Woche", day(11, 16, (11, 22))),
        ("de la semana pasada", day(11, 16, (11, 22))),
        ("la semaine dernière", day(11, 16, (11, 22))),
        ("this week", day(11, 23, (11, 29))),
        ("in the last 3 days", day(11, 22, (11, 25))),
        ("two days ago", day(11, 23)),
        ("vor drei Tagen", day(11, 22)),
        ("hace dos días", day(11, 23)),
        ("il y a deux jours", day(11, 23)),
        ("vorgestern", day(11, 23)),
        ("anteayer", day(11, 23)),
        ("avant-hier", day(11, 23)),
        ("what happened last night? no, yesterday evening", day(11, 24)),
        ("le 3 novembre", day(11, 3)),
        ("on 2026-11-02", day(11, 2)),
    ],
)
def test_days_behind_us_are_read(words: str, meant: DateSpan) -> None:
    assert [named.back(WEDNESDAY) for named in days_named(words)] == [meant]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("who is away tomorrow?", day(11, 26)),
        ("wer ist übermorgen weg?", day(11, 27)),
        ("pasado mañana", day(11, 27)),
        ("on Friday", day(11, 27)),
        ("is Ben in on Friday?", day(11, 27)),
        ("is Ben in tomorrow?", day(11, 26)),
        ("am Montag", day(11, 30)),
        ("la semana que viene", day(11, 30, (12, 4))),
        ("la semaine prochaine", day(11, 30, (12, 4))),
        ("qui est absent le 3 décembre ?", day(12, 3)),
        ("from Monday to Wednesday", day(11, 30, (12, 2))),
        ("is anybody off at the weekend?", day(11, 28, (11, 29))),
        ("in 3 days", day(11, 28)),
    ],
)
def test_days_to_come_are_read(words: str, meant: DateSpan) -> None:
    assert [named.ahead(WEDNESDAY) for named in days_named(words)] == [meant]


@pytest.mark.parametrize(
    "words",
    [
        "may I ask?",
        "the sun in mar",
        "one of a kind",
        "a day",
        "first of all",
        "how was your week?",
        "PR 212",
        "der Tag",
    ],
)
def test_other_words_name_no_day(words: str) -> None:
    assert days_named(words) == []


def test_hier_is_yesterday_in_french_and_here_in_german() -> None:
    assert [named.back(WEDNESDAY) for named in days_named("qu'a fait Ben hier ?", french=True)] == [day(11, 24)]
    assert days_named("was ist hier los?") == []
