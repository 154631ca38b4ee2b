"""Imports of libraries without what they take along only because it happens to be installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let `import name` fail inside the block, unless it was imported before; afterwards it works as ever.

    For a library that imports another one where it can and does without it where it cannot.
    """
    modules = cast("dict[str, Any]", sys.modules)
    if name in modules:
        yield
        return
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
