"""The frame around the messages: narrow screens, broken connections, suggestions, empty rooms, the app's Home."""

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.page.conftest import SmallApp
from tests.page.kit import buttons, section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


async def test_on_a_narrow_screen_the_channels_are_in_a_drawer(page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 720})
    ben = page.get_by_role("button", name="Ben", exact=True)
    await expect(ben).to_be_hidden()
    await page.get_by_role("button", name="Channels and people").click()
    await ben.click()
    await expect(ben).to_be_hidden()
    await expect(page.get_by_label("Message Ben")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_an_empty_room_says_what_to_try(page: Page) -> None:
    await page.get_by_role("button", name="@Helper what did we decide about …").click()
    composer = page.get_by_label("Message #backend")
    await expect(composer).to_have_value("@Helper what did we decide about ")
    await expect(composer).to_be_focused()


async def test_an_empty_room_without_the_app_offers_to_invite_it(page: Page) -> None:
    await page.get_by_role("button", name="New channel").click()
    await page.keyboard.type("pulse")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="/invite @Helper").click()
    composer = page.get_by_label("Message #pulse")
    await expect(composer).to_have_value("/invite @Helper")
    await composer.press("Enter")
    await expect(page.get_by_text("Helper is in this channel now.")).to_be_visible()


async def test_a_name_is_completed_with_the_hand_or_the_keys(page: Page, workspace: Workspace) -> None:
    composer = page.get_by_label("Message #backend")
    await composer.press_sequentially("Ask @")
    options = page.get_by_role("option")
    await expect(options).to_have_count(3)
    await options.nth(1).hover()
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(options.first).to_have_attribute("aria-selected", "false")
    await options.nth(1).click()
    await composer.press_sequentially("or @hel")
    await composer.press("Tab")
    await expect(composer).to_have_value("Ask @Ben or @Helper ")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("today")
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    assert workspace.messages_in("#backend")[0].text == "Ask <@U0BEN> or <@U0BOT> \ntoday"


async def test_the_home_of_the_app_can_be_read_and_pressed(page: Page, app: SmallApp, slack: AsyncWebClient) -> None:
    await page.get_by_role("button", name="Helper", exact=True).click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Helper has published no Home for you so far.")).to_be_visible()
    await slack.views_publish(
        user_id="U0ANA", view={"type": "home", "blocks": [section("*Coming up*"), buttons("Plan")]}
    )
    await page.get_by_role("button", name="Plan").click()
    await app.until_heard("block_actions")
    await page.reload()
    await expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_text("Coming up")).to_be_visible()


async def test_the_page_says_when_nothing_answers_any_more(page: Page, workspace: Workspace) -> None:
    await expect(page.locator("#banner")).to_be_hidden()
    await workspace.close()
    await expect(page.locator("#banner")).to_have_text("The workspace does not answer. Trying again…")


async def test_the_day_can_be_played_and_stopped(page: Page, workspace: Workspace) -> None:
    play = page.get_by_role("button", name="Play the day")
    await play.click()
    await expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Jump to")).to_be_disabled()
    await page.get_by_role("button", name="Pause").click()
    await expect(play).to_be_visible()


async def test_the_last_messages_stay_in_sight_when_a_thread_opens(page: Page, workspace: Workspace) -> None:
    for number in range(12):
        await workspace.member("Ben").says("#backend", f"{number}: {'words that go on ' * 12}")
    await workspace.member("Ben").says("#backend", "The last word")
    last = page.locator("main .message", has_text="The last word")
    await expect(last).to_be_in_viewport()
    await last.hover()
    await last.get_by_label("Reply in thread").click()
    await expect(page.get_by_label("Reply…")).to_be_focused()
    await expect(last).to_be_in_viewport(ratio=1)


async def test_a_command_that_was_sent_leaves_no_suggestions_behind(page: Page, app: SmallApp) -> None:
    composer = page.get_by_label("Message #backend")
    await composer.press_sequentially("/adr")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    assert len(await app.until_heard("/adr")) == 1


async def test_the_app_is_invited_as_in_slack(page: Page, workspace: Workspace) -> None:
    composer = page.locator("main textarea.composer-field").first
    await composer.fill("/remove @Helper")
    await composer.press("Enter")
    await expect(page.get_by_text("Helper is no longer in this channel.")).to_be_visible()
    await composer.fill("/invite @Helper")
    await composer.press("Enter")
    await expect(page.get_by_text("Helper is in this channel now.")).to_be_visible()
    assert workspace.app.bot_user in workspace.channel("#backend").members
