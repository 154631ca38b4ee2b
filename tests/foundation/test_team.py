"""What we know of people and channels is never more than Slack would tell us now."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from integrations.chat import Channel, ChatRefused, Identity, Person, PlaceKind, Refusal
from integrations.database import Database
from integrations.database.tables.team import channels, memberships
from integrations.entries import Entries
from integrations.time import TurnableClock
from jobs.people import epochs
from jobs.people.freshness import Once
from jobs.people.team import Team
from tests.slack_ids import SlackIds


def person(user: str) -> Person:
    return Person(user, user, user, None, "UTC", is_bot=False, gone=False, is_admin=False, is_guest=False)


class FakeDirectory(SlackIds):
    """A workspace of which a test changes the lists; `meanwhile` happens while members are read."""

    def __init__(self) -> None:
        self.listed = {"C1": ["U1", "U2"], "C2": ["U1"]}
        self.names: dict[str, str] = {}
        self.meanwhile: Callable[[], object] | None = None
        self.refused: dict[str, Refusal] = {}

    async def me(self) -> Identity:
        return Identity("UBOT", "B1", "T1", "rolecall", "")

    async def groups(self) -> dict[str, str]:
        return {}

    async def group_members(self, handle: str) -> list[str]:
        return []

    async def person(self, user: str) -> Person:
        if user in self.refused:
            raise ChatRefused("no", self.refused[user])
        return person(user)

    async def people(self) -> list[Person]:
        return [person("U1"), person("U2")]

    async def channel(self, channel: str) -> Channel:
        return Channel(channel, self.names.get(channel, channel.lower()), PlaceKind.PUBLIC, archived=False, here=True)

    async def channels(self) -> list[Channel]:
        return [await self.channel(channel) for channel in self.listed]

    async def members(self, channel: str) -> list[str]:
        if channel in self.refused:
            raise ChatRefused("no", self.refused[channel])
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
    assert (row.here, row.epoch, row.members_epoch) == (False, None, None)


async def test_a_channel_that_may_be_the_one_that_cannot_be_read_stays_ours_and_nothing_is_known_of_it(
    team: Team, slack: FakeDirectory, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listed() -> list[Channel]:
        return Entries([await slack.channel("C2")], unread=1)

    monkeypatch.setattr(slack, "channels", listed)
    await team.learn_channels()
    assert await team.find_channel("c1") == "C1"
    assert await team.is_in("U1", "C1") is None
    assert await team.is_in("U1", "C2") is True
    await team.know("U1", "C1")  # asked by itself, Slack tells of it
    assert await team.is_in("U1", "C1") is True


async def test_who_leaves_while_the_list_is_read_is_not_put_back(
    team: Team, slack: FakeDirectory, db: Database
) -> None:
    async def leaves() -> None:
        slack.listed["C1"].remove("U2")
        await team.left("C1", "U2")

    slack.meanwhile = leaves
    assert await team.learn_members("C1")
    async with db.read() as tx:
        left = (await tx.execute(sa.select(memberships.c.person).where(memberships.c.channel == "C1"))).scalars().all()
    assert left == ["U1"]


async def test_a_list_that_changes_whenever_it_is_read_is_not_known(team: Team, slack: FakeDirectory) -> None:
    async def again() -> None:
        slack.meanwhile = again
        await team.left("C1", "U2")

    slack.meanwhile = again
    assert not await team.learn_members("C1")
    assert await team.is_in("U1", "C1") is None
    assert await team.members("C1") == []


async def test_of_events_that_come_late_and_in_any_order_none_puts_anybody_in(team: Team, slack: FakeDirectory) -> None:
    slack.listed["C1"].remove("U2")
    await team.left("C1", "U2")
    assert not await team.is_member("C1", "U2")
    await team.joined("C1", "U2")  # of before they left: Slack sends again what was not acked
    assert await team.is_in("U2", "C1") is None
    assert not await team.is_member("C1", "U2")
    assert await team.is_in("U2", "C1") is False


async def test_what_an_older_event_says_of_a_person_changes_nothing(team: Team, db: Database) -> None:
    await team.changed(replace(person("U1"), is_guest=True, updated=20))
    await team.changed(replace(person("U1"), updated=10))
    found = await team.person("U1")
    assert found is not None
    assert found.is_guest
    assert not await team.is_full_member("U1")


async def test_of_what_was_heard_before_something_may_have_been_missed_nothing_is_known(
    team: Team, slack: FakeDirectory, db: Database
) -> None:
    assert await team.is_in("U2", "C1")
    await epochs.begin(db)
    assert await team.is_in("U2", "C1") is None
    slack.listed["C1"].remove("U2")
    assert await team.channels_of("U2") == []
    assert await team.is_in("U2", "C1") is False


@pytest.mark.parametrize(("kept", "kind"), [("im", PlaceKind.DIRECT), ("mpim", PlaceKind.GROUP)])
async def test_a_kind_of_place_that_an_older_replica_wrote_is_read(
    team: Team, db: Database, kept: str, kind: PlaceKind
) -> None:
    assert await team.is_in("U2", "C1")
    async with db.write() as tx:
        await tx.execute(sa.text("UPDATE channels SET kind = :kind WHERE id = 'C1'"), {"kind": kept})
    assert (await team.known_channels())["C1"].kind is kind


async def test_a_channel_made_anew_under_its_name_is_the_new_one(team: Team, slack: FakeDirectory) -> None:
    assert await team.find_channel("#c1") == "C1"
    await team.left("C1", "UBOT")
    assert await team.find_channel("#c1") is None
    assert await team.find_channel("C1") is None


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


@pytest.mark.parametrize("why", [Refusal.PERSON_UNKNOWN, Refusal.OTHER])
async def test_one_member_of_whom_slack_tells_nothing_costs_that_one(
    db: Database, clock: TurnableClock, why: Refusal
) -> None:
    slack = FakeDirectory()
    slack.refused["UGHOST"] = why
    slack.listed["C1"].insert(0, "UGHOST")
    team = Team(db, slack, clock)
    await team.learn()
    found = {each.id: each for each in await team.members("C1")}
    assert set(found) == {"UGHOST", "U1", "U2"}
    assert (found["UGHOST"].unknown, found["UGHOST"].is_guest, found["U1"].unknown) == (True, True, False)
    assert [each.id for each in await team.members("C2")] == ["U1"]
    assert await team.is_member("C1", "UGHOST")
    del slack.refused["UGHOST"]
    clock.turn_to(clock.now() + timedelta(days=2))
    met = await team.person("UGHOST")
    assert met is not None
    assert not met.unknown


async def test_of_whom_slack_tells_nothing_any_more_the_name_stays_and_no_rights(
    team: Team, slack: FakeDirectory, clock: TurnableClock
) -> None:
    await team.changed(replace(person("U1"), name="Ada", is_admin=True, email="ada@example.com"))
    slack.refused["U1"] = Refusal.PERSON_UNKNOWN
    clock.turn_to(clock.now() + timedelta(days=2))
    left = await team.person("U1")
    assert left is not None
    assert (left.name, left.is_guest, left.is_admin, left.email) == ("Ada", True, False, None)


async def test_one_channel_that_cannot_be_read_costs_that_one(db: Database, clock: TurnableClock) -> None:
    slack = FakeDirectory()
    slack.refused["C1"] = Refusal.OTHER
    team = Team(db, slack, clock)
    await team.learn()
    assert [each.id for each in await team.members("C2")] == ["U1"]
    assert await team.members("C1") == []


async def test_a_name_is_of_the_channel_that_has_it_now(team: Team, slack: FakeDirectory) -> None:
    slack.names = {"C1": "backend", "C2": "ops"}
    await team.learn()
    assert await team.find_channel("#backend") == "C1"
    del slack.listed["C1"]  # deleted, and made anew
    slack.listed["C3"], slack.names["C3"] = [], "backend"
    await team.learn()
    assert await team.find_channel("#Backend") == "C3"
    del slack.listed["C3"]
    await team.learn()
    assert await team.find_channel("#backend") is None


async def test_who_is_deactivated_and_comes_back_is_in_no_channel_until_invited(
    team: Team, slack: FakeDirectory
) -> None:
    await team.changed(replace(person("U2"), gone=True, updated=1))
    slack.listed["C1"].remove("U2")
    await team.changed(replace(person("U2"), updated=2))
    assert await team.is_in("U2", "C1") is None
    assert await team.channels_of("U2") == []


async def test_what_is_read_for_an_answer_ends_with_the_app() -> None:
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def for_ever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    reading = Once(for_ever)
    waiting = asyncio.create_task(reading())
    await begun.wait()
    await reading.stop()
    assert given_up.is_set()
    assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)
    await reading.stop()
