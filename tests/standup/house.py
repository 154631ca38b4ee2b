"""A small house around a standup: the real database and outbox table, and fakes that keep it company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa

from integrations.ballot_box import BallotBox
from integrations.chat import Channel, Person, PlaceKind, Posted
from integrations.database import Database
from integrations.database.tables.cadence import Audience, Late
from integrations.database.tables.delivery import MessageState
from integrations.database.tables.delivery import outbox as outbox_table
from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.time import TurnableClock
from jobs.cadence.ritual import Occurrence, Result, Ritual, Step
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.retro import Actions
from jobs.rituals.standup import Standup
from jobs.roster.on_demand import OnDemand
from jobs.roster.ritual_admin import RitualAdmin
from jobs.standup import Rounds, StandupEntry, Standups
from jobs.standup.conditions import NOTHING_KNOWN, KnownNames
from jobs.standup.evening_plans import EveningPlans
from jobs.standup.leave import Leave
from jobs.standup.store import key_of
from tests.directory import EmptyDirectory
from tests.slack_ids import SlackIds

CHANNEL = "C0TEAM"
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def person(user: str, name: str, zone: str = "Europe/Berlin") -> Person:
    return Person(
        id=user,
        name=name,
        real_name=f"{name} Example",
        email=f"{name.lower()}@example.com",
        zone=zone,
        is_bot=False,
        gone=False,
        is_admin=False,
        is_guest=False,
    )


ANA, BO, CY = person("U1ANA", "Ana"), person("U2BO", "Bo"), person("U3CY", "Cy")
EVE = person("U9EVE", "Eve")


@dataclass
class FakeTeam(EmptyDirectory):
    channels: dict[str, list[Person]] = field(default_factory=lambda: {CHANNEL: [ANA, BO, CY]})
    names: dict[str, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)

    async def person(self, user: str) -> Person | None:
        everybody = [each for members in self.channels.values() for each in members]
        return next((each for each in everybody if each.id == user), None)

    async def members(self, channel: str) -> Sequence[Person]:
        return list(self.channels.get(channel, []))

    async def channel(self, channel: str) -> Channel | None:
        kind = PlaceKind.PRIVATE if channel in self.private else PlaceKind.PUBLIC
        kind = PlaceKind.DIRECT if channel.startswith("D") else kind
        return Channel(channel, channel.lower(), kind, archived=False, here=True)

    async def find_channel(self, name: str) -> str | None:
        return name if name.startswith("C") else self.names.get(name)


class SomeAway(Absences):
    """Who said so is away, and who is in `days`."""

    def __init__(self, db: Database, clock: TurnableClock) -> None:
        super().__init__(db, clock)
        self.days: dict[tuple[str, date], bool] = {}

    async def said(self, day: date) -> frozenset[str]:
        mine = {user for (user, on), away in self.days.items() if away and on == day}
        return await super().said(day) | mine


@dataclass
class FakeVoice:
    said: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    broken: bool = False

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        if self.broken:
            raise RuntimeError("no words")
        self.said.append((occasion, dict(facts)))
        return f"A word on {occasion}."


class SilentChat(SlackIds):
    """Posts nothing: these tests read what the outbox was given."""

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        raise AssertionError("nothing is posted here")

    async def prepare(self, post: Post, *, key: str) -> None:
        """It shows everything in words."""

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        raise AssertionError("nothing is posted here")

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        raise AssertionError("nothing is posted here")

    async def place_of(self, address: str) -> str:
        raise AssertionError("nothing is posted here")

    async def permalink(self, channel: str, message_id: str) -> str | None:
        return f"https://example.slack.com/archives/{channel}/p{message_id.replace('.', '')}"


@dataclass
class FakeRituals:
    every: list[Ritual] = field(default_factory=list)
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    async def of_kind(self, kind: str) -> Sequence[Ritual]:
        return [ritual for ritual in self.every if ritual.kind == kind]

    async def run_now(self, by: str, channel: str, words: str, trigger: str) -> Ritual:
        self.asked.append((by, channel, words, trigger))
        return ritual()


def ritual(**changes: Any) -> Ritual:
    values: dict[str, Any] = {
        "id": 7,
        "name": "standup-team",
        "kind": "standup",
        "channel": CHANNEL,
        "at": "09:00",
        "days": ("mon", "tue", "wed", "thu", "fri"),
        "timezone": "Europe/Berlin",
        "every": 1,
        "late": Late.RUN,
        "owner": ANA.id,
        "title": "Daily standup",
        "words": "",
        "options": {},
    }
    return Ritual(**{**values, **changes})


@dataclass(frozen=True)
class Sent:
    key: str
    channel: str
    post: Post
    thread_of: str | None
    replaces: str | None
    priority: Priority
    state: str
    not_before: datetime
    expires_at: datetime | None


class House:
    """One replica: a standup with everything around it."""

    def __init__(self, db: Database, clock: TurnableClock, known: KnownNames = NOTHING_KNOWN) -> None:
        self.db, self.clock = db, clock
        self.team, self.absences, self.voice, self.rituals = FakeTeam(), SomeAway(db, clock), FakeVoice(), FakeRituals()
        chat = SilentChat()
        self.outbox = Outbox(db, chat, clock)
        rounds = Rounds(
            db, clock, self.team, self.absences, Holidays(), self.outbox, self.voice, chat, BallotBox(None), known
        )
        self.kind = Standup(rounds)
        roster, on_demand = cast(RitualAdmin, self.rituals), cast(OnDemand, self.rituals)
        self.standups = Standups(db, clock, self.team, self.outbox, roster, on_demand, rounds)
        self.actions = Actions(db, clock, self.team, self.outbox)
        self.evening_plans = EveningPlans(db, clock, self.team)
        self.leave = Leave(db, clock, self.team, self.absences, Holidays(), self.outbox)
        self.steps: list[Step] = []

    def plan(self, **changes: Any) -> Ritual:
        planned = ritual(**changes)
        self.rituals.every = [planned]
        return planned

    async def run(
        self,
        planned: Ritual,
        day: date = MONDAY,
        *,
        step: str = "open",
        audience: str | None = None,
        asked_by: str | None = None,
        late: bool = False,
        due_at: datetime | None = None,
    ) -> Result:
        """Do what the cadence does with an occurrence: run it, and commit what it comes to at once."""
        now = self.clock.now()
        occurrence = Occurrence(1, planned, day, Audience(audience), step, due_at or now, late=late, asked_by=asked_by)
        result = await self.kind.run(occurrence)
        await self.commit(result)
        return result

    async def commit(self, result: Result) -> None:
        async with self.db.write() as tx:
            if result.keep is not None:
                await result.keep(tx)
            await self.outbox.put(tx, *result.messages)
        self.steps += result.steps

    async def answer(self, who: Person, key: str, today: str = "the parser", **more: Any) -> bool:
        """Fill in the form and send it; whether the round closed on it."""
        words = {"yesterday": "the lexer", "today": today, "blockers": more.pop("blockers", "")}
        await self.standups.submit(who.id, key, StandupEntry(words, **more))
        return await self.standups.settle(key)

    async def deliver(self) -> None:
        """Have everything sent that waits."""
        async with self.db.write() as tx:
            sent = {"state": MessageState.SENT, "message_id": "1.1", "sent_channel": outbox_table.c.channel}
            await tx.execute(outbox_table.update().where(outbox_table.c.state == MessageState.WAITING).values(**sent))

    async def messages(self) -> list[Sent]:
        async with self.db.read() as tx:
            rows = (await tx.execute(sa.select(outbox_table).order_by(outbox_table.c.id))).all()
        return [
            Sent(
                row.key,
                row.channel,
                Post.model_validate(row.post),
                row.thread_of,
                row.replaces,
                row.priority,
                row.state.value,
                row.not_before,
                row.expires_at,
            )
            for row in rows
        ]

    async def message(self, ending: str) -> Sent:
        """The message whose key ends so, in its last edit."""
        found = [each for each in await self.messages() if (each.replaces or each.key).endswith(ending)]
        assert found, f"no message {ending}"
        return found[-1]

    def turn(self, day: int, hour: int, minute: int = 0) -> None:
        self.clock.turn_to(datetime(2026, 11, day, hour, minute, tzinfo=UTC))


def key(day: date = MONDAY, number: int = 1) -> str:
    return key_of(7, day, number)


def words(post: Post) -> str:
    """Everything that a post says, as plain words."""
    found: list[str] = []
    _collect(post.model_dump(mode="json"), found)
    return " ".join(" ".join(found).split())


def _collect(value: Any, found: list[str]) -> None:
    match value:
        case str():
            found.append(value)
        case {"span": "mention", "user": user}:
            found.append(f"@{user}")
        case {"span": "person", "name": name}:
            found.append(name)
        case {"span": "channel", "channel": channel}:
            found.append(f"#{channel}")
        case {"span": "link", "label": label, "url": url}:
            found.append(f"{label} <{url}>")
        case {"span": "when", "at": at}:
            found.append(str(at))
        case {"span": _, "text": text}:
            found.append(text)
        case {"action": _, "label": label}:
            found.append(f"[{label}]")
        case dict():
            for name, each in value.items():
                if name not in ("block", "numbered"):
                    _collect(each, found)
        case list():
            for each in value:
                _collect(each, found)


__all__ = [
    "ANA",
    "BO",
    "CHANNEL",
    "CY",
    "EVE",
    "MONDAY",
    "TUESDAY",
    "House",
    "OutgoingMessage",
    "StandupEntry",
    "key",
    "words",
]
