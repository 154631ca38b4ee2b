"""Socket Mode: tickets, turns, second tries, goodbyes."""

import json

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, Unanswered, Workspace, serving
from tests.workspace.app import TinyApp
from tests.workspace.conftest import TEAM, Connect


async def settled(workspace: Workspace) -> None:
    await workspace.until(lambda: workspace.delivering == 0)


async def url(address: Address) -> str:
    opened = await AsyncWebClient(base_url=address.api_url).apps_connections_open(app_token="xapp-local")
    return str(opened["url"])


async def test_a_ticket_opens_one_connection_at_the_host_that_was_asked(address: Address) -> None:
    link = await url(address)
    assert link.startswith(f"ws://127.0.0.1:{address.port}/link/?ticket=")
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(link) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": TEAM.app.id}
        for spent in (link, link.replace("ticket=", "ticket=x")):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await http.ws_connect(spent)
            assert caught.value.status == 403


async def test_a_dead_ticket_is_turned_away_once_and_the_next_one_works(workspace: Workspace, address: Address) -> None:
    workspace.faults.dead_tickets = 1
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(await url(address))
        async with http.ws_connect(await url(address)) as socket:
            assert (await socket.receive_json())["type"] == "hello"


async def test_payloads_go_to_the_connections_in_turn(workspace: Workspace, connect: Connect) -> None:
    apps = [TinyApp(), TinyApp()]
    for app in apps:
        await connect(app)
    await workspace.until(lambda: len(workspace.sockets.connections) == 2)
    for number in range(6):
        await workspace.member("ana").says("#backend", str(number))
    await settled(workspace)
    assert [len(app.events) for app in apps] == [3, 3]


@pytest.mark.usefixtures("impatient")
async def test_an_event_without_an_ack_comes_again_elsewhere_and_says_so(
    workspace: Workspace, connect: Connect
) -> None:
    deaf, well = TinyApp(silent=99), TinyApp()
    await connect(deaf)
    await connect(well)
    await workspace.until(lambda: len(workspace.sockets.connections) == 2)
    for number in range(4):
        await workspace.member("ana").says("#backend", str(number))
    await settled(workspace)
    assert sorted(each["text"] for each in well.events) == ["0", "1", "2", "3"]
    again = [each for each in well.requests if each.retry_attempt]
    assert {(each.retry_attempt, each.retry_reason) for each in again} == {(1, "timeout")}
    assert len(again) == len(deaf.events) == 2
    assert workspace.undelivered == []


@pytest.mark.usefixtures("impatient")
async def test_after_three_second_tries_an_event_is_given_up(workspace: Workspace, connect: Connect) -> None:
    deaf = TinyApp(silent=99)
    await connect(deaf)
    await workspace.member("ana").says("#backend", "hello?")
    await workspace.until(lambda: workspace.undelivered)
    assert [each.retry_attempt for each in deaf.requests] == [0, 1, 2, 3]
    assert len({each["event_id"] for each in deaf.payloads}) == 1
    assert len({each.envelope_id for each in deaf.requests}) == 4


async def test_an_ack_that_gets_lost_brings_the_event_again(workspace: Workspace, app: TinyApp) -> None:
    workspace.faults.lost_acks = 1
    await workspace.member("ana").says("#backend", "hello?")
    await settled(workspace)
    assert [each.retry_attempt for each in app.requests] == [0, 1]


async def test_what_happens_while_nobody_is_connected_waits(workspace: Workspace, connect: Connect) -> None:
    await workspace.member("ana").says("#backend", "first")
    await workspace.member("ana").says("#backend", "second")
    app = TinyApp()
    await connect(app)
    await settled(workspace)
    assert [each["text"] for each in app.events] == ["first", "second"]


async def test_a_cut_connection_is_replaced_by_slacks_client(workspace: Workspace, app: TinyApp) -> None:
    (first,) = workspace.sockets.connections
    workspace.sockets.drop()
    await workspace.until(lambda: workspace.sockets.connections and workspace.sockets.connections != [first])
    await workspace.member("ana").says("#backend", "still there?")
    await settled(workspace)
    assert [each["text"] for each in app.events] == ["still there?"]


async def test_a_refresh_moves_the_app_to_a_new_connection(workspace: Workspace, app: TinyApp) -> None:
    (first,) = workspace.sockets.connections
    await workspace.sockets.refresh(after=0.05)
    await workspace.until(lambda: workspace.sockets.connections and first not in workspace.sockets.connections)
    await workspace.member("ana").says("#backend", "moved?")
    await settled(workspace)
    assert [each["text"] for each in app.events] == ["moved?"]


async def test_socket_mode_switched_off_says_goodbye_and_gives_no_more_tickets(
    workspace: Workspace, address: Address
) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(await url(address)) as socket:
        await socket.receive_json()
        await workspace.sockets.disable()
        assert (await socket.receive_json())["reason"] == "link_disabled"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    with pytest.raises(Exception, match="forbidden_team"):
        await url(address)


@pytest.mark.usefixtures("impatient")
async def test_a_person_who_waits_is_not_sent_elsewhere(workspace: Workspace, connect: Connect) -> None:
    deaf = TinyApp(silent=1)
    await connect(deaf)
    with pytest.raises(Unanswered):
        await workspace.member("ana").command("/adr", "#backend")
    assert [each.retry_attempt for each in deaf.requests] == [None]


async def test_events_come_many_times_and_shuffled_where_that_is_ordered(workspace: Workspace, app: TinyApp) -> None:
    workspace.faults.repeat_events(4, spread=0.05, seed=1)
    said = [await workspace.member("ana").says("#backend", f"number {n}") for n in range(10)]
    await settled(workspace)
    heard = [each["ts"] for each in app.events]
    assert sorted(heard) == sorted(said * 4)
    assert heard != sorted(heard)
    assert len({each["event_id"] for each in app.payloads}) == 10


async def test_closing_leaves_nothing_behind(clock: TurnableClock) -> None:
    workspace = Workspace(TEAM, clock)
    async with serving(workspace) as address, aiohttp.ClientSession() as http:
        socket = await http.ws_connect(await url(address))
        await socket.receive_json()
        stream = await http.get(f"{address.page_url}local/events?as=U0ANA")
        await workspace.member("ana").says("#backend", "never acked")
        assert json.loads((await socket.receive()).data)["type"] == "events_api"
        await workspace.close()
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await stream.content.read()
        stream.close()
    assert workspace.delivering == 0
    assert workspace.sockets.connections == []
