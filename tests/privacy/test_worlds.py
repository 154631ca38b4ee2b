"""A sample of the random worlds; `python -m tests.privacy.worlds` plays more of them."""

from tests.privacy.worlds import play


async def test_nobody_is_told_what_they_may_not_read(database_url: str) -> None:
    tally = await play(database_url, seed=1, questions=40, a_round=20)
    assert tally.leaks == []
    assert tally.told > 0
