"""Forms that somebody had to leave before they could be taken, as they were filled in."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, metadata
from integrations.database.personal import belongs_to_person, exported, words_of

unfinished_forms = sa.Table(
    "unfinished_forms",
    metadata,
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("unfinished_forms")),
    sa.Column("form", sa.String(255), primary_key=True, info=exported()),
    # What the form was given to carry.
    sa.Column("carry", sa.Text, nullable=False, info=words_of("person", export=False)),
    sa.Column("answers", Json(), nullable=False, info=words_of("person")),
    sa.Column("kept_at", Instant(), nullable=False, info=exported()),
)
