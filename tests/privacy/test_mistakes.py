"""A mistake of ours, wherever it happens: people get an id, and the log has it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from bot.conversation.turn import Turn
from bot.demo.stage import Stage
from integrations.database.pulse import Pulse
from tests.privacy.acting import forged_click, form_of
from tests.stage import BACKEND, BOT, shown, staged
from tests.waiting import until

SECRET = "dsn=postgresql://u:hunter2@db"


@pytest.fixture
async def listening(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, http=True) as ready:
        yield ready


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inbox tries again at once."""
    monkeypatch.setattr("jobs.delivery.inbox.PAUSE", timedelta(milliseconds=10))


async def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError(SECRET)


async def test_a_mention_that_cannot_be_handled_is_answered_with_the_number_of_its_event(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turn, "answer", broken)
    with capture_logs() as logs:
        await stage.workspace.member("Ana").says(BACKEND, f"{BOT} what did we decide about retries?")
        await stage.workspace.member("Ben").says("@Backend_Architect", "what about retries?")
        await until(lambda: _both(stage))
    numbers = {log["inbox_id"] for log in logs if log["event"] == "event_given_up"}
    said = shown(stage)[-1]
    assert re.fullmatch(r"That went wrong on my side\. The log has it as inbox_id \d+\.", said)
    assert int(re.findall(r"\d+", said)[0]) in numbers
    assert SECRET not in "\n".join(shown(stage) + [each.shown for each in stage.workspace.member("Ben").hears()])


async def _both(stage: Stage) -> bool:
    await stage.pass_(seconds=2)
    told = [each.shown for each in stage.workspace.member("Ben").hears()]
    return all(any("inbox_id" in each for each in some) for some in (shown(stage), told))


async def test_what_nobody_said_to_us_fails_in_silence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.app.parts.memory, "keep", broken)
    with capture_logs() as logs:
        await stage.workspace.member("Ana").says(BACKEND, "lunch?")
        await until(lambda: _given_up(logs))
    await stage.pass_(seconds=5)
    assert shown(stage) == ["lunch?"]


async def _given_up(logs: list[Any]) -> bool:
    return any(log["event"] == "event_given_up" for log in logs)


async def test_a_command_a_click_and_a_form_that_fail_name_an_id_that_the_log_has(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = stage.workspace.member("Ana")
    drafts = stage.app.parts.drafts
    for owner, name in ((stage.app.parts.rituals.roster, "page"), (drafts, "decide"), (drafts, "propose")):
        monkeypatch.setattr(owner, name, broken)
    with capture_logs() as logs:
        await ana.command("/ritual list", BACKEND)
        await forged_click(stage, ana, BACKEND, "draft_accept", "7")
        await ana.command("/adr One queue", BACKEND)
        view = await form_of(stage, ana)
        complaints = await ana.fills(view, {"Context": "Two.", "Decision": "One.", "Consequences": "- one"})
        await stage.workspace.until(lambda: len(_ids([each.shown for each in ana.hears()])) == 2)
    assert ana.view is view, "what was typed is still there"
    told = [*complaints.values(), *(each.shown for each in ana.hears())]
    assert _ids(told) == {log["id"] for log in logs if log["event"] == "listener_failed"}
    assert len(_ids(told)) == 3
    assert SECRET not in "\n".join(told)


def _ids(said: list[str]) -> set[str]:
    return {found[1] for each in said if (found := re.search(r"The log has it as `?(\w+)`?\.", each))}


async def test_a_request_that_fails_names_an_id_that_the_log_has(
    listening: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pulse, "beats", broken)
    with capture_logs() as logs:
        async with httpx2.AsyncClient(verify=False, trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{listening.app.port}/readyz")
    (number,) = [log["id"] for log in logs if log["event"] == "request_failed"]
    assert (answer.status_code, answer.text) == (500, f"That went wrong on my side. The log has it as {number}.\n")
