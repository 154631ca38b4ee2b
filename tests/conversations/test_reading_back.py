"""Invited to a channel it offers to read what was said before, and reads it once, with nothing that was deleted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from bot.memory.reading_posts import BACK
from integrations.chat import ChatLimited, ChatRefused, Refusal
from integrations.chat_history import HistoryPage
from integrations.database.tables.memory import ReadingState, memories, readings
from integrations.workspace import Said
from tests.privacy.acting import becomes_a_guest
from tests.stage import BOT, staged

GENERAL = "#general"
DAYS = 100
"""How long ago the first message was said: ten days more than is read."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The team on an evening, with a channel that has a past; of the bot nobody has heard there."""
    async with staged(tmp_path) as ready:
        yield ready


def past(stage: Stage, number: int, *, ago: timedelta, user: str = team.BEN.id, **more: Any) -> str:
    """Something was said in #general, so long ago."""
    moment = stage.now() - ago
    ts = f"{int(moment.timestamp())}.{number:06d}"
    message = {"type": "message", "user": user, "text": f"message {number}", "ts": ts, "team": "T1", **more}
    stage.workspace.channel(GENERAL).add(message)
    return ts


def a_past(stage: Stage, many: int = 30) -> list[str]:
    """A message every few days, the oldest of them too old; each third with two answers."""
    found = []
    for number in range(many):
        ago = timedelta(days=DAYS * (1 - number / many), seconds=number)
        ts = past(stage, number, ago=ago)
        found.append(ts)
        if number % 3 == 0:
            for answer in (1, 2):
                further = past(
                    stage,
                    1000 * answer + number,
                    ago=ago - timedelta(seconds=answer),
                    user=team.CHIARA.id,
                    thread_ts=ts,
                )
                found.append(further)
    return found


async def invited(stage: Stage, by: str = "Ana") -> Said:
    """It is invited, and says hello."""
    await stage.workspace.member(by).invites(BOT.removeprefix("@"), GENERAL)
    await stage.settle()
    return stage.workspace.messages_in(GENERAL)[-1]


def now(stage: Stage, said: Said) -> Said:
    """The message as it is now."""
    return next(each for each in stage.workspace.messages_in(GENERAL) if each.ts == said.ts)


def shown(stage: Stage, said: Said) -> str:
    return now(stage, said).shown


async def clicks(stage: Stage, who: str, said: Said, button: str) -> None:
    await stage.workspace.member(who).clicks(now(stage, said), button)
    await stage.pass_(seconds=2)


async def state(stage: Stage) -> ReadingState | None:
    async with stage.app.parts.db.read() as tx:
        return (await tx.execute(sa.select(readings.c.state))).scalar_one_or_none()


async def reads_on(stage: Stage, until: Callable[[], Awaitable[bool]] | None = None) -> None:
    """Let it read, page after page, until it ends."""
    for _ in range(300):
        if await state(stage) is not ReadingState.READING or (until is not None and await until()):
            await stage.settle()
            return
        await stage.app.parts.reading_back.step()
        await stage.pass_(seconds=2)
    raise AssertionError("it reads for ever")


async def kept(stage: Stage) -> dict[str, str]:
    async with stage.app.parts.db.read() as tx:
        query = sa.select(memories).where(memories.c.channel == team.GENERAL.id, ~memories.c.gone)
        return {row.message_id: row.text for row in (await tx.execute(query)).all()}


def recent(stage: Stage, stamps: list[str]) -> set[str]:
    since = (stage.now() - BACK).timestamp()
    return {ts for ts in stamps if float(ts) >= since}


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.slack.chat.PAGE", 4)


@pytest.mark.usefixtures("small_pages")
async def test_a_channel_is_read_back_with_its_threads_and_told_how_far(stage: Stage) -> None:
    stamps = a_past(stage)
    past(stage, 9000, ago=timedelta(days=3), user=team.BOT, bot_id="B0ROLECALL")
    past(stage, 9001, ago=timedelta(days=2), subtype="channel_join")
    wanted = recent(stage, stamps)
    hello = await invited(stage)
    assert "I know nothing that was said before today" in hello.shown
    await clicks(stage, "Ben", hello, "Read the last 90 days")
    assert [each.shown for each in stage.workspace.member("Ben").whispers(GENERAL)] == []
    assert "It takes a while" in shown(stage, hello)

    async def some() -> bool:
        return "back to" in shown(stage, hello)

    await reads_on(stage, some)
    assert "Stop" in shown(stage, hello)
    await reads_on(stage)
    assert set(await kept(stage)) == wanted
    assert f"I have read the last 90 days: {len(wanted)} messages." in shown(stage, hello)
    found = await stage.app.parts.memory.recall("message 7", asker=team.DEV.id, channel=team.GENERAL.id)
    assert "message 7" in {each.text for each in found}


@pytest.mark.slow
@pytest.mark.usefixtures("small_pages")
async def test_it_stops_and_goes_on(stage: Stage) -> None:
    wanted = recent(stage, a_past(stage))
    hello = await invited(stage)
    await clicks(stage, "Ana", hello, "Read the last 90 days")
    await stage.app.parts.reading_back.step()
    await clicks(stage, "Ana", hello, "Stop")
    await stage.pass_(minutes=5)
    before = await kept(stage)
    assert await state(stage) is ReadingState.STOPPED
    assert len(before) < len(wanted)
    assert "stopped me there; what was read stays." in shown(stage, hello)
    await clicks(stage, "Ana", hello, "Go on reading")
    await reads_on(stage)
    assert set(await kept(stage)) == wanted


