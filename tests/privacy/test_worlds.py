"""Samples of the random worlds, a small and a larger; `python -m tests.privacy.worlds` plays more of them."""

import pytest

from integrations.model import Model
from tests.privacy.worlds import play, play_waiting

FEW, MANY = 8, 40

pytestmark = pytest.mark.slow_where(MANY)


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


@pytest.mark.parametrize("questions", [FEW, MANY])
async def test_nobody_is_told_what_they_may_not_read(database_url: str, questions: int) -> None:
    tally = await play(database_url, seed=1, questions=questions, a_round=20)
    assert tally.leaks == []
    assert tally.told > 0


@pytest.mark.parametrize("questions", [FEW, MANY])
async def test_a_model_is_sent_nothing_that_its_asker_or_their_hearers_may_not_read(
    sqlite_url: str, questions: int
) -> None:
    tally = await play(sqlite_url, seed=1, questions=questions, a_round=20, model=True)
    assert tally.leaks == []
    assert tally.prompts > questions / 2
    assert tally.told > 0


@pytest.mark.parametrize("questions", [FEW, MANY])
@pytest.mark.parametrize("model", [False, True], ids=["by rule", "by a model"])
async def test_an_answer_that_waits_tells_nobody_what_they_may_not_read_when_it_comes(
    sqlite_url: str, model: bool, questions: int
) -> None:
    tally = await play_waiting(sqlite_url, seed=1, questions=questions, a_round=8, model=model)
    assert tally.leaks == []
    assert tally.told > 0
