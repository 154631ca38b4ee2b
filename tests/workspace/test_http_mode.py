"""Signed requests instead of sockets, checked with Slack's own verifier."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.signature import SignatureVerifier

from integrations.time import TurnableClock
from integrations.workspace import Unanswered, Workspace
from tests.waiting import PATIENT_S
from tests.workspace.conftest import TEAM


class HttpApp:
    """An app behind a request_url. `answers` are its next answers; then it says 200."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        assert SignatureVerifier("local").is_valid_request(body, {k.lower(): v for k, v in request.headers.items()})
        self.bodies.append(body)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def app() -> HttpApp:
    return HttpApp()


@pytest.fixture
async def workspace(clock: TurnableClock, app: HttpApp) -> AsyncIterator[Workspace]:
    behind = web.Application()
    behind.router.add_post("/slack/events", app.take)
    async with TestServer(behind) as server:
        team = replace(TEAM, app=replace(TEAM.app, request_url=str(server.make_url("/slack/events"))))
        workspace = Workspace(team, clock, ack_s=PATIENT_S)
        await workspace.prepare()
        yield workspace
        await workspace.close()


async def test_an_event_is_signed_json_and_comes_again_until_it_is_taken(workspace: Workspace, app: HttpApp) -> None:
    app.answers = [web.Response(status=500), web.Response(status=503)]
    await workspace.member("ana").says("#backend", "hello")
    await workspace.until(lambda: workspace.delivering == 0)
    assert len({json.loads(body)["event_id"] for body in app.bodies}) == 1
    assert [each.get("x-slack-retry-num") for each in app.headers] == [None, "1", "2"]
    assert app.headers[1]["x-slack-retry-reason"] == "http_error"
    assert workspace.undelivered == []


async def test_an_app_can_ask_for_no_second_try(workspace: Workspace, app: HttpApp) -> None:
    app.answers = [web.Response(status=500, headers={"x-slack-no-retry": "1"})]
    await workspace.member("ana").says("#backend", "hello")
    await workspace.until(lambda: workspace.undelivered)
    assert len(app.bodies) == 1


async def test_a_command_is_a_form_and_its_body_is_the_answer(workspace: Workspace, app: HttpApp) -> None:
    app.answers = [web.json_response({"text": "json"}), web.Response(text="words")]
    ana = workspace.member("ana")
    assert await ana.command("/adr Postgres & more", "#backend") == {"text": "json"}
    assert await ana.command("/adr", "#backend") == {"text": "words"}
    assert dict(parse_qsl(app.bodies[0]))["text"] == "Postgres & more"
    app.answers = [web.Response(status=500)]
    with pytest.raises(Unanswered, match="dispatch_failed"):
        await ana.command("/adr", "#backend")


async def test_an_interaction_is_a_payload_in_a_form(workspace: Workspace, app: HttpApp) -> None:
    await workspace.member("ana").shortcut("draft_adr")
    payload = json.loads(dict(parse_qsl(app.bodies[0]))["payload"])
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "draft_adr")
