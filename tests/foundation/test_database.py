"""The database: what every room relies on."""

import asyncio
import contextlib
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from integrations.database import Database, DatabaseProblem, Tx, migrate
from integrations.database.tables import metadata
from integrations.database.tables.alerts import incidents
from integrations.database.tables.cadence import occurrences
from integrations.database.tables.delivery import outbox, paces
from integrations.time import TurnableClock


async def test_a_moment_comes_back_as_it_went_in(db: Database, clock: TurnableClock) -> None:
    async with db.write() as tx:
        await tx.execute(paces.insert().values(channel="C1", free_at=clock.now()))
    async with db.read() as tx:
        row = (await tx.execute(sa.select(paces))).one()
    assert row.free_at == clock.now()


async def test_an_error_takes_back_the_whole_transaction(db: Database, clock: TurnableClock) -> None:
    async def twice() -> None:
        async with db.write() as tx:
            for _ in range(2):
                await tx.execute(paces.insert().values(channel="C1", free_at=clock.now()))

    with pytest.raises(sa.exc.IntegrityError):
        await twice()
    async with db.read() as tx:
        assert (await tx.execute(sa.select(paces))).all() == []


@pytest.mark.usefixtures("threaded")
async def test_on_sqlite_only_statements_and_the_end_of_a_write_are_waited_for(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, clock: TurnableClock
) -> None:
    visits = []
    visit: Callable[..., Awaitable[object]] = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, what: Callable[..., object], *arguments: object) -> object:
        visits.append(arguments)
        return await visit(self, what, *arguments)

    db = Database(sqlite_url)
    async with db.write() as tx:
        await tx.execute(paces.insert(), [{"channel": each, "free_at": clock.now()} for each in ("C1", "C2")])
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with db.read() as tx:
        assert len((await tx.execute(sa.select(paces))).all()) == 2
    async with db.write() as tx:
        await tx.execute(paces.delete())
    await db.close()
    select, delete, end, closing = visits
    assert "SELECT" in str(select)
    assert "DELETE" in str(delete)
    assert end == closing == ()


async def test_what_one_reads_is_of_one_moment_and_the_next_reads_of_another(
    sqlite_url: str, clock: TurnableClock
) -> None:
    db = Database(sqlite_url)

    async def channels(tx: Tx) -> int:
        return len((await tx.execute(sa.select(paces))).all())

    async with db.read() as one:
        assert await channels(one) == 0
        async with db.write() as tx:
            await tx.execute(paces.insert().values(channel="C1", free_at=clock.now()))
        assert await channels(one) == 0
        async with db.read() as other:
            assert await channels(other) == 1
    async with db.read() as one, db.read() as other:
        assert await channels(one) == await channels(other) == 1
    await db.close()


async def test_on_sqlite_a_write_keeps_others_out_from_its_first_statement(
    sqlite_url: str, clock: TurnableClock
) -> None:
    db = Database(sqlite_url)
    with contextlib.closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)) as other:
        async with db.write() as tx:
            await tx.execute(sa.select(paces))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
    await db.close()


async def test_writers_of_one_file_wait_for_each_other(tmp_path: Path, clock: TurnableClock) -> None:
    url = f"sqlite:///{tmp_path}/shared.db"
    several = [Database(url) for _ in range(3)]
    await several[0].upgrade()

    async def write(db: Database, number: int) -> None:
        async with db.write() as tx:
            await tx.execute(sa.select(paces))
            await tx.execute(paces.insert().values(channel=f"C{number}", free_at=clock.now()))

    await asyncio.gather(*(write(several[number % 3], number) for number in range(30)))
    async with several[0].read() as tx:
        assert len((await tx.execute(sa.select(paces))).all()) == 30
    for db in several:
        await db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nothing is yet, of each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/folder/x.db"
    return str(request.getfixturevalue("empty_postgres_url"))


def test_what_was_read_from_the_keys_of_messages_is_kept_in_columns_after_an_upgrade(empty_url: str) -> None:
    url = sa.make_url(empty_url)
    url = url.set(drivername="sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg")
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True) if url.drivername == "sqlite" else None
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    keys = (
        "turn:C1:1.1",
        "standup:1/2026-11-27/1:open",
        "standup:1/2026-11-27/1:ask:U1",
        "standup:1/2026-11-27/1:summary",
    )
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        command.upgrade(config, "0015")
        for key in keys:
            values = f"('{key}', 'reply', 'C1', '{{}}', '2026-11-27', '2026-11-27')"
            connection.exec_driver_sql(
                f"INSERT INTO outbox (key, sort, channel, post, not_before, created_at) VALUES {values}"  # noqa: S608
            )
        for letter in ("alert:1", "alert-storm:1764234000"):
            values = (
                f"('s', '{letter}', '2026-11-27', 't', 's', 'info', '{{}}', '[]', '2026-11-27', 'told', '{letter}')"
            )
            connection.exec_driver_sql(
                "INSERT INTO incidents (source, fingerprint, started_at, title, service, severity, labels, paged,"  # noqa: S608
                f" received_at, announced, letter) VALUES {values}"
            )
    migrate.upgrade(url)
    with engine.connect() as connection:
        found = connection.execute(sa.select(outbox.c.turn, outbox.c.asks_round).order_by(outbox.c.id)).all()
        storms = connection.execute(sa.select(incidents.c.storm_at).order_by(incidents.c.id)).scalars().all()
    engine.dispose()
    assert [tuple(row) for row in found] == [
        (True, None),
        (False, "1/2026-11-27/1"),
        (False, "1/2026-11-27/1"),
        (False, None),
    ]
    assert storms == [None, datetime.fromtimestamp(1764234000, UTC)]


