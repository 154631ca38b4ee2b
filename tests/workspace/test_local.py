"""The page's own API, as a browser uses it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, App, Workspace, serving
from tests.waiting import PATIENT_S
from tests.workspace.app import TinyApp
from tests.workspace.conftest import TEAM
from tests.workspace.test_interactions import BUTTONS, FORM

Json = dict[str, Any]


class Page:
    """A browser's fetch, for one member."""

    def __init__(self, http: aiohttp.ClientSession, address: Address, me: str) -> None:
        self.http, self.url, self.me = http, f"{address.page_url}local/", me

    async def get(self, path: str, **query: str) -> Any:
        async with self.http.get(self.url + path, params={"as": self.me, **query}) as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        origin = {"origin": self.url.removesuffix("/local/")}
        async with self.http.post(self.url + path, json={"as": self.me, **body}, headers=origin) as answer:
            return await answer.json()

    async def watch(self, *names: str) -> AsyncIterator[Json]:
        """The events of these names."""
        async with self.http.get(self.url + "events", params={"as": self.me}) as answer:
            name = ""
            async for raw in answer.content:
                line = raw.decode().strip()
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name in names:
                    yield {"event": name, **json.loads(line.removeprefix("data: "))}
                elif line == ": hello":
                    yield {}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def ana(http: aiohttp.ClientSession, address: Address) -> Page:
    return Page(http, address, "U0ANA")


@pytest.fixture
async def ben(http: aiohttp.ClientSession, address: Address) -> Page:
    return Page(http, address, "U0BEN")


async def test_the_state_shows_a_member_only_what_they_may_see(ana: Page, ben: Page) -> None:
    hers, his = await ana.get("state"), await ben.get("state")
    assert hers["me"] == "U0ANA"
    assert {each["name"] for each in hers["channels"]} >= {"backend", "secret", "hidden", "attic"}
    assert "secret" not in {each["name"] for each in his["channels"]}
    first, *own = hers["commands"]
    assert first == {"command": "/adr", "description": "Draft a decision", "usage_hint": "[TITLE]"}
    assert "/invite" in {each["command"] for each in own if each["own"]}
    assert hers["clock"] == {
        "now": "2026-11-23T07:00:00+00:00",
        "zone": "Europe/Berlin",
        "next": None,
        "turnable": False,
        "playing": False,
    }
    assert "U0OLD" not in {each["id"] for each in hers["members"]}
    assert (await ben.get("messages", channel="C0PRIV"))["error"] == "channel_not_found"


async def test_unread_and_mentions_count_until_one_reads(ana: Page, ben: Page) -> None:
    async def badge() -> tuple[int, int]:
        channels = {each["id"]: each for each in (await ben.get("state"))["channels"]}
        return channels["C0BACK"]["unread"], channels["C0BACK"]["mentions"]

    await ana.post("say", channel="C0BACK", text="hello")
    said = await ana.post("say", channel="C0BACK", text="@ben look")
    await ana.post("say", channel="C0BACK", text="in the thread", thread_ts=said["ts"])
    assert await badge() == (2, 1)
    await ben.post("read", channel="C0BACK", ts=said["ts"])
    assert await badge() == (0, 0)


async def test_what_is_said_edited_reacted_to_and_deleted_is_shown(ana: Page) -> None:
    said = await ana.post("say", channel="C0BACK", text="@Backend_Architect hi")
    await ana.post("edit", channel="C0BACK", ts=said["ts"], text="hi")
    await ana.post("react", channel="C0BACK", ts=said["ts"], name="eyes")
    await ana.post("say", channel="C0BACK", text="more", thread_ts=said["ts"])
    (message,) = (await ana.get("messages", channel="C0BACK"))["messages"]
    assert (message["text"], message["reply_count"], message["reply_users"]) == ("hi", 1, ["U0ANA"])
    assert message["reactions"] == [{"name": "eyes", "users": ["U0ANA"], "count": 1}]
    assert len((await ana.get("messages", channel="C0BACK", thread_ts=said["ts"]))["messages"]) == 2
    await ana.post("react", channel="C0BACK", ts=said["ts"], name="eyes")
    (message,) = (await ana.get("messages", channel="C0BACK"))["messages"]
    assert message["reactions"] == []
    assert (await ana.post("say", channel="C0BACK", text=" "))["error"] == "no_text"
    assert (await ana.post("delete", channel="C0BACK", ts="1.1"))["error"] == "message_not_found"


