"""When what happens: rituals, their occurrences, who is away, and who changed what."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import belongs_to_person, exported, not_erased, not_personal, words_of
from integrations.deferred import dataclass


class Late(Enum):
    """What becomes of an occurrence that comes late."""

    RUN = "run"
    SKIP = "skip"


class RitualState(Enum):
    """Whether a ritual runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By people, or since its channel is gone."""
    OFF = "off"
    """It never ran by itself."""
    REMOVED = "removed"
    """It may come back under the same name."""


class OccurrenceState(Enum):
    """How far an occurrence is."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom an occurrence is: the team, or one member at their own hour."""

    member: str | None = None


TEAM = Audience()


class AudienceColumn(sa.TypeDecorator[Audience]):
    """An audience: `team`, or the member's id."""

    impl = sa.String(255)
    cache_ok = True

    def process_bind_param(self, value: Audience | None, dialect: sa.Dialect) -> str | None:
        """To the engine; raises TypeError for a bare string."""
        if value is None:
            return None
        if not isinstance(value, Audience):
            raise TypeError(f"{value!r} is no Audience")
        return value.member or "team"

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Audience | None:
        """From the engine."""
        return None if value is None else TEAM if value == "team" else Audience(value)


rituals = sa.Table(
    "rituals",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True, info=not_erased("the team's own")),
    sa.Column("kind", sa.String(64), nullable=False, info=not_personal()),
    sa.Column("channel", ChatId(), nullable=False, info=not_personal()),
    # HH:MM on the wall of the zone.
    sa.Column("at", sa.String(5), nullable=False, info=not_personal()),
    # An empty list follows the team's working days.
    sa.Column("days", Json(), nullable=False, info=not_personal()),
    # An IANA name or "member"; NULL follows the team's.
    sa.Column("timezone", sa.String(64), info=not_personal()),
    sa.Column("every", sa.Integer, nullable=False, server_default="1"),
    # Its week is the first of every `every` weeks.
    sa.Column("anchor", sa.Date, nullable=False),
    sa.Column("late", OneOf(Late, 8), nullable=False, info=not_personal()),
    sa.Column("owner", ChatId(), info=not_erased("the team's own")),
    sa.Column("title", sa.Text, nullable=False, info=not_erased("the team's own")),
    sa.Column("words", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("options", Json(), nullable=False, info=not_erased("the team's own")),
    sa.Column("state", OneOf(RitualState, 8), nullable=False, info=not_personal()),
    sa.Column("reason", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("created_by", ChatId(), nullable=False, info=not_erased("the team's own")),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("changed_at", Instant(), nullable=False),
)
sa.Index("ix_rituals_channel", rituals.c.channel, rituals.c.kind)

occurrences = sa.Table(
    "occurrences",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("ritual", sa.BigInteger, sa.ForeignKey("rituals.id", ondelete="CASCADE"), nullable=False),
    sa.Column("local_date", sa.Date, nullable=False),
    sa.Column("audience", AudienceColumn(), nullable=False, info=not_erased("for whom a ritual ran on which day")),
    sa.Column("step", sa.String(64), nullable=False, server_default="open", info=not_personal()),
    # Empty where the cadence planned it; unique where a person asked for it.
    sa.Column("run", sa.String(128), nullable=False, server_default="", info=not_personal()),
    sa.Column("zone", sa.String(64), nullable=False, info=not_personal()),
    sa.Column("due_at", Instant(), nullable=False),
    # When it may be claimed: due_at, or later after a try that failed.
    sa.Column("ready_at", Instant(), nullable=False),
    sa.Column("state", OneOf(OccurrenceState, 8), nullable=False, info=not_personal()),
    # On the machines' own clock.
    sa.Column("lease_until", Instant()),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    # Tries that ended in an error, and tries whose worker died.
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("crashes", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_by", ChatId(), info=not_erased("for whom a ritual ran on which day")),
    sa.Column("note", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("ended_at", Instant()),
    sa.UniqueConstraint("ritual", "local_date", "audience", "step", "run", name="uq_occurrences_once"),
)
sa.Index("ix_occurrences_due", occurrences.c.state, occurrences.c.ready_at)
sa.Index("ix_occurrences_ritual", occurrences.c.ritual, occurrences.c.audience, occurrences.c.local_date)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("person", ChatId(), nullable=False, info=belongs_to_person("absences")),
    # Both included.
    sa.Column("first", sa.Date, nullable=False, info=exported()),
    sa.Column("last", sa.Date, nullable=False, info=exported()),
    sa.Column("note", sa.Text, nullable=False, server_default="", info=words_of("person")),
)
sa.Index("ix_absences_person", absences.c.person, absences.c.last)

team_settings = sa.Table(
    "team_settings",
    metadata,
    # One row, 1.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    sa.Column("working_hours", Json(), nullable=False),
    sa.Column("quiet_hours", Json()),
    sa.Column("holidays", sa.String(16)),
    sa.Column("daily_cap", sa.Integer, nullable=False),
    # NULL where nobody has said: mon to fri.
    sa.Column("working_days", Json()),
    info=not_personal(),
)

topics = sa.Table(
    "topics",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("channel", ChatId(), nullable=False, info=exported()),
    sa.Column("words", sa.Text, nullable=False, info=words_of("author")),
    sa.Column("author", ChatId(), nullable=False, info=belongs_to_person("topics")),
    sa.Column("queued_at", Instant(), nullable=False, info=exported()),
    # The occurrence that brought it up.
    sa.Column("raised_in", sa.BigInteger),
)
sa.Index("ix_topics_channel", topics.c.channel, topics.c.raised_in)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("at", Instant(), nullable=False),
    # A user id, or "operator" for what came from the command line.
    sa.Column("actor", ChatId(), nullable=False, info=not_erased("the record of changes is the team's own")),
    sa.Column("action", sa.String(32), nullable=False, info=not_personal()),
    sa.Column("subject", sa.String(200), nullable=False, info=not_erased("the record of changes is the team's own")),
    sa.Column("details", Json(), nullable=False, info=not_erased("the record of changes is the team's own")),
)
sa.Index("ix_audit_subject", audit.c.subject, audit.c.id)
