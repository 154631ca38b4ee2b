"""A sample of the random worlds; `python -m tests.privacy.worlds` plays more of them."""

import pytest

from tests.privacy.worlds import play


@pytest.mark.parametrize("seed", [1, 2])
async def test_nobody_is_told_what_they_may_not_read(sqlite_url: str, seed: int) -> None:
    tally = await play(sqlite_url, seed, questions=40, a_round=20)
    assert tally.leaks == []
    assert tally.told > 0
