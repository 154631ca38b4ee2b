"""A small team with a real database and outbox, kinds that say what they were asked, and no Slack."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.chat import Channel, Person, PlaceKind
from integrations.database import Database
from integrations.database.tables.cadence import occurrences
from integrations.database.tables.delivery import outbox
from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.slack.chat import Chat as Slack
from integrations.time import TurnableClock
from integrations.words import words as in_words
from jobs.cadence import Cadence
from jobs.cadence.kind import RitualKind
from jobs.cadence.kinds import Kinds
from jobs.cadence.options import Option
from jobs.cadence.ritual import Occurrence, Result, Step
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage
from jobs.people.absences import Absences
from jobs.people.admins import Admins
from jobs.people.team_settings import TeamSettings
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.channel_access import ChannelAccess
from jobs.roster.on_demand import OnDemand
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.spec import Spec
from tests.directory import EmptyDirectory
from tests.waiting import PATIENT_S

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    """A moment in UTC from `2026-11-23 08:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def person(user: str, name: str, zone: str = BERLIN, *, admin: bool = False) -> Person:
    return Person(user, name, name, f"{name.lower()}@example.test", zone, False, False, admin, False)


class FakeTeam(EmptyDirectory):
    """People and channels that a test decides."""

    def __init__(self) -> None:
        self.people = {
            each.id: each
            for each in (person("U1", "Ana"), person("U2", "Ben"), person("U7", "Kim"), person("U9", "Zoe", admin=True))
        }
        self.channels = {"C1": Channel("C1", "backend", PlaceKind.PUBLIC, False, True)}
        self.knows_channels = True
        self.in_channel: dict[str, list[str]] = {"C1": ["U1", "U2"]}

    async def person(self, user: str) -> Person | None:
        return self.people.get(user)

    async def by_email(self, email: str) -> Person | None:
        return next((each for each in self.people.values() if each.email == email), None)

    async def members(self, channel: str) -> Sequence[Person]:
        return [self.people[user] for user in self.in_channel.get(channel, [])]

    async def is_member(self, channel: str, user: str) -> bool:
        return user in self.in_channel.get(channel, [])

    async def channel(self, channel: str) -> Channel | None:
        return self.channels.get(channel)

    async def known_channels(self) -> dict[str, Channel]:
        return self.channels

    async def name(self, user: str) -> str:
        return self.people[user].name

    def travels(self, user: str, zone: str) -> None:
        self.people[user] = person(user, self.people[user].name, zone)


class FakeKind(RitualKind):
    """Posts that it ran; `next_runs` go wrong in the given ways first."""

    options = (
        *(Option(name, lambda _value: True, "") for name in ("agenda", "members", "notes", "report_to")),
        Option("size", lambda value: value > 0, "is no number above 0"),
    )
    why_off = ""

    def __init__(self, name: str = "digest", *, why_off: str = "", task_words: Collection[str] = ()) -> None:
        self.name = name
        self.task_words = frozenset(task_words)
        self.why_off = why_off
        self.ran: list[Occurrence] = []
        self.next_runs: list[Any] = []
        self.steps: Mapping[str, Sequence[Step]] = {}
        self.line = ""
        self.hold: asyncio.Event | None = None

    async def run(self, occurrence: Occurrence) -> Result:
        self.ran.append(occurrence)
        if self.hold is not None:
            await self.hold.wait()
        trouble = self.next_runs.pop(0) if self.next_runs else None
        if isinstance(trouble, BaseException):
            raise trouble
        if isinstance(trouble, Result):
            return trouble
        message = OutgoingMessage(
            key=f"{self.name}:{occurrence.id}",
            channel=occurrence.audience.member or occurrence.ritual.channel,
            post=Post(headline=(f"{occurrence.ritual.name} {occurrence.local_date} {occurrence.step}",)),
        )
        return Result(
            messages=() if self.line else (message,), steps=self.steps.get(occurrence.step, ()), line=self.line
        )


class Silent:
    """A chat that nobody posts to, since nothing works the outbox here."""

    pace = timedelta(seconds=1)
    limits = Slack.limits

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"nothing here talks to Slack, but {name} was called")


class House:
    """Everything about time, put together as the app does it."""

    def __init__(
        self,
        db: Database,
        clock: TurnableClock,
        kind: FakeKind | None = None,
        *,
        others: Sequence[RitualKind] = (),
        team: FakeTeam | None = None,
        **limits: Any,
    ) -> None:
        self.db = db
        self.clock = clock
        self.team = team or FakeTeam()
        self.kind = kind or FakeKind()
        self.kinds = Kinds([self.kind, *others])
        self.outbox = Outbox(db, Silent(), clock)
        self.absences = Absences(db, clock)
        self.holidays = Holidays()
        self.cadence = Cadence(db, clock, self.outbox, self.kinds, self.team, holidays=self.holidays, **limits)
        planner = self.cadence.planner
        self.roster = RitualAdmin(
            db,
            clock,
            self.outbox,
            self.kinds,
            self.team,
            planner,
            self.cadence.members,
            admins=("U8", "Kim@example.test"),
        )
        self.bulk = BulkApply(db, clock, self.outbox, self.roster, planner)
        self.channel_access = ChannelAccess(
            db, clock, self.outbox, self.roster, planner, Admins(self.team, ("U8", "Kim@example.test")), "Slack"
        )
        self.on_demand = OnDemand(db, clock, self.roster, planner)

    async def has(self, *specs: Spec, settings: TeamSettings | None = None) -> None:
        """The team has these rituals, and its zone is Berlin's."""
        await self.bulk.apply("operator", specs, settings=settings or TeamSettings(timezone=BERLIN))

    async def turn_to(self, text: str) -> None:
        """Turn the clock and let everything due happen."""
        self.clock.turn_to(at(text))
        await self.work()

    async def work(self) -> None:
        """Tick until nothing more is due."""
        async with asyncio.timeout(PATIENT_S):
            while await self.cadence.tick():
                await self.cadence.settle()
            await self.cadence.settle()

    async def rows(self, **where: Any) -> list[sa.Row[Any]]:
        """Occurrences in the order they are due."""
        query = sa.select(occurrences).order_by(occurrences.c.due_at, occurrences.c.id)
        for name, value in where.items():
            query = query.where(occurrences.c[name] == value)
        async with self.db.read() as tx:
            return list((await tx.execute(query)).all())

    async def states(self, **where: Any) -> list[tuple[str, str]]:
        """(date, state) of what the cadence planned."""
        return [(str(row.local_date), row.state.value) for row in await self.rows(run="", step="open", **where)]

    async def messages(self, channel: str | None = None) -> list[str]:
        """The headlines of what is in the outbox, without the lines about changes of rituals."""
        async with self.db.read() as tx:
            found = (await tx.execute(sa.select(outbox).order_by(outbox.c.id))).all()
        return [
            in_words(Post.model_validate(row.post).headline)
            for row in found
            if channel in (None, row.channel) and not row.key.startswith("ritual-change:")
        ]

    async def change_lines(self) -> list[str]:
        """What was said of changes."""
        async with self.db.read() as tx:
            found = (await tx.execute(sa.select(outbox).order_by(outbox.c.id))).all()
        return [
            in_words(Post.model_validate(row.post).headline) for row in found if row.key.startswith("ritual-change:")
        ]


def daily(name: str = "digest-backend", **more: Any) -> Spec:
    """A ritual at nine on weekdays."""
    return Spec(
        **{"name": name, "kind": "digest", "channel": "C1", "at": "09:00", "owner": "U1", "title": "Digest"} | more
    )
