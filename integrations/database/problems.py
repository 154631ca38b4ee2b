"""Why a database cannot be used, in words for who runs it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_SQLITE = {
    "SQLITE_CANTOPEN": "cannot be opened: it is not there, or it or its folder may not be read",
    "SQLITE_PERM": "may not be read",
    "SQLITE_READONLY": "cannot be written: the file and its folder have to be writable for the user of this process",
    "SQLITE_NOTADB": "is no SQLite database",
    "SQLITE_CORRUPT": "is malformed: put a copy from before in its place, with no -wal and -shm file beside it",
    "SQLITE_FULL": "cannot be written: its disk is full",
    "SQLITE_IOERR": "cannot be read or written: its disk fails or is full",
    "SQLITE_BUSY": "is locked by another process",
    "SQLITE_LOCKED": "is locked by another process",
    "SQLITE_PROTOCOL": "is locked by another process",
}


class DatabaseProblem(Exception):
    """The database cannot be opened or used; the message says why and how to mend it."""


def problem_of(error: BaseException) -> DatabaseProblem | None:
    """What is wrong with the database itself; None where only our statement was, or it is another kind of error.

    The message holds neither a statement nor its parameters.
    """
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        # An extended name begins with the plain one: SQLITE_IOERR_WRITE, SQLITE_READONLY_DIRECTORY.
        name = "_".join(str(getattr(error.orig, "sqlite_errorname", "")).split("_")[:2])
        return DatabaseProblem(f"the file {_SQLITE[name]}") if name in _SQLITE else None
    if isinstance(error, OperationalError | InterfaceError):
        return DatabaseProblem(f"the database does not answer: {reason(error)}")
    return None


def reason(error: BaseException) -> str:
    """The first line of what the driver said."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
