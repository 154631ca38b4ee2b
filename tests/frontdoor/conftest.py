"""What the tests of the front door share."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command sets the logs of the whole process up; the next test finds them as this one did."""
    root = logging.getLogger()
    handlers, ours = root.handlers[:], structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in (None, *root.manager.loggerDict)}
    yield
    root.handlers[:] = handlers
    for name in (None, *root.manager.loggerDict):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    structlog.configure(**ours)
