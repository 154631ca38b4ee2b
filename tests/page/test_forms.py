"""Modals: every kind of field, what becomes of typed words, and where the focus is."""

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.page.conftest import SmallApp
from tests.page.kit import Json, buttons, field, modal, option, plain, section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


async def opened(page: Page, app: SmallApp, slack: AsyncWebClient, view: Json) -> Locator:
    """The dialog of `view`, which a button of a message has opened."""
    app.opens = view
    await slack.chat_postMessage(channel="C0BACK", text="Press", blocks=[buttons("Open")])
    await page.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog", name=view["title"]["text"])
    await expect(dialog).to_be_visible()
    app.opens = None
    return dialog


async def test_every_kind_of_field_sends_what_was_chosen(page: Page, app: SmallApp, slack: AsyncWebClient) -> None:
    seasons = [option(words) for words in ("Spring", "Summer", "Autumn")]
    view = modal(
        "Everything",
        field("Words", "plain_text_input", initial_value="before"),
        field("Lines", "plain_text_input", multiline=True),
        field("Number", "number_input", is_decimal_allowed=False),
        field("Mail", "email_text_input"),
        field("One of few", "radio_buttons", options=seasons),
        field("Some of few", "checkboxes", options=seasons, initial_options=seasons[:1]),
        field("One", "static_select", options=seasons),
        field("Some", "multi_static_select", options=seasons),
        field("Person", "users_select"),
        field("People", "multi_users_select", initial_users=["U0BEN"]),
        field("Room", "conversations_select", filter={"include": ["public"]}),
        field("Day", "datepicker"),
        field("Hour", "timepicker"),
        field("Moment", "datetimepicker"),
    )
    dialog = await opened(page, app, slack, view)
    await dialog.get_by_label("Words").fill("after")
    await dialog.get_by_label("Lines").fill("one\ntwo")
    await dialog.get_by_label("Number").fill("42")
    await dialog.get_by_label("Mail").fill("ana@example.com")
    await dialog.get_by_role("radio", name="Summer").check()
    await dialog.get_by_role("checkbox", name="Autumn").check()
    await dialog.get_by_label("One", exact=False).and_(dialog.locator("select")).select_option(label="Spring")
    some = dialog.get_by_role("combobox", name="Some")
    await some.click()
    await dialog.get_by_role("option", name="Summer").and_(dialog.locator("li")).click()
    await some.press("ArrowDown")
    await some.press("Enter")
    await some.press("Escape")
    await dialog.get_by_label("Person").select_option(label="Ben")
    people = dialog.get_by_role("combobox", name="People")
    await people.fill("an")
    await people.press("Enter")
    await people.press("Escape")
    await dialog.get_by_label("Room").select_option(label="#backend")
    await dialog.get_by_label("Day").fill("2026-12-01")
    await dialog.get_by_label("Hour").fill("09:30")
    await dialog.get_by_label("Moment").fill("2026-12-01T09:30")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_hidden()

    [submitted] = await app.until_heard("view_submission")
    sent = {name: state[name] for name, state in submitted["view"]["state"]["values"].items()}
    assert sent["Words"]["value"] == "after"
    assert sent["Lines"]["value"] == "one\ntwo"
    assert sent["Number"]["value"] == "42"
    assert sent["Mail"]["value"] == "ana@example.com"
    assert sent["One of few"]["selected_option"]["value"] == "summer"
    assert [each["value"] for each in sent["Some of few"]["selected_options"]] == ["spring", "autumn"]
    assert sent["One"]["selected_option"]["value"] == "spring"
    assert [each["value"] for each in sent["Some"]["selected_options"]] == ["summer", "autumn"]
    assert sent["Person"]["selected_user"] == "U0BEN"
    assert sorted(sent["People"]["selected_users"]) == ["U0ANA", "U0BEN"]
    assert sent["Room"]["selected_conversation"] == "C0BACK"
    assert sent["Day"]["selected_date"] == "2026-12-01"
    assert sent["Hour"]["selected_time"] == "09:30"
    assert sent["Moment"]["selected_date_time"] == 1796113800, "09:30 in Berlin, where Ana is, is 08:30 UTC"


async def test_what_was_typed_outlives_an_update_of_the_form(
    page: Page, app: SmallApp, slack: AsyncWebClient, workspace: Workspace
) -> None:
    view = modal("Growing", field("Today", "plain_text_input"))
    dialog = await opened(page, app, slack, view)
    await dialog.get_by_label("Today").fill("The refund flow")
    more = modal("Growing", section("One more question"), field("Today", "plain_text_input"))
    before = await workspace.until(lambda: workspace.view_of("Ana"))
    assert before is not None
    await slack.views_update(view_id=before.id, view=more)
    await expect(dialog.get_by_text("One more question")).to_be_visible()
    await expect(dialog.get_by_label("Today")).to_have_value("The refund flow")
    await expect(dialog.get_by_label("Today")).to_be_focused()


async def test_the_focus_stays_inside_a_form_and_returns_where_it_was(
    page: Page, app: SmallApp, slack: AsyncWebClient
) -> None:
    dialog = await opened(page, app, slack, modal("Small", field("Today", "plain_text_input")))
    await expect(dialog.get_by_label("Today")).to_be_focused()
    outside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert not await page.evaluate(outside)
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("button", name="Open")).to_be_focused()


async def test_a_button_that_asks_first_does_nothing_when_it_is_denied(
    page: Page, app: SmallApp, slack: AsyncWebClient
) -> None:
    row = buttons("Close")
    row["elements"][0]["confirm"] = {
        "title": plain("Close the standup?"),
        "text": plain("Nobody can answer after that."),
        "confirm": plain("Close it"),
        "deny": plain("Leave it"),
    }
    await slack.chat_postMessage(channel="C0BACK", text="Standup", blocks=[row])
    question = page.get_by_role("dialog", name="Close the standup?")
    await page.get_by_role("button", name="Close", exact=True).click()
    await question.get_by_role("button", name="Leave it").click()
    await expect(question).to_be_hidden()
    assert app.of("block_actions") == []
    await page.get_by_role("button", name="Close", exact=True).click()
    await question.get_by_role("button", name="Close it").click()
    await expect(question).to_be_hidden()
    assert len(await app.until_heard("block_actions")) == 1


async def test_chips_are_removed_one_after_the_other(page: Page, app: SmallApp, slack: AsyncWebClient) -> None:
    view = modal("Chips", field("People", "multi_users_select", initial_users=["U0ANA", "U0BEN"]))
    dialog = await opened(page, app, slack, view)
    await dialog.get_by_role("combobox", name="People").click()
    await dialog.get_by_role("button", name="Remove Ana").click()
    await dialog.get_by_role("button", name="Remove Ben").click()
    await expect(dialog.locator(".chip")).to_have_count(0)
