"""What somebody sees and does on the page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Address, Workspace
from tests.page.conftest import SmallApp
from tests.page.kit import buttons, field, modal, plain, section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

EVIL = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


FORM = modal("Your standup", field("Today", "plain_text_input", optional=False))


async def test_one_member_asks_and_another_answers_in_the_thread(page: Page, workspace: Workspace) -> None:
    composer = page.get_by_label("Message #backend")
    await composer.fill("Who knows *staging*?")
    await composer.press("Enter")
    message = page.locator("main .message", has_text="Who knows")
    await expect(message.locator("strong", has_text="staging")).to_be_visible()

    await page.click("#member-switch")
    await page.get_by_role("menuitemradio", name="Ben").click()
    await expect(page.locator("#member-switch")).to_contain_text("You are Ben")
    await message.hover()
    await message.get_by_label("Reply in thread").click()
    await page.get_by_label("Reply…").fill("I do")
    await page.get_by_label("Reply…").press("Enter")

    await expect(page.locator("#thread .message", has_text="I do")).to_be_visible()
    await expect(message.locator(".replies")).to_contain_text("1 reply")
    said = workspace.messages_in("#backend")
    assert [(each.user, each.text) for each in said] == [("U0ANA", "Who knows *staging*?"), ("U0BEN", "I do")]
    assert said[1].thread_ts == said[0].ts

    await page.reload()
    await expect(page.locator("#member-switch")).to_contain_text("You are Ben")
    await expect(page.locator("#thread .message", has_text="I do")).to_be_visible()


async def test_a_bare_address_opens_as_the_first_of_the_team(page: Page, address: Address) -> None:
    await page.evaluate("sessionStorage.clear()")
    await page.goto("about:blank")
    await page.goto(address.page_url)
    await expect(page.locator("#member-switch")).to_contain_text("You are Ana")
    await expect(page.locator("main h1")).to_have_text("backend")
    assert "as=U0ANA&channel=C0BACK" in page.url


async def test_a_button_reaches_the_app_and_its_form_shows_what_is_wrong(
    page: Page, app: SmallApp, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel="C0BACK", text="Standup", blocks=[buttons("Answer")])
    app.opens = FORM
    await page.get_by_role("button", name="Answer").click()
    dialog = page.get_by_role("dialog", name="Your standup")
    await expect(dialog).to_be_visible()

    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.locator(".error")).to_have_text("Please complete this required field.")

    app.answers["view_submission"] = {"response_action": "errors", "errors": {"Today": "A little more, please."}}
    await dialog.get_by_label("Today").fill("x")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.locator(".error")).to_have_text("A little more, please.")
    await expect(dialog.get_by_label("Today")).to_be_focused()

    del app.answers["view_submission"]
    await dialog.get_by_label("Today").fill("The refund flow")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_hidden()
    values = (await app.until_heard("view_submission", 2))[-1]["view"]["state"]["values"]
    assert values["Today"]["Today"]["value"] == "The refund flow"


async def test_escape_closes_a_form_also_for_the_workspace(
    page: Page, app: SmallApp, slack: AsyncWebClient, workspace: Workspace
) -> None:
    await slack.chat_postMessage(channel="C0BACK", text="Standup", blocks=[buttons("Answer")])
    app.opens = FORM
    await page.get_by_role("button", name="Answer").click()
    await expect(page.get_by_role("dialog", name="Your standup")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Your standup")).to_be_hidden()
    await workspace.until(lambda: workspace.view_of("Ana") is None)


async def test_markup_from_anywhere_stays_words(page: Page, slack: AsyncWebClient, workspace: Workspace) -> None:
    await workspace.member("Ben").says("#backend", EVIL)
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain(EVIL)},
        section(f"*{EVIL}* <javascript:document.title=1|press me>"),
        {"type": "context", "elements": [plain(EVIL)]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": EVIL},
                        {"type": "link", "url": "javascript:document.title=1", "text": "or me"},
                    ],
                }
            ],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}]]},
    ]
    await slack.chat_postMessage(channel="C0BACK", text=EVIL, blocks=blocks)
    await expect(page.get_by_text("or me")).to_be_visible()
    shown = page.locator("main .message-list")
    assert await shown.locator("img, script, a[href^=javascript]").count() == 0
    assert (await shown.inner_text()).count("<script>document.title=1</script>") == 5
    assert "backend" in await page.title()


async def test_the_clock_jumps_to_the_next_ritual(page: Page, workspace: Workspace) -> None:
    await expect(page.locator("#clock-now")).to_have_text("Mon 23 Nov · 08:00")
    await expect(page.locator("#clock-next")).to_contain_text("Standup at 09:00")
    await page.get_by_role("button", name="Jump to 09:00").click()
    await expect(page.locator("#clock-now")).to_have_text("Mon 23 Nov · 09:00")
    await expect(page.locator("#clock-next")).to_have_text("Nothing planned")
    assert workspace.clock.now() == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_a_slash_offers_commands_and_runs_the_chosen_one(page: Page, app: SmallApp) -> None:
    composer = page.get_by_label("Message #backend")
    await composer.press_sequentially("/a")
    await expect(page.get_by_role("option", name="/adr")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("/adr ")
    await composer.press_sequentially("Use PostgreSQL")
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    assert [each["text"] for each in await app.until_heard("/adr")] == ["Use PostgreSQL"]


async def test_what_there_is_to_ask_in_a_channel_is_said_at_the_press_of_a_button(
    page: Page, workspace: Workspace
) -> None:
    await page.get_by_role("button", name="Is it live?").click()
    await expect(page.locator("main .message", has_text="is it live?")).to_be_visible()
    assert workspace.messages_in("#backend")[0].text == "<@U0BOT> is it live?"


async def test_what_another_says_is_marked_as_unread_until_it_is_looked_at(page: Page, workspace: Workspace) -> None:
    await workspace.member("Ben").says("@Ana", "Have you a minute?")
    row = page.get_by_role("button", name="Ben, 1 unread")
    await expect(row).to_contain_text("1")
    await row.click()
    await expect(page.locator("main .message", has_text="Have you a minute?")).to_be_visible()
    await expect(page.get_by_role("button", name="Ben", exact=True)).to_be_visible()


async def test_a_permalink_that_was_opened_elsewhere_leads_to_its_message(
    page: Page, workspace: Workspace, slack: AsyncWebClient
) -> None:
    ben = workspace.member("Ben")
    first = await ben.says("#backend", "The oldest of many")
    for number in range(60):
        await ben.says("#backend", f"Something else, {number}")
    reply = await ben.says("#backend", "An answer to the oldest", first)
    link = await slack.chat_getPermalink(channel="C0BACK", message_ts=first)
    await page.goto(link["permalink"])
    await expect(page.locator("main .message", has_text="The oldest of many")).to_be_in_viewport()
    link = await slack.chat_getPermalink(channel="C0BACK", message_ts=reply)
    await page.goto(link["permalink"])
    await expect(page.locator("#thread .message", has_text="An answer to the oldest")).to_be_in_viewport()
