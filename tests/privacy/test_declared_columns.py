"""Every column that could keep somebody's name or words says what it keeps, so that an erasure can forget none."""

import re

import pytest
import sqlalchemy as sa

from integrations.database.columns import Json
from integrations.database.personal import (
    Mentions,
    Named,
    Nobody,
    Theirs,
    WordsOf,
    columns,
    declaration_of,
    exported_with,
    words_of,
)
from integrations.database.tables import metadata

GONE_THROUGH = {"inbox", "outbox", "standup_rounds"}
"""Tables with words of anybody, which `bot.memory.personal_data_tables` goes through by what is in them."""
OF_PEOPLE = re.compile(r"person|people|author|owner|user|member|(^|_)by$|email|real_name|words|text|post$|said|note")
TABLES = sorted(metadata.tables)


def can_keep_words(column: sa.Column[object]) -> bool:
    """Return True for what holds text or JSON of any kind, and does not refer to a row of another table."""
    return isinstance(column.type, sa.Text | sa.String | sa.JSON | Json) and not column.foreign_keys


def undeclared(tables: sa.MetaData) -> list[str]:
    """Return the columns that could keep a name or words, and say nothing of it."""
    every = (column for table in tables.sorted_tables for column in table.columns)
    return [str(column) for column in every if can_keep_words(column) and declaration_of(column) is None]


def test_every_column_says_what_it_keeps_of_people() -> None:
    assert undeclared(metadata) == []


def test_a_new_table_that_says_nothing_is_found() -> None:
    tables = sa.MetaData()
    wishes = (sa.Column("person", sa.String(64)), sa.Column("wish", sa.Text, info=words_of("person")))
    sa.Table("wishes", tables, sa.Column("id", sa.Integer, primary_key=True), *wishes, sa.Column("more", Json()))
    assert undeclared(tables) == ["wishes.person", "wishes.more"]


@pytest.mark.parametrize("name", TABLES)
def test_no_column_with_the_name_of_a_person_is_said_to_be_nobodys(name: str) -> None:
    nobodys = [
        column.name
        for column in metadata.tables[name].columns
        if can_keep_words(column) and isinstance(declaration_of(column), Nobody) and OF_PEOPLE.search(column.name)
    ]
    assert nobodys == []


@pytest.mark.parametrize("name", TABLES)
def test_words_are_of_a_person_whom_their_table_names(name: str) -> None:
    table = metadata.tables[name]
    for column in table.columns:
        if isinstance(found := declaration_of(column), WordsOf):
            assert isinstance(declaration_of(table.c[found.column]), Theirs | Named), str(column)


def test_what_is_erased_by_name_can_be_written_over_and_what_is_given_has_something_to_give() -> None:
    for column, how in columns(metadata, Named):
        assert column.nullable or how.instead is not None, str(column)
    sections = [how.section for _, how in columns(metadata, Theirs) if how.section is not None]
    assert len(sections) == len(set(sections)) >= 10
    assert all(exported_with(column.table) for column, how in columns(metadata, Theirs) if how.section is not None)


def test_tables_with_words_of_anybody_are_gone_through() -> None:
    assert {column.table.name for column, _ in columns(metadata, Mentions)} == GONE_THROUGH
