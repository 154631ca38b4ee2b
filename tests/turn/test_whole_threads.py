"""Mentioned in a thread that began without us, we know all of it before we answer, and keep what we may."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversation import whole_threads
from integrations.chat import ChatLimited
from integrations.chat_history import HistoryPage
from integrations.database.tables.memory import memories
from integrations.markdown import to_plain
from integrations.slack import events
from jobs.people import epochs
from tests.turn.house import US, FakeModel, House


def heard_by_others(house: House, *texts: str, channel: str = "C1") -> str:
    """People talked in a thread, and nobody told us; the ts of its first message."""
    start = house.clock.now() - timedelta(days=2)
    stamps = [f"{start.timestamp() + number:.6f}" for number in range(len(texts))]
    raw: list[dict[str, Any]] = [
        {"type": "message", "user": "UBEN", "text": text, "ts": ts, "thread_ts": stamps[0]}
        for ts, text in zip(stamps, texts, strict=True)
    ]
    raw.append({"type": "message", "user": US, "text": "mine", "ts": f"{start.timestamp() + 99:.6f}"})
    told = [events.read_past(channel, each) for each in raw]
    house.chat.threads[channel, stamps[0]] = [each for each in told if each is not None]
    return stamps[0]


def last(house: House) -> str:
    """The words that we said last, without the buttons below."""
    return to_plain(house.chat.said[-1][3]).removesuffix("\n[Again] [Useful] [Not useful]")


async def kept(house: House) -> list[str]:
    async with house.db.read() as tx:
        query = sa.select(memories.c.text).where(~memories.c.gone).order_by(memories.c.said_at)
        return list((await tx.execute(query)).scalars())


def told_to(model: FakeModel) -> str:
    """What the model was given of the thread."""
    return "\n".join(line.text for line in model.asked[-1][1])


async def test_a_thread_that_began_before_us_is_read_and_remembered(thinking_house: House, model: FakeModel) -> None:
    house = thinking_house
    root = heard_by_others(house, "the invoices fail since Monday", "it is <@UCLEO>'s certificate")
    model.answers = ["It was the certificate."]
    await house.says("UANA", f"<@{US}> why do they fail?", thread_ts=root)
    assert "the invoices fail since Monday" in told_to(model)
    assert "it is @Cleo's certificate" in told_to(model)
    assert await kept(house) == [
        "the invoices fail since Monday",
        "it is @Cleo's certificate",
        "why do they fail?",
    ]


async def test_without_a_model_what_was_said_in_it_is_found(house: House) -> None:
    root = heard_by_others(house, "the invoices fail since Monday", "the certificate of the bank had expired")
    await house.says("UANA", f"<@{US}> what had expired of the bank?", thread_ts=root)
    assert "the certificate of the bank had expired" in last(house)


async def test_what_began_a_long_thread_is_told_with_its_last_words(thinking_house: House, model: FakeModel) -> None:
    house = thinking_house
    root = heard_by_others(house, *(f"word {number}" for number in range(60)))
    model.answers = ["So many words."]
    await house.says("UANA", f"<@{US}> so?", thread_ts=root)
    told = told_to(model)
    assert "word 0" in told
    assert "word 59" in told
    assert "word 20" not in told


async def test_of_a_muted_channel_it_serves_one_answer_and_is_not_kept(thinking_house: House, model: FakeModel) -> None:
    house = thinking_house
    async with house.db.write() as tx:
        await house.memory.listen(tx, "C1", on=False, by="UANA")
    root = heard_by_others(house, "the invoices fail since Monday")
    model.answers = ["Since Monday.", "Since Monday, as I said."]
    for _ in range(2):
        await house.says("UANA", f"<@{US}> since when?", thread_ts=root)
        assert "the invoices fail since Monday" in told_to(model)
    assert await kept(house) == []


@pytest.mark.parametrize("silent", [True, False])
async def test_where_slack_does_not_tell_the_answer_goes_without(
    thinking_house: House, model: FakeModel, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    house = thinking_house
    monkeypatch.setattr(whole_threads, "PATIENCE_S", 0.05)

    async def replies(channel: str, thread: str, *, following: str | None = None) -> HistoryPage:
        if silent:
            await asyncio.Event().wait()
        raise ChatLimited(60)

    monkeypatch.setattr(house.chat, "replies", replies)
    root = heard_by_others(house, "the invoices fail since Monday")
    model.answers = ["I do not know."]
    await house.says("UANA", f"<@{US}> since when?", thread_ts=root)
    assert last(house) == "I do not know."


async def test_it_is_read_once_until_something_may_have_passed_us_by(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    replies: Callable[..., Any] = house.chat.replies

    async def counted(channel: str, thread: str, *, following: str | None = None) -> HistoryPage:
        asked.append(thread)
        page: HistoryPage = await replies(channel, thread, following=following)
        return page

    monkeypatch.setattr(house.chat, "replies", counted)
    root = heard_by_others(house, "the invoices fail since Monday")
    for _ in range(2):
        await house.says("UANA", f"<@{US}> since when do the invoices fail?", thread_ts=root)
    assert asked == [root]
    await epochs.begin(house.db)
    await house.says("UANA", f"<@{US}> since when do the invoices fail?", thread_ts=root)
    assert asked == [root, root]
    await house.says("UANA", "hello", channel="D1", thread_ts=root)
    assert asked == [root, root]
