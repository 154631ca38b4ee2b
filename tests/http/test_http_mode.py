"""`rolecall run` where Slack reaches it by signed requests, from outside."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from multidict import CIMultiDict

from integrations.workspace import Said, Workspace
from tests.running import MENTION, TEAM, Running, exchange, outside
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = TEAM.app.signing_secret


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Workspace, Running]]:
    async with outside(tmp_path_factory.mktemp("http"), http=True) as (workspace, running):
        await running.run()
        yield workspace, running


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }


FORM = {"content-type": "application/x-www-form-urlencoded"}


async def is_ready(running: Running) -> bool:
    """Whether it says so; on a machine that is busy a write may take too long, once."""
    return (await running.readyz())[0] == 200


async def ask(running: Running, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{running.url}/slack/events", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def answers(workspace: Workspace, asked: str) -> list[str]:
    bot = workspace.app.bot_user
    said = workspace.messages_in("#backend")
    return [each.shown for each in said if each.thread_ts == asked and each.user == bot]


def said_that(workspace: Workspace, wanted: str) -> Said | None:
    return next((said for said in workspace.messages_in("#backend") if wanted in said.shown), None)


async def test_slack_is_told_that_the_address_is_ours(place: tuple[Workspace, Running]) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "are you there?"}).encode()
    assert await ask(place[1], body, signed(body)) == (200, "are you there?")


async def test_what_is_not_signed_with_our_secret_just_now_is_turned_away(place: tuple[Workspace, Running]) -> None:
    running = place[1]
    body = json.dumps({"type": "url_verification", "challenge": "x"}).encode()
    for headers in (
        signed(body, secret="another"),
        signed(body, at=time.time() - 600),
        signed(body, at=time.time() + 600),
        signed(body + b" "),
        signed(body) | {"x-slack-request-timestamp": "soon"},
        {"content-type": "application/json"},
    ):
        status, answer = await ask(running, body, headers)
        assert status == 401
        assert "x" not in answer.replace("signature is wrong", "")


@pytest.mark.parametrize("stamp", ["9" * 400, "-1", "0", "1e9", "1763.5", "١٧٦٣", "", " ", "0x10", "１７６３"])
async def test_a_time_that_is_none_is_turned_away(place: tuple[Workspace, Running], stamp: str) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "x"}).encode()
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
    assert (await ask(place[1], body, headers))[0] == 401


async def test_a_header_that_is_there_twice_is_turned_away(place: tuple[Workspace, Running]) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "x"}).encode()
    right = signed(body)
    for twice in ("x-slack-request-timestamp", "x-slack-signature"):
        headers = CIMultiDict(right)
        headers.add(twice, right[twice])
        assert (await ask(place[1], body, headers))[0] == 401


@pytest.mark.parametrize("depth", [150, 900, 100_000])
async def test_depth_alone_is_an_error_of_the_sender(place: tuple[Workspace, Running], depth: int) -> None:
    deep = "[" * depth + "]" * depth
    event = (
        f'{{"type": "event_callback", "event_id": "Ev1", "event": {{"type": "message", "blocks": {deep}}}}}'.encode()
    )
    assert (await ask(place[1], event, signed(event)))[0] == 400
    click = urlencode({"payload": f'{{"type": "block_actions", "actions": {deep}}}'}).encode()
    assert (await ask(place[1], click, signed(click) | FORM))[0] == 400


async def test_a_command_that_is_sent_again_is_done_once(place: tuple[Workspace, Running]) -> None:
    _, running = place
    words = {"command": "/focus", "text": "20", "user_id": "U0BEN", "channel_id": "C0BACKEND", "trigger_id": "1.2.x"}
    body = urlencode(words | {"team_id": "T0", "response_url": "http://127.0.0.1:9/none"}).encode()
    headers = signed(body) | FORM
    first, second = await ask(running, body, headers), await ask(running, body, headers)
    assert (first[0], second) == (200, (200, ""))
    later = signed(body, at=time.time() - 100) | FORM  # typed once more
    assert (await ask(running, body, later))[0] == 200
    repeated = ("request_repeated", "command")
    lines = await until(lambda: [each for each in running.lines if (each["event"], each.get("type")) == repeated])
    assert len(lines) == 1


EVENT = {
    "type": "event_callback",
    "team_id": "T0",
    "event_id": "EvFUZZ",
    "event": {"type": "message", "channel": "C0BACKEND", "user": "U0BEN", "ts": "1.2", "text": "hello", "blocks": []},
    "authorizations": [{"team_id": "T0", "user_id": "U0ROLECALL", "is_bot": True}],
}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T0"},
    "user": {"id": "U0BEN"},
    "channel": {"id": "C0BACKEND"},
    "trigger_id": "1.2.x",
    "message": {"ts": "1.2", "blocks": []},
    "actions": [{"action_id": "standup_answer", "block_id": "b", "type": "button", "value": "1"}],
}
VIEW = {
    "type": "view_submission",
    "team": {"id": "T0"},
    "user": {"id": "U0BEN"},
    "view": {"callback_id": "standup", "private_metadata": "{}", "state": {"values": {"b": {"a": {"value": "x"}}}}},
}
ODD: list[Any] = [None, True, -1, 1e400, "", "x", "\ud800", "\0", [], [[]], {}, {"id": []}, ["x"], {"type": 7}]


def broken(whole: Any, odd: object) -> Iterator[Any]:
    """The payload with something odd in each place in turn."""
    yield odd
    if isinstance(whole, dict):
        for name, value in whole.items():
            yield from ({**whole, name: each} for each in broken(value, odd))
    elif isinstance(whole, list):
        for number, value in enumerate(whole):
            yield from ([*whole[:number], each, *whole[number + 1 :]] for each in broken(value, odd))


async def test_whatever_is_sent_is_no_mistake_of_ours(place: tuple[Workspace, Running]) -> None:
    _, running = place
    random = Random(7)  # noqa: S311 - the same each time
    bodies: list[tuple[bytes, dict[str, str]]] = []
    for payload in (EVENT, CLICK, VIEW):
        every = [json.dumps(each) for odd in ODD for each in broken(payload, odd)]
        bodies += [(each.encode(), {}) for each in random.sample(every, 40)]
        bodies += [(urlencode({"payload": each}).encode(), FORM) for each in random.sample(every, 40)]
    command = b"command=%2Fritual&command=%2Fadr&text=&text=x&user_id=U0BEN&user_id=U0ANA&channel_id=C0BACKEND"
    bodies += [
        (each, FORM) for each in (command, b"payload=", b"payload={", b"payload=1&payload=2", b"command", b"a&" * 999)
    ]
    async with aiohttp.ClientSession() as http:
        for body, headers in bodies:
            for ago in (0, 10, 20):  # on a busy machine what Slack is asked about a request may come too late
                stamped = signed(body, at=time.time() - ago) | headers
                answer = await http.post(f"{running.url}/slack/events", data=body, headers=stamped)
                if answer.status < 500:
                    break
            assert answer.status < 500, body
    await until(lambda: is_ready(running))
    assert not [line for line in running.lines if line["event"] == "request_failed"]


async def test_what_is_no_payload_is_an_error_of_the_sender(place: tuple[Workspace, Running]) -> None:
    for body in (b"{", b"[]", b"\xff\xfe", b'"event"'):
        assert (await ask(place[1], body, signed(body)))[0] == 400


async def test_more_than_slack_would_ever_send_is_not_read(place: tuple[Workspace, Running]) -> None:
    head = b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 90000000\r\n\r\n"
    answer = await exchange(int(place[1].url.rpartition(":")[2]), head, b"x" * 1_000_001)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_without_sockets_readiness_is_of_the_database_and_the_token(place: tuple[Workspace, Running]) -> None:
    parts = {"ready", "database", "slack", "token", "workers"}
    await until(lambda: is_ready(place[1]))
    assert (await place[1].readyz())[1].keys() == parts


async def test_a_mention_is_answered_once_though_slack_tells_of_it_twice(place: tuple[Workspace, Running]) -> None:
    workspace, _ = place
    asked = await workspace.member("Ben").says("#backend", f"{MENTION} hello")
    await workspace.until(lambda: answers(workspace, asked))
    await workspace.until(lambda: not workspace.delivering)
    assert len(answers(workspace, asked)) == 1
    assert workspace.undelivered == []


async def test_a_command_opens_a_form_that_complains_and_then_is_taken(place: tuple[Workspace, Running]) -> None:
    workspace, _ = place
    ana = workspace.member("Ana")
    await ana.command("/ritual setup", "#backend")
    form = await until(lambda: ana.view)
    assert list(await ana.fills(form, {"The team's time zone": "Mars/Base"})) == ["The team's time zone"]
    assert await ana.fills(form, {"The team's time zone": "Europe/Berlin"}) == {}
    await workspace.until(lambda: said_that(workspace, "changed the rituals of this channel"))


async def test_a_click_is_taken(place: tuple[Workspace, Running]) -> None:
    workspace, _ = place
    ana = workspace.member("Ana")
    await ana.command("/adr Use one queue", "#backend")
    text = {"Context": "Two queues.", "Decision": "One queue.", "Consequences": "- one queue"}
    assert await ana.fills(await until(lambda: ana.view), text) == {}
    draft = await until(lambda: said_that(workspace, "Proposed ADR: Use one queue"))
    await ana.clicks(draft, "Accept")
    await workspace.until(lambda: said_that(workspace, "ADR 1: Use one queue"))


async def test_an_event_is_durable_before_its_200(tmp_path: Path) -> None:
    async with outside(tmp_path, http=True) as (workspace, running):
        await running.run()
        deliver = workspace.delivery.event
        taken: list[str] = []

        async def once(payload: dict[str, Any]) -> bool:
            """Deliver the mention a single time, and kill the process with its 200 in hand."""
            if payload["event"]["type"] != "app_mention" or taken:
                return True
            ok = await deliver(payload)
            assert running.kill()
            taken.append(payload["event_id"])
            return ok

        workspace.delivery.event = once  # type: ignore[method-assign]
        workspace.faults.limit(retry_after=60, times=1000)  # or, where this test is slow, it has answered before
        asked = await workspace.member("Ben").says("#backend", f"{MENTION} hello")
        await workspace.until(lambda: taken)
        await running.ended()
        assert answers(workspace, asked) == []
        workspace.faults.clear()
        await running.run()
        await until(lambda: answers(workspace, asked))
        running.terminate()
        assert await running.ended() == 0
        assert len(answers(workspace, asked)) == 1
