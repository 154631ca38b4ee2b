"""A year of days, sampled where it is hardest; the whole of it is in `make soak`."""

from datetime import date
from pathlib import Path

import pytest

from tests.year.year import Down, Played, play, problems, slots, weekend_down, works

# Days on which a clock changes somewhere are between working days of everybody.
SAMPLES = {
    "a weekend down, and New York's clocks go forward": (
        date(2027, 3, 12),
        date(2027, 3, 15),
        (weekend_down(date(2027, 3, 12)),),
    ),
    "Easter, and Berlin's clocks go forward": (date(2027, 3, 25), date(2027, 3, 30), ()),
    "Berlin's clocks go back": (date(2027, 10, 29), date(2027, 11, 1), ()),
}


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """Watching every call takes as long as the days do, and other tests watch the same code."""


@pytest.mark.slow
@pytest.mark.parametrize(("first", "last", "down"), SAMPLES.values(), ids=SAMPLES)
async def test_every_ritual_of_every_working_day_comes_once_and_nobody_is_written_to_at_night(
    tmp_path: Path, first: date, last: date, down: tuple[Down, ...]
) -> None:
    played = await play(tmp_path, first, last, down=down)
    assert problems(played) == []
    assert _counted(played) >= len(slots()) * 2  # two working days in each sample: it was not an empty one


def _counted(played: Played) -> int:
    return sum(not said.in_thread and works(said.at.date()) for said in played.said)
