"""Who somebody is elsewhere, and who the role's partners are."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, metadata
from integrations.database.personal import belongs_to_person, exported, named, not_erased, not_personal, words_of

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

partners = sa.Table(
    "partners",
    metadata,
    # As the card calls it, in lower case.
    sa.Column("name", sa.String(200), primary_key=True, info=not_personal()),
    # One of these three; none where whoever it was is erased.
    sa.Column("person", ChatId(), info=named()),
    sa.Column("group_id", ChatId(), info=not_personal()),
    sa.Column("channel", ChatId(), info=not_personal()),
    sa.Column("set_at", Instant(), nullable=False),
)

looped_in = sa.Table(
    "looped_in",
    metadata,
    # The thread that a partner was named in: a place, and the message that begins it.
    sa.Column("place", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("thread", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("partner", sa.String(200), primary_key=True, info=not_personal()),
    sa.Column("at", Instant(), nullable=False),
    # Whether they were mentioned, which calls them, and not only named.
    sa.Column("called", sa.Boolean, nullable=False),
)