async def test_a_whisper_is_among_the_messages_of_its_reader(ana: Page, ben: Page, slack: AsyncWebClient) -> None:
    await slack.chat_postEphemeral(channel="C0BACK", user="U0ANA", text="psst")
    assert [each["ephemeral"] for each in (await ana.get("messages", channel="C0BACK"))["messages"]] == [True]
    assert (await ben.get("messages", channel="C0BACK"))["messages"] == []


async def test_a_form_goes_from_a_command_to_its_submission(
    ana: Page, ben: Page, app: TinyApp, slack: AsyncWebClient
) -> None:
    assert (await ana.post("command", channel="C0BACK", text="/adr Title"))["ok"]
    await slack.views_open(trigger_id=app.trigger, view=FORM)
    (view,) = (await ana.get("state"))["views"]
    refused = await ana.post("submit", view_id=view["id"], values={})
    assert refused == {"ok": False, "errors": {"title": "Please complete this required field."}}
    assert (await ben.post("submit", view_id=view["id"], values={}))["error"] == "not_found"
    button = view["blocks"][3]["elements"][0]
    action = {"action_id": button["action_id"], "block_id": "more", "type": "button"}
    assert (await ana.post("action", view_id=view["id"], action=action))["ok"]
    values = {"title": {"text": {"type": "plain_text_input", "value": "Postgres"}}}
    assert await ana.post("submit", view_id=view["id"], values=values) == {"ok": True, "errors": {}}
    assert app.of("view_submission")[0]["view"]["state"]["values"]["title"]["text"]["value"] == "Postgres"
    assert (await ana.get("state"))["views"] == []


async def test_clicks_shortcuts_home_dm_and_status_reach_the_app(
    ana: Page, app: TinyApp, slack: AsyncWebClient, workspace: Workspace
) -> None:
    ts = (await slack.chat_postMessage(channel="C0BACK", text="x", blocks=BUTTONS))["ts"]
    action = {"action_id": "answer", "block_id": "row", "type": "button"}
    assert (await ana.post("action", channel="C0BACK", ts=ts, action=action))["ok"]
    assert (await ana.post("action", channel="C0BACK", ts=ts, action={"action_id": "x"}))["error"] == "no_such_action"
    assert (await ana.post("shortcut", callback_id="remember", channel="C0BACK", ts=ts))["ok"]
    assert (await ana.post("home"))["view"] is None
    assert (await ana.post("dm", **{"with": "U0BOT"}))["channel"].startswith("D")
    await ana.post("status", status_text="Lunch", status_emoji=":sandwich:")
    await workspace.until(lambda: workspace.delivering == 0)
    kinds = {each["type"] for each in (*app.events, *app.payloads)}
    assert kinds >= {"block_actions", "message_action", "app_home_opened", "user_change"}


@pytest.mark.usefixtures("impatient")
async def test_a_silent_app_is_an_error_and_not_a_hang(ana: Page, app: TinyApp) -> None:
    app.silent = 1
    answer = await ana.post("command", channel="C0BACK", text="/adr")
    assert answer == {"ok": False, "error": "operation_timeout"}


