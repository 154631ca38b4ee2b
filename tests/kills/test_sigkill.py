"""Once, and never lost, whatever is killed: a seeded sample of what `make soak` does at length."""

from pathlib import Path

import pytest

from tests.kills import streams
from tests.kills.approvals import killed
from tests.kills.arena import MOMENTS, arena
from tests.kills.reading import read_back


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("database_url", "replicas"), [("sqlite", 2), ("postgresql", 2)], indirect=["database_url"])
async def test_a_sigkill_at_any_moment_loses_nothing_and_doubles_nothing(
    database_url: str, tmp_path: Path, replicas: int
) -> None:
    async with arena(database_url, tmp_path, replicas=replicas, rituals=4, seed=replicas) as place:
        for moment in MOMENTS:
            await place.make_due()
            await place.kill(moment)
            await place.rest()
        tally = place.count()
    assert len(tally.kills) >= 2, "most moments were missed"
    assert (tally.lost, tally.doubled) == ([], [])
    assert len(tally.due) >= 4 * len(MOMENTS)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_channel_is_read_back_whole_and_once_whatever_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    result = await read_back(sqlite_url, tmp_path, messages=600, kills=1, seed=1)
    assert (result.missing, result.surplus, result.doubled) == ([], [], [])
    assert (result.kills, result.limited > 1) == (1, True)
    assert "I have read the last 90 days" in result.shown


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_what_was_allowed_is_never_done_twice_and_what_is_not_known_is_said(
    sqlite_url: str, tmp_path: Path
) -> None:
    result = await killed(sqlite_url, tmp_path, kills=5)
    assert (result.twice, result.missing, result.unsaid) == ([], [], [])
    assert result.states["unknown"] >= 1


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("database_url", "moments"),
    [("sqlite", streams.MOMENTS), ("postgresql", ("chat.startStream", "chat.appendStream"))],
    indirect=["database_url"],
)
async def test_an_answer_that_was_growing_is_finished_once_by_whoever_comes_after(
    database_url: str, tmp_path: Path, moments: tuple[str, ...]
) -> None:
    result = await streams.killed(database_url, tmp_path, moments)
    assert (result.kills, result.unfinished) == (len(moments), [])
    for answers in result.answers.values():
        [answer] = answers
        assert answer.startswith(streams.TEXT)
