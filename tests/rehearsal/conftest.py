"""What the tests of rehearsals may use."""

import pytest


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """A rehearsal is alone on its loop, and its database stops it on purpose."""
