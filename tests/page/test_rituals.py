"""Every ritual of the day, asked for on the page and seen there."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.demo import team
from bot.demo.stage import on_stage
from bot.demo.world import world
from integrations.time import TurnableClock
from tests.page.conftest import PATIENCE_MS
from tests.stage import CARD, MONDAY, fresh_database

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAYS = {
    "standup": "Standup",
    "review_queue": "3 pull requests wait for review",
    "api_design": "1 open pull request changes a contract; it breaks callers",
    "focus": "Focus until",
    "lunch": "Lunch until",
    "slow_queries": "1 slow command in Redis",
    "design_review": "Design review: 1 topic",
    "testing": "The default branches are green; some pull requests are red",
    "deployment": "Nothing went out",
    "wrap_up": "5 in progress",
}


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_each_kind_is_run_from_the_composer_and_shown(browser: Browser, tmp_path: Path) -> None:
    clock = TurnableClock(MONDAY, running=False)
    _, sources = world(clock, MONDAY)
    setting = on_stage(team.team(CARD.name), clock, database_url=fresh_database(tmp_path), card=CARD, sources=sources)
    async with setting as (stage, address):
        context = await browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        page: Page = await context.new_page()
        await page.goto(address.page_url)
        composer = page.get_by_label("Message #backend")
        await composer.fill("/ritual topic Contract tests")
        await composer.press("Enter")
        await expect(composer).to_have_value("")
        for kind, words in SAYS.items():
            await composer.fill(f"/ritual run {kind}")
            await composer.press("Enter")
            await expect(composer).to_have_value("")  # it has been sent
            await stage.pass_(seconds=8)
            shown = page.locator("main .message", has_text=words)
            await expect(shown.last).to_be_visible(timeout=PATIENCE_MS)
        await context.close()
