"""Dataclasses and regular expressions that are built when they are first used.

The standard library compiles six methods for each dataclass at import, half a millisecond of processor time, and a
regular expression of many words takes as long: a start defines hundreds of both, and uses few. What is given to a
library that wants a `re.Pattern` is compiled at once.
"""

import dataclasses
import inspect
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass

    pattern = re.compile
else:

    def dataclass(written: type | None = None, /, **options: Any) -> Any:
        """Make a dataclass, as the standard library does; one with `slots` builds its methods when they are needed."""
        if not options.get("slots"):
            return dataclasses.dataclass(written, **options)
        return lambda written: _deferred(written, options)

    def pattern(words: str, flags: int = 0) -> "_Pattern":
        """Make a regular expression, as `re.compile` does; it is compiled when it is first asked for something."""
        return _Pattern(words, flags)


_LATER = ("__init__", "__match_args__", "__dataclass_fields__", "__dataclass_params__")
"""What is asked for before there is an instance: it stands for the rest."""
_BUILDING = threading.RLock()
"""The standard library takes what it has read out of a class, which can be built once only."""


class _Later:
    """A name of a class that stands there until somebody asks for it."""

    def __init__(self, name: str, build: Callable[[], None]) -> None:
        self._name, self._build = name, build

    def __get__(self, instance: object, owner: type) -> Any:
        self._build()
        return getattr(owner if instance is None else instance, self._name)


def _deferred(written: type, options: dict[str, Any]) -> type:
    """Return the class with its slots, which are part of what it is from the beginning."""
    names = inspect.get_annotations(written)
    inherited = {name for base in written.__mro__ for name in vars(base).get("__slots__", ())}
    body = {name: value for name, value in vars(written).items() if name not in {*names, "__dict__", "__weakref__"}}
    slots = {"__slots__": tuple(name for name in names if name not in inherited)}

    def build() -> None:
        with _BUILDING:  # one of which another is made is built meanwhile
            if isinstance(vars(made)["__init__"], _Later):
                write()

    def write() -> None:
        whole: type = dataclasses.dataclass(written, **options)
        for name, value in sorted(vars(whole).items(), key=lambda each: each[0] in _LATER):  # other threads wait for it
            if name not in names and name != "__slots__" and value is not body.get(name, body):
                setattr(made, name, value)

    later = {name: _Later(name, build) for name in _LATER}
    made = type(written)(written.__name__, written.__bases__, body | slots | later)
    made.__qualname__ = written.__qualname__
    return made


class _Pattern:
    """What a `re.Pattern` is, once somebody asks."""

    def __init__(self, words: str, flags: int) -> None:
        self._written = words, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found
