"""A rehearsal of a large team as its lead reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.rehearsal.difference import differences
from bot.rehearsal.happened import Happened, PlayedMessage, What
from bot.rehearsal.kept import PlayedDays
from bot.rehearsal.printed import MOST_NAMES, show
from bot.rehearsal.rehearsal import Rehearsal
from jobs.people.team_settings import TeamSettings

FRIDAY = date(2024, 5, 3)
AT = datetime(2024, 5, 3, 14, 0, tzinfo=UTC)
PEOPLE = {f"U{number}": f"Person {number}" for number in range(MOST_NAMES + 1)}


def notes(*people: str, later: timedelta = timedelta(0)) -> Happened:
    """The weekly note of each of them, and a question of a ritual."""
    at, clock = AT + later, f"{AT + later:%H:%M}"
    note = PlayedMessage(at, FRIDAY, clock, None, What.LEDGER, "", None, False, (), False)
    asks = replace(note, ritual="daily", what=What.QUESTION, channel="C0BACKEND")
    said = [replace(note, channel=person, person=person) for person in people]
    return Happened(TeamSettings(), {}, said + [replace(asks, person=person) for person in people])


def printed(now: Happened, then: Happened, channel: str | None = None) -> list[str]:
    span = PlayedDays(FRIDAY, FRIDAY)
    found = Rehearsal(
        span, Path("x.toml"), False, now, then, differences(now, then), [], {}, {}, PEOPLE, {"C0BACKEND": "#backend"}
    )
    shown = StringIO()
    show(found, Console(file=shown, highlight=False, width=140), channel)
    return shown.getvalue().splitlines()


def test_a_few_people_are_named_and_many_are_counted_in_one_line() -> None:
    few, many = [*PEOPLE][2::-1], [*PEOPLE]
    assert "  14:00  weekly note to Person 0, Person 1, Person 2" in printed(notes(), notes(*few))
    lines = printed(notes(*many), notes(*many, later=timedelta(minutes=30)))
    day = lines[lines.index("Fri 3 May") + 1 :]
    assert day[:2] == ["  14:30  weekly note to 9 people", "  14:30  daily asks 9 people"]
    assert day[-2:] == ["weekly note to 9 people: 14:00 → 14:30 once", "daily asks 9 people: 14:00 → 14:30 once"]


def test_of_one_channel_only_what_is_of_its_rituals_is_shown() -> None:
    lines = printed(notes("U1"), notes("U1", later=timedelta(minutes=30)), "C0BACKEND")
    assert [line for line in lines if "weekly note" in line] == []
    assert lines[-1] == "daily asks Person 1: 14:00 → 14:30 once"
