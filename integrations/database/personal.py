"""What a column keeps of people, said where the column is.

What is exported to a person, and what is erased of it, is made from these words alone
(`bot.memory.personal_data_tables`). A test fails for a column that could keep somebody's name
or words and says nothing of it: numbers, moments and references to other rows cannot.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa

from integrations.deferred import dataclass

Info = dict[Any, Any]
Condition = Callable[[sa.Table], sa.ColumnElement[bool]]
"""Which rows of the table, where not all."""

SOMEBODY = "somebody"
"""Who did something, where it may not be told any more."""
ERASED = "What stood here was erased."
"""What stands in the place of erased words."""
_SAID = "personal"
_EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Theirs:
    """Has the person whose row it is."""

    section: str | None
    """What the row is called in their export; None where it is exported in another form, or not at all."""
    erased: bool
    only: Condition | None
    """Which rows are erased, where not all are."""
    shared_in: str | None
    """The column with the place whose people share the row; it is theirs alone where that is empty."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names somebody in a row that is not theirs; it is blanked."""

    instead: str | None
    only: Condition | None


@dataclass(frozen=True, slots=True)
class WordsOf:
    """Has words, or the name, of the person in another column of the row, and goes with them."""

    column: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class Mentions:
    """May name or quote anybody; what is done about that is said table by table."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Has to do with people, and is not erased."""

    why: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Has nothing to do with people."""


Said = Theirs | Named | WordsOf | Mentions | Stays | Nobody
S = TypeVar("S", bound=Said)


def belongs_to_person(
    section: str | None, *, erased: bool = True, only: Condition | None = None, shared_in: str | None = None
) -> Info:
    """Say that the row belongs to the person whose id this is: it is exported to them as `section`, and erased."""
    return {_SAID: Theirs(section, erased, only, shared_in)}


def named(instead: str | None = None, *, only: Condition | None = None) -> Info:
    """Say that somebody is named here whose row it is not; `instead` is written over it."""
    return {_SAID: Named(instead, only)}


def words_of(column: str, *, export: bool = True, instead: str | None = None) -> Info:
    """Say that this is the name or the words of the person in `column`.

    It is exported with the row unless `export` is False, where the same is exported in another form.
    Where that person is only named in the row, `instead` is written over it.
    """
    return {_SAID: WordsOf(column, instead), _EXPORTED: () if export else None}


def mentions_people() -> Info:
    """Say that anybody may be named or quoted here, or that it is addressed to somebody."""
    return {_SAID: Mentions()}


def not_erased(why: str) -> Info:
    """Say that this has to do with people and is not erased, and why."""
    return {_SAID: Stays(why)}


def not_personal() -> Info:
    """Say that this has nothing to do with people; of a table, that none of its columns has."""
    return {_SAID: Nobody()}


def exported(*along: str) -> Info:
    """Say that this is not personal, but exported with the row that it is in.

    Where it refers to another row, the columns `along` of that one are exported in its place.
    """
    return {_SAID: Nobody(), _EXPORTED: along}


def declaration_of(column: sa.Column[Any]) -> Said | None:
    """Return what was said of a column, or of its whole table; None where nothing was."""
    found: Said | None = column.info.get(_SAID, column.table.info.get(_SAID))
    return found


def columns(metadata: sa.MetaData, sort: type[S]) -> Iterator[tuple[sa.Column[Any], S]]:
    """Every column of which that sort of thing was said, with what was said."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(found := declaration_of(column), sort):
                yield column, found


def words_in(table: sa.Table) -> Iterator[tuple[sa.Column[Any], WordsOf]]:
    """The columns of a table that have words of whom another of its columns names."""
    for column in table.columns:
        if isinstance(found := declaration_of(column), WordsOf):
            yield column, found


def exported_with(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that are exported with a row of the table."""
    found: list[sa.Column[Any]] = []
    for column in table.columns:
        along = column.info.get(_EXPORTED)
        if along:
            (reference,) = column.foreign_keys
            found += [reference.column.table.c[name] for name in along]
        elif along is not None:
            found.append(column)
    return found
