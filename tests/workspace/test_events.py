"""What the app hears of."""

from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.workspace.app import TinyApp
from tests.workspace.conftest import BOT


async def settled(workspace: Workspace) -> None:
    await workspace.until(lambda: workspace.delivering == 0)


async def test_a_mention_comes_as_message_and_as_app_mention_with_one_ts_and_two_ids(
    workspace: Workspace, app: TinyApp
) -> None:
    ts = await workspace.member("ana").says("#backend", "@Backend_Architect hello")
    await settled(workspace)
    assert [each["type"] for each in app.events] == ["message", "app_mention"]
    assert {each["ts"] for each in app.events} == {ts}
    assert len({each["event_id"] for each in app.payloads}) == 2
    assert app.events[0]["text"] == f"<@{BOT}> hello"
    assert app.events[0]["channel_type"] == "channel"


async def test_a_dm_is_an_im_message_and_never_a_mention(workspace: Workspace, app: TinyApp) -> None:
    await workspace.member("ben").says("@Backend_Architect", "@Backend_Architect hi")
    await settled(workspace)
    assert [(each["type"], each["channel_type"]) for each in app.events] == [("message", "im")]


async def test_nothing_is_heard_of_a_channel_that_the_bot_is_not_in(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    ts = await ana.says("#random", "@Backend_Architect are you there?")
    await ana.reacts("#random", ts, "eyes")
    await ana.says("#hidden", "psst")
    await settled(workspace)
    assert app.events == []


async def test_an_edit_and_a_deletion_bring_what_was_before(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    ts = await ana.says("#backend", "frist")
    await ana.edits("#backend", ts, "first")
    await ana.deletes("#backend", ts)
    await settled(workspace)
    _, changed, deleted = app.events
    assert changed["subtype"] == "message_changed"
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("frist", "first")
    assert changed["ts"] > ts
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_a_deleted_message_with_replies_leaves_a_tombstone(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    ts = await ana.says("#backend", "question")
    await workspace.member("ben").says("#backend", "answer", thread_ts=ts)
    await ana.deletes("#backend", ts)
    await settled(workspace)
    assert app.events[-1]["message"]["subtype"] == "tombstone"
    assert [each.text for each in ana.sees("#backend", ts)] == ["This message was deleted.", "answer"]


async def test_the_apps_own_messages_are_events_with_its_bot_id(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel="C0BACK", text=f"I am <@{BOT}>")
    await settled(workspace)
    assert [(each["type"], each["bot_id"]) for each in app.events] == [("message", "B0BOT")]


async def test_reactions_joins_leaves_status_and_channel_changes_are_told(workspace: Workspace, app: TinyApp) -> None:
    ana, ben = workspace.member("ana"), workspace.member("ben")
    ts = await ana.says("#backend", "ship it")
    await ben.reacts("#backend", ts, ":tada:")
    await ben.leaves("#backend")
    await ben.joins("#backend")
    await ben.sets_status("On leave", ":palm_tree:", datetime(2026, 11, 30, tzinfo=UTC))
    workspace.rename("#backend", "platform")
    workspace.share("#platform")
    workspace.share("#platform", shared=False)
    workspace.archive("#platform")
    await settled(workspace)
    assert [each["type"] for each in app.events[1:]] == [
        "reaction_added",
        "member_left_channel",
        "member_joined_channel",
        "user_change",
        "channel_rename",
        "channel_shared",
        "channel_unshared",
        "channel_archive",
    ]
    assert app.events[1]["item"] == {"type": "message", "channel": "C0BACK", "ts": ts}
    assert app.events[4]["user"]["profile"]["status_expiration"] == 1795996800


async def test_the_bot_hears_of_its_own_invitation_and_removal(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    await ana.invites(BOT, "#random")
    await ana.removes(BOT, "#random")
    await settled(workspace)
    assert [(each["type"], each["user"]) for each in app.events] == [
        ("member_joined_channel", BOT),
        ("member_left_channel", BOT),
    ]
    assert app.events[0]["inviter"] == "U0ANA"


async def test_home_and_messages_tab_are_told_apart(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    await ana.opens_home()
    await ana.opens_dm()
    await settled(workspace)
    assert [each["tab"] for each in app.events] == ["home", "messages"]


async def test_what_is_typed_can_be_no_markup_but_names_and_addresses(workspace: Workspace) -> None:
    ana = workspace.member("ana")
    await ana.says("#backend", "<!channel> & @chi.tan. see #backend, #hidden-no or mail@ben https://x.test/a?b=1&c.")
    assert workspace.messages_in("#backend")[-1].text == (
        "&lt;!channel&gt; &amp; <@U0CHI>. see <#C0BACK|backend>, #hidden-no or mail@ben <https://x.test/a?b=1&amp;c>."
    )
    assert ana.shown(workspace.messages_in("#backend")[-1]).startswith("<!channel> & @chi.tan. see #backend")
