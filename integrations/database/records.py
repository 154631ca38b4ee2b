"""Rows as records: dataclasses whose fields have the names of columns."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")


def record_of(type_: type[R], row: sa.Row[Any], /, **other: Any) -> R:
    """Return a row as a record of that type; `other` are the fields that are not kept as they are."""
    kept = {each.name: row._mapping[each.name] for each in fields(type_) if each.name not in other}
    return type_(**kept, **other)