async def test_the_stream_tells_each_member_what_they_may_see(ana: Page, ben: Page, workspace: Workspace) -> None:
    names = ("message", "message_changed", "message_deleted", "reaction", "channel", "status")
    async with asyncio.timeout(PATIENT_S):
        his = ben.watch(*names)
        assert await anext(his) == {}
        hers = ana.watch(*names)
        assert await anext(hers) == {}
        actor = workspace.member("ana")
        await actor.says("#secret", "not for ben")
        ts = await actor.says("#backend", "for all")
        await actor.reacts("#backend", ts, "eyes")
        await actor.deletes("#backend", ts)
        await actor.sets_status("Away")
        got = [await anext(his) for _ in range(4)]
        assert [each["event"] for each in got] == ["message", "reaction", "message_deleted", "status"]
        assert got[0]["message"]["text"] == "for all"
        assert (await anext(hers))["message"]["text"] == "not for ben"
        await his.aclose()  # type: ignore[attr-defined] # it is a generator
        await hers.aclose()  # type: ignore[attr-defined] # likewise


async def test_the_stream_brings_views_and_private_channels_as_they_come(
    ben: Page, app: TinyApp, slack: AsyncWebClient, workspace: Workspace
) -> None:
    names = ("view_open", "view_update", "view_close", "home", "channel")
    async with asyncio.timeout(PATIENT_S):
        watch = ben.watch(*names)
        await anext(watch)
        await workspace.member("ana").invites("ben", "#secret")
        await workspace.member("ben").command("/adr", "#backend")
        view_id = (await slack.views_open(trigger_id=app.trigger, view=FORM))["view"]["id"]
        await slack.views_update(view_id=view_id, view=FORM)
        await ben.post("close", view_id=view_id)
        await slack.views_publish(user_id="U0BEN", view={"type": "home", "blocks": []})
        await workspace.member("ana").removes("ben", "#secret")
        got = [await anext(watch) for _ in range(6)]
        assert [each["event"] for each in got] == [
            "channel",
            "view_open",
            "view_update",
            "view_close",
            "home",
            "channel",
        ]
        assert (got[0]["id"], got[0]["members"][-1]) == ("C0PRIV", "U0BEN")
        assert got[3]["view_id"] == view_id
        assert got[5] == {"event": "channel", "id": "C0PRIV", "gone": True}
        await watch.aclose()  # type: ignore[attr-defined] # it is a generator


class FakeClockControl:
    """A clock with a hand on it."""

    zone = "Europe/Berlin"

    def __init__(self, clock: TurnableClock) -> None:
        self.clock = clock
        self.playing = False

    def now(self) -> datetime:
        return self.clock.now()

    def next(self) -> tuple[datetime, str] | None:
        when = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        return (when, "standup") if self.now() < when else None

    async def jump(self, to: datetime) -> None:
        self.clock.turn_to(to)

    async def play(self, on: bool) -> None:
        self.playing = on


async def test_the_page_turns_the_clock(clock: TurnableClock, http: aiohttp.ClientSession) -> None:
    async with serving(Workspace(TEAM, clock, clock_control=FakeClockControl(clock))) as address:
        ana = Page(http, address, "U0ANA")
        async with asyncio.timeout(PATIENT_S):
            watch = ana.watch("clock")
            await anext(watch)
            faces = [await ana.post("clock", jump="next"), await ana.post("clock", jump="09:00")]
            faces += [await ana.post("clock", to="2026-11-24T10:00:00+00:00"), await ana.post("clock", play=True)]
            assert (await anext(watch))["now"] == "2026-11-23T08:00:00+00:00"
            await watch.aclose()  # type: ignore[attr-defined] # it is a generator
        assert [each["clock"]["now"] for each in faces] == [
            "2026-11-23T08:00:00+00:00",
            "2026-11-24T08:00:00+00:00",
            "2026-11-24T10:00:00+00:00",
            "2026-11-24T10:00:00+00:00",
        ]
        assert faces[-1]["clock"]["playing"]
        assert (await ana.post("clock", jump="next"))["error"] == "nothing_next"
        assert (await ana.post("clock", jump="25:00"))["error"] == "invalid_time"


