"""Lists of other systems, read entry by entry: one that makes no sense costs itself alone, and is counted."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sized
from typing import Any, TypeVar

import structlog

from integrations.enumerated import counted
from integrations.source import SourceError

T = TypeVar("T")
ODD_FORM = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises where something is of another form than expected."""

log = structlog.get_logger()


class Entries(list[T]):
    """What could be read of a list, and how many of its entries could not."""

    def __init__(self, entries: Iterable[T] = (), unread: int = 0) -> None:
        """Keep the entries that were read."""
        super().__init__(entries)
        self.unread = unread

    def __iadd__(self, others: Iterable[T]) -> "Entries[T]":  # type: ignore[override,misc]
        """Add the entries of another list, such as the next page, and what could not be read of it."""
        self.unread += unread_of(others)
        self.extend(others)
        return self

    def read(self, source: str, read: Callable[[Any], T], entry: object, number: int) -> None:
        """Add what `read` makes of an entry; one that cannot be read is logged, without its words, and counted."""
        try:
            self.append(read(entry))
        except ODD_FORM as problem:
            self.unread += 1
            log.warning("entry_not_read", source=source, entry=number, why=type(problem).__name__)

    def that(self, wanted: Callable[[T], bool]) -> "Entries[T]":
        """Return the entries of which that is true; any of those that were not read may be one too."""
        return Entries(filter(wanted, self), self.unread)


class ByKey(dict[str, T]):
    """What could be read of what was asked for by its keys, and the keys of what is there and could not be read."""

    def __init__(self, found: Mapping[str, T], unread_keys: Collection[str] = (), unread: int = 0) -> None:
        """Keep both; `unread` is how many could not be read, where their keys are not known either."""
        super().__init__(found)
        self.unread_keys = frozenset(unread_keys)
        self.unread = unread or len(self.unread_keys)


class OddAnswer(SourceError):
    """An answer as a whole is of another form than expected."""


def unread_keys(found: Mapping[str, object]) -> frozenset[str]:
    """Return the keys of what is there and could not be read: none where nothing says so."""
    keys: frozenset[str] = getattr(found, "unread_keys", frozenset())
    return keys


def unread_of(found: object) -> int:
    """Return how many entries could not be read of what was found: 0 where nothing says so."""
    return int(getattr(found, "unread", 0))


def read_of(found: object) -> int | None:
    """Return how many entries of the source it was made of; None where that is not known."""
    read: int | None = len(found) if isinstance(found, Sized) else getattr(found, "read", None)
    return read


def left_out(unread: int, read: int | None = None) -> str:
    """Return the line that says so: "1 entry could not be read."; with how many were read, "3 of 40 entries …"."""
    if read is None:
        return f"{counted(unread, 'entry', 'entries')} could not be read."
    return f"{unread:,} of {counted(read + unread, 'entry', 'entries')} could not be read."


def read_each(source: str, read: Callable[[Any], T], listed: object) -> Entries[T]:
    """Read every entry of a list by itself; one that cannot be is logged, without its words, and counted.

    Raises `SourceError` where it is no list, or not one of its entries is an object: something else has answered.
    """
    if not isinstance(listed, list) or (listed and not any(isinstance(each, Mapping | tuple) for each in listed)):
        raise odd_answer(source, listed)
    found: Entries[T] = Entries()
    for number, entry in enumerate(listed):
        found.read(source, read, entry, number)
    return found


def read_whole(source: str, read: Callable[[], T]) -> T:
    """Return what `read` makes of an answer. Raises `SourceError` for one of another form than expected."""
    try:
        return read()
    except ODD_FORM as problem:
        raise odd_answer(source, problem) from problem


def odd_answer(source: str, problem: object) -> OddAnswer:
    """Return the error that says that an answer as a whole is of another form than expected."""
    return OddAnswer(source, f"its answer has another form than expected ({type(problem).__name__})")
