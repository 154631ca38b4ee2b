"""A process that is killed while an answer grows: one finished answer comes of it, and nothing stays unfinished."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.time import Clock
from integrations.workspace import Said, Workspace, serving
from tests.kills.arena import Replica, environment_of, sample
from tests.turn.model_server import serving as model_serving
from tests.waiting import until

MOMENTS = ("chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update")
"""The calls of a growing answer: it is killed when one has had its effect, before it hears of it."""
TEXT = "Three times, always. After that we give up. And then somebody has to look at it. This is the end."


@dataclass(frozen=True, slots=True)
class Result:
    """What became of each question, by the call at which the process was killed."""

    kills: int
    answers: dict[str, list[str]]
    """What we said to it."""
    unfinished: list[str]


async def killed(database_url: str, folder: Path, moments: tuple[str, ...] = MOMENTS) -> Result:
    """Ask once a moment, kill there, start again, and see what everybody reads in the end."""
    workspace = Workspace(sample(1), Clock())
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(workspace))
        model = await stack.enter_async_context(model_serving())
        model.content = TEXT
        wanted: list[str] = []
        kills = 0
        write = workspace.journal.write

        def write_(method: str, args: dict[str, Any], **what: Any) -> None:
            nonlocal kills
            write(method, args, **what)
            if wanted and method == wanted[0]:
                wanted.pop()
                kills += replica.kill()

        workspace.journal.write = write_  # type: ignore[method-assign]

        async def slowly(number: int) -> None:
            """Hold the words back until those before them are shown: two sentences at first, then three."""
            shown = {12: ("chat.startStream", "chat.update"), 18: ("chat.appendStream", "chat.update")}.get(number)
            if shown:
                await until(lambda: any(each.method in shown and each.ok for each in workspace.journal.entries[seen:]))

        model.pause = slowly
        settings = {"ROLECALL_MODEL": "small", "OPENAI_BASE_URL": model.url}
        replica = Replica(environment_of(workspace, address.api_url, database_url) | settings, folder / "replica.log")
        ana, asked = workspace.member("Ana"), dict[str, str]()
        try:
            for moment in moments:
                if not replica.alive:
                    await replica.start()
                await until(lambda: replica.up and workspace.sockets.connections, seconds=60)
                seen = len(workspace.journal.entries)
                wanted[:] = [moment]
                asked[moment] = await ana.says("C0R000", "@Rolecall how often do we retry payments?")
                await until(lambda: not replica.alive, seconds=60)
                await replica.ended()
                seen = len(workspace.journal.entries)
                await replica.start()
                await until(lambda: _finished(workspace, asked[moment]), seconds=60)  # noqa: B023 - awaited at once
        finally:
            replica.kill()
            await replica.ended()
        said = {moment: _ours(workspace, ts) for moment, ts in asked.items()}
    unfinished = [moment for moment, found in said.items() for each in found if _grows(each)]
    return Result(kills, {moment: [each.shown for each in found] for moment, found in said.items()}, unfinished)


def _ours(workspace: Workspace, asked: str) -> list[Said]:
    return [each for each in workspace.messages_in("C0R000") if each.thread_ts == asked != each.ts]


def _grows(said: Said) -> bool:
    return said.raw.get("streaming_state") == "in_progress"


def _finished(workspace: Workspace, asked: str) -> bool:
    return any("Again" in each.buttons and not _grows(each) for each in _ours(workspace, asked))
