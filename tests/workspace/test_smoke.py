from typing import Any

from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.workspace.conftest import Connect


async def test_a_person_speaks_and_the_app_hears_it_twice(
    workspace: Workspace, slack: AsyncWebClient, connect: Connect
) -> None:
    heard: list[dict[str, Any]] = []

    async def listener(client: SocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request.payload["event"])
        await client.send_socket_mode_response({"envelope_id": request.envelope_id})

    await connect(listener)
    ana = workspace.member("ana")
    ts = await ana.says("#backend", "@Backend_Architect hello")
    await workspace.until(lambda: workspace.delivering == 0)
    assert [each["type"] for each in heard] == ["message", "app_mention"]
    answer = await slack.chat_postMessage(channel="C0BACK", text="hi", thread_ts=ts)
    assert answer["ok"]
