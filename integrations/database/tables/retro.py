"""Retrospectives: notes, what they were grouped to, votes, and the actions that came of them."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import (
    ERASED,
    SOMEBODY,
    belongs_to_person,
    exported,
    named,
    not_erased,
    not_personal,
    words_of,
)


class RetroState(Enum):
    """What people can do in a retrospective."""

    COLLECTING = "collecting"
    VOTING = "voting"
    CLOSED = "closed"


class ActionState(Enum):
    """What became of an action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


retros = sa.Table(
    "retros",
    metadata,
    # The occurrence that opened it.
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ritual", sa.BigInteger, nullable=False),
    sa.Column("channel", ChatId(), nullable=False, info=not_personal()),
    sa.Column("title", sa.Text, nullable=False, info=not_erased("the team's own")),
    sa.Column("zone", sa.String(64), nullable=False, info=not_personal()),
    sa.Column("categories", Json(), nullable=False, info=not_erased("the team's own")),
    sa.Column("anonymous", sa.Boolean, nullable=False),
    sa.Column("votes", sa.Integer, nullable=False),
    # Who leads it: they end its parts before their time.
    sa.Column("lead", ChatId(), info=named()),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("opening_line", sa.Text, nullable=False, info=not_erased("the team's own")),
    sa.Column("state", OneOf(RetroState, 16), nullable=False, info=not_personal()),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("notes_until", Instant(), nullable=False),
    sa.Column("votes_until", Instant(), nullable=False),
    # Of each message what it shows now, and how often it was edited.
    sa.Column("drawn", Json(), nullable=False, info=not_personal()),
)
sa.Index("ix_retros_channel", retros.c.channel, retros.c.opened_at)

retro_people = sa.Table(
    "retro_people",
    metadata,
    # Who has given notes. Of an anonymous one it says that they did, and is joined to nothing.
    sa.Column(
        "retro",
        sa.BigInteger,
        sa.ForeignKey("retros.id", ondelete="CASCADE"),
        primary_key=True,
        info=exported("title", "opened_at", "channel"),
    ),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("retrospectives")),
    # A row number would tell in which order they did.
    sqlite_with_rowid=False,
)

retro_items = sa.Table(
    "retro_items",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("category", sa.Integer, nullable=False),
    # What somebody called it; else it is called like its first note.
    sa.Column("title", sa.Text, nullable=False, server_default="", info=words_of("titled_by", instead="")),
    sa.Column("titled_by", ChatId(), info=named()),
)

retro_notes = sa.Table(
    "retro_notes",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("category", sa.Integer, nullable=False),
    # What it is voted on with, once collecting is over.
    sa.Column("item", sa.BigInteger, sa.ForeignKey("retro_items.id", ondelete="SET NULL")),
    # Nobody, where notes are anonymous: nobody knows whose it is.
    sa.Column("person", ChatId(), info=belongs_to_person("retro_notes")),
    sa.Column("words", sa.Text, nullable=False, info=words_of("person")),
)

retro_votes = sa.Table(
    "retro_votes",
    metadata,
    sa.Column("item", sa.BigInteger, sa.ForeignKey("retro_items.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("retro_votes")),
    # False where it was taken back.
    sa.Column("given", sa.Boolean, nullable=False, info=exported()),
    # The last presses of the button, the newest last, a few letters of each: one that comes again changes nothing.
    sa.Column("click", sa.String(255), nullable=False, info=not_personal()),
)

retro_actions = sa.Table(
    "retro_actions",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="SET NULL"), index=True),
    sa.Column("channel", ChatId(), nullable=False, info=exported()),
    # The form that made it: the same form again makes no other.
    sa.Column("form", sa.String(255), nullable=False, unique=True, info=not_personal()),
    sa.Column("words", sa.Text, nullable=False, info=words_of("made_by", instead=ERASED)),
    sa.Column("made_by", ChatId(), info=named()),
    sa.Column("owner", ChatId(), nullable=False, info=belongs_to_person("retro_actions")),
    sa.Column("owner_name", sa.Text, nullable=False, info=words_of("owner", export=False)),
    sa.Column("due", sa.Date, nullable=False, info=exported()),
    sa.Column("state", OneOf(ActionState, 16), nullable=False, info=exported()),
    sa.Column("made_at", Instant(), nullable=False, info=exported()),
    sa.Column("ended_at", Instant(), info=exported()),
    sa.Column("ended_by", ChatId(), info=named()),
    sa.Column("ended_name", sa.Text, info=words_of("ended_by", export=False, instead=SOMEBODY)),
)
sa.Index("ix_retro_actions_open", retro_actions.c.channel, retro_actions.c.state)
