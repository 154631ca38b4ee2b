"""The lines of rituals that have nothing to report, and what their keys tell."""

from datetime import UTC, datetime

import pytest

from integrations.database.tables.cadence import TEAM, Audience
from jobs.cadence.notes import QuietNote, is_thread_of_day, quiet_messages, read_quiet
from jobs.cadence.ritual import Occurrence
from tests.standup.house import ANA, MONDAY, ritual


@pytest.mark.parametrize(
    ("audience", "told"),
    [(TEAM, QuietNote(occurrence=31, ritual=None)), (Audience(ANA.id), QuietNote(occurrence=None, ritual=7))],
)
def test_the_key_of_a_line_tells_whose_it_is(audience: Audience, told: QuietNote) -> None:
    occurrence = Occurrence(31, ritual(), MONDAY, audience, "open", datetime(2026, 11, 23, 8, tzinfo=UTC))
    thread, line = quiet_messages(occurrence, "Nothing is slow.", "Europe/Berlin")
    assert read_quiet(line.key) == told
    assert is_thread_of_day(thread.key)
    assert read_quiet(thread.key) is None
    assert not is_thread_of_day(line.key)
