"""Who somebody is elsewhere."""

import sqlalchemy as sa

from integrations.database.columns import Instant, metadata

accounts = sa.Table(
    "accounts",
    metadata,
    # github or jira
    sa.Column("source", sa.String(16), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    # A login, an accountId or a name; as the source spells it.
    sa.Column("account", sa.String(200), nullable=False),
    # The same in lower case, to be found by.
    sa.Column("folded", sa.String(200), nullable=False),
    # "email" where it was matched, else the user who said so.
    sa.Column("said_by", sa.String(64), nullable=False),
    sa.Column("said_at", Instant(), nullable=False),
)
sa.Index("ix_accounts_folded", accounts.c.source, accounts.c.folded)
