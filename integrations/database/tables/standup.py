"""Rounds of a standup: who was asked, what they answered, what is in the way."""

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, Key, metadata

standup_rounds = sa.Table(
    "standup_rounds",
    metadata,
    # ritual/date/number: known before the row is, so that buttons and messages can carry it.
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("ritual", sa.BigInteger, nullable=False),
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("local_date", sa.Date, nullable=False),
    # 1 is the day's own; more where somebody asked for another.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    # The public holidays of the months before it, which do not count in the age of a blocker.
    sa.Column("days_off", Json(), nullable=False),
    # thread or dm
    sa.Column("collect", sa.String(8), nullable=False),
    sa.Column("questions", Json(), nullable=False),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("close_early", sa.Boolean, nullable=False),
    sa.Column("report_to", sa.String(64)),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    # open or closed
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("closes_at", Instant(), nullable=False),
    sa.Column("closed_at", Instant()),
    # The voice's sentences, and the numbers that the closing one was worded for.
    sa.Column("opening_line", sa.Text, nullable=False, server_default=""),
    sa.Column("closing_line", sa.Text, nullable=False, server_default=""),
    sa.Column("closing_facts", Json()),
    # What the posts show now, and how often they were edited.
    sa.Column("opening_print", sa.String(64), nullable=False, server_default=""),
    sa.Column("opening_edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("summary_print", sa.String(64), nullable=False, server_default=""),
    sa.Column("summary_edits", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("ritual", "local_date", "number"),
)
sa.Index("ix_standup_rounds_channel", standup_rounds.c.channel, standup_rounds.c.local_date)

standup_asked = sa.Table(
    "standup_asked",
    metadata,
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # asked or away
    sa.Column("state", sa.String(8), nullable=False),
    # Each at their own hour, so it may be still to come.
    sa.Column("asked_at", Instant(), nullable=False),
    sa.Column("asked_in_dm", sa.Boolean, nullable=False, server_default=sa.false()),
)
sa.Index("ix_standup_asked_person", standup_asked.c.person)

standup_answers = sa.Table(
    "standup_answers",
    metadata,
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # answered or skipped
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("words", Json(), nullable=False),
    sa.Column("mood", sa.String(16), nullable=False, server_default=""),
    # Blockers from before that this answer said are still there, in words.
    sa.Column("still", Json(), nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    # form, planned (same as planned) or ahead
    sa.Column("source", sa.String(8), nullable=False),
    sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("answered_at", Instant(), nullable=False),
    sa.Column("changed_at", Instant(), nullable=False),
)
sa.Index("ix_standup_answers_person", standup_answers.c.person, standup_answers.c.answered_at)

standup_blockers = sa.Table(
    "standup_blockers",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), nullable=False),
    sa.Column("ritual", sa.BigInteger, nullable=False),
    # The audience: a ritual that moves takes no blocker with it.
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("owner_name", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    # The first teammate whom the words name.
    sa.Column("about", sa.String(64)),
    sa.Column("about_name", sa.Text),
    sa.Column("raised_on", sa.Date, nullable=False),
    sa.Column("resolved_at", Instant()),
    sa.Column("resolved_by", sa.String(64)),
    sa.Column("resolved_name", sa.Text),
)
sa.Index(
    "ix_standup_blockers_open", standup_blockers.c.ritual, standup_blockers.c.channel, standup_blockers.c.resolved_at
)
sa.Index("ix_standup_blockers_round", standup_blockers.c.round)

standup_ahead = sa.Table(
    "standup_ahead",
    metadata,
    sa.Column("ritual", sa.BigInteger, primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("words", Json(), nullable=False),
    sa.Column("mood", sa.String(16), nullable=False, server_default=""),
    # Open blockers that the form showed, and those of them that stay.
    sa.Column("shown", Json(), nullable=False),
    sa.Column("still", Json(), nullable=False),
    sa.Column("made_at", Instant(), nullable=False),
)

standup_plans = sa.Table(
    "standup_plans",
    metadata,
    # What somebody said in this channel in the evening that they mean to do next.
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("made_at", Instant(), nullable=False),
)
