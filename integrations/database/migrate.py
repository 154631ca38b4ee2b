"""Brings a database's schema to this version. Blocking: `Database.upgrade` calls it in a thread."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_AT_A_TIME = 7_210_334
"""The number of the advisory lock that replicas of PostgreSQL queue at while one upgrades."""


def upgrade(url: sa.URL) -> None:
    """Apply every migration that the database has not seen. Safe from several processes at once."""
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url.set(drivername="sqlite"), connect_args={"timeout": 15}, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        engine = sa.create_engine(url, connect_args={"connect_timeout": 10}, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "head")
    engine.dispose()
