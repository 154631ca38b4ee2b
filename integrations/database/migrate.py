"""Brings a database's schema to this version. Blocking: `Database.upgrade` calls it in a thread."""

from pathlib import Path

import sqlalchemy as sa

from integrations.database.problems import DatabaseProblem

MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_AT_A_TIME = 7_210_334
"""The number of the advisory lock that replicas of PostgreSQL queue at while one upgrades."""


def upgrade(url: sa.URL) -> str:
    """Apply every migration that the database has not seen, and return the last. Safe from several processes at once.

    Raises `DatabaseProblem` where a newer Rolecall made it, or nothing can be written, and DBAPIError.
    """
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url.set(drivername="sqlite"), connect_args={"timeout": 15}, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        engine = sa.create_engine(url, connect_args={"connect_timeout": 10}, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                refuse_a_standby(connection)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
            found, ours = revision(connection), revisions()
            if found is not None and found not in ours:
                raise DatabaseProblem(not_ours(found, ours[-1]))
            if found != ours[-1]:
                _migrate(connection)
            elif engine.dialect.name == "sqlite":  # whether it can be written shows only where something is
                connection.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
            return ours[-1]
    finally:
        engine.dispose()


def revisions() -> list[str]:
    """The number of each migration, in order; their files begin with it."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision(connection: sa.Connection) -> str | None:
    """The last migration that the database has seen; None where it has seen none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _migrate(connection: sa.Connection) -> None:
    """Let Alembic do it, which is imported only here: most starts have nothing to upgrade."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, "head")


def refuse_a_standby(connection: sa.Connection) -> None:
    """Raise `DatabaseProblem` for a PostgreSQL that only repeats another."""
    if connection.execute(sa.text("SHOW transaction_read_only")).scalar() == "on":
        raise DatabaseProblem("the database can only be read: name the server that takes writes, not its standby")


def not_ours(found: str, newest: str) -> str:
    """Return why a schema that is none of ours cannot be used."""
    if found.isdecimal() and found > newest:
        return (
            f"the database was made by a newer Rolecall (its schema is {found}, this one knows {newest}):"
            " update Rolecall, or put a copy from before the update in its place"
        )
    return f"the database belongs to another program (its schema is {found[:40]}): name one of Rolecall's own"
