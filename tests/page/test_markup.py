"""What Slack's markup becomes, and that nothing but Slack's markup becomes anything."""

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Workspace
from tests.page.conftest import SmallApp
from tests.page.kit import buttons, field, modal, mrkdwn, option, plain, section

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

DRAWN = {
    "*bold* and _italic_ and ~struck~": "<strong>bold</strong> and <em>italic</em> and <s>struck</s>",
    "2*3*4 snake_case_name *not": "2*3*4 snake_case_name *not",
    "`*raw*` *`code`*": "<code>*raw*</code> <strong><code>code</code></strong>",
    "&gt; said\nnot": "<blockquote>said</blockquote>not",
    "```\n*raw*\n```": '<pre class="code">*raw*</pre>',
    "&lt;b&gt; &amp;amp;": "&lt;b&gt; &amp;amp;",
    "<nonsense": "&lt;nonsense",
    "<javascript:alert(1)|press>": "<span>press</span>",
    "<data:text/html,x>": "<span>data:text/html,x</span>",
    "<!date^1796113800^{date_short} at {time}|later>": (
        '<time title="Tuesday, 1 December 2026 at 09:30">Dec 1, 2026 at 09:30</time>'
    ),
    "<!date^x^{time}|later>": '<time title="later">later</time>',
    "<https://example.com/?a=1&amp;b=2|*here*>": (
        '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer" '
        'title="https://example.com/?a=1&amp;b=2">*here*</a>'
    ),
}


async def test_slacks_markup_is_drawn_and_everything_else_is_words(page: Page, slack: AsyncWebClient) -> None:
    for text in DRAWN:
        await slack.chat_postMessage(channel="C0BACK", text="x", blocks=[section(text)])
    shown = page.locator("main .section-text")
    await expect(shown).to_have_count(len(DRAWN))
    drawn = await shown.evaluate_all("all => all.map((each) => each.innerHTML)")
    assert dict(zip(DRAWN, drawn, strict=True)) == DRAWN


async def test_markup_stays_words_in_forms_homes_topics_and_statuses(
    page: Page, app: SmallApp, slack: AsyncWebClient, workspace: Workspace
) -> None:
    evil = "<svg onload=document.title=1>"
    workspace.channel("#backend").topic = evil
    await workspace.member("Ben").sets_status(evil, "")
    await page.reload()
    await expect(page.locator("main .topic")).to_contain_text("svg onload")
    await expect(page.locator("#sidebar .side-note")).to_have_text(evil)
    await slack.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [section(evil), buttons(evil)]})
    form = modal(
        evil[:24],
        section(evil),
        field(evil, "static_select", options=[option(evil)], placeholder=plain(evil)),
        field("more", "checkboxes", options=[{"text": mrkdwn(evil), "value": "1"}]),
        field("begun", "plain_text_input", initial_value=evil),
    )
    app.opens = form
    await slack.chat_postMessage(channel="C0BACK", text=evil, blocks=[buttons("Open", evil)])
    await page.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("begun")).to_have_value(evil)
    assert await page.locator("svg[onload]").count() == 0
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Helper", exact=True).click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.locator(".home-blocks button")).to_contain_text("svg onload")
    assert await page.locator("svg[onload]").count() == 0
    assert await page.title() == "Helper · Ana · Small Team"
