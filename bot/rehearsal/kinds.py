"""The kinds whose sources keep no history: what is known of a day is what the ritual said then.

Everything else of them is theirs: when they run, and who is told what when. Where nothing is known of a day, they
have something to say, so that what comes of it is the most that there can have been.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.rehearsal.kept import Kept
from integrations.database import Database
from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.time import Clock
from integrations.tracker import Issue
from jobs.cadence.digest import DigestKind
from jobs.cadence.kind import OwnHour, RitualKind
from jobs.cadence.options import Option
from jobs.cadence.ritual import Occurrence, Result
from jobs.issues import Issues
from jobs.issues.issues import Day
from jobs.messages import OutgoingMessage
from jobs.people.accounts import Accounts
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge
from jobs.rituals import KindParts, every_kind
from jobs.rituals.design_review import DesignReview
from jobs.rituals.wrap_up import WrapUp

KindsOf = Callable[[KindParts], Sequence[RitualKind]]


class OfThatDay(RitualKind):
    """A kind that says what it said on that day."""

    def __init__(self, kind: RitualKind, why_off: str, kept: Kept) -> None:
        """Stand for `kind`, which is off where the team's own is."""
        self._kind = kind
        self._why_off = why_off
        self._kept = kept
        self.name = kind.name
        self.options: tuple[Option, ...] = kind.options
        self.default_late = kind.default_late
        self.own_hour: OwnHour = kind.own_hour

    @property
    def why_off(self) -> str:
        """Why it cannot report."""
        return self._why_off

    async def run(self, occurrence: Occurrence) -> Result:
        """Return the line of that day, else a post of which only the title is known."""
        channel, key = occurrence.ritual.channel, f"{self.name}:{occurrence.id}"
        if line := self._kept.looked.get((self.name, channel, occurrence.local_date)):
            return Result(line=line)
        if isinstance(self._kind, WrapUp):  # its lists go to whom it concerns, each at their hour
            return await self._kind.run(occurrence)
        post = Post(headline=(occurrence.ritual.title or self.name,))
        return Result(messages=[OutgoingMessage(key, channel, post, occurrence.priority)])


class IssuesOfThatDay(Issues):
    """A tracker in which everybody has something in progress, but for whom it is known that they had not."""

    def __init__(self, kept: Kept, db: Database, clock: Clock, team: Team) -> None:
        """Know what is `kept` of those days."""
        super().__init__(db, clock, team, Holidays(), Accounts(db, clock), None)
        self._lists = kept.lists
        self._days = frozenset(day for kind, _, day in kept.looked if kind == WrapUp.name)

    @property
    def connected(self) -> bool:
        """True: the kind is off where it is not."""
        return True

    async def today(self, ages: WorkingAge) -> Day:
        """A day on which something is in progress."""
        return Day((), [_something(ages)], (), (), ())

    async def of(self, user: str) -> Sequence[Issue]:
        """What somebody has in progress: something, where it is not known that it was nothing."""
        ages = await self.ages()
        had_none = ages.today in self._days and (user, ages.today) not in self._lists
        return [] if had_none else [_something(ages)]


def _something(ages: WorkingAge) -> Issue:
    return Issue("", "", "", "", "doing", "", ages.now)


def kinds_of(kept: Kept, db: Database, clock: Clock, why_off: Mapping[str, str]) -> KindsOf:
    """Return what makes the kinds of a rehearsal; `why_off` has what the team's own say, by name."""

    def made(parts: KindParts) -> Sequence[RitualKind]:
        known = replace(parts, issues=IssuesOfThatDay(kept, db, clock, parts.team))
        return [
            OfThatDay(kind, why_off.get(kind.name, ""), kept) if isinstance(kind, (DigestKind, DesignReview)) else kind
            for kind in every_kind(known)
        ]

    return made


def is_known(kept: Kept, kind: str, channel: str, day: date) -> bool:
    """Return True if it is known what a kind without a history had to say in a channel on a day."""
    return (kind, channel, day) in kept.looked
