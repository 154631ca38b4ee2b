"""What came of some days: each post and each direct message, as a line of a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from bot.rehearsal.kept import Kept, PlayedDays
from bot.rehearsal.kinds import is_known
from bot.rehearsal.world import World
from integrations.database.tables.cadence import OccurrenceState, RitualState
from integrations.database.tables.delivery import Interruption, MessageState
from integrations.deferred import dataclass
from integrations.post import Mention, Post
from jobs.alerts.announcements import is_announcement
from jobs.cadence import records
from jobs.cadence.notes import QuietNote, is_thread_of_day, read_quiet
from jobs.cadence.planning import MEMBER
from jobs.cadence.records import OccurrenceRecord, RitualRecord
from jobs.calendar import local_date, zone_of
from jobs.delivery.ledger_week import HELD
from jobs.delivery.nudge_hours import NudgeHours
from jobs.delivery.outbox_log import LoggedMessage, every_message
from jobs.delivery.quiet_windows import is_focus_over
from jobs.messages import DEFERRABLE
from jobs.people.team_settings import TeamSettings
from jobs.standup import message_keys
from jobs.standup.message_keys import Part


class What(Enum):
    """What a message is; the words are those that people read."""

    OPENS = "opens"
    QUESTION = "asks"
    REMINDER = "reminds"
    SUMMARY = "sums up"
    REPORT = "sums up where it reports to"
    WEEK = "sums the week up"
    NAMED = "tells of a blocker that names them"
    NIGHT = "tells the alerts of the night"
    POST = "posts"
    THREAD = "tells the rest"
    ISSUES = "lists their issues"
    QUIET = "says in a line that there is nothing to report"
    DAY = "the thread for what is quiet begins"
    ALERT = "alert"
    REVIEW = "review nudge"
    ACTION = "an action of theirs"
    BLOCKER = "a blocker of theirs"
    LEDGER = "weekly note"
    FOCUS_OVER = "their focus is over"
    OTHER = "message"


_OF_A_ROUND = {
    Part.OPENING: What.OPENS,
    Part.ASKING: What.QUESTION,
    Part.REMINDER: What.REMINDER,
    Part.SUMMARY: What.SUMMARY,
    Part.REPORT: What.REPORT,
    Part.WEEK: What.WEEK,
    Part.NAMED: What.NAMED,
}
_OF_A_LIFE = {
    Interruption.REVIEW: What.REVIEW,
    Interruption.ACTION: What.ACTION,
    Interruption.BLOCKER: What.BLOCKER,
    Interruption.LEDGER: What.LEDGER,
}


@dataclass(frozen=True, slots=True)
class PlayedMessage:
    """A message that went, or was to go."""

    at: datetime
    """When it went; of one that did not, when it was to go."""
    day: date
    """On the wall of who reads it, as `clock`."""
    clock: str
    ritual: str | None
    """The name of the ritual that says it; None where none does."""
    what: What
    channel: str
    """Where it is said, or of whose ritual it is."""
    person: str | None
    """Whom it reaches in a direct message."""
    in_thread: bool
    mentions: tuple[str, ...]
    """Whom it mentions besides."""
    at_most: bool
    """Whether it is not known that it would have been."""
    held_since: datetime | None = None
    held_by: str = ""
    """What it waited for."""
    not_sent: str = ""
    """Why it never went."""

    @property
    def reaches(self) -> tuple[str, ...]:
        """Whom it interrupts."""
        if self.not_sent:
            return ()
        return (self.person,) if self.person else self.mentions


@dataclass(frozen=True, slots=True)
class PlayedRitual:
    """A ritual as it was played."""

    name: str
    kind: str
    title: str
    channel: str
    at: str
    days: tuple[str, ...]
    timezone: str | None
    state: RitualState
    reason: str


@dataclass(frozen=True, slots=True)
class Happened:
    """All that came of it."""

    settings: TeamSettings
    rituals: Mapping[str, PlayedRitual]
    """By name."""
    messages: Sequence[PlayedMessage]
    """In the order of time."""
    failed: Sequence[str] = field(default=())
    """Rituals that gave up: what they would have said is not known."""

    def interruptions(self, person: str) -> Sequence[PlayedMessage]:
        """Return what reaches a person."""
        return [each for each in self.messages if person in each.reaches]


async def happened(world: World, kept: Kept, span: PlayedDays) -> Happened:
    """Read what came of a world that was played."""
    parts = world.parts
    settings = await parts.team.settings()
    async with parts.db.read() as tx:
        rituals, occurrences = await records.everything(tx)
        rows = await every_message(tx)
    every, begun = {each.id: each for each in rituals}, {each.id: each for each in occurrences}
    reading = _Reading(world, kept, settings, every, begun, NudgeHours(parts.db, parts.team, parts.holidays))
    found = [await reading.message(row) for row in rows]
    failed = {
        every[row.ritual].name for row in begun.values() if row.state is OccurrenceState.FAILED or row.attempts > 0
    }
    return Happened(
        settings,
        {
            row.name: PlayedRitual(
                row.name, row.kind, row.title, row.channel, row.at, tuple(row.days), row.timezone, row.state, row.reason
            )
            for row in every.values()
            if row.state is not RitualState.REMOVED
        },
        sorted(
            (each for each in found if each is not None and span.first <= each.day <= span.last),
            key=lambda each: each.at,
        ),
        sorted(failed),
    )


@dataclass(frozen=True)
class _Reading:
    """Reads a row of the outbox: its key tells what says it, and why."""

    world: World
    kept: Kept
    settings: TeamSettings
    rituals: Mapping[int, RitualRecord]
    occurrences: Mapping[int, OccurrenceRecord]
    hours: NudgeHours

    async def message(self, row: LoggedMessage) -> PlayedMessage | None:
        if row.replaces is not None:
            return None
        ritual, what, at_most = self._said_by(row)
        person = row.channel if row.channel in self.kept.workspace.people else row.person
        zone = self._zone(person, ritual)
        sent = row.state is MessageState.SENT
        at = row.sent_at if sent and row.sent_at else max(row.not_before, row.created_at)
        held_by = ""
        # What is due later was put in early; only what waits for its person was held.
        is_held = row.priority in DEFERRABLE and at - row.created_at > HELD and person is not None
        if is_held:
            held_by = (await self.hours.holding(str(person), row.created_at)).value
        return PlayedMessage(
            at=at,
            day=local_date(at, zone),
            clock=f"{at.astimezone(zone):%H:%M}",
            ritual=ritual.name if ritual is not None else None,
            what=what,
            channel=ritual.channel if ritual is not None else row.channel,
            person=person,
            in_thread=row.thread_of is not None or row.thread is not None,
            mentions=() if person else _mentioned(self.world.chat.said.get(row.key)),
            at_most=at_most,
            held_since=row.created_at if is_held else None,
            held_by=held_by,
            not_sent="" if sent else _why_not(row),
        )

    def _zone(self, person: str | None, ritual: RitualRecord | None) -> ZoneInfo:
        """Whose wall tells the time: the reader's, else the ritual's."""
        if (known := self.kept.workspace.people.get(person or "")) is not None:
            return zone_of(known.zone)
        named = ritual.timezone if ritual is not None else None
        return zone_of(named if named and named != MEMBER else self.settings.timezone)

    def _said_by(self, row: LoggedMessage) -> tuple[RitualRecord | None, What, bool]:
        """Which ritual says it, what it is, and whether that is no more than possible."""
        if (of_round := message_keys.read(row.key)) is not None:
            known = (of_round.ritual, of_round.day) in self.kept.rounds
            is_night = message_keys.is_of_the_night(of_round)
            what = What.NIGHT if is_night else _OF_A_ROUND.get(of_round.part, What.OTHER)
            return self.rituals.get(of_round.ritual), what, what is What.REMINDER and not known
        if is_thread_of_day(row.key):
            return None, What.DAY, False
        if is_announcement(row.key):
            return None, What.ALERT, False
        if is_focus_over(row.key):
            return None, What.FOCUS_OVER, False
        if row.kind in _OF_A_LIFE:
            return None, _OF_A_LIFE[row.kind], False
        quiet = read_quiet(row.key)
        if quiet is not None and quiet.ritual is not None:  # of a member's own hour: said once a day for all of them
            return self.rituals.get(quiet.ritual), What.QUIET, False
        _, _, rest = row.key.partition(":")
        number, _, part = rest.partition(":")
        occurrence = self.occurrences.get(int(number)) if number.isdecimal() else None
        if occurrence is None:
            return None, What.OTHER, False
        ritual = self.rituals[occurrence.ritual]
        looked = is_known(self.kept, ritual.kind, ritual.channel, occurrence.local_date)
        return ritual, _of_a_kind(row, quiet, part == "whole"), ritual.kind in self.world.no_history and not looked


def _of_a_kind(row: LoggedMessage, quiet: QuietNote | None, whole: bool) -> What:
    if quiet is not None:
        return What.QUIET
    if row.kind is Interruption.ISSUES:
        return What.ISSUES
    return What.THREAD if whole else What.POST


def _why_not(row: LoggedMessage) -> str:
    match row.state:
        case MessageState.EXPIRED:
            return "its reason was gone before it could come"
        case MessageState.WITHDRAWN:
            return "they want none of these" if row.problem else "it was answered before"
        case MessageState.FAILED:
            return "the chat refuses it"
        case _:
            return "it still waits when the last day ends"


def _mentioned(post: Post | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_mentions(post.model_dump()))) if post is not None else ()


def _mentions(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        if value.get("span") == Mention.model_fields["span"].default:
            yield value["user"]
        for each in value.values():
            yield from _mentions(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _mentions(each)