async def test_a_clock_without_a_hand_is_not_turned(ana: Page) -> None:
    assert (await ana.post("clock", jump="09:00"))["error"] == "clock_not_turnable"


async def test_journal_and_faults_work_from_another_process(ana: Page, slack: AsyncWebClient) -> None:
    await slack.auth_test()
    assert [each["method"] for each in await ana.get("journal")] == ["auth.test"]
    assert await ana.get("journal", since="1") == []
    assert (await ana.post("faults", kind="limited", method="auth.test", seconds=2))["ok"]
    with pytest.raises(Exception, match="ratelimited"):
        await slack.auth_test()
    assert (await ana.post("faults", kind="gremlin"))["error"] == "invalid_fault"
    assert (await ana.post("faults", revoke=True))["ok"]
    with pytest.raises(Exception, match="token_revoked"):
        await slack.auth_test()


async def test_no_other_web_page_can_drive_it(http: aiohttp.ClientSession, address: Address) -> None:
    say = f"{address.page_url}local/say"
    body = {"as": "U0ANA", "channel": "C0BACK", "text": "I am not Ana"}
    for headers, status in (
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "evil.example"}, 403),
        ({}, 200),
    ):
        async with http.post(say, json=body, headers=headers) as answer:
            assert answer.status == status
    async with http.post(say, data=json.dumps(body), headers={"content-type": "text/plain"}) as answer:
        assert answer.status == 415
    async with http.get(f"{address.page_url}local/state?as=U0ANA", headers={"host": "evil.example"}) as answer:
        assert answer.status == 403
    async with http.get(f"{address.page_url}local/state?as=U0ANA") as answer:
        assert "access-control-allow-origin" not in answer.headers
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(
            f"ws://127.0.0.1:{address.port}/link/?ticket=x", headers={"origin": "https://evil.example"}
        )


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9"},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example:80"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "api/chat.postMessage"),
        ("GET", "api/auth.test?token=xoxb-local"),
        ("OPTIONS", "api/chat.postMessage"),
        ("POST", "respond/anything"),
        ("GET", "local/state?as=U0ANA"),
        ("GET", "local/events?as=U0ANA"),
        ("POST", "local/faults"),
    ],
)
async def test_no_door_is_open_to_a_page_of_somebody_else(
    http: aiohttp.ClientSession, address: Address, method: str, path: str, headers: dict[str, str]
) -> None:
    given = {"authorization": "Bearer xoxb-local", "content-type": "application/json", **headers}
    async with http.request(method, f"{address.page_url}{path}", headers=given, data=b"{}") as answer:
        assert answer.status == 403


async def test_our_own_page_and_links_to_it_are_let_in(http: aiohttp.ClientSession, address: Address) -> None:
    own = {"origin": address.page_url.rstrip("/"), "sec-fetch-site": "same-origin"}
    async with http.post(f"{address.api_url}auth.test", data={"token": "xoxb-local"}, headers=own) as answer:
        assert (await answer.json())["ok"]
    for path in ("", "archives/C0BACK"):
        async with http.get(f"{address.page_url}{path}", headers={"sec-fetch-site": "cross-site"}) as answer:
            assert answer.status != 403


def test_every_start_has_tokens_of_its_own() -> None:
    first, second = App(), App()
    assert first.bot_token.startswith("xoxb-")
    assert first.app_token.startswith("xapp-")
    mine = {first.bot_token, first.app_token, first.signing_secret}
    assert mine.isdisjoint({second.bot_token, second.app_token, second.signing_secret})


async def test_nobody_can_be_the_bot_or_a_stranger(http: aiohttp.ClientSession, address: Address) -> None:
    for who in ("U0BOT", "U0NOBODY"):
        assert (await Page(http, address, who).get("state"))["error"] == "user_not_found"
