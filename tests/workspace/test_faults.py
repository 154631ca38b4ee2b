"""What goes wrong on demand goes wrong once, and as ordered."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from integrations.workspace.faults import Fault
from tests.waiting import PATIENT_S

SAY: dict[str, Any] = {"channel": "C0BACK", "text": "hello"}


async def test_a_limit_says_how_long_and_nothing_is_said(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(**SAY)
    assert (caught.value.response.status_code, caught.value.response.headers["retry-after"]) == (429, "7")
    assert workspace.messages_in("#backend") == []
    assert (await slack.chat_postMessage(**SAY))["ok"]


async def test_an_error_and_a_page_are_no_answers(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.fail("chat.postMessage", status=503)
    workspace.faults.html("chat.postMessage", status=200)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await slack.chat_postMessage(**SAY)
    assert workspace.messages_in("#backend") == []


async def test_a_lost_answer_had_its_effect(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.lose("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(**SAY)
    assert [each.text for each in workspace.messages_in("#backend")] == ["hello"]
    (entry,) = workspace.journal.accepted("chat.postMessage")
    assert (entry.ok, entry.fault) == (True, "lost")


async def test_a_dropped_call_had_none(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.drop("chat.postMessage", times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await slack.chat_postMessage(**SAY)
    assert workspace.messages_in("#backend") == []
    assert workspace.journal.accepted("chat.postMessage") == []


async def test_a_slow_answer_comes_later_than_its_effect(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.slow("chat.postMessage", seconds=PATIENT_S)
    call = asyncio.create_task(slack.chat_postMessage(**SAY))
    await workspace.until(lambda: workspace.messages_in("#backend"))
    assert not call.done()
    call.cancel()
    workspace.faults.slow("chat.postMessage", seconds=0.01)
    assert (await slack.chat_postMessage(**SAY))["ok"]


async def test_a_fault_meets_only_its_method_its_channel_and_its_number_of_calls(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    workspace.faults.refuse("chat.postMessage", code="internal_error", channel="C0PRIV", times=2)
    assert (await slack.auth_test())["ok"]
    assert (await slack.chat_postMessage(**SAY))["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await slack.chat_postMessage(channel="C0PRIV", text="x")
    assert (await slack.chat_postMessage(channel="C0PRIV", text="x"))["ok"]


async def test_the_journal_has_every_call_and_no_token(slack: AsyncWebClient, workspace: Workspace) -> None:
    await slack.auth_test()
    with pytest.raises(SlackApiError):
        await slack.chat_postMessage(channel="C0NONE", text="x")
    await slack.chat_postMessage(**SAY)
    shown = [entry.as_json() for entry in workspace.journal.since(0)]
    assert [(each["n"], each["method"], each["ok"]) for each in shown] == [
        (1, "auth.test", True),
        (2, "chat.postMessage", False),
        (3, "chat.postMessage", True),
    ]
    assert shown[1]["error"] == "channel_not_found"
    assert shown[2]["ts"] == workspace.messages_in("#backend")[0].ts
    assert "xoxb" not in str(shown)


@pytest.mark.parametrize(
    "fault",
    [Fault("limited", times=0), Fault("error", status=200), Fault("slow", seconds=-1), Fault("gremlin")],  # type: ignore[arg-type] # the last is no kind
)
def test_a_fault_that_cannot_be_is_refused(workspace: Workspace, fault: Fault) -> None:
    with pytest.raises(ValueError, match="fault"):
        workspace.faults.add(fault)