async def test_who_is_not_there_or_a_guest_has_nothing_read(stage: Stage) -> None:
    a_past(stage, 3)
    await becomes_a_guest(stage, "Dev")
    hello = await invited(stage)
    dev, ben = stage.workspace.member("Dev"), stage.workspace.member("Ben")
    await clicks(stage, "Dev", hello, "Read the last 90 days")
    assert "guests cannot" in dev.whispers(GENERAL)[-1].shown
    await ben.leaves(GENERAL)
    await stage.settle()
    await ben.command("/recall read", GENERAL)
    await stage.settle()
    assert await state(stage) is None
    assert await kept(stage) == {}


@pytest.mark.usefixtures("small_pages")
async def test_muting_stops_it_and_what_is_said_meanwhile_is_never_read(stage: Stage) -> None:
    a_past(stage)
    hello = await invited(stage)
    ana = stage.workspace.member("Ana")
    await clicks(stage, "Ana", hello, "Read the last 90 days")
    await stage.app.parts.reading_back.step()
    await stage.settle()
    await ana.command("/recall mute", GENERAL)
    await stage.settle()
    assert await state(stage) is ReadingState.STOPPED
    before = set(await kept(stage))
    await clicks(stage, "Ana", hello, "Go on reading")
    assert "muted" in ana.whispers(GENERAL)[-1].shown
    await ana.says(GENERAL, "between us")
    await stage.pass_(minutes=1)
    assert set(await kept(stage)) == before
    await ana.command("/recall listen", GENERAL)
    await stage.pass_(minutes=1)
    async with stage.app.parts.db.write() as tx:  # as if it had not begun yet
        await tx.execute(readings.delete())
    await ana.command("/recall read", GENERAL)
    await stage.settle()
    await reads_on(stage)
    texts = (await kept(stage)).values()
    assert "message 29" in texts
    assert "between us" not in texts


@pytest.mark.usefixtures("small_pages")
async def test_what_is_deleted_and_edited_while_a_page_is_on_its_way_stays_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = a_past(stage, 12)
    ben = stage.workspace.member("Ben")
    ask = type(stage.app.parts.chat).history
    meant = iter([stamps[-1], stamps[-2]])

    async def history(self: Any, channel: str, *, since: datetime, following: str | None = None) -> HistoryPage:
        page = await ask(self, channel, since=since, following=following)
        if (ts := next(meant, None)) == stamps[-1]:
            await ben.deletes(GENERAL, ts)
        elif ts is not None:
            await ben.edits(GENERAL, ts, "edited meanwhile")
        await stage.settle()
        return page

    monkeypatch.setattr(type(stage.app.parts.chat), "history", history)
    hello = await invited(stage)
    await ben.clicks(hello, "Read the last 90 days")
    await stage.settle()
    await reads_on(stage)
    found = await kept(stage)
    assert stamps[-1] not in found
    assert set(found) == recent(stage, stamps) - {stamps[-1]}
    assert "edited meanwhile" in found.values()


@pytest.mark.slow_where("replies")
@pytest.mark.parametrize("method", ["history", "replies"])
async def test_it_waits_as_long_as_slack_says_and_asks_for_nothing_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    wanted = recent(stage, a_past(stage, 6))
    real, asked = getattr(type(stage.app.parts.chat), method), []

    async def limited(self: Any, *args: Any, **how: Any) -> HistoryPage:
        asked.append(stage.now())
        if len(asked) == 1:
            raise ChatLimited(60)
        page: HistoryPage = await real(self, *args, **how)
        return page

    monkeypatch.setattr(type(stage.app.parts.chat), method, limited)
    hello = await invited(stage)
    await clicks(stage, "Ben", hello, "Read the last 90 days")
    await reads_on(stage)
    assert set(await kept(stage)) == wanted
    assert asked[1] - asked[0] >= timedelta(seconds=60)


async def test_that_slack_refuses_it_is_told_and_can_be_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = recent(stage, a_past(stage, 3))
    hello = await invited(stage)
    with monkeypatch.context() as patch:

        async def refused(*_: Any, **__: Any) -> HistoryPage:
            raise ChatRefused("missing_scope", Refusal.MISSING_PERMISSION)

        patch.setattr(type(stage.app.parts.chat), "history", refused)
        await clicks(stage, "Ben", hello, "Read the last 90 days")
        await reads_on(stage)
    assert "I was not given the right to read here" in shown(stage, hello)
    await clicks(stage, "Ben", hello, "Try again")
    await reads_on(stage)
    assert set(await kept(stage)) == wanted


async def test_two_replicas_have_one_page_on_its_way(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    a_past(stage, 6)
    under_way = most = 0
    real = type(stage.app.parts.chat).history

    async def history(self: Any, channel: str, *, since: datetime, following: str | None = None) -> HistoryPage:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        page = await real(self, channel, since=since, following=following)
        under_way -= 1
        return page

    monkeypatch.setattr(type(stage.app.parts.chat), "history", history)
    hello = await invited(stage)
    await clicks(stage, "Ben", hello, "Read the last 90 days")
    for _ in range(10):
        await asyncio.gather(*(stage.app.parts.reading_back.step() for _ in range(3)))
        await stage.pass_(seconds=2)
    assert (most, await state(stage)) == (1, ReadingState.DONE)
