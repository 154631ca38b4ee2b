"""A message edited or deleted in Slack is edited or deleted in memory, in whatever order we hear of it."""

import itertools

import pytest

from integrations.slack.events import said_at
from tests.memory.house import House

TS = "1763881200.000100"
LATER = said_at("9000000000")


@pytest.fixture
async def office(house: House) -> House:
    await house.person("ANNA")
    await house.channel("C1", ["ANNA"])
    await house.channel("C2", ["ANNA"])
    return house


async def test_a_message_delivered_many_times_is_kept_once(office: House) -> None:
    for _ in range(4):
        await office.memory.keep("C1", TS, "ANNA", "retries are three", at=said_at(TS))
    assert [each.text for each in await office.memory.thread("C1", None, before=LATER)] == ["retries are three"]


async def test_the_last_edit_holds_in_any_order_of_arrival(office: House) -> None:
    edits = {"first edit": ("four", "1763881201.1"), "second edit": ("five", "1763881202.1")}
    for number, order in enumerate(itertools.permutations(["said", *edits])):
        ts = f"176388120{number}.000100"
        for step in order:
            if step == "said":
                await office.memory.keep("C1", ts, "ANNA", f"ticket{number}: retries are three", at=said_at(ts))
            else:
                text, version = edits[step]
                text = f"ticket{number}: retries are {text}"
                await office.memory.edit("C1", ts, "ANNA", text, at=said_at(ts), edited_at=said_at(version))
        assert await office.recalls(f"ticket{number}") == [f"ticket{number}: retries are five"], order
    assert await office.recalls("three four") == []


async def test_what_was_deleted_stays_deleted_in_any_order_of_arrival(office: House) -> None:
    for number, order in enumerate(itertools.permutations(["said", "edited", "deleted"])):
        ts = f"176388120{number}.000100"
        for step in order:
            if step == "said":
                await office.memory.keep("C1", ts, "ANNA", "retries are three", at=said_at(ts))
            elif step == "edited":
                await office.memory.edit(
                    "C1", ts, "ANNA", "retries are four", at=said_at(ts), edited_at=said_at("1763881201.1")
                )
            else:
                await office.memory.delete("C1", ts, at=said_at(ts))
        assert await office.recalls("retries") == [], order
    assert await office.memory.thread("C1", None, before=LATER) == []


async def test_a_deleted_channel_takes_its_words_with_it(office: House) -> None:
    await office.says("C1", "ANNA", "retries are three")
    await office.says("C2", "ANNA", "retries are four")
    await office.memory.delete_channel("C1")
    assert await office.recalls("retries") == ["retries are four"]


async def test_a_channel_is_listened_to_until_it_is_muted(office: House) -> None:
    memory = office.memory
    assert await memory.listens("C1")
    async with office.db.write() as tx:
        assert await memory.listen(tx, "C1", on=False, by="ANNA")
        assert not await memory.listen(tx, "C1", on=False, by="ANNA")
    assert not await memory.listens("C1")
    assert await memory.listens("C2")
    async with office.db.write() as tx:
        assert await memory.listen(tx, "C1", on=True, by="ANNA")
    assert await memory.listens("C1")


async def test_an_own_note_can_be_taken_back_and_is_gone(office: House) -> None:
    await office.memory.keep("C1", TS, "ANNA", "the code is 4711", noted_by="ANNA", at=said_at(TS))
    note = await office.memory.last_note("ANNA", "C1", None)
    assert note is not None
    assert await office.memory.forget_note("BEN", note.number) is None
    assert await office.memory.forget_note("ANNA", note.number) is not None
    assert await office.recalls("code") == []
    assert await office.memory.notes("ANNA") == []


async def test_a_note_of_somebody_elses_words_leaves_them_in_place_when_it_is_taken_back(office: House) -> None:
    await office.memory.keep("C1", TS, "BEN", "the code is 4711", at=said_at(TS))
    await office.memory.keep("C1", TS, "BEN", "the code is 4711", noted_by="ANNA", at=said_at(TS))
    (note,) = await office.memory.notes("ANNA")
    assert note.user == "BEN"
    await office.memory.forget_note("ANNA", note.number)
    assert await office.recalls("code") == ["the code is 4711"]
    assert await office.memory.notes("ANNA") == []


async def test_a_deleted_message_does_not_come_back_as_a_note(office: House) -> None:
    await office.memory.keep("C1", TS, "BEN", "the code is 4711", at=said_at(TS))
    await office.memory.delete("C1", TS, at=said_at(TS))
    assert not await office.memory.keep("C1", TS, "BEN", "the code is 4711", noted_by="ANNA", at=said_at(TS))
    assert await office.recalls("code") == []


async def test_a_thread_is_read_back_in_order_without_what_came_after(office: House) -> None:
    memory = office.memory
    await memory.keep("C1", "100.000000", "ANNA", "first", at=said_at("100.000000"))
    await memory.keep("C1", "101.000000", "BEN", "second", thread="100.000000", at=said_at("101.000000"))
    await memory.keep("C1", "102.000000", "ANNA", "elsewhere", at=said_at("102.000000"))
    await memory.keep("C1", "103.000000", "ANNA", "third", thread="100.000000", at=said_at("103.000000"))
    assert [each.text for each in await memory.thread("C1", "100.000000", before=said_at("103.0"))] == [
        "first",
        "second",
    ]
    assert [each.text for each in await memory.thread("C1", None, before=said_at("104"), limit=1)] == ["elsewhere"]
