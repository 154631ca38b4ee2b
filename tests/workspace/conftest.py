"""A small team, its workspace, and Slack's own client against it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, App, Command, Person, Place, Sample, Shortcut, Workspace, serving
from tests.workspace.app import TinyApp

BOT = "U0BOT"
TEAM = Sample(
    name="Small Team",
    zone="Europe/Berlin",
    people=(
        Person("U0ANA", "ana", "Ana Silva", "ana@example.com", "Europe/Lisbon", is_admin=True),
        Person("U0BEN", "ben", "Ben Okafor", "ben@example.com", "Africa/Lagos"),
        Person("U0CHI", "chi.tan", "Chi Tan", "chi@example.com", "Asia/Singapore", status_text="Away", away=True),
        Person("U0OLD", "old", "Old Hand", "old@example.com", "UTC", deleted=True),
    ),
    places=(
        Place("C0BACK", "backend", ("U0ANA", "U0BEN", "U0CHI", BOT), topic="Services"),
        Place("C0RAND", "random", ("U0ANA", "U0BEN")),
        Place("C0PRIV", "secret", ("U0ANA", BOT), kind="private"),
        Place("C0HIDE", "hidden", ("U0ANA", "U0BEN"), kind="private"),
        Place("C0GONE", "attic", ("U0ANA", BOT), archived=True),
    ),
    app=App(
        bot_token="xoxb-local",
        app_token="xapp-local",
        signing_secret="local",
        name="Backend_Architect",
        bot_user=BOT,
        commands=(Command("/adr", "Draft a decision", "[TITLE]"),),
        shortcuts=(Shortcut("draft_adr", "Draft an ADR"), Shortcut("remember", "Remember this", "message")),
    ),
)


@pytest.fixture
async def workspace(clock: TurnableClock) -> Workspace:
    workspace = Workspace(TEAM, clock)
    await workspace.prepare()
    return workspace


@pytest.fixture
def impatient(workspace: Workspace) -> None:
    """Acks are waited for in tenths of a second, for tests in which none comes."""
    workspace.sockets.ack_s = 0.3


@pytest.fixture
async def address(workspace: Workspace) -> AsyncIterator[Address]:
    async with serving(workspace) as address:
        yield address


@pytest.fixture
async def slack(address: Address) -> AsyncWebClient:
    return AsyncWebClient("xoxb-local", base_url=address.api_url, retry_handlers=[])


Connect = Callable[[TinyApp], Awaitable[SocketModeClient]]


@pytest.fixture
async def connect(address: Address) -> AsyncIterator[Connect]:
    """Connects an app with Slack's own Socket Mode client."""
    clients: list[SocketModeClient] = []

    async def connect(app: TinyApp) -> SocketModeClient:
        web = AsyncWebClient(base_url=address.api_url, retry_handlers=[])
        client = SocketModeClient("xapp-local", web_client=web, ping_interval=0.05)
        client.socket_mode_request_listeners.append(app.listen)  # type: ignore[arg-type] # typed for the base class
        clients.append(client)
        await client.connect()  # type: ignore[no-untyped-call] # Slack's client has no types here
        return client

    yield connect
    for client in clients:
        await client.close()  # type: ignore[no-untyped-call] # likewise


@pytest.fixture
async def app(workspace: Workspace, connect: Connect) -> TinyApp:
    """A connected app that acks everything."""
    app = TinyApp()
    await connect(app)
    await workspace.until(lambda: workspace.sockets.connections)
    return app
