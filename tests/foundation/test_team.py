"""What we know of people and channels is never more than Slack would tell us now."""

import asyncio
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.team import channels, memberships
from integrations.slack.types import Channel, Identity, Person
from integrations.time import TurnableClock
from jobs.team import Team


def person(user: str) -> Person:
    return Person(user, user, user, None, "UTC", is_bot=False, gone=False, is_admin=False, is_guest=False)


class FakeDirectory:
    """A workspace of which a test changes the lists; `meanwhile` happens while members are read."""

    def __init__(self) -> None:
        self.listed = {"C1": ["U1", "U2"], "C2": ["U1"]}
        self.meanwhile: Callable[[], object] | None = None

    async def me(self) -> Identity:
        return Identity("UBOT", "B1", "T1", "rolecall", "")

    async def person(self, user: str) -> Person:
        return person(user)

    async def people(self) -> list[Person]:
        return [person("U1"), person("U2")]

    async def channel(self, channel: str) -> Channel:
        return Channel(channel, channel.lower(), "public", archived=False, here=True)

    async def channels(self) -> list[Channel]:
        return [await self.channel(channel) for channel in self.listed]

    async def members(self, channel: str) -> list[str]:
        found = list(self.listed[channel])
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()  # type: ignore[misc]
        return found


@pytest.fixture
def slack() -> FakeDirectory:
    return FakeDirectory()


@pytest.fixture
async def team(db: Database, slack: FakeDirectory, clock: TurnableClock) -> Team:
    team = Team(db, slack, clock)
    await team.learn()
    return team


async def test_a_channel_that_slack_lists_no_more_is_ours_no_longer(
    team: Team, slack: FakeDirectory, db: Database
) -> None:
    del slack.listed["C1"]
    await team.learn()
    async with db.read() as tx:
        row = (await tx.execute(sa.select(channels).where(channels.c.id == "C1"))).one()
    assert (row.here, row.members_at) == (False, None)


async def test_who_leaves_while_the_list_is_read_is_not_put_back(
    team: Team, slack: FakeDirectory, db: Database
) -> None:
    slack.meanwhile = lambda: team.left("C1", "U2")
    await team.learn_members("C1")
    async with db.read() as tx:
        row = (await tx.execute(sa.select(channels).where(channels.c.id == "C1"))).one()
        left = (await tx.execute(sa.select(memberships.c.person).where(memberships.c.channel == "C1"))).scalars().all()
    assert row.members_at is None
    assert left == ["U1"]
    slack.listed["C1"].remove("U2")
    assert [each.id for each in await team.members("C1")] == ["U1"]


async def test_replicas_that_read_the_same_list_at_once_agree(
    db: Database, database_url: str, slack: FakeDirectory, clock: TurnableClock, team: Team
) -> None:
    other_db = Database(database_url)
    other = Team(other_db, slack, clock)
    for _ in range(10):
        await asyncio.gather(team.learn_members("C1"), other.learn_members("C1"), team.learn(), other.learn())
    await other_db.close()
    assert [each.id for each in await team.members("C1")] == ["U1", "U2"]


async def test_a_person_who_is_not_in_a_channel_has_none_of_it(team: Team) -> None:
    assert await team.channels_of("U1") == ["C1", "C2"]
    assert await team.channels_of("U2") == ["C1"]
    assert await team.channels_of("U9") == []
