"""Dataclasses and regular expressions that are built when they are first used.

The standard library compiles six methods for each dataclass at import, half a millisecond of processor time, and a
regular expression of many words takes as long: a start defines hundreds of both, and uses few. What is given to a
library that wants a `re.Pattern` is compiled at once.
"""

import dataclasses
import inspect
import re
import threading
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


_BUILDING = threading.RLock()
"""The standard library takes what it has read out of a class, which can be built once only."""
_UNBUILT: dict[type, tuple[type, dict[str, Any]]] = {}
"""Each class that is not built yet, as it was written, and its options."""


class _Later:
    """A name that stands in every class until somebody asks one for it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        with _BUILDING:  # one of which another is made is built meanwhile
            made = next((each for each in owner.__mro__ if vars(each).get(self._name) is self), None)
            if made is not None:  # no other thread has built it since we were found
                _build(made, *_UNBUILT[made])
                del _UNBUILT[made]
        return getattr(owner if instance is None else instance, self._name)


_LATER = {name: _Later(name) for name in ("__init__", "__match_args__", "__dataclass_fields__", "__dataclass_params__")}
"""What is asked for before there is an instance: it stands for the rest."""


def _deferred(written: type, options: dict[str, Any]) -> type:
    """Return the class with its slots, which are part of what it is from the beginning."""
    inherited = {name for base in written.__mro__ for name in vars(base).get("__slots__", ())}
    slots = {"__slots__": tuple(name for name in inspect.get_annotations(written) if name not in inherited)}
    made = type(written)(written.__name__, written.__bases__, _body(written) | slots | _LATER)
    made.__qualname__ = written.__qualname__
    _UNBUILT[made] = written, options
    return made


def _body(written: type) -> dict[str, Any]:
    """What a class has besides its fields."""
    without = {*inspect.get_annotations(written), "__dict__", "__weakref__"}
    return {name: value for name, value in vars(written).items() if name not in without}


def _build(made: type, written: type, options: dict[str, Any]) -> None:
    names, body = inspect.get_annotations(written), _body(written)
    whole: type = dataclasses.dataclass(written, **options)
    for name, value in sorted(vars(whole).items(), key=lambda each: each[0] in _LATER):  # other threads wait for it
        if name not in names and name != "__slots__" and value is not body.get(name, body):
            setattr(made, name, value)


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
