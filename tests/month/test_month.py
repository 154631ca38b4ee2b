"""Standups over a change of the clocks, against a table of wall clocks; whole months are in `make soak`."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.month.play import play, problems
from tests.month.table import expected
from tests.month.team import OWN_HOUR, SUNDAYS, ZONE, Edit, LeftOut, Script

BERLIN = ZoneInfo(ZONE)


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """Watching every call takes as long as the days do, and other tests watch the same code."""


def sunday_and_monday() -> Script:
    """New York's clocks went back at night; it is past Auckland's hour, and New York's changes before it comes.

    Los Angeles is left out.
    """
    return Script(
        began=datetime(2026, 11, 1, 0, 30, tzinfo=BERLIN),
        ends=datetime(2026, 11, 3, 0, 30, tzinfo=BERLIN),
        country="US",
        holidays=frozenset(),
        edits=[Edit(OWN_HOUR, datetime(2026, 11, 2, 12, 30, tzinfo=BERLIN), time(13))],
        left_out=[LeftOut(OWN_HOUR, date(2026, 11, 2), datetime(2026, 11, 2, 20, tzinfo=BERLIN))],
        standups=(OWN_HOUR, SUNDAYS),
    )


@pytest.mark.slow
async def test_each_is_asked_once_at_their_hour_and_the_digest_counts_whom_it_asked(tmp_path: Path) -> None:
    script = sunday_and_monday()
    rounds = {(each.standup.title, each.day.day): each for each in expected(script)}
    assert rounds["Sunday team", 1].unasked == ["aro"]
    assert f"{rounds['Daily', 2].asked['nia']:%H:%M %z}" == "13:00 -0500"
    assert rounds["Daily", 2].left_out == ["zoe"]
    assert problems(await play(tmp_path, script)) == []
