"""What breaks while `rolecall run` runs, from outside: nothing is lost, nothing is said twice."""

import re
from pathlib import Path

from integrations.workspace import Workspace
from tests.measures.ack import silent_server
from tests.running import MENTION, Running, outside
from tests.waiting import until


def answers(workspace: Workspace, asked: str) -> list[str]:
    """What the app said in that thread."""
    bot = workspace.app.bot_user
    said = workspace.messages_in("#backend")
    return [each.shown for each in said if each.thread_ts == asked and each.user == bot]


async def ended(running: Running) -> int:
    """The exit code after SIGTERM, of a process that ends by itself."""
    running.terminate()
    return await running.ended()


async def test_told_to_end_while_a_turn_hangs_at_the_model_it_ends_and_the_next_start_answers(tmp_path: Path) -> None:
    async with (
        silent_server() as model,
        outside(tmp_path, ROLECALL_MODEL="silent", OPENAI_BASE_URL=model) as (workspace, running),
    ):
        await running.run()
        asked = await workspace.member("Ben").says("#backend", f"{MENTION} what did we decide about retries?")
        await workspace.until(lambda: workspace.journal.accepted("assistant.threads.setStatus"))
        assert await ended(running) == 0
        assert not any("find" in said for said in answers(workspace, asked)), "at most a message that was begun"
        await running.run(ROLECALL_MODEL="")
        await until(lambda: any("find" in said for said in answers(workspace, asked)))
        assert await ended(running) == 0
        (answer,) = answers(workspace, asked)
        assert "Stop" not in answer


async def test_a_revoked_token_shows_in_readiness_and_nothing_is_lost(tmp_path: Path) -> None:
    async with outside(tmp_path) as (workspace, running):
        await running.run()

        async def ready(status: int) -> bool:
            code, parts = await running.readyz()
            assert parts["database"]
            return code == status and parts["token"] is (status == 200)

        await until(lambda: ready(200))
        ana, ben = workspace.member("Ana"), workspace.member("Ben")
        first = await ben.says("#backend", f"{MENTION} hello")
        await until(lambda: answers(workspace, first))
        workspace.revoked.add(workspace.app.bot_token)
        asked = [await who.says("#backend", f"{MENTION} what did we decide?") for who in (ana, ben)]
        await until(lambda: ready(503))
        assert not any(answers(workspace, each) for each in asked)
        workspace.revoked.clear()
        await until(lambda: ready(200))
        await until(lambda: all(answers(workspace, each) for each in asked))
        assert await ended(running) == 0
        assert [len(answers(workspace, each)) for each in (first, *asked)] == [1, 1, 1]


async def test_who_meets_a_mistake_of_ours_gets_an_id_that_the_log_has(tmp_path: Path) -> None:
    async with outside(tmp_path) as (workspace, running):
        await running.run()
        ana = workspace.member("Ana")
        workspace.faults.refuse("views.open", code="invalid_arguments")
        await ana.command("/adr Use one queue", "#backend")
        words = await until(lambda: next((said.shown for said in ana.hears() if "went wrong" in said.shown), None))
        assert "Traceback" not in words
        assert "invalid_arguments" not in words
        found = re.search(r"\b[0-9a-f]{8}\b", words)
        assert found is not None
        (logged,) = [line for line in running.lines if line.get("id") == found[0]]
        assert logged["event"] == "listener_failed"
        assert "invalid_arguments" in str(logged["exception"])
        await ana.command("/adr Use one queue", "#backend")
        await until(lambda: ana.view)  # and it works the next time


async def test_told_to_end_while_a_form_is_being_filled_for_somebody_it_fills_it_first(tmp_path: Path) -> None:
    async with outside(tmp_path) as (workspace, running):
        await running.run()
        ana = workspace.member("Ana")
        await ana.says("#backend", "Let us use one queue")
        (said,) = workspace.messages_in("#backend")
        workspace.faults.slow("views.open", seconds=0.8)
        await ana.shortcut("draft_adr", said)
        await workspace.until(lambda: workspace.journal.accepted("views.open"))
        assert not workspace.journal.accepted("views.update")
        assert await ended(running) == 0
        assert workspace.journal.accepted("views.update")
