"""Imports a library without the modules that it would bring along and that nobody here uses."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any, cast


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let `import name` fail inside the block, unless it was imported before; afterwards it works as ever.

    For a library that imports another one where it can and does without it where it cannot.
    """
    imported = cast("dict[str, Any]", sys.modules)
    if name in imported:
        yield
        return
    imported[name] = None
    try:
        yield
    finally:
        del imported[name]


@contextmanager
def unopened(name: str, **modules: str) -> Iterator[None]:
    """Let modules of the package `name` be imported inside the block without what its `__init__` takes along.

    For a package of which few modules are needed. It is opened as soon as somebody asks it for a name, but for those
    that are one of the `modules`', each under the name that the package gives.
    """
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        yield
        return
    package, open_it = module_from_spec(spec), spec.loader.exec_module

    def opened(wanted: str) -> Any:
        if wanted in modules:
            return getattr(import_module(modules[wanted]), wanted)
        if wanted.startswith("__") or vars(package).pop("__getattr__", None) is None:
            raise AttributeError(wanted)
        open_it(package)
        return getattr(package, wanted)

    sys.modules[name] = package
    yield
    vars(package)["__getattr__"] = opened
