"""What is said in private shows nowhere else: not in what is found, in its order, nor in its scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.memory import Memory, engines, recall
from bot.memory.recall import Recalled
from integrations.chat import PlaceKind
from integrations.database.tables.team import channels
from tests.memory.house import House, as_ts

ROOMS = {"C1": "public", "C2": "public", "P1": "private", "P2": "private", "G1": "group", "D1": "direct"}
INSIDE = {"C1": ["ANNA", "BEN"], "C2": ["BEN"], "P1": ["ANNA", "BEN"], "P2": ["BEN"], "G1": ["BEN"], "D1": ["BEN"]}
HIDDEN = ("P2", "G1", "D1")
"""Where Anna, who asks, is not."""
WORDS = (
    "falconry",
    "deploy",
    "deploys",
    "gateway",
    "kafka",
    "tennis",
    "dog",
    "puppy",
    "labrador",
    "cat",
    "pet",
    "ben",
    "merger",
    "garden",
    "falconey",
)

_texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@dataclass(frozen=True)
class Said:
    place: str
    text: str
    hidden: bool


_heard = st.builds(Said, place=st.sampled_from(("C1", "C1", "C2", "P1")), text=_texts, hidden=st.just(False))
_unheard = st.builds(Said, place=st.sampled_from(HIDDEN), text=_texts, hidden=st.just(True))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were so much that not all of it can be looked at."""
    monkeypatch.setattr(engines, "_COMMON_SQLITE", 2)
    monkeypatch.setattr(engines, "_COMMON_POSTGRES", 2)
    monkeypatch.setattr(engines, "MOST_LOOKED_AT", 10)
    monkeypatch.setattr(recall, "_MORE", 6)
    monkeypatch.setattr(recall, "_DEEP", 8)
    monkeypatch.setattr(recall, "CANDIDATES", 4)


@given(
    said=st.lists(st.one_of(_heard, _unheard), min_size=4, max_size=30),
    question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    channel=st.sampled_from(("C1", "P1")),
    alone=st.booleans(),
    loosely=st.booleans(),
    closing=st.booleans(),
)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("narrow")
async def test_an_answer_is_the_same_whatever_was_said_where_the_asker_is_not(
    house: House, said: Sequence[Said], question: str, channel: str, alone: bool, loosely: bool, closing: bool
) -> None:
    """In two worlds that differ in that alone, and in one where it was all said in public until a moment ago."""

    async def answer(memory: Memory) -> list[Recalled]:
        return await memory.recall(question, asker="ANNA", channel=channel, alone=alone, loosely=loosely, limit=100)

    found: list[list[Recalled]] = []
    for of_world in (said, [each for each in said if not each.hidden]):
        await house.empty()
        for user in ("ANNA", "BEN"):
            await house.person(user)
        for place, kind in ROOMS.items():
            opened = "public" if closing and place in HIDDEN else kind
            await house.channel(place, INSIDE[place], kind=opened)
        memory = Memory(house.db, house.team, house.clock)
        for at, each in enumerate(said):
            if each in of_world:
                when = house.clock.now() - timedelta(hours=len(said) - at)
                await memory.keep(each.place, as_ts(when), "BEN", f"{each.text} part{at}", at=when)
        if closing:
            await answer(memory)
            async with house.db.write() as tx:
                for place in HIDDEN:
                    closed = PlaceKind(ROOMS[place])
                    await tx.execute(channels.update().where(channels.c.id == place).values(kind=closed))
        found.append(await answer(memory))
    with_it, without = found
    assert with_it == without


async def test_what_was_said_before_a_place_was_closed_was_told_until_then(house: House) -> None:
    """Else the worlds above would agree on nothing."""
    for user in ("ANNA", "BEN"):
        await house.person(user)
    await house.channel("C2", ["BEN"])
    await house.channel("C1", ["ANNA"])
    await house.says("C2", "BEN", "the merger comes")
    assert await house.recalls("merger") == ["the merger comes"]
    async with house.db.write() as tx:
        await tx.execute(channels.update().values(kind=PlaceKind.PRIVATE).where(channels.c.id == "C2"))
    assert await house.recalls("merger") == []
