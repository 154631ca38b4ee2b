"""Imports a library without the modules that it would bring along and that nobody here uses."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, cast

_UNOPENED: dict[str, tuple[ModuleType, Callable[[str], Any]]] = {}
"""Packages that nobody has asked for anything yet, each with what opens it then."""


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
def unopened(name: str, *unused: str, **modules: str) -> Iterator[None]:
    """Let the block import without what the package `name` takes along: it stays unopened.

    For a package of which few modules are needed, or none. It is opened as soon as somebody asks it for a name, but for
    those that are one of the `modules`', each under the name that the package gives. What is imported in the block may
    take the names `unused` from it, which stand for anything there: it only annotates with them, or never comes to
    them.
    """
    package = _unopened(name, modules)
    if package is None:
        yield
        return
    inside, opened = vars(package), _UNOPENED[name][1]
    inside.pop("__getattr__", None)  # another thread may be in a block of its own
    inside.update(dict.fromkeys(unused, Any))
    try:
        yield
    finally:
        for each in unused:
            inside.pop(each, None)
        inside["__getattr__"] = opened


def _unopened(name: str, modules: Mapping[str, str]) -> ModuleType | None:
    """The package, where nobody has opened it yet."""
    if name in sys.modules:
        return _UNOPENED[name][0] if name in _UNOPENED else None
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return None
    package, open_it = module_from_spec(spec), spec.loader.exec_module

    def opened(wanted: str) -> Any:
        if wanted in modules:
            return getattr(import_module(modules[wanted]), wanted)
        if wanted.startswith("__") or _UNOPENED.pop(name, None) is None:
            raise AttributeError(wanted)
        vars(package).pop("__getattr__", None)
        open_it(package)
        return getattr(package, wanted)

    vars(package)["__getattr__"] = opened
    _UNOPENED[name] = package, opened
    sys.modules[name] = package
    above, _, below = name.rpartition(".")
    if above:
        setattr(sys.modules[above], below, package)
    return package
