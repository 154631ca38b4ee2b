"""Emoji are our own pictures, the same whatever fonts a machine has, and stay the characters that they are."""

import re
from xml.etree import ElementTree

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from integrations.workspace.server import PAGE
from tests.page.conftest import SmallApp
from tests.page.kit import buttons, field, modal, option, section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

SHOWN = {
    "*ready* :tada: now": "ready [🎉] now",
    "🚀👍🏽 :+1::skin-tone-4: :thumbsup:": "[🚀][👍] [👍] [👍]",
    ":nobody_knows: at 10:30:45": ":nobody_knows: at 10:30:45",
    "👩‍🚀 🦄 🇩🇪 → ✔": "👩‍🚀 🦄 🇩🇪 → ✔",
    "✔️ and ✔︎": "[✔️] and ✔︎",
    "`:tada: 🎉`": ":tada: 🎉",
}
READ = """all => all.map((each) => {
  const copy = each.cloneNode(true);
  for (const emoji of copy.querySelectorAll(".emoji")) emoji.replaceWith(`[${emoji.textContent}]`);
  return copy.textContent;
})"""
SIGN = re.compile("[\U0001f000-\U0001faff\u2705\u2b50\u26a1\u274c\u23f0-\u23f3]|[\u2190-\u2bff]\ufe0f")


async def test_what_we_draw_is_a_picture_and_everything_else_stays_as_it_was_said(
    page: Page, slack: AsyncWebClient
) -> None:
    for text in SHOWN:
        await slack.chat_postMessage(channel="C0BACK", text="x", blocks=[section(text)])
    shown = page.locator("main .section-text")
    await expect(shown).to_have_count(len(SHOWN))
    assert dict(zip(SHOWN, await shown.evaluate_all(READ), strict=True)) == SHOWN


async def test_every_emoji_has_a_picture_that_the_browser_draws_from_our_own_file(page: Page) -> None:
    symbols = [each.get("id") for each in ElementTree.parse(PAGE / "emoji.svg").getroot()]  # noqa: S314 # our own file
    named: list[str] = await page.evaluate("import('/emoji.js').then(({ NAMED }) => NAMED)")
    assert sorted(named) == sorted(str(each) for each in symbols)
    await page.locator("main").evaluate(
        "(main) => import('/emoji.js').then(({ NAMED, emoji }) => main.replaceChildren(...NAMED.map(emoji)))"
    )
    uses = page.locator("main .emoji use")
    await expect(uses).to_have_count(len(named))
    await page.wait_for_function("document.querySelector('main .emoji use').getBBox().width > 8")
    size = "each.getBBox()"
    empty = f"all => all.filter((each) => Math.max({size}.width, {size}.height) < 8).length"
    assert await uses.evaluate_all(empty) == 0


async def test_every_emoji_that_rolecall_says_is_drawn(page: Page) -> None:
    rooms = [PAGE.parents[2] / room for room in ("bot", "jobs")]
    said = {sign for room in rooms for file in room.rglob("*.py") for sign in SIGN.findall(file.read_text("utf-8"))}
    assert {"✅", "🚧", "📝", "⏸️"} <= said
    drawn = """(all) => import('/emoji.js').then(({ withEmoji }) =>
      all.filter((each) => ![each, `${each}\\ufe0f`].some((sign) => withEmoji(sign)[0] instanceof Element)))"""
    assert await page.evaluate(drawn, sorted(said)) == []


async def test_reactions_statuses_suggestions_buttons_and_palettes_show_the_same_pictures(
    page: Page, slack: AsyncWebClient, workspace: Workspace
) -> None:
    ben = workspace.member("Ben")
    await ben.sets_status("By the sea", ":desert_island:")
    ts = await ben.says("#backend", "Out :palm_tree:")
    await ben.reacts("#backend", ts, "white_check_mark")
    await slack.chat_postMessage(channel="C0BACK", text="x", blocks=[buttons("✅ Done")])
    for place in (".reaction", ".words", ".author-status", ".block-actions .button"):
        await expect(page.locator(f"main {place} .emoji svg").first).to_be_visible()
    await expect(page.locator("#sidebar .side-note .emoji")).to_have_attribute("aria-label", "🏝️")
    await expect(page.get_by_role("button", name="✅ Done")).to_be_visible()

    composer = page.locator("main textarea")
    await composer.press_sequentially(":ca")
    offered = page.get_by_role("option")
    await expect(offered.first.locator(".emoji")).to_be_visible()
    names = await offered.locator("strong").all_text_contents()
    assert names[:2] == [":calendar:", ":cake:"], "what begins so comes before what only has it"
    assert ":scales:" in names
    await composer.fill("")
    await page.locator("main .reaction.add").click()
    await page.get_by_label("Find an emoji").fill("island")
    await expect(page.locator(".emoji-grid button")).to_have_count(1)
    await expect(page.locator(".emoji-grid .emoji")).to_be_visible()


async def test_what_is_copied_has_the_characters(page: Page, workspace: Workspace) -> None:
    await workspace.member("Ben").says("#backend", "Shipped :rocket: at last")
    words = page.locator("main .words", has_text="Shipped")
    await words.evaluate("(each) => getSelection().selectAllChildren(each)")
    assert await page.evaluate("getSelection().toString()") == "Shipped 🚀 at last"


async def test_where_the_browser_lists_words_only_an_option_keeps_its_words(page: Page, app: SmallApp) -> None:
    options = [option("🙂 Good"), option("😣"), option("🦄 Odd")]
    app.opens = modal("How are you?", field("mood", "static_select", options=options))
    await app.slack.chat_postMessage(channel="C0BACK", text="x", blocks=[buttons("Open")])
    await page.get_by_role("button", name="Open").click()
    shown = page.get_by_role("dialog").locator("option")
    await expect(shown).to_have_text(["Choose…", "Good", "persevere", "🦄 Odd"])
