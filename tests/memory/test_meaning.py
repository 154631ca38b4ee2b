"""Recall by meaning: what says the same in other words is found too, by whoever may hear it, and by nobody else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.memory import Memory
from bot.memory.embedding import LOOK_S
from bot.memory.erasure import PersonalData
from bot.memory.keeping import Keeping
from bot.memory.meaning import Meaning
from integrations.database.tables.memory import memories
from integrations.database.tables.team import channels
from integrations.database.tables.vectors import embedding_turns, memory_vectors
from integrations.embeddings import EmbeddingModel, EmbeddingProblem
from integrations.time import machine_now
from tests.memory.embedding_server import EmbeddingServer, serving
from tests.memory.house import House, NobodyToAsk
from tests.waiting import until

ORDERS, SECRET = "we put the orders into sqs last week", "pulsar will go, and nobody may know yet"
VAN, BEACH = "the van stands at gate four", "the beach was lovely"


@pytest.fixture
async def server() -> AsyncIterator[EmbeddingServer]:
    async with serving() as server:
        yield server


class Knowing:
    """A house whose memory knows what messages mean."""

    def __init__(self, house: House, server: EmbeddingServer) -> None:
        self.house = house
        self.server = server
        self.opened: list[Meaning] = []
        self.open()

    def open(self, model: str = "small", *channels: str) -> None:
        """Begin as a process does; what it had in hand is not known any more."""
        self.meaning = Meaning(
            self.house.db, EmbeddingModel(model, base_url=self.server.url), channels=channels, lease_s=30
        )
        self.opened.append(self.meaning)
        self.house.memory = Memory(self.house.db, self.house.team, self.house.clock, self.meaning)

    async def close(self) -> None:
        for each in self.opened:
            await each.close()

    async def catch_up(self) -> None:
        """Let every message get its vector."""
        while (await self.meaning.step()).after_s < LOOK_S:
            pass

    async def recalls(
        self, question: str, *, asker: str = "ANNA", channel: str = "C1", alone: bool = False
    ) -> list[str]:
        found = await self.house.memory.recall(question, asker=asker, channel=channel, alone=alone, loosely=True)
        return [each.text for each in found]

    async def having(self) -> list[str]:
        """The messages that have a vector."""
        joined = memories.join(memory_vectors, memory_vectors.c.memory == memories.c.id)
        async with self.house.db.read() as tx:
            return list(
                (await tx.execute(sa.select(memories.c.text).select_from(joined).order_by(memories.c.id))).scalars()
            )


@pytest.fixture
async def office(house: House, server: EmbeddingServer) -> AsyncIterator[Knowing]:
    """Anna and Ben in a public channel, and Ben and Cleo in a private one, where things were said before."""
    for person in ("ANNA", "BEN", "CLEO"):
        await house.person(person)
    await house.channel("C1", ["ANNA", "BEN", "CLEO"])
    await house.channel("P1", ["BEN", "CLEO"], kind="private")
    await house.says("C1", "ANNA", ORDERS)
    await house.says("C1", "BEN", "lunch at noon, who is in")
    await house.says("P1", "CLEO", SECRET)
    knowing = Knowing(house, server)
    await knowing.catch_up()
    yield knowing
    await knowing.close()


async def test_what_says_the_same_in_other_words_is_found(office: Knowing) -> None:
    assert (await office.recalls("broker?"))[0] == ORDERS
    office.house.memory = Memory(office.house.db, office.house.team, office.house.clock)
    assert await office.recalls("broker?") == []


async def test_nobody_outside_of_a_private_channel_gets_anything_of_it(office: Knowing) -> None:
    assert SECRET not in await office.recalls("broker?", asker="ANNA", alone=True)
    assert SECRET not in await office.recalls("broker?", asker="BEN", channel="C1")  # Anna reads along
    assert SECRET in await office.recalls("broker?", asker="BEN", channel="P1")


class Reads(NobodyToAsk):
    """A directory that reads who is in the places it is asked about, and in no others."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._db = house.db

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        if of is not None:
            async with self._db.write() as tx:
                await tx.execute(channels.update().where(channels.c.id.in_(of)).values(members_epoch=0))
        return False


MEANT = [
    ("Which broker will it be?", "pulsar, but keep it to yourselves"),
    ("Is there a vacation coming?", "beach in june, all of us"),
    ("What are the wages?", "pay grows by four percent in spring"),
]


@pytest.mark.parametrize(("question", "answer"), MEANT)
@pytest.mark.parametrize("asker", ["BEN", "ANNA"])
async def test_a_place_is_read_anew_where_only_the_meaning_of_what_was_said_there_fits(
    office: Knowing, question: str, answer: str, asker: str
) -> None:
    house = office.house
    await house.channel("P2", ["BEN", "CLEO"], kind="private", known=False)
    await house.says("P2", "CLEO", answer)
    await office.catch_up()
    house.team = Reads(house)
    house.memory = Memory(house.db, house.team, house.clock, office.meaning)
    assert answer not in await office.recalls(question, asker=asker, alone=True)
    office.server.asked.clear()
    await house.memory.refresh(question, asker=asker, channel="C1", alone=True)
    assert (answer in await office.recalls(question, asker=asker, alone=True)) == (asker == "BEN")
    assert office.server.asked == []  # what it means was known by then


