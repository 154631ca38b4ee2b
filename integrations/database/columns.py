"""The column types that every table uses."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any, TypeVar

import sqlalchemy as sa

E = TypeVar("E", bound=Enum)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.TypeDecorator[datetime]):
    """A moment: timezone-aware UTC in Python, whatever the engine keeps."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """To the engine; a naive moment is a mistake of ours and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """From the engine, always in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(sa.TypeDecorator[Any]):
    """A JSON value; on PostgreSQL a `jsonb`, whose dialect is imported only where it is used."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The engine's own type."""
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB

            return dialect.type_descriptor(JSONB())
        return dialect.type_descriptor(sa.JSON())


class OneOf(sa.TypeDecorator[E]):
    """One of the members of an enum, kept as its string.

    A bare string is refused, also where it is compared with: what is misspelt would match nothing, unnoticed.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, members: type[E], length: int) -> None:
        """Take the members of that enum, whose strings have at most `length` characters."""
        super().__init__(length)
        self.members = members

    def process_bind_param(self, value: E | None, dialect: sa.Dialect) -> str | None:
        """To the engine; raises TypeError for what is no member."""
        if value is None:
            return None
        if not isinstance(value, self.members):
            raise TypeError(f"{value!r} is no {self.members.__name__}")
        return str(value.value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> E | None:
        """From the engine."""
        return None if value is None else self.members(value)


def ChatId() -> sa.String:  # noqa: N802 - reads as a type where tables use it
    """The id of a person, a place, a message or a form of a chat, whose form is the chat's own."""
    return sa.String(255)


def Key() -> sa.types.TypeEngine[int]:  # noqa: N802 - reads as a type where tables use it
    """A row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
