"""A word that everybody says all the time costs little, and hides nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.memory import engines, recall, weighing
from bot.memory.asked import Term
from bot.memory.engines import Engine, Postgres, Sqlite, having_most_of, most_of
from bot.memory.told import Told
from integrations.database.tables.memory import memories
from tests.memory.house import House

MOST = 25


@pytest.fixture
async def busy(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Where "deploy", "gateway" and "today" are in too many messages to look at all of them."""
    for engine in ("SQLITE", "POSTGRES"):
        monkeypatch.setattr(engines, f"_COMMON_{engine}", 8)
    monkeypatch.setattr(engines, "MOST_LOOKED_AT", MOST)
    for user in ("ANNA", "BEN"):
        await house.person(user)
    for channel in ("C1", "C2"):
        await house.channel(channel, ["ANNA", "BEN"])
    await house.says("C2", "BEN", "the gateway has to be drained before a deploy", ago=timedelta(days=300))
    for word in ("deploy", "gateway", "today"):
        for number in range(20):
            await house.says("C1", "BEN", f"{word} number{number} is item{number} of list{number}")
    return house


def engine_of(house: House) -> Engine:
    return Sqlite() if house.db.is_sqlite else Postgres()


@pytest.mark.parametrize("words", [("deploy",), ("deploy", "gateway"), ("deploy", "gateway", "today")])
async def test_no_more_messages_are_looked_at_than_the_most(busy: House, words: tuple[str, ...]) -> None:
    engine, wanted = engine_of(busy), [Term(word, (word,)) for word in words]
    async with busy.db.read() as tx:
        weighed = await engine.weighed(tx, wanted)
        told = Told(engine, ["C1", "C2"], "C1")
        looked_at = having_most_of(engine, len(weighed.telling), told.condition).subquery()
        given = {**told.given, **most_of(engine, weighed.telling)}
        number = (await tx.execute(sa.select(sa.func.count()).select_from(looked_at), given)).scalar_one()
    assert weighed.common
    assert 0 < number <= MOST


async def test_what_has_several_of_the_common_words_is_found_however_old_it_is(busy: House) -> None:
    found = await busy.recalls("Does the gateway deploy today?", limit=100)
    assert "the gateway has to be drained before a deploy" in found


async def test_a_rare_word_alone_decides_where_there_is_one(busy: House) -> None:
    await busy.says("C2", "ANNA", "the lighthouse is painted white", ago=timedelta(days=200))
    engine = engine_of(busy)
    async with busy.db.read() as tx:
        weighed = await engine.weighed(tx, [Term("deploy", ("deploy",)), Term("lighthouse", ("lighthouse",))])
    assert not weighed.common
    assert [term.word for term in weighed.telling] == ["lighthouse"]
    assert (await busy.recalls("lighthouse deploy"))[0] == "the lighthouse is painted white"


async def test_of_common_words_the_less_common_tells_more(busy: House) -> None:
    for number in range(60):
        await busy.says("C1", "ANNA", f"deploy again{number}")
    engine = engine_of(busy)
    async with busy.db.read() as tx:
        weighed = await engine.weighed(tx, [Term("deploy", ("deploy",)), Term("gateway", ("gateway",))])
    deploy, gateway = weighed.terms
    assert gateway.weight >= deploy.weight
    if busy.db.is_sqlite:
        assert gateway.weight > deploy.weight
        assert weighed.telling[0].word == "gateway"


async def test_what_may_be_told_is_found_however_much_weighs_more_that_may_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "_MORE", 5)
    for user in ("ANNA", "BEN"):
        await house.person(user)
    await house.channel("C1", ["ANNA", "BEN"])
    await house.channel("P1", ["BEN"], kind="private")
    await house.says("C1", "BEN", "the lighthouse is painted white", ago=timedelta(days=9))
    for number in range(10):
        await house.says("P1", "BEN", f"lighthouse, foghorn and pier {number}")
    assert await house.recalls("Is there a foghorn at the lighthouse?") == ["the lighthouse is painted white"]


async def test_a_common_word_is_counted_anew_once_there_is_more_and_a_new_one_at_once(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "_STEADY", 10)
    monkeypatch.setattr(engines, "_COMMON_SQLITE", 1_000)
    monkeypatch.setattr(engines, "_COMMON_POSTGRES", 1_000)
    monkeypatch.setattr(weighing, "_GROWN", 1.2)
    engine, wanted = engine_of(busy), [Term("deploy", ("deploy",)), Term("lighthouse", ("lighthouse",))]

    async def numbers() -> list[int]:
        async with busy.db.read() as tx:
            return [(await engine.weighed(tx, [term])).messages for term in wanted]

    assert await numbers() == [21, 0]
    await busy.says("C1", "BEN", "deploy the lighthouse")
    assert await numbers() == [21, 1], "one more of many tells nothing, and the first of a word does"
    for number in range(20):
        await busy.says("C1", "BEN", f"deploy again{number}")
    assert await numbers() == [21, 1]
    assert await numbers() == [42, 1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite keeps no statistics of words
async def test_what_postgresql_knows_to_be_common_is_not_counted(busy: House) -> None:
    async with busy.db.write() as tx:
        await tx.execute(sa.text("ANALYZE memories"))
        await tx.execute(memories.delete().where(memories.c.text.startswith("gateway")))
    engine = engine_of(busy)
    async with busy.db.read() as tx:
        await engine.weighed(tx, [Term("deploy", ("deploy",))])
        weighed = await engine.weighed(tx, [Term("gateway", ("gateway",)), Term("drained", ("drained",))])
    assert [term.word for term in weighed.telling] == ["drained"], "as it was when that was last looked at"


async def test_that_a_rare_word_was_said_in_private_hides_no_common_one(busy: House) -> None:
    question = "the merger gateway deploy"
    await busy.channel("P1", ["ANNA"], kind="private")
    before = await busy.recalls(question, asker="BEN", limit=100)
    assert "the gateway has to be drained before a deploy" in before
    await busy.says("P1", "ANNA", "the merger comes in spring")
    assert set(await busy.recalls(question, asker="BEN", limit=100)) == set(before)
    assert await busy.recalls(question, channel="P1") == ["the merger comes in spring"], "those who read it are told"