async def test_a_question_is_sent_once_for_who_may_hear_and_for_what_is_told(office: Knowing) -> None:
    await office.house.channel("P2", ["BEN", "CLEO"], kind="private", known=False)
    office.server.asked.clear()
    await office.house.memory.refresh("broker?", asker="BEN", channel="C1", alone=True)
    await office.recalls("broker?", asker="BEN", alone=True)
    assert office.server.texts == ["broker?"]


async def test_an_edit_takes_the_old_meaning_away_and_brings_the_new_one(office: Knowing) -> None:
    ts = await office.house.says("C1", "BEN", VAN)
    await office.catch_up()
    assert (await office.recalls("lorry?"))[0] == VAN
    now = office.house.clock.now()
    await office.house.memory.edit("C1", ts, "BEN", BEACH, at=now, edited_at=now + timedelta(minutes=1))
    assert BEACH not in await office.having()
    assert BEACH not in await office.recalls("lorry?")
    await office.catch_up()
    assert (await office.recalls("vacation?"))[0] == BEACH


async def test_with_a_message_that_was_deleted_its_vector_goes(office: Knowing) -> None:
    ts = await office.house.says("C1", "BEN", VAN)
    await office.catch_up()
    await office.house.memory.delete("C1", ts, at=office.house.clock.now())
    assert "" not in await office.having()
    assert len(await office.having()) == 3
    assert VAN not in await office.recalls("lorry?")


async def test_an_erasure_takes_a_persons_vectors(office: Knowing) -> None:
    await PersonalData(office.house.db, office.house.clock).forget("ANNA")
    assert await office.having() == ["lunch at noon, who is in", SECRET]
    assert ORDERS not in await office.recalls("broker?")


async def test_what_is_kept_no_longer_has_no_vector_either(office: Knowing) -> None:
    await office.house.says("C1", "BEN", VAN, ago=timedelta(days=40))
    await office.catch_up()
    await Keeping(office.house.db, office.house.clock, 30).sweep()
    assert VAN not in await office.having()
    assert len(await office.having()) == 3
    await office.house.memory.delete_channel("P1")
    assert len(await office.having()) == 2


async def test_vectors_of_another_model_are_not_compared_and_are_replaced(office: Knowing) -> None:
    office.open("larger")
    assert await office.recalls("broker?") == []
    await office.catch_up()
    assert (await office.recalls("broker?"))[0] == ORDERS
    async with office.house.db.read() as tx:
        models = (await tx.execute(sa.select(memory_vectors.c.model).distinct())).scalars().all()
    assert models == ["larger"]


async def test_a_model_of_another_length_under_the_same_name_is_another_model(office: Knowing) -> None:
    office.server.width = 96
    with capture_logs() as logs:
        assert await office.recalls("broker?") == []
        await office.recalls("broker?")
    assert [each["event"] for each in logs] == ["embedding_model_changed"]
    await office.catch_up()
    assert (await office.recalls("broker?"))[0] == ORDERS


async def test_where_the_model_has_its_channels_nothing_else_is_sent(office: Knowing) -> None:
    office.open("small", "C1")
    office.server.asked.clear()
    await office.house.says("P1", "BEN", "wages go up in May")
    await office.house.says("C1", "BEN", VAN)
    await office.catch_up()
    assert await office.recalls("broker?", asker="BEN", channel="P1") == []
    assert office.server.texts == [VAN]
    assert SECRET not in await office.having()  # it was allowed once
    assert (await office.recalls("lorry?"))[0] == VAN


ILL: tuple[dict[str, object], ...] = (
    {"status": 503},
    {"status": 401},
    {"body": b"<html>"},
    {"body": b'{"data": 7}'},
    {"body": b'{"data": []}'},
    {"body": b'{"data": [{"index": 0, "embedding": []}]}'},
    {"body": b'{"data": [{"index": 0, "embedding": ["x"]}]}'},
    {"body": b'{"data": [{"index": 0, "embedding": [NaN]}]}'},
    {"body": b'{"data": [{"index": 0, "embedding": [1e999]}]}'},
    {"url": "http://127.0.0.1:1/v1"},
)


async def test_with_a_server_that_is_ill_words_answer_and_the_log_says_so_once(office: Knowing) -> None:
    await office.house.says("C1", "BEN", VAN)
    well = EmbeddingServer(office.server.url)
    for ill in ILL:
        for name in ("url", "status", "body"):
            setattr(office.server, name, ill.get(name, getattr(well, name)))
        office.open()
        office.server.asked.clear()
        with capture_logs() as logs:
            for _ in range(3):
                assert (await office.recalls("what about the orders?"))[0] == ORDERS, ill
        assert [each["event"] for each in logs] == ["question_not_embedded"], ill
        assert len(office.server.asked) <= 1, ill  # it is left alone for a while
        with pytest.raises(EmbeddingProblem):
            await office.catch_up()
    assert VAN not in await office.having()


