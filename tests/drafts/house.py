"""A workspace without Slack: who there is, what was posted, and drafts at work in it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from integrations.chat import Channel, ChatRefused, Identity, Person, PlaceKind, Posted
from integrations.database import Database
from integrations.database.tables.delivery import outbox as messages
from integrations.post import Post
from integrations.time import TurnableClock
from jobs.delivery.outbox import Outbox
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.model import Draft, DraftEntry
from jobs.people.team import Team
from tests.slack_ids import SlackIds

GENERAL, SECRET, ELSEWHERE, GROUP = "C1", "G1", "C9", "G2"
"""A public channel, a private one, a public one that the bot is not in, a group DM."""
ADA, BO, CY, DEE, GUS, ROOT = "U1", "U2", "U3", "U4", "U5", "U6"
"""Ada and Bo are in the secret channel; Gus is a guest of the public one; Root is an admin."""
BOT = "UBOT"
UTC = ZoneInfo("UTC")
"""Held, so that it is read from disk once, and not on the loop."""


def person(user: str, name: str, *, is_bot: bool = False, is_admin: bool = False, is_guest: bool = False) -> Person:
    return Person(
        id=user,
        name=name,
        real_name=name,
        email=f"{name}@example.com".lower(),
        zone="UTC",
        is_bot=is_bot,
        gone=False,
        is_admin=is_admin,
        is_guest=is_guest,
    )


@dataclass
class Workspace(SlackIds):
    """As much of Slack as a team's directory and an outbox ask."""

    everybody: dict[str, Person] = field(
        default_factory=lambda: {
            ADA: person(ADA, "Ada"),
            BO: person(BO, "Bo"),
            CY: person(CY, "Cy"),
            DEE: person(DEE, "Dee"),
            GUS: person(GUS, "Gus", is_guest=True),
            ROOT: person(ROOT, "Root", is_admin=True),
            BOT: person(BOT, "Rolecall", is_bot=True),
        }
    )
    everywhere: dict[str, Channel] = field(
        default_factory=lambda: {
            GENERAL: Channel(GENERAL, "general", PlaceKind.PUBLIC, archived=False, here=True),
            SECRET: Channel(SECRET, "secret", PlaceKind.PRIVATE, archived=False, here=True),
            ELSEWHERE: Channel(ELSEWHERE, "elsewhere", PlaceKind.PUBLIC, archived=False, here=False),
            GROUP: Channel(GROUP, "group", PlaceKind.GROUP, archived=False, here=True),
        }
    )
    inside: dict[str, list[str]] = field(
        default_factory=lambda: {
            GENERAL: [ADA, BO, CY, GUS, BOT],
            SECRET: [ADA, BO, BOT],
            GROUP: [ADA, CY, BOT],
        }
    )
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    answers: bool = True
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def groups(self) -> dict[str, str]:
        return {}

    async def group_members(self, handle: str) -> list[str]:
        return []

    async def me(self) -> Identity:
        return Identity(BOT, "B1", "T1", "rolecall", "")

    async def person(self, user: str) -> Person:
        if user not in self.everybody:
            raise ChatRefused("user_not_found")
        return self.everybody[user]

    async def people(self) -> list[Person]:
        return list(self.everybody.values())

    async def channel(self, channel: str) -> Channel:
        if channel not in self.everywhere:
            raise ChatRefused("channel_not_found")
        return self.everywhere[channel]

    async def channels(self) -> list[Channel]:
        return list(self.everywhere.values())

    async def members(self, channel: str) -> list[str]:
        if not self.answers or channel not in self.inside:
            raise ChatRefused("channel_not_found")
        return self.inside[channel]

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        ts = f"{next(self.numbers)}.0"
        self.posts[channel, ts] = post
        return Posted(ts, datetime.now(UTC))

    async def prepare(self, post: Post, *, key: str) -> None:
        """It shows everything in words."""

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        self.posts[channel, message_id] = post

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        return None

    async def place_of(self, address: str) -> str:
        return f"D{address}" if address.startswith("U") else address


@dataclass
class House:
    """Drafts, and what it takes to look at them from outside."""

    db: Database
    clock: TurnableClock
    slack: Workspace
    team: Team
    outbox: Outbox
    drafts: Drafts

    async def adr(self, title: str = "Use Postgres", *, by: str = ADA, channel: str = GENERAL, **more: object) -> Draft:
        return await self.drafts.propose(by, channel, ADR, adr(title, **more))

    async def accepted(self, title: str, *, by: str = ADA, channel: str = GENERAL) -> Draft:
        draft = await self.adr(title, by=by, channel=channel)
        return (await self.drafts.decide(by, draft.id, "accept", seen_in=channel)).page.draft

    async def runbook(
        self, title: str = "Restart the queue", *, by: str = ADA, channel: str = GENERAL, **more: str
    ) -> Draft:
        entry = runbook(title, owner=by)
        return await self.drafts.propose(by, channel, RUNBOOK, replace(entry, fields={**entry.fields, **more}))

    async def said(self) -> list[tuple[str, Post, str]]:
        """Every message as (channel, post, what it hangs on), in order."""
        async with self.db.read() as tx:
            rows = (await tx.execute(sa.select(messages).order_by(messages.c.id))).all()
        return [(row.channel, Post.model_validate(row.post), row.replaces or row.thread_of or "") for row in rows]


def adr(title: str = "Use Postgres", **more: object) -> DraftEntry:
    fields = {"context": "We outgrew one file.", "decision": "We use PostgreSQL.", "consequences": "A server to run."}
    people = more.pop("people", ())
    supersedes = more.pop("supersedes", None)
    assert isinstance(people, tuple)
    assert supersedes is None or isinstance(supersedes, int)
    return DraftEntry(title, {**fields, **{name: str(said) for name, said in more.items()}}, people, supersedes)


def runbook(title: str = "Restart the queue", *, owner: str = ADA, **more: str) -> DraftEntry:
    fields = {"service": "payments", "when": "The queue grows.", "steps": "Stop it\nStart it\nWatch it"}
    return DraftEntry(title, {**fields, **more}, (owner,))


async def build(db: Database, clock: TurnableClock) -> House:
    slack = Workspace()
    team = Team(db, slack, clock)
    await team.learn()
    outbox = Outbox(db, slack, clock)
    return House(db, clock, slack, team, outbox, Drafts(db, clock, team, outbox, admins=("dee@example.com",)))


def renamed(entry: DraftEntry, title: str) -> DraftEntry:
    return replace(entry, title=title)
