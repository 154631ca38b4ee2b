"""Nothing from a private channel or a DM reaches anyone who is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.memory import Memory
from bot.memory.embedding import LOOK_S
from bot.memory.meaning import Meaning
from integrations.database.tables.team import people
from integrations.embeddings import Embedded, EmbeddingModel
from tests.memory.house import House

USERS = ("ANNA", "BEN", "CLEO", "DAN")
PLACES = ("C1", "C2", "C3", "C4")


@pytest.fixture
async def town(house: House) -> House:
    """Anna and Ben work here, Gwen is a guest in C1 alone, and Robo is an app."""
    for user in ("ANNA", "BEN"):
        await house.person(user)
    await house.person("GWEN", guest=True)
    await house.person("ROBO", bot=True)
    return house


async def test_what_was_said_in_private_stays_out_of_public_channels(town: House) -> None:
    await town.channel("C1", ["ANNA", "BEN"])
    await town.channel("P1", ["ANNA"], kind="private")
    await town.says("P1", "ANNA", "salaries go up")
    assert await town.recalls("salaries", channel="C1") == []
    assert await town.recalls("salaries", channel="P1") == ["salaries go up"]


async def test_everybody_who_reads_a_private_answer_has_to_know_already(town: House) -> None:
    await town.channel("P1", ["ANNA", "BEN", "ROBO"], kind="private")
    await town.channel("P2", ["ANNA", "ROBO"], kind="private")
    await town.says("P1", "ANNA", "salaries go up")
    await town.says("P2", "ANNA", "salaries go down")
    assert await town.recalls("salaries", channel="P2") == ["salaries go down", "salaries go up"]
    assert await town.recalls("salaries", channel="P1") == ["salaries go up"]


async def test_a_dm_is_its_persons_alone(town: House) -> None:
    await town.channel("D1", ["ANNA", "ROBO"], kind="direct")
    await town.channel("D2", ["BEN", "ROBO"], kind="direct")
    await town.channel("C1", ["ANNA", "BEN"])
    await town.says("D1", "ANNA", "I look for another job")
    assert await town.recalls("job", channel="D1") == ["I look for another job"]
    assert await town.recalls("job", asker="BEN", channel="D2") == []
    assert await town.recalls("job", channel="C1") == []


async def test_someone_outside_a_private_channel_who_names_it_learns_nothing(town: House) -> None:
    await town.channel("P1", ["ANNA"], kind="private")
    await town.says("P1", "ANNA", "salaries go up")
    assert await town.recalls("salaries", asker="BEN", channel="P1") == []


async def test_a_list_of_members_that_was_not_read_counts_as_no(town: House) -> None:
    await town.channel("P1", ["ANNA"], kind="private", known=False)
    await town.channel("P2", ["ANNA"], kind="private", known=False)
    await town.says("P1", "ANNA", "salaries go up")
    await town.says("P2", "ANNA", "salaries go down")
    assert await town.recalls("salaries", channel="P1") == []
    assert await town.recalls("salaries", channel="P2") == []
    assert await town.recalls("salaries", channel="P1", alone=True) == []


async def test_a_private_answer_tells_the_asker_what_they_know(town: House) -> None:
    await town.channel("C1", ["ANNA", "BEN"])
    await town.channel("P1", ["ANNA"], kind="private")
    await town.says("P1", "ANNA", "salaries go up")
    assert await town.recalls("salaries", channel="C1", alone=True) == ["salaries go up"]
    assert await town.recalls("salaries", asker="BEN", channel="C1", alone=True) == []


async def test_a_guest_learns_only_from_channels_they_are_in(town: House) -> None:
    await town.channel("C1", ["ANNA", "GWEN"])
    await town.channel("C2", ["ANNA"])
    await town.says("C1", "ANNA", "the office moves in May")
    await town.says("C2", "ANNA", "the office is sold")
    assert await town.recalls("office", asker="GWEN", channel="C1", alone=True) == ["the office moves in May"]
    assert await town.recalls("office", channel="C1") == ["the office moves in May"]
    assert await town.recalls("office", channel="C2") == ["the office is sold", "the office moves in May"]


async def test_a_public_channel_that_we_had_to_leave_may_be_private_by_now(town: House) -> None:
    await town.channel("C1", ["ANNA"])
    await town.channel("C2", ["ANNA"], here=False)
    await town.channel("C3", ["ANNA"], here=False, archived=True)
    await town.says("C2", "ANNA", "retries are three")
    await town.says("C3", "ANNA", "retries were five")
    assert await town.recalls("retries") == ["retries were five"]


async def test_where_another_workspace_may_read_nothing_of_elsewhere_is_told(
    town: House,
) -> None:
    await town.channel("C1", ["ANNA"], shared=True)
    await town.channel("C2", ["ANNA"])
    await town.says("C1", "ANNA", "the office moves in May")
    await town.says("C2", "ANNA", "the office is sold")
    async with town.db.write() as tx:
        await tx.execute(people.delete().where(people.c.is_guest))
    assert await town.recalls("office", channel="C1") == ["the office moves in May"]
    assert set(await town.recalls("office", channel="C2")) == {"the office is sold", "the office moves in May"}


async def test_a_channel_nobody_told_us_of_gets_no_answer(town: House) -> None:
    await town.channel("C1", ["ANNA"])
    await town.says("C1", "ANNA", "retries are three")
    await town.says("CX", "ANNA", "retries are nine")
    assert await town.recalls("retries", channel="CX") == []


# --- random worlds against the rule, spelled out person by person ------------------


@dataclass(frozen=True)
class Room:
    kind: str
    here: bool
    archived: bool
    fresh: bool
    shared: bool
    members: frozenset[str]


@dataclass(frozen=True)
class World:
    people: dict[str, str]
    rooms: dict[str, Room]
    asker: str
    place: str
    alone: bool


_rooms = st.builds(
    Room,
    kind=st.sampled_from(["public", "private", "private", "direct", "group"]),
    here=st.sampled_from([True, True, True, False]),
    archived=st.sampled_from([False, False, True]),
    fresh=st.sampled_from([True, True, True, False]),
    shared=st.sampled_from([False, False, True]),
    members=st.frozensets(st.sampled_from(USERS)),
)
_worlds = st.builds(
    World,
    people=st.dictionaries(
        st.sampled_from(USERS), st.sampled_from(["full", "full", "full", "guest", "bot", "gone"]), min_size=2
    ),
    rooms=st.dictionaries(st.sampled_from(PLACES), _rooms, min_size=2),
    asker=st.sampled_from(USERS),
    place=st.sampled_from(PLACES),
    alone=st.booleans(),
)


def sees(world: World, user: str, room: Room) -> bool:
    """Whether we know for sure that `user` can read `room`."""
    if room.kind == "public":
        if not (room.here or room.archived):
            return False
        if world.people.get(user) == "full":
            return True
    # Who is in a direct message never changes.
    return room.fresh and user in room.members


def hearers(world: World) -> set[str] | None:
    """Everybody who may read the answer, or None where that is not known."""
    if world.alone:
        return {world.asker}
    place = world.rooms.get(world.place)
    if place is None:
        return None
    listed = {user for user in place.members if world.people.get(user) not in ("bot", "gone")}
    if place.kind == "public":
        full = {user for user, sort in world.people.items() if sort == "full"}
        return {world.asker} | full | listed if place.fresh else None
    return {world.asker} | listed if place.fresh else None


def tellable(world: World, name: str) -> bool:
    room = world.rooms[name]
    if name == world.place and room.kind == "public" and sees(world, world.asker, room):
        return True  # whoever reads the answer can read what it is from
    audience = hearers(world)
    if audience is None:
        return False
    if not world.alone and name != world.place and world.rooms[world.place].shared:
        return False  # people of the other workspace come and go without our being told
    if room.kind != "public" and not world.alone and world.rooms[world.place].kind == "public":
        return False  # the workspace has more people than we know
    return all(sees(world, user, room) for user in audience)


@given(world=_worlds)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_world_exactly_what_all_hearers_may_read_is_told(house: House, world: World) -> None:
    await say_something_everywhere(house, world)
    found = await house.memory.recall("zebra", asker=world.asker, channel=world.place, alone=world.alone)
    assert {each.channel for each in found} == {name for name in world.rooms if tellable(world, name)}


class AllAlike(EmbeddingModel):
    """To it everything means about the same."""

    async def embedded(self, texts: Sequence[str], *, within_s: float) -> Embedded:
        return Embedded([(1.0, 2.0, len(text) / 100) for text in texts], tokens=0)


@given(world=_worlds)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_world_the_same_is_told_of_what_is_found_by_its_meaning(house: House, world: World) -> None:
    await say_something_everywhere(house, world)
    meaning = Meaning(house.db, AllAlike("alike"), channels=(), lease_s=30)
    while (await meaning.step()).after_s < LOOK_S:
        pass
    memory = Memory(house.db, house.team, house.clock, meaning)
    found = await memory.recall(
        "a striped horse", asker=world.asker, channel=world.place, alone=world.alone, loosely=True
    )
    assert {each.channel for each in found} == {name for name in world.rooms if tellable(world, name)}


async def say_something_everywhere(house: House, world: World) -> None:
    await house.empty()
    for user, sort in world.people.items():
        await house.person(user, guest=sort == "guest", bot=sort == "bot", gone=sort == "gone")
    for name, room in world.rooms.items():
        await house.channel(
            name,
            room.members,
            kind=room.kind,
            here=room.here,
            archived=room.archived,
            shared=room.shared,
            known=room.fresh,
        )
        await house.says(name, "ANNA", f"zebra in {name} {name * 2} {name * 3}")


@pytest.mark.parametrize("word", ["falconry", "falconries"])
async def test_how_often_a_word_was_said_in_private_is_not_seen_by_what_is_found_for_one_like_it(
    town: House, word: str
) -> None:
    await town.channel("C1", ["ANNA", "BEN"])
    await town.channel("P1", ["ANNA"], kind="private")
    await town.says("C1", "BEN", "the falconey begins on Monday")
    assert await town.recalls("what about the falconry", asker="BEN") == ["the falconey begins on Monday"]
    for day in range(5):
        await town.says("P1", "ANNA", f"{word} is bought by us, part {day}")
    assert await town.recalls("what about the falconry", asker="BEN") == ["the falconey begins on Monday"]
    assert len(await town.recalls("what about the falconry", channel="P1")) == 5, "those who read it are told"


async def test_that_a_word_was_said_in_private_is_not_seen_by_what_is_found_for_the_others(town: House) -> None:
    question = "kafka tennis quarter pricing rollout garden deploy zebra"
    await town.channel("C1", ["ANNA", "BEN"])
    await town.channel("P1", ["ANNA"], kind="private")
    await town.says("C1", "ANNA", "the deploy is part five")
    assert await town.recalls(question, asker="BEN") == ["the deploy is part five"]
    await town.says("P1", "ANNA", "kafka tennis quarter pricing rollout garden zebra")
    assert await town.recalls(question, asker="BEN") == ["the deploy is part five"]
