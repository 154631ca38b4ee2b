"""Slack in: one folder for each thing Slack can tell us, one file a feature.

Every file has `register(app, parts)` and is found by itself. A listener is a few lines:
read the payload, call one use, say the result.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def modules(*folders: str) -> Iterator[ModuleType]:
    """The listener files of these folders, in order of name."""
    for folder in folders:
        package = importlib.import_module(f"{__name__}.{folder}")
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
            yield importlib.import_module(f"{package.__name__}.{found.name}")
