"""What messages mean, as numbers."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Key

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

# With a message's words its vector goes, whoever changed them, in the same transaction.
SQLITE = (
    "CREATE TRIGGER memory_vectors_reworded AFTER UPDATE OF text ON memories WHEN new.text <> old.text "
    "BEGIN DELETE FROM memory_vectors WHERE memory = old.id; END",
)
POSTGRES = (
    "CREATE FUNCTION forget_memory_vector() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN DELETE FROM memory_vectors WHERE memory = OLD.id; RETURN NULL; END'",
    "CREATE TRIGGER memory_vectors_reworded AFTER UPDATE OF text ON memories FOR EACH ROW "
    "WHEN (NEW.text <> OLD.text) EXECUTE FUNCTION forget_memory_vector()",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "memory_vectors",
        sa.Column("id", Key(), nullable=False),
        sa.Column("memory", Key(), nullable=False),
        sa.Column("model", sa.String(255), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memory"], ["memories.id"], name=op.f("fk_memory_vectors_memory"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_vectors")),
        sa.UniqueConstraint("memory", name=op.f("uq_memory_vectors_memory")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "embedding_turns",
        sa.Column("model", sa.String(255), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_until", Instant()),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_embedding_turns")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)
