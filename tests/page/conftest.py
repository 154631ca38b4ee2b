"""The page in a headless browser, before a small workspace with a small app."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, App, Command, Person, Place, Sample, Shortcut, Workspace, serving
from tests.waiting import until

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BOT = "U0BOT"
PATIENCE_MS = 20_000
"""How long something may take to show: on a busy machine a browser is slow."""
TEAM = Sample(
    name="Small Team",
    zone="Europe/Berlin",
    people=(
        Person("U0ANA", "Ana", "Ana Sample", "ana@example.com", "Europe/Berlin", "Backend lead"),
        Person("U0BEN", "Ben", "Ben Sample", "ben@example.com", "Europe/London", "Backend engineer"),
    ),
    places=(
        Place(
            "C0BACK",
            "backend",
            ("U0ANA", "U0BEN", BOT),
            topic="Services",
            prompts=(("Is it live?", "@Helper is it live?"),),
        ),
    ),
    app=App(
        bot_token="xoxb-local",
        app_token="xapp-local",
        signing_secret="local",
        name="Helper",
        bot_user=BOT,
        commands=(Command("/adr", "Draft a decision record", "[TITLE]"),),
        shortcuts=(Shortcut("remember", "Remember this", "message"),),
    ),
)


class Hand:
    """A hand on the clock: the next thing is always at 09:00 in Berlin."""

    zone = "Europe/Berlin"
    playing = False

    def __init__(self, clock: TurnableClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def next(self) -> tuple[datetime, str] | None:
        at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        return (at, "Standup") if at > self.now() else None

    async def jump(self, to: datetime) -> None:
        self._clock.turn_to(to)

    async def play(self, on: bool) -> None:
        self.playing = on


class SmallApp:
    """Hears everything over a real socket, acks with what `answers` has for it, and keeps what it heard."""

    def __init__(self, slack: AsyncWebClient) -> None:
        self.slack = slack
        self.heard: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.opens: dict[str, Any] | None = None

    async def hear(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        payload = request.payload
        self.heard.append(payload)
        answer: dict[str, Any] = {"envelope_id": request.envelope_id}
        if payload.get("type") in self.answers:
            answer["payload"] = self.answers[payload["type"]]
        await client.send_socket_mode_response(answer)
        if self.opens and payload.get("type") == "block_actions":
            await self.slack.views_open(trigger_id=payload["trigger_id"], view=self.opens)

    async def until_heard(self, kind: str, times: int = 1) -> list[dict[str, Any]]:
        """Everything of one type that was heard, as soon as that is `times` or more.

        What a button shows is no sign of it: the page draws before it sends. For a command, name the command.
        """
        return await until(lambda: found if len(found := self.of(kind)) >= times else None)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What was heard so far of one type, or of one command."""
        return [each for each in self.heard if kind in (each.get("type"), each.get("command"))]


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(clock: TurnableClock) -> Workspace:
    return Workspace(TEAM, clock, clock_control=Hand(clock))


@pytest_asyncio.fixture(loop_scope="session")
async def address(workspace: Workspace) -> AsyncIterator[Address]:
    async with serving(workspace) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def slack(address: Address) -> AsyncWebClient:
    return AsyncWebClient("xoxb-local", base_url=address.api_url, retry_handlers=[])


@pytest_asyncio.fixture(loop_scope="session")
async def app(address: Address, slack: AsyncWebClient, workspace: Workspace) -> AsyncIterator[SmallApp]:
    app = SmallApp(slack)
    web = AsyncWebClient(base_url=address.api_url, retry_handlers=[])
    client = SocketModeClient("xapp-local", web_client=web)
    client.socket_mode_request_listeners.append(app.hear)  # type: ignore[arg-type] # typed for the base class
    await client.connect()  # type: ignore[no-untyped-call] # Slack's client has no types here
    await workspace.until(lambda: workspace.sockets.connections)
    yield app
    await client.close()  # type: ignore[no-untyped-call] # likewise


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"{CHROMIUM} is not installed")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: Address) -> AsyncIterator[Page]:
    """The page as Ana sees it; a script error, or one that the policy caught, fails the test."""
    context = await browser.new_context(viewport={"width": 1200, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    await page.goto(f"{address.page_url}#as=U0ANA&channel=C0BACK")
    await expect(page.locator("#member-switch")).to_contain_text("You are Ana")
    yield page
    await context.close()
    assert wrong == []
