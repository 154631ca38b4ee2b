"""What the tests of delivery share."""

import pytest

from tests.walls import Wall


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The machine's clock, to be set."""
    return Wall(monkeypatch)
