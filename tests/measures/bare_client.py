"""The floor of an ack: slack_sdk's own Socket Mode client, which acks and does nothing else.

A process of its own: `python -m tests.measures.bare_client API_URL APP_TOKEN`.
"""

import asyncio
import sys

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient


async def _ack(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
    await client.send_socket_mode_response({"envelope_id": request.envelope_id})


async def main(api_url: str, app_token: str) -> None:
    """Ack until killed."""
    client = SocketModeClient(app_token, web_client=AsyncWebClient(base_url=api_url))
    client.socket_mode_request_listeners.append(_ack)
    await client.connect()  # type: ignore[no-untyped-call]
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