async def test_a_server_that_is_slow_is_not_waited_for(office: Knowing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.memory.meaning.WITHIN_S", 0.01)
    office.server.pause = asyncio.Event()
    assert (await office.recalls("what about the orders?"))[0] == ORDERS
    office.server.pause.set()


async def test_a_text_that_the_server_does_not_take_keeps_no_other_from_its_vector(office: Knowing) -> None:
    long = "lorries " * 300
    office.server.refuses = lambda texts: any("unspeakable" in text or len(text) > 1_000 for text in texts)
    await office.house.says("C1", "BEN", "unspeakable")
    await office.house.says("C1", "BEN", long)
    await office.house.says("C1", "BEN", VAN)
    await office.catch_up()
    asked = len(office.server.asked)
    await office.catch_up()
    office.open()
    await office.catch_up()
    assert len(office.server.asked) == asked  # it is not asked again and again
    assert (await office.recalls("vehicle?"))[0] == VAN


async def test_one_that_takes_nothing_at_all_marks_nothing(office: Knowing) -> None:
    office.server.status = 400
    await office.house.says("C1", "BEN", VAN)
    with pytest.raises(EmbeddingProblem):
        await office.catch_up()
    office.server.status = 200
    await office.catch_up()
    assert VAN in await office.having()


async def test_a_message_that_was_edited_while_the_server_thought_keeps_no_vector_of_its_old_words(
    office: Knowing,
) -> None:
    ts = await office.house.says("C1", "BEN", VAN)
    now = office.house.clock.now()

    async def edit(_: list[str]) -> None:
        await office.house.memory.edit("C1", ts, "BEN", BEACH, at=now, edited_at=now + timedelta(1))

    office.server.before = edit
    await office.meaning.step()
    assert VAN not in await office.having()
    assert BEACH not in await office.having()
    office.server.before = None
    await office.catch_up()
    assert (await office.recalls("vacation?"))[0] == BEACH


async def test_a_long_history_is_caught_up_with_from_where_a_killed_process_left_it(
    house: House, server: EmbeddingServer
) -> None:
    await house.person("ANNA")
    await house.channel("C1", ["ANNA"])
    said = [f"message {number} of many" for number in range(100)]
    for text in said:
        await house.says("C1", "ANNA", text)
    knowing = Knowing(house, server)
    server.pause = asyncio.Event()
    step = asyncio.create_task(knowing.meaning.step())
    await until(lambda: server.asked)
    async with house.db.write() as tx:  # a killed process gives nothing back
        held = (await tx.execute(sa.select(embedding_turns.c.lease_until))).scalar_one()
    assert held is not None
    step.cancel()
    await asyncio.gather(step, return_exceptions=True)
    server.pause.set()
    server.asked.clear()
    knowing.open()
    await knowing.meaning.step()
    assert server.texts[0] == said[-1]  # the newest first
    knowing.open()
    with capture_logs() as logs:
        await knowing.catch_up()
    assert sorted(server.texts) == sorted(said)  # each once
    assert await knowing.having() == said
    assert [(each["done"], each["left"]) for each in logs if each["event"] == "messages_embedded"] == [(100, 0)]
    await knowing.close()


async def test_what_a_killed_process_had_in_hand_is_taken_over_once_its_lease_is_over(office: Knowing) -> None:
    await office.house.says("C1", "BEN", VAN)
    async with office.house.db.write() as tx:
        await tx.execute(embedding_turns.update().values(lease_until=machine_now() + timedelta(seconds=60)))
    office.open()
    await office.meaning.step()
    assert VAN not in await office.having()
    async with office.house.db.write() as tx:
        await tx.execute(embedding_turns.update().values(lease_until=machine_now() - timedelta(seconds=1)))
    await office.meaning.step()
    assert VAN in await office.having()
    async with office.house.db.read() as tx:
        assert (await tx.execute(sa.select(embedding_turns.c.lease_until))).scalar_one() is None


async def test_one_process_at_a_time_gives_vectors(office: Knowing) -> None:
    await office.house.says("C1", "BEN", VAN)
    first = office.meaning
    office.open()
    office.server.pause = asyncio.Event()
    step = asyncio.create_task(first.step())
    await until(lambda: VAN in office.server.texts)
    await office.meaning.step()
    office.server.pause.set()
    await step
    assert office.server.texts.count(VAN) == 1


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [({"total_tokens": 5}, 5), (None, 4), ({}, 4), ("many", 4), ({"total_tokens": -5}, 4), ({"total_tokens": "5"}, 4)],
)
async def test_what_a_server_does_not_say_of_its_cost_is_guessed(
    server: EmbeddingServer, usage: object, tokens: int
) -> None:
    server.usage = usage
    model = EmbeddingModel("small", base_url=server.url)
    given = await model.embedded(["a broker", "x"], within_s=10)
    assert len(given.vectors) == 2
    assert given.tokens == tokens
    await model.close()
