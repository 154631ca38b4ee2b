"""*Stop* in the process that hears it ends the answer that another process is writing."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from integrations.time import Clock
from integrations.workspace import Said, Workspace, serving
from tests.kills.arena import Replica, environment_of, sample
from tests.turn.model_server import serving as model_serving
from tests.waiting import until

PLACE = "C0R000"
TEXT = "Three times, always. After that we give up. And then somebody has to look at it. This is the end."


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_answer_is_stopped_by_a_press_that_another_process_hears(database_url: str, tmp_path: Path) -> None:
    workspace = Workspace(sample(1), Clock())
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(workspace))
        model = await stack.enter_async_context(model_serving())
        model.content = TEXT
        for_ever = asyncio.Event()

        async def holds_back(number: int) -> None:
            if number == 12:
                await for_ever.wait()

        model.pause = holds_back
        settings = {"ROLECALL_MODEL": "small", "OPENAI_BASE_URL": model.url}
        environment = environment_of(workspace, address.api_url, database_url) | settings
        writes, hears = (Replica(environment, tmp_path / f"{name}.log") for name in ("writes", "hears"))
        try:
            await writes.start()
            await until(lambda: writes.up and workspace.sockets.connections, seconds=60)
            asked = await workspace.member("Ana").says(PLACE, "@Rolecall how often do we retry payments?")

            def answers() -> list[Said]:
                return [each for each in workspace.messages_in(PLACE) if each.thread_ts == asked != each.ts]

            growing = await until(
                lambda: next((each for each in answers() if "Stop" in each.buttons), None), seconds=60
            )
            [of_the_writer] = workspace.sockets.connections
            of_the_writer.retiring = True  # Slack hands it nothing any more
            await hears.start()
            await until(lambda: hears.up and len(workspace.sockets.connections) == 2, seconds=60)
            await workspace.member("Ana").clicks(growing, "Stop")
            await until(lambda: "Again" in answers()[0].buttons, seconds=60)
            assert (writes.alive, hears.alive) == (True, True)
        finally:
            for replica in (writes, hears):
                if replica.kill():
                    await replica.ended()
    [answer] = answers()
    assert answer.raw.get("streaming_state") != "in_progress"
    assert answer.shown.startswith("Three times, always. After that we give up.\nStopped by Ana")
