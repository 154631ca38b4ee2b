"""A word that everybody says all the time costs little, and hides nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.memory import engines, frequencies, recall
from bot.memory.asked import Term
from bot.memory.engines import Engine, Postgres, Sqlite, having_most_of, most_of
from bot.memory.frequencies import Frequencies
from bot.memory.told import Told
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
        weighed = await engine.weighed(tx, wanted, ["C1", "C2"])
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
        weighed = await engine.weighed(
            tx, [Term("deploy", ("deploy",)), Term("lighthouse", ("lighthouse",))], ["C1", "C2"]
        )
    assert not weighed.common
    assert [term.word for term in weighed.telling] == ["lighthouse"]
    assert (await busy.recalls("lighthouse deploy"))[0] == "the lighthouse is painted white"


async def test_of_common_words_the_less_common_tells_more(busy: House) -> None:
    for number in range(60):
        await busy.says("C1", "ANNA", f"deploy again{number}")
    engine = engine_of(busy)
    async with busy.db.read() as tx:
        weighed = await engine.weighed(tx, [Term("deploy", ("deploy",)), Term("gateway", ("gateway",))], ["C1", "C2"])
    deploy, gateway = weighed.terms
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


async def test_what_is_said_is_counted_at_once_where_it_is_known_and_nowhere_else(busy: House) -> None:
    counted, words = Frequencies(), ("deploy", "deploys", "lighthouse")

    async def numbers(*places: str) -> tuple[int, list[float]]:
        async with busy.db.read() as tx:
            found = await counted.of(tx, words, places)
        return found.messages, [found.of[word] for word in words]

    assert await numbers("C1", "C2") == (61, [21, 21, 0])
    await busy.says("C1", "BEN", "deployed, deploying and deploy: the lighthouse")
    assert await numbers("C1", "C2") == (62, [22, 22, 1]), "a message counts once, in any form of the word"
    assert await numbers("C2") == (1, [1, 1, 0])
    await busy.says("C3", "BEN", "deploy the lighthouse")
    assert await numbers("C1", "C2") == (62, [22, 22, 1])
    assert await numbers("C3") == (1, [1, 1, 1]), "a place that nobody asked about yet"


async def test_of_a_large_place_the_newest_are_read_and_the_others_are_guessed(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequencies, "_SAMPLE", 10)
    async with busy.db.read() as tx:
        found = await Frequencies().of(tx, ("today", "deploy"), ["C1"])
    assert found.messages == 60
    assert found.of["today"] == 60
    assert 0 < found.of["deploy"] < 10, "it may have been said, and not often"


async def test_all_that_is_new_is_counted_however_much_it_is(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frequencies, "_PART", 7)
    counted = Frequencies()
    async with busy.db.read() as tx:
        await counted.of(tx, ("deploy",), ["C2"])
    for number in range(20):
        await busy.says("C2", "BEN", f"deploy again{number}")
    async with busy.db.read() as tx:
        assert (await counted.of(tx, ("deploy",), ["C2"])).of["deploy"] == 21


async def test_that_a_rare_word_was_said_in_private_hides_no_common_one(busy: House) -> None:
    question = "the merger gateway deploy"
    await busy.channel("P1", ["ANNA"], kind="private")
    before = await busy.recalls(question, asker="BEN", limit=100)
    assert "the gateway has to be drained before a deploy" in before
    await busy.says("P1", "ANNA", "the merger comes in spring")
    assert set(await busy.recalls(question, asker="BEN", limit=100)) == set(before)
    assert await busy.recalls(question, channel="P1") == ["the merger comes in spring"], "those who read it are told"


@pytest.mark.parametrize("question", ["gateway deploy", "Does the gateway deploy today?"])
async def test_what_may_be_told_is_found_however_much_that_is_newer_may_not(busy: House, question: str) -> None:
    await busy.channel("P1", ["BEN"], kind="private")
    for number in range(2 * MOST):
        await busy.says("P1", "BEN", f"deploy the gateway today, again{number}")
    assert "the gateway has to be drained before a deploy" in await busy.recalls(question, limit=100)


async def test_of_very_many_places_some_are_read_and_stand_for_the_others(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequencies, "_MOST_PLACES", 3)
    places = [f"C{number}" for number in range(10, 20)]
    for place in places:
        for number in range(4):
            await busy.says(place, "BEN", f"{place} releases the lighthouse again{number}")
    counted = Frequencies()
    async with busy.db.read() as tx:
        found = await counted.of(tx, ("lighthouse", "again1"), places)
        read = set(counted.read(places).each_is)
        more = await counted.of(tx, ("lighthouse",), [*places, "C20"])
        assert len(read & set(counted.read([*places, "C20"]).each_is)) >= 2, "one place more changes one of them"
    assert len(read) == 3
    assert found.messages == found.of["lighthouse"] == 40
    assert found.of["again1"] == pytest.approx(10)
    assert more.of["lighthouse"] == more.messages


async def test_a_number_that_was_asked_for_is_summed_anew_once_the_word_is_said_again(busy: House) -> None:
    counted = Frequencies()

    async def number(word: str) -> float:
        async with busy.db.read() as tx:
            await counted.of(tx, (), ["C1", "C2"])
        return counted.read(["C1", "C2"]).number(word)

    assert await number("lighthous") == 0
    await busy.says("C3", "BEN", "a lighthouse elsewhere")
    assert await number("lighthous") == 0
    await busy.says("C2", "BEN", "the lighthouses are painted")
    assert await number("lighthous") == 1
