"""Messages: editing, deleting, reacting, shortcuts, whispers, threads."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.page.conftest import SmallApp
from tests.page.kit import section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


async def choose(page: Page, message: Locator, words: str) -> None:
    """Choose `words` in the menu of a message."""
    await message.hover()
    await message.get_by_label("More actions").click()
    await page.get_by_role("menuitem", name=words).click()


async def test_ones_own_message_is_edited_and_taken_back(page: Page, workspace: Workspace) -> None:
    await workspace.member("Ana").says("#backend", "Standup at @Ben nine & ten")
    await workspace.member("Ben").says("#backend", "Fine")
    message = page.locator("main .message", has_text="nine")
    await choose(page, message, "Edit message")
    editor = page.get_by_label("Edit message")
    await expect(editor).to_have_value("Standup at @Ben nine & ten")
    await editor.fill("Standup at *nine*, @Ben")
    await editor.press("Enter")
    await expect(message.locator(".edited")).to_be_visible()
    assert workspace.messages_in("#backend")[0].text == "Standup at *nine*, <@U0BEN>"

    other = page.locator("main .message", has_text="Fine")
    await other.hover()
    await other.get_by_label("More actions").click()
    await expect(page.get_by_role("menuitem", name="Reply in thread")).to_be_visible()
    assert await page.get_by_role("menuitem", name="Delete message").count() == 0
    await page.keyboard.press("Escape")

    await choose(page, message, "Delete message")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(message).to_be_hidden()
    assert [each.text for each in workspace.messages_in("#backend")] == ["Fine"]


async def test_a_reaction_is_put_and_taken_back_with_the_keyboard(page: Page, workspace: Workspace) -> None:
    ben = workspace.member("Ben")
    ts = await ben.says("#backend", "It is live")
    await ben.reacts("#backend", ts, "tada")
    reaction = page.get_by_role("button", name="tada, 1, from Ben")
    await reaction.focus()
    await page.keyboard.press("Enter")
    both = page.get_by_role("button", name="tada, 2, from Ben, you")
    await expect(both).to_have_attribute("aria-pressed", "true")
    await both.press("Enter")
    await expect(reaction).to_have_attribute("aria-pressed", "false")

    await expect(reaction).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_label("Find an emoji").fill("rocket")
    await page.get_by_label("Find an emoji").press("Enter")
    await expect(page.get_by_role("button", name="rocket, 1, from you")).to_be_visible()
    await expect(page.locator("main .reaction.add")).to_be_focused()


async def test_a_shortcut_reaches_the_app_with_its_message(page: Page, app: SmallApp, workspace: Workspace) -> None:
    ts = await workspace.member("Ben").says("#backend", "The release train leaves on Thursdays")
    await choose(page, page.locator("main .message", has_text="release train"), "Remember this")
    [heard] = await app.until_heard("message_action")
    assert (heard["callback_id"], heard["message"]["ts"]) == ("remember", ts)


async def test_a_whisper_is_marked_and_cannot_be_answered(page: Page, app: SmallApp, slack: AsyncWebClient) -> None:
    await slack.chat_postEphemeral(channel="C0BACK", user="U0ANA", text="Your standup is due")
    message = page.locator("main .message", has_text="Your standup is due")
    await expect(message).to_contain_text("Only visible to you")
    await message.hover()
    assert await message.get_by_label("Reply in thread").count() == 0


async def test_a_thread_shows_that_the_app_thinks_and_then_what_it_says(
    page: Page, slack: AsyncWebClient, workspace: Workspace
) -> None:
    ts = await workspace.member("Ana").says("#backend", "@Helper what did we decide?")
    message = page.locator("main .message", has_text="what did we decide?")
    await message.hover()
    await message.get_by_label("Reply in thread").click()
    await slack.assistant_threads_setStatus(channel_id="C0BACK", thread_ts=ts, status="is thinking…")
    await expect(page.locator("#thread .thinking")).to_have_text("Helper is thinking")
    await slack.chat_postMessage(channel="C0BACK", thread_ts=ts, text="Nothing yet", blocks=[section("Nothing *yet*.")])
    await expect(page.locator("#thread .message", has_text="Nothing yet.")).to_be_visible()
    await expect(page.locator("#thread .thinking")).to_be_hidden()
    await expect(message.locator(".replies")).to_contain_text("1 reply")
    await page.get_by_label("Reply…").press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()


async def test_an_answer_grows_before_ones_eyes_and_its_steps_fold_away(
    page: Page, slack: AsyncWebClient, workspace: Workspace
) -> None:
    ts = await workspace.member("Ana").says("#backend", "@Helper what is broken?")
    await page.goto(f"{page.url.split('#')[0]}#as=U0ANA&channel=C0BACK&thread={ts}")
    await slack.assistant_threads_setStatus(channel_id="C0BACK", thread_ts=ts, status="is looking at the alerts…")
    await expect(page.locator("#thread .thinking")).to_have_text("Helper is looking at the alerts")
    step = {"type": "task_update", "id": "1", "title": "Looked at the alerts", "status": "in_progress"}
    begun = await slack.chat_startStream(
        channel="C0BACK",
        thread_ts=ts,
        recipient_team_id="T0LOCAL",
        recipient_user_id="U0ANA",
        task_display_mode="plan",
        chunks=[{"type": "plan_update", "title": "1 step"}, step],
    )
    stream: dict[str, Any] = {"channel": "C0BACK", "ts": begun["ts"]}
    answer = page.locator("#thread .message").last
    await expect(answer.locator(".task-title")).to_be_visible()
    await slack.chat_appendStream(**stream, chunks=[{"type": "markdown_text", "text": "**Two** alerts"}])
    await expect(answer.locator("strong", has_text="Two")).to_be_visible()
    await expect(answer.locator(".growing")).to_be_visible()
    await slack.chat_stopStream(**stream, chunks=[{**step, "status": "complete"}], markdown_text=" are open.")
    await expect(answer).to_contain_text("Two alerts are open.")
    await expect(answer.locator(".growing")).to_be_hidden()
    await expect(answer.locator(".task-title")).to_be_hidden()
    await answer.get_by_text("1 step").click()
    await expect(answer.locator(".task-title")).to_have_text("Looked at the alerts")


async def test_a_command_in_a_thread_is_refused_in_words_and_not_lost(page: Page, workspace: Workspace) -> None:
    ts = await workspace.member("Ben").says("#backend", "Where do we keep events?")
    await page.goto(f"{page.url.split('#')[0]}#as=U0ANA&channel=C0BACK&thread={ts}")
    reply = page.get_by_label("Reply…")
    await reply.fill("/adr Use an outbox")
    await reply.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("no slash commands in threads")
    await expect(reply).to_have_value("/adr Use an outbox")


async def test_a_file_is_shown_with_its_size_and_downloaded(
    page: Page, slack: AsyncWebClient, workspace: Workspace
) -> None:
    content = "person,answer\r\nZoë,:tada:\r\n".encode() * 100
    await slack.files_upload_v2(channel="C0BACK", content=content, filename="a day.csv", initial_comment="For *you*")
    message = page.locator("main .message", has_text="a day.csv")
    await expect(message.locator("strong", has_text="you")).to_be_visible()
    await expect(message.locator(".file")).to_contain_text("3 KB")
    async with page.expect_download() as coming:
        await message.get_by_role("link", name="Download a day.csv").click()
    download = await coming.value
    assert download.suggested_filename == "a day.csv"
    assert (await download.path()).read_bytes() == content  # a small file of the test
