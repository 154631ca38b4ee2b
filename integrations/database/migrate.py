"""Brings a database's schema to this version."""

import sqlalchemy as sa

from integrations.database.tables import metadata


def upgrade(connection: sa.Connection) -> None:
    """Apply every migration that this database has not seen."""
    metadata.create_all(connection)
