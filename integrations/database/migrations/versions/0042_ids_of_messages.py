"""Columns named as the code has them: the id of a message, and that of the thread it is in."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0042"
down_revision = "0041"

RENAMED = (
    ("memories", "ts", "message_id"),
    ("memories", "thread_ts", "thread"),
    ("reading_threads", "thread_ts", "thread"),
    ("threads", "thread_ts", "thread"),
    ("thread_people", "thread_ts", "thread"),
    ("outbox", "ts", "message_id"),
    ("outbox", "thread_ts", "thread"),
    ("answers", "ts", "message_id"),
)
FIELDS = {"ts": "message_id", "thread_ts": "thread"}
"""Of `bot.conversation.asked.Asked`, as `answers.question` keeps it."""


def upgrade() -> None:
    """Apply."""
    for table, before, after in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
    answers = sa.table("answers", sa.column("key", sa.String()), sa.column("question", Json()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(answers)).all():
        question = {FIELDS.get(field, field): value for field, value in row.question.items()}
        connection.execute(answers.update().where(answers.c.key == row.key).values(question=question))