@pytest.mark.parametrize(
    "condition",
    [
        lambda: outbox.c.state == "sent",
        lambda: outbox.c.priority.in_(["nudge"]),
        lambda: occurrences.c.audience == "team",
    ],
)
async def test_a_bare_string_is_no_member_of_a_type(
    db: Database, condition: Callable[[], sa.ColumnElement[bool]]
) -> None:
    async with db.read() as tx:
        with pytest.raises(sa.exc.StatementError, match=r" is no (MessageState|Priority|Audience)"):
            await tx.execute(sa.select(sa.literal(1)).where(condition()))


async def test_the_migrations_make_the_tables_that_the_code_has(empty_url: str) -> None:
    db = Database(empty_url)
    await asyncio.gather(db.upgrade(), db.upgrade(), db.upgrade())

    def differences(connection: sa.Connection) -> list[object]:
        def ours(_: object, name: str | None, kind: str, *_rest: object) -> bool:
            # The engines' own are not in the metadata: full-text indexes, and the one of a part of the rows.
            own = ("words", "ix_memories_words", "ix_memories_search_form")
            return not (name or "").startswith("memories_fts") and name not in own

        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": not db.is_sqlite}
        )
        return list(compare_metadata(context, metadata))

    async with db.read() as tx:
        assert await tx.run_sync(differences) == []
    await db.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://root@localhost/x"])
def test_a_url_that_is_none_of_ours_is_refused_with_what_would_do(url: str) -> None:
    with pytest.raises(DatabaseProblem, match="sqlite:///path or postgresql://"):
        Database(url)


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    db = Database("postgresql://rolecall:hunter2@127.0.0.1:1/x")
    with pytest.raises(DatabaseProblem, match="refused") as problem:
        await db.upgrade()
    assert "hunter2" not in str(problem.value)
    await db.close()


WORDS = "nobody's business"


@pytest.mark.parametrize("first", [False, True], ids=["write", "write_first"])
async def test_a_write_that_fails_tells_nobodys_words(db: Database, first: bool) -> None:
    row = {"channel": WORDS, "free_at": None}

    async def write() -> None:
        if first:
            await db.write_first(paces.insert().values(**row))
        else:
            async with db.write() as tx:
                await tx.execute(paces.insert(), [row, row])

    with pytest.raises(sa.exc.IntegrityError) as refused:
        await write()
    told = "".join(traceback.format_exception(refused.value))
    assert "free_at" in told
    assert WORDS not in told


@pytest.mark.parametrize("holds", ["read", "write"])
async def test_closing_leaves_no_connection_that_is_in_use_or_comes_later(empty_postgres_url: str, holds: str) -> None:
    db, held, go_on = Database(empty_postgres_url), asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with db.read() if holds == "read" else db.write() as tx:
            await tx.execute(sa.text("SELECT 1"))
            held.set()
            await go_on.wait()

    holding = asyncio.create_task(hold())
    await held.wait()
    await db.write_first(sa.text("SELECT 1"))
    await db.close()
    go_on.set()
    await asyncio.gather(holding, return_exceptions=True)
    with pytest.raises(DatabaseProblem, match="closed"):
        async with db.read():
            pass
    with psycopg.connect(empty_postgres_url.rsplit("/", 1)[0] + "/postgres") as server:
        name = empty_postgres_url.rsplit("/", 1)[1]
        assert await asyncio.to_thread(_nobody_is_in, server, name)


def _nobody_is_in(server: psycopg.Connection, name: str) -> bool:
    """Return True once the server has noticed that everybody hung up; it is asked for five seconds at most."""
    server.autocommit = True
    for _ in range(500):
        if server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone() == (0,):
            return True
        server.execute("SELECT pg_sleep(0.01)")
    return False


async def test_what_cannot_be_read_as_json_is_not_quoted(empty_postgres_url: str) -> None:
    db = Database(empty_postgres_url)

    async def read() -> None:
        async with db.read() as tx:
            await tx.execute(sa.text("SELECT CAST(:words AS jsonb)"), {"words": f'{{"a": {WORDS}'})

    with pytest.raises(sa.exc.DBAPIError) as refused:
        await read()
    await db.close()
    assert WORDS not in "".join(traceback.format_exception(refused.value))
