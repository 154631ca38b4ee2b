"""One file a room. Importing this package gives `metadata` every table."""

import importlib
import pkgutil

from integrations.database.columns import metadata

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["metadata"]
