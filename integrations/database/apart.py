"""Lets a process of its own upgrade a SQLite database: what Alembic takes, 20 MB, would stay as long as its process."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterable
from typing import NoReturn

import sqlalchemy as sa

from integrations.database import migrate

_ENDING = (signal.SIGTERM, signal.SIGINT)


def upgrade(url: sa.URL) -> None:
    """Have a fork of this process apply what the database has not seen, and wait for its end.

    For the start of a process that goes on for months: it calls `migrate.upgrade` all the same, which then has nothing
    left to do, or says what is wrong. So nothing is said here, and nothing is done where a fork is not safe. It is safe
    where this process has one thread, since no other can hold a lock that the child would wait for (Linux alone says
    how many there are, libraries' own included), and no open database, which SQLite forbids to take along.

    SIGTERM meanwhile ends this process with 0. However it ends, the child ends with it, and what it did is rolled back.
    """
    if not _only_thread() or not _is_behind(url):
        return
    reading, writing = os.pipe()
    # They wait until they are asked for, so that none comes right before the wait for the child.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *_ENDING})
    try:
        if (child := os.fork()) == 0:
            os.close(writing)
            _upgrade_and_end(url, reading, before)
        told = _wait_for(child)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
        os.close(reading)
    if told is signal.SIGTERM:
        sys.exit(0)
    if told is signal.SIGINT:
        raise KeyboardInterrupt


def _wait_for(child: int) -> signal.Signals | None:
    """Wait for its end, and return what told this process to end meanwhile, and so the child."""
    told = None
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        heard = signal.sigwait({signal.SIGCHLD, *_ENDING})
        if heard in _ENDING:
            told = signal.Signals(heard)
            os.kill(child, signal.SIGKILL)
    return told


def _only_thread() -> bool:
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _is_behind(url: sa.URL) -> bool:
    """Return True where the schema is an older one of ours, or none. What cannot be read is not."""
    ours = migrate.revisions()
    engine = sa.create_engine(url.set(drivername="sqlite"), poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            found = migrate.revision(connection)
    except sa.exc.DBAPIError:
        return False
    return found is None or found in ours[:-1]


def _upgrade_and_end(url: sa.URL, reading: int, signals: Iterable[int]) -> NoReturn:
    """The child: it never comes back to what its parent was doing, and leaves what that one would write to it."""
    try:
        for name in _ENDING:
            signal.signal(name, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        threading.Thread(target=_end_with_parent, args=(reading,), daemon=True).start()
        with contextlib.suppress(Exception):  # the parent tries it as well, and says why it cannot
            migrate.upgrade(url)
    finally:
        os._exit(0)


def _end_with_parent(reading: int) -> None:
    os.read(reading, 1)  # nobody writes: it is read once the last who could has ended
    os._exit(1)
