"""The heart beats each second, at once when the clock is turned, and stops when told to."""

import asyncio
from datetime import UTC, datetime

from integrations.time import TurnableClock
from jobs.delivery.heartbeat import Beat, Heartbeat
from tests.waiting import until


async def test_it_beats_by_itself_and_stops(clock: TurnableClock) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)

    heart = Heartbeat(clock, [Beat("beat", beat)], every_s=0.02)
    heart.start()
    await until(lambda: len(beats) >= 3)
    await heart.stop()
    seen = len(beats)
    await asyncio.sleep(0.1)
    assert len(beats) == seen


async def test_a_turned_clock_beats_at_once(clock: TurnableClock) -> None:
    seen: list[datetime] = []

    async def beat() -> None:
        seen.append(clock.now())

    heart = Heartbeat(clock, [Beat("beat", beat)], every_s=3600)
    heart.start()
    clock.turn_to(datetime(2026, 11, 23, 8, tzinfo=UTC))
    await until(lambda: seen)
    assert seen == [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    await heart.stop()
    clock.turn_to(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert len(seen) == 1


async def test_one_that_fails_keeps_neither_the_others_nor_the_next_beat_back(clock: TurnableClock) -> None:
    beats: list[int] = []

    async def broken() -> None:
        raise ValueError

    async def beat() -> None:
        beats.append(1)

    heart = Heartbeat(clock, [Beat("broken", broken), Beat("beat", beat)])
    await heart.beat()
    await heart.beat()
    assert len(beats) == 2


async def test_a_beat_that_has_begun_ends_before_the_heart_stops(clock: TurnableClock) -> None:
    begun, done = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        done.set()

    heart = Heartbeat(clock, [Beat("slow", slow)], every_s=0.01)
    heart.start()
    await begun.wait()
    await heart.stop()
    assert done.is_set()
