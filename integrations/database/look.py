"""Looks at a database without writing anything. Blocking: call it in a thread."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from integrations.database import files, migrate
from integrations.database.engine import checked_url
from integrations.database.problems import DatabaseProblem, problem_of, reason
from integrations.deferred import dataclass

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found when a database was looked at."""

    place: str
    """Its file, or its server and name: without a password."""
    exists: bool
    schema: str | None
    """The last migration that it has seen."""
    newest: str
    """The last one that there is."""
    open_to_others: tuple[Path, ...] = ()


def look_at(url: str) -> Looked:
    """Return how the database of that URL is. Raises `DatabaseProblem` where it cannot be used."""
    parsed = checked_url(url)
    file = Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None
    newest = migrate.revisions()[-1]
    if file is not None and not file.exists():
        _folder_can_be_written(file)
        return Looked(place=str(file), exists=False, schema=None, newest=newest)
    engine = _engine(parsed, file)
    try:
        with engine.connect() as connection:
            if file is None:
                migrate.refuse_a_standby(connection)
            found = migrate.revision(connection)
    except DBAPIError as problem:
        raise problem_of(problem) or DatabaseProblem(f"it cannot be opened: {reason(problem)}") from problem
    finally:
        engine.dispose()
    if found is not None and found not in migrate.revisions():
        raise DatabaseProblem(migrate.not_ours(found, newest))
    if file is None:
        place = f"{parsed.database} at {parsed.host or 'this machine'}"
        return Looked(place=place, exists=True, schema=found, newest=newest)
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        raise DatabaseProblem(f"{file} cannot be written: the file and its folder have to be writable for this user")
    return Looked(
        place=str(file), exists=True, schema=found, newest=newest, open_to_others=tuple(files.open_to_others(file))
    )


@dataclass(frozen=True, slots=True)
class Query(Generic[T_co]):
    """A question to a database that is only looked at."""

    select: sa.Select[Any]
    read: Callable[[sa.Row[Any]], T_co]
    """What a row becomes."""


class Look:
    """A database as it is at one moment."""

    def __init__(self, connection: sa.Connection) -> None:
        """Read over this connection; `looking` opens one."""
        self._connection = connection

    def all(self, query: Query[T]) -> list[T]:
        """Return what a query finds. Raises `DatabaseProblem`."""
        try:
            return [query.read(row) for row in self._connection.execute(query.select)]
        except DBAPIError as problem:
            raise problem_of(problem) or DatabaseProblem(f"it cannot be read: {reason(problem)}") from problem


@contextmanager
def looking(url: str) -> Iterator[Look]:
    """Look at a database: whatever is asked meanwhile is as of one moment.

    Raises `DatabaseProblem` where the database is not there, or not one of this version.
    """
    looked, parsed = look_at(url), checked_url(url)
    if not looked.exists:
        raise DatabaseProblem(f"{looked.place} is not there")
    if looked.schema != looked.newest:
        raise DatabaseProblem(f"{looked.place} is not of this version: rolecall db upgrade brings it up to date")
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = _engine(parsed, Path(looked.place) if is_sqlite else None)
    how = {} if is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with engine.connect().execution_options(**how) as connection:
            if is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield Look(connection)
    finally:
        engine.dispose()


def _engine(url: sa.URL, file: Path | None) -> sa.Engine:
    return _read_only(file) if file else sa.create_engine(url, connect_args={"connect_timeout": 10})


def _read_only(file: Path) -> sa.Engine:
    """An engine that makes no file: without a `-wal` beside it nobody writes, and it may be taken to stand still."""
    still = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    where = f"file:{quote(str(file.absolute()))}?mode=ro{still}"
    return sa.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(where, uri=True, timeout=5), poolclass=sa.NullPool
    )


def _folder_can_be_written(file: Path) -> None:
    nearest = next(each for each in file.absolute().parents if each.exists())
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        raise DatabaseProblem(f"{file} cannot be made: {nearest} is not writable for this user")
