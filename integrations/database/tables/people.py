"""Who somebody is elsewhere."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, metadata
from integrations.database.personal import belongs_to_person, exported, not_erased, words_of

accounts = sa.Table(
    "accounts",
    metadata,
    # github or jira
    sa.Column("source", sa.String(16), primary_key=True, info=exported()),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("accounts")),
    # A login, an accountId or a name; as the source spells it.
    sa.Column("account", sa.String(200), nullable=False, info=words_of("person")),
    # The same in lower case, to be found by.
    sa.Column("folded", sa.String(200), nullable=False, info=words_of("person", export=False)),
    # "email" where it was matched, else the user who said so.
    sa.Column("said_by", ChatId(), nullable=False, info=not_erased("an account stays whoever said whose it is")),
    sa.Column("said_at", Instant(), nullable=False, info=exported()),
)
sa.Index("ix_accounts_folded", accounts.c.source, accounts.c.folded)
