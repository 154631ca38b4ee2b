"""From an empty workspace to a pulse that three have answered: on a narrow page, in both themes, by keyboard alone."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.demo import team
from bot.demo.stage import Stage, on_stage
from bot.sources import Sources
from integrations.time import TurnableClock
from tests.page.conftest import PATIENCE_MS
from tests.stage import CARD, MONDAY, fresh_database

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_TABS = 90
ASKED = ("Ben", "Chiara", "Dev")
PICTURES = os.environ.get("ROLECALL_PICTURES")
"""A folder for what it looks like, where somebody wants to look."""
IS_FOCUSED = """words => {
  const at = document.activeElement;
  if (!at || at === document.body) return false;
  const named = [at.getAttribute("aria-label"), at.innerText, ...[...(at.labels ?? [])].map((each) => each.innerText)];
  const block = at.closest("[data-block]")?.querySelector(".label, label, legend, .field-label")?.innerText;
  return [...named, block].some((each) => (each ?? "").trim().replace(/\\s+/g, " ").startsWith(words));
}"""


class Hands:
    """Somebody at a keyboard, with no mouse."""

    def __init__(self, page: Page, stage: Stage, base: str, name: str) -> None:
        self.page = page
        self.stage = stage
        self._base = base
        self._name = name
        self._pictures = 0

    async def are(self, who: str, channel: str = "#backend") -> None:
        """Open the page as somebody, in a channel."""
        somebody = self.stage.workspace.member(who).id
        place = self.stage.workspace.state.conversation(channel, somebody).id
        await self.page.goto("about:blank")
        await self.page.goto(f"{self._base}#as={somebody}&channel={place}")

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def goes_to(self, words: str, *, back: bool = False, key: str = "Tab") -> None:
        """Press Tab, or another key, until what has the focus is called that."""
        for _ in range(MOST_TABS):
            if await self.page.evaluate(IS_FOCUSED, words):
                return
            await self.presses("Shift+Tab" if back else key)
        raise AssertionError(f"{words!r} cannot be reached by Tab")

    async def types(self, words: str) -> None:
        """Write over what stands in the field."""
        await self.presses("Control+a")
        await self.page.keyboard.type(words)

    async def looks(self, at: str) -> None:
        """Keep a picture, where pictures are wanted; nothing is ever wider than the screen."""
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{at}: {wide} pixels too wide"
        if PICTURES:
            self._pictures += 1
            await self.page.screenshot(path=f"{PICTURES}/{self._name}-{self._pictures:02}-{at}.png")

    async def says(self, words: str) -> None:
        composer = self.page.get_by_label("Message #backend")
        await composer.focus()
        await self.types(words)
        await self.presses("Enter")
        await expect(composer).to_have_value("")

    async def sends(self, label: str) -> None:
        await self.goes_to(label)
        await self.presses("Enter")


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_by_keyboard_alone_on_a_narrow_screen(browser: Browser, tmp_path: Path, theme: str) -> None:
    clock = TurnableClock(MONDAY, running=False)
    empty = replace(team.team(CARD.name), people=(team.ANA,), places=())
    setting = on_stage(empty, clock, database_url=fresh_database(tmp_path), card=CARD, sources=Sources())
    async with setting as (stage, address):
        context = await browser.new_context(viewport={"width": 400, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        hands = Hands(page, stage, address.page_url, theme)
        await page.goto(address.page_url)
        await settles_in(hands)
        await makes(hands)
        await stage.turn_to(stage.at("10:01"))
        await answered(hands, ["4", "2", "5"])
        await read_and_changed(hands)
        await context.close()


async def settles_in(hands: Hands) -> None:
    """Add the people and two channels, and bring everybody and the app into them."""
    page, dialog = hands.page, hands.page.locator("dialog[open]")
    for name in ASKED:
        await opens_the_side(hands)
        await hands.sends("AS Sample team")
        await hands.goes_to("Add somebody…", key="ArrowDown")
        await hands.looks("menu")
        await hands.presses("Enter")
        await expect(dialog).to_be_visible()
        await hands.types(name)
        await hands.looks("somebody")
        await hands.presses("Enter")
        await expect(dialog).to_be_hidden()
    for channel in ("general", "backend"):
        await opens_the_side(hands)
        await hands.sends("New channel")
        await expect(dialog).to_be_visible()
        await hands.types(channel)
        await hands.looks("channel")
        await hands.presses("Enter")
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_label(f"Message #{channel}")).to_be_visible()
    for name in (*ASKED, "Backend_Architect"):
        await hands.says(f"/invite @{name}")
    await hands.stage.pass_(seconds=5)
    await expect(page.get_by_role("button", name="Set something up").last).to_be_visible()
    await hands.looks("greeting")


async def opens_the_side(hands: Hands) -> None:
    """Show the channels and people, which a narrow page hides."""
    side = hands.page.get_by_role("button", name="New channel")
    if not await hands.page.evaluate("document.body.classList.contains('drawer-open')"):
        await hands.goes_to("Channels and people", back=True)
        await hands.presses("Enter")
    await expect(side).to_be_visible()
    await hands.looks("side")


async def makes(hands: Hands) -> None:
    """Make a weekly pulse that reports to another channel."""
    page, dialog = hands.page, hands.page.locator("dialog[open]")
    await hands.says("/ritual new")
    await expect(dialog).to_be_visible()
    await hands.looks("templates")
    await hands.goes_to("Daily standup")
    await hands.presses("ArrowDown", "ArrowDown")
    await hands.sends("Next")
    await expect(dialog.get_by_text("Question 2 is answered")).to_be_visible()
    await hands.looks("form")
    await hands.goes_to("What it is called")
    await hands.types("Team pulse")
    await hands.goes_to("Who is asked")
    for name in ASKED:
        await page.keyboard.type(name)
        await hands.presses("Enter")
    await hands.presses("Escape")
    await hands.goes_to("Where they are asked")
    await page.keyboard.type("in the channel")
    await hands.goes_to("Report to")
    await page.keyboard.type("#general")
    await hands.looks("where")
    await hands.goes_to("Mon")
    await hands.presses("Space")
    await hands.goes_to("Thu")
    await hands.presses("Space")
    await hands.looks("days")
    await hands.sends("Preview")
    wrong = dialog.get_by_text("This is no channel that I am in; invite me there first.")
    await expect(wrong).to_be_visible()
    await hands.looks("refused")
    await hands.stage.workspace.member("Ana").invites("@Backend_Architect", "#general")
    await hands.stage.settle()
    await hands.sends("Preview")
    await expect(dialog.get_by_text("This is how it will look")).to_be_in_viewport()
    await expect(dialog.get_by_text("What people are asked")).to_be_visible()
    await hands.looks("preview")
    await hands.sends("Create")
    await expect(dialog.get_by_text("is set up in")).to_be_visible()
    await hands.looks("made")
    await hands.presses("Escape")
    await hands.stage.pass_(seconds=10)
    await expect(page.locator("main .message", has_text="set up Team pulse")).to_be_visible()


async def answered(hands: Hands, scores: Sequence[str]) -> None:
    """Each of the three answers below the post in the channel."""
    page, dialog = hands.page, hands.page.locator("dialog[open]")
    for who, score in zip(ASKED, scores, strict=True):
        await hands.are(who)
        post = page.locator("main .message", has_text="Team pulse: Monday")
        await expect(post.first).to_be_visible()
        await hands.goes_to("Answer")
        await hands.presses("Enter")
        await expect(dialog).to_be_visible()
        await hands.looks("answering")
        await hands.goes_to("1 (lowest)")
        await hands.presses("Space", *["ArrowDown"] * (int(score) - 1))
        await hands.goes_to("What would make next week better?")
        await hands.types(f"More time for {who}")
        await hands.sends("Send")
        await expect(dialog).to_be_hidden()
        await hands.stage.pass_(seconds=5)


async def read_and_changed(hands: Hands) -> None:
    """Ana reads the summary in the other channel, changes the pulse, and ends it."""
    page, dialog = hands.page, hands.page.locator("dialog[open]")
    await hands.stage.pass_(seconds=30)
    await hands.are("Ana", "#general")
    summary = page.locator("main .message", has_text="3.7 of 5 on average, 3 answers")
    await expect(summary.first).to_be_visible()
    await hands.looks("summary")
    await hands.are("Ana")
    await hands.says("/ritual list")
    await expect(page.locator("main .message", has_text="The rituals of").last).to_be_visible()
    await hands.goes_to("Change", back=True)
    await hands.presses("Enter")
    await expect(dialog).to_be_visible()
    await hands.looks("edit")
    await hands.goes_to("Question 2")
    await hands.types("What would help you most?")
    await hands.sends("Save")
    await expect(dialog).to_be_hidden()
    await hands.stage.pass_(seconds=10)
    await expect(page.locator("main .message", has_text="changed Team pulse: its questions").last).to_be_visible()
    await hands.says("/ritual end team pulse")
    await hands.goes_to("End it", back=True)
    await hands.presses("Enter")
    await hands.stage.pass_(seconds=10)
    await expect(page.locator("main .message", has_text="Ana ended Team pulse").last).to_be_visible()
    await hands.looks("ended")
