"""What the tests of delivery share."""

import pytest

from tests.walls import StandingWall, Wall


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The machine's clock, to be set."""
    return Wall(monkeypatch)


@pytest.fixture
def standing_wall(monkeypatch: pytest.MonkeyPatch) -> StandingWall:
    """A machine on which time goes by only as the test says."""
    return StandingWall(monkeypatch)
