"""What recurs is in one list: each beats at its own pace, fails by itself, and is missed where it ends."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.demo.stage import Stage
from integrations.time import Clock, TurnableClock
from jobs.delivery.heartbeat import NEVER, Again, Beat, Heartbeat, ProcessMustEnd
from tests.waiting import until


async def test_each_beats_at_its_own_pace_and_a_failure_is_said_once() -> None:
    beats: list[str] = []

    async def well() -> None:
        beats.append("well")

    async def ill() -> None:
        beats.append("ill")
        raise OSError("away")

    heart = Heartbeat(Clock(), [Beat("well", well, every_s=0.01), Beat("ill", ill, every_s=0.01, failed="ill_today")])
    with capture_logs() as logs:
        heart.start()
        await until(lambda: beats.count("ill") > 5 and beats.count("well") > 5)
        assert all(heart.alive.values())
        await heart.stop()
    assert [(line["event"], line["beat"]) for line in logs] == [("ill_today", "ill")]


async def test_one_that_goes_by_the_clock_beats_when_it_is_turned(clock: TurnableClock) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)

    heart = Heartbeat(clock, [Beat("daily", beat, every_s=24 * 3600, by_clock=True)])
    heart.start()
    await asyncio.sleep(0)
    assert beats == []
    for day in (1, 2):
        clock.turn_to(clock.now() + timedelta(days=1))
        await until(lambda day=day: len(beats) == day)  # type: ignore[misc]
        await asyncio.sleep(0)
    await heart.stop()


async def test_one_that_is_woken_does_not_wait_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.delivery.heartbeat.BREATH_S", 0)
    beats, bell = list[int](), asyncio.Event()

    async def beat() -> Again:
        bell.clear()
        beats.append(1)
        return Again(7200)

    heart = Heartbeat(Clock(), [Beat("woken", beat, every_s=3600, first_s=0, woken=bell)])
    heart.start()
    await until(lambda: len(beats) == 1)
    bell.set()
    await until(lambda: len(beats) == 2)
    await heart.stop()


async def test_one_that_hangs_is_ended_and_told_and_beats_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.delivery.heartbeat.LIMIT_S", 0.01)
    beats: list[int] = []

    async def hang() -> None:
        beats.append(1)
        await asyncio.Event().wait()

    heart = Heartbeat(Clock(), [Beat("hangs", hang, every_s=0.001, failed="hung")])
    with capture_logs() as logs:
        heart.start()
        await until(lambda: len(beats) >= 3)
        await heart.stop()
    assert [line["event"] for line in logs] == ["hung"]


async def test_a_round_that_hangs_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.delivery.heartbeat.HUNG_S", 0.01)
    going_on = asyncio.Event()
    heart = Heartbeat(Clock(), [Beat("hangs", going_on.wait)], every_s=0.01)
    heart.start()
    await until(lambda: not heart.alive["heartbeat"])
    going_on.set()
    await until(lambda: heart.alive["heartbeat"])
    await heart.stop()


async def test_what_is_done_for_good_is_not_missed_and_what_has_to_end_the_process_is() -> None:
    async def done() -> Again:
        return Again(NEVER)

    async def broken() -> None:
        raise ProcessMustEnd

    heart = Heartbeat(Clock(), [Beat("done", done, every_s=0, first_s=0), Beat("broken", broken, every_s=0)])
    heart.start()
    await until(lambda: heart.alive == {"heartbeat": True, "broken": False})
    await heart.stop()


async def test_a_process_one_of_whose_beats_has_ended_is_not_alive(stage: Stage) -> None:
    heart = stage.app._heartbeat
    assert heart is not None
    assert stage.app.alive
    heart._pacing["retention"].cancel()
    await until(lambda: not stage.app.alive)
    assert [name for name, alive in stage.app.workers.items() if not alive] == ["retention"]


async def test_every_beat_has_a_name_of_its_own(stage: Stage) -> None:
    assert stage.app._heartbeat is not None
    names = list(stage.app.workers)
    assert len(names) == len(set(names))
    assert {"inbox", "outbox", "heartbeat", "directory", "connection", "token", "files", "retention"} <= set(names)


async def test_a_round_by_hand_begins_after_it_was_asked_for_and_is_shared_with_one_that_is_about_to(
    clock: TurnableClock,
) -> None:
    beats, going_on = list[str](), asyncio.Event()

    async def beat() -> None:
        beats.append("begun")
        await going_on.wait()
        beats.append("ended")

    heart = Heartbeat(clock, [Beat("each", beat)], every_s=3600)
    heart.start()
    first = asyncio.create_task(heart.beat_now())
    await until(lambda: beats == ["begun"])
    others = [asyncio.create_task(heart.beat_now()) for _ in range(2)]
    clock.turn_to(clock.now() + timedelta(days=1))
    going_on.set()
    await asyncio.gather(first, *others)
    assert beats == ["begun", "ended"] * 2
    await heart.stop()
