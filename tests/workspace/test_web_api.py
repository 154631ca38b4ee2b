"""The Web API, asked by Slack's own client."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, App, Person, Place, Sample, Workspace, serving
from tests.workspace.conftest import BOT


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_auth_test_names_the_bot(slack: AsyncWebClient, address: Address) -> None:
    who = await slack.auth_test()
    assert (who["user_id"], who["bot_id"], who["team"]) == (BOT, "B0BOT", "Small Team")
    assert who["url"] == address.page_url


async def test_wrong_tokens_have_slacks_own_codes(slack: AsyncWebClient, workspace: Workspace) -> None:
    assert await refused(slack.auth_test(token="xoxb-wrong")) == "invalid_auth"
    assert await refused(slack.auth_test(token="xapp-local")) == "not_allowed_token_type"
    assert await refused(slack.apps_connections_open(app_token="xoxb-local")) == "not_allowed_token_type"
    workspace.revoked.add("xoxb-local")
    assert await refused(slack.auth_test()) == "token_revoked"
    workspace.revoked.clear()
    workspace.deactivate(BOT)
    assert await refused(slack.auth_test()) == "account_inactive"


async def test_without_a_token_nothing_goes_and_unknown_methods_say_so(address: Address) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{address.api_url}auth.test") as answer:
            assert await answer.json() == {"ok": False, "error": "not_authed"}
        async with http.post(f"{address.api_url}chat.shout", data={"token": "xoxb-local"}) as answer:
            assert (await answer.json())["error"] == "unknown_method"
        async with http.post(f"{address.api_url}auth.test", data={"token": "xoxb-local"}) as answer:
            assert (await answer.json())["ok"]


async def test_a_method_that_reads_does_not_see_a_json_body(slack: AsyncWebClient) -> None:
    assert await refused(slack.api_call("users.info", json={"user": "U0ANA"})) == "user_not_found"
    assert (await slack.users_info(user="U0ANA"))["user"]["tz"] == "Europe/Lisbon"


async def test_a_missing_scope_is_named(clock: TurnableClock) -> None:
    app = App(scopes=frozenset({"users:read", "channels:read"}), bot_token="xoxb-local")
    team = Sample("T", (Person("U1", "a", "A", "a@example.com"),), (Place("G1", "p", ("U1", BOT), "private"),), app)
    async with serving(Workspace(team, clock)) as address:
        slack = AsyncWebClient("xoxb-local", base_url=address.api_url)
        with pytest.raises(SlackApiError) as caught:
            await slack.chat_postMessage(channel="U1", text="hi")
        assert caught.value.response["needed"] == "chat:write"
        assert await refused(slack.conversations_info(channel="G1")) == "missing_scope"
        assert "email" not in (await slack.users_info(user="U1"))["user"]["profile"]


async def test_where_the_bot_cannot_speak(slack: AsyncWebClient) -> None:
    for channel, code in {
        "C0RAND": "not_in_channel",
        "C0HIDE": "channel_not_found",
        "C0GONE": "is_archived",
        "C0NONE": "channel_not_found",
    }.items():
        assert await refused(slack.chat_postMessage(channel=channel, text="hi")) == code
    assert await refused(slack.api_call("chat.postMessage", json={"channel": "C0BACK", "text": " "})) == "no_text"
    assert "thread_ts" not in (await slack.chat_postMessage(channel="C0BACK", text="x", thread_ts="1.2"))["message"]


async def test_a_post_is_kept_with_its_metadata_and_found_again(slack: AsyncWebClient, workspace: Workspace) -> None:
    metadata = {"event_type": "letter", "event_payload": {"key": "k1"}}
    posted = await slack.chat_postMessage(channel="#backend", text="hello", metadata=metadata)
    plain = await slack.conversations_history(channel="C0BACK")
    full = await slack.conversations_history(channel="C0BACK", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata
    assert full["messages"][0]["ts"] == posted["ts"] == workspace.journal.accepted("chat.postMessage")[0].ts


async def test_history_goes_from_new_to_old_in_pages_and_windows(slack: AsyncWebClient, workspace: Workspace) -> None:
    ana = workspace.member("ana")
    stamps = [await ana.says("#backend", f"number {n}") for n in range(5)]
    await ana.says("#backend", "in a thread", thread_ts=stamps[0])
    seen: list[str] = []
    cursor = None
    while True:
        page = await slack.conversations_history(channel="C0BACK", limit=2, cursor=cursor)
        seen += [each["ts"] for each in page["messages"]]
        assert len(page["messages"]) <= 2
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == stamps[::-1]
    window: dict[str, Any] = {"channel": "C0BACK", "oldest": stamps[1], "latest": stamps[3]}
    assert [each["ts"] for each in (await slack.conversations_history(**window))["messages"]] == [stamps[2]]
    inclusive = await slack.conversations_history(**window, inclusive=True)
    assert [each["ts"] for each in inclusive["messages"]] == stamps[3:0:-1]
    assert await refused(slack.conversations_history(channel="C0BACK", cursor="nonsense")) == "invalid_cursor"
    assert await refused(slack.conversations_history(channel="C0RAND")) == "not_in_channel"


async def test_a_thread_brings_its_parent_and_counts_its_replies(slack: AsyncWebClient, workspace: Workspace) -> None:
    ts = await workspace.member("ana").says("#backend", "question")
    reply = await slack.chat_postMessage(channel="C0BACK", text="answer", thread_ts=ts)
    thread = (await slack.conversations_replies(channel="C0BACK", ts=ts))["messages"]
    assert [each["text"] for each in thread] == ["question", "answer"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (1, reply["ts"])
    again = await refused(slack.chat_postMessage(channel="C0BACK", text="x", thread_ts=reply["ts"]))
    assert again == "cannot_reply_to_message"
    link = (await slack.chat_getPermalink(channel="C0BACK", message_ts=reply["ts"]))["permalink"]
    assert link.endswith(f"?thread_ts={ts}&cid=C0BACK")


async def test_only_ones_own_messages_can_be_changed(slack: AsyncWebClient, workspace: Workspace) -> None:
    hers = await workspace.member("ana").says("#backend", "mine")
    assert await refused(slack.chat_update(channel="C0BACK", ts=hers, text="yours")) == "cant_update_message"
    assert await refused(slack.chat_delete(channel="C0BACK", ts=hers)) == "cant_delete_message"
    assert await refused(slack.chat_update(channel="C0BACK", ts="1.000001", text="x")) == "message_not_found"
    mine = (await slack.chat_postMessage(channel="C0BACK", text="one", blocks=[{"type": "divider"}]))["ts"]
    assert await refused(slack.chat_update(channel="C0BACK", ts=mine, text="x" * 4001)) == "msg_too_long"
    await slack.chat_update(channel="C0BACK", ts=mine, text="two")
    assert workspace.messages_in("#backend")[-1].text == "two"
    assert workspace.messages_in("#backend")[-1].blocks == []
    await slack.chat_delete(channel="C0BACK", ts=mine)
    assert [each.ts for each in workspace.messages_in("#backend")] == [hers]


async def test_an_ephemeral_message_is_one_persons_and_no_history_has_it(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await slack.chat_postEphemeral(channel="C0BACK", user="U0ANA", text="for you")
    assert [each.text for each in workspace.member("ana").whispers("#backend")] == ["for you"]
    assert workspace.member("ben").sees("#backend") == []
    assert (await slack.conversations_history(channel="C0BACK"))["messages"] == []
    assert await refused(slack.chat_postEphemeral(channel="C0PRIV", user="U0BEN", text="x")) == "user_not_in_channel"


async def test_conversations_are_those_that_the_bot_can_see(slack: AsyncWebClient) -> None:
    listed = await slack.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [each["name"] for each in listed["channels"]] == ["backend", "random", "secret"]
    own = await slack.users_conversations(types="public_channel,private_channel")
    assert [each["name"] for each in own["channels"]] == ["backend", "secret", "attic"]
    assert (await slack.conversations_info(channel="C0RAND"))["channel"]["is_member"] is False
    members = await slack.conversations_members(channel="C0BACK", limit=3)
    rest = await slack.conversations_members(channel="C0BACK", cursor=members["response_metadata"]["next_cursor"])
    assert [*members["members"], *rest["members"]] == ["U0ANA", "U0BEN", "U0CHI", BOT]
    assert await refused(slack.conversations_list(types="everything")) == "invalid_types"


async def test_a_dm_is_opened_once_and_joining_is_for_public_channels(slack: AsyncWebClient) -> None:
    first = await slack.conversations_open(users="U0ANA")
    second = await slack.conversations_open(users="U0ANA")
    assert first["channel"]["id"] == second["channel"]["id"]
    assert second["already_open"]
    posted = await slack.chat_postMessage(channel="U0ANA", text="hi")
    assert posted["channel"] == first["channel"]["id"]
    assert await refused(slack.conversations_open(users="U0OLD")) == "user_disabled"
    await slack.conversations_join(channel="C0RAND")
    assert (await slack.chat_postMessage(channel="C0RAND", text="hi"))["ok"]


async def test_users_carry_zones_statuses_and_addresses(slack: AsyncWebClient) -> None:
    chi = (await slack.users_info(user="U0CHI"))["user"]
    assert (chi["tz"], chi["tz_offset"]) == ("Asia/Singapore", 8 * 3600)
    assert chi["profile"]["status_text"] == "Away"
    assert (await slack.users_lookupByEmail(email="BEN@example.com"))["user"]["id"] == "U0BEN"
    assert await refused(slack.users_lookupByEmail(email="old@example.com")) == "users_not_found"
    listed = {each["id"]: each for each in (await slack.users_list())["members"]}
    assert listed["U0OLD"]["deleted"]
    assert listed[BOT]["is_bot"]


async def test_reactions_are_added_once_and_taken_back(slack: AsyncWebClient, workspace: Workspace) -> None:
    ts = await workspace.member("ana").says("#backend", "done")
    item: dict[str, Any] = {"channel": "C0BACK", "timestamp": ts, "name": "eyes"}
    await slack.reactions_add(**item)
    assert await refused(slack.reactions_add(**item)) == "already_reacted"
    got = await slack.reactions_get(channel="C0BACK", timestamp=ts)
    assert got["message"]["reactions"] == [{"name": "eyes", "users": [BOT], "count": 1}]
    await slack.reactions_remove(**item)
    assert await refused(slack.reactions_remove(**item)) == "no_reaction"


async def test_a_stream_grows_and_ends_once(slack: AsyncWebClient, workspace: Workspace, clock: TurnableClock) -> None:
    ts = await workspace.member("ana").says("#backend", "tell me")
    begin: dict[str, Any] = {"channel": "C0BACK", "thread_ts": ts}
    assert await refused(slack.chat_startStream(**begin)) == "missing_recipient_team_id"
    whose: dict[str, Any] = {"recipient_team_id": "T0LOCAL", "recipient_user_id": "U0ANA"}
    stream = (await slack.chat_startStream(**begin, **whose, markdown_text="once "))["ts"]
    await slack.chat_appendStream(channel="C0BACK", ts=stream, markdown_text="upon ")
    assert await refused(slack.chat_update(channel="C0BACK", ts=stream, text="x")) == "streaming_state_conflict"
    await slack.chat_stopStream(channel="C0BACK", ts=stream, markdown_text="a time")
    assert workspace.messages_in("#backend")[-1].text == "once upon a time"
    late = slack.chat_appendStream(channel="C0BACK", ts=stream, markdown_text="!")
    assert await refused(late) == "message_not_in_streaming_state"
    forgotten = (await slack.chat_startStream(**begin, **whose))["ts"]
    clock.turn_to(clock.now() + timedelta(minutes=5, seconds=1))
    assert await refused(slack.chat_stopStream(channel="C0BACK", ts=forgotten)) == "message_not_in_streaming_state"


async def test_a_stream_shows_each_task_once_where_it_began_and_words_where_they_stood(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    ts = await workspace.member("ana").says("#backend", "tell me")
    whose: dict[str, Any] = {"recipient_team_id": "T0LOCAL", "recipient_user_id": "U0ANA"}
    for mode in ("plan", "timeline"):
        asked = {"type": "task_update", "id": "1", "title": "Alerts", "status": "in_progress"}
        begun = await slack.chat_startStream(
            channel="C0BACK", thread_ts=ts, **whose, task_display_mode=mode, chunks=[asked]
        )
        stream: dict[str, Any] = {"channel": "C0BACK", "ts": begun["ts"]}
        await slack.chat_appendStream(**stream, chunks=[{"type": "markdown_text", "text": "Two "}])
        done = {**asked, "status": "complete", "output": "two of them"}
        await slack.chat_appendStream(**stream, chunks=[done, {"type": "markdown_text", "text": "alerts."}])
        bad = {**asked, "status": "over"}
        assert await refused(slack.chat_appendStream(**stream, chunks=[bad])) == "invalid_chunks"
        ended = (await slack.chat_stopStream(**stream, blocks=[{"type": "divider"}]))["message"]
        assert (ended["streaming_state"], ended["text"], "edited" in ended) == ("completed", "Two alerts.", False)
        tasks, words, _line = ended["blocks"]
        assert words["text"] == "Two alerts."
        [task] = tasks["tasks"] if mode == "plan" else [tasks]
        assert (task["type"], task["title"], task["status"]) == ("task_card", "Alerts", "complete")
        assert task["output"]["type"] == "rich_text"


async def test_a_status_below_a_thread_goes_when_the_app_speaks(slack: AsyncWebClient, workspace: Workspace) -> None:
    ts = await workspace.member("ana").says("#backend", "hm?")
    await slack.assistant_threads_setStatus(channel_id="C0BACK", thread_ts=ts, status="is thinking…")
    assert workspace.channel("#backend").thinking == {ts: "is thinking…"}
    await slack.chat_postMessage(channel="C0BACK", thread_ts=ts, text="hm.")
    assert workspace.channel("#backend").thinking == {}


async def test_timestamps_never_repeat_though_the_clock_stands(workspace: Workspace, slack: AsyncWebClient) -> None:
    ana = workspace.member("ana")
    stamps = [await ana.says("#backend", "x") for _ in range(50)]
    stamps.append((await slack.chat_postMessage(channel="C0BACK", text="y"))["ts"])
    assert stamps == sorted(set(stamps))
    assert stamps[0] == "1795417200.000000"
