"""A picture of the app's own is shown in a message and in the App Home, at any width, and its words without it."""

import pytest
from playwright.async_api import Page, expect

from integrations.post import Bar, Chart, Post
from integrations.slack.chat import Chat
from integrations.workspace import Address, Workspace
from tests.page.conftest import SmallApp
from tests.pictures.test_in_slack import Shelf

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]
CHART = Chart(title="Tea", bars=(Bar(label="Green", value=2, shown="2"), Bar(label="No", value=1, shown="1")), most=2)
WIDTHS = "node => [node.complete, node.naturalWidth, node.getBoundingClientRect().right <= innerWidth]"


@pytest.mark.parametrize("width", [1200, 400])
async def test_it_loads_in_a_message_and_in_the_app_home(
    page: Page, address: Address, workspace: Workspace, app: SmallApp, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    chat = Chat("xoxb-local", api_url=address.api_url, shelf=Shelf())
    said = Post(headline=("Tea",), blocks=(CHART,))
    await chat.prepare(said, key="k")
    await chat.post("C0BACK", said, key="k")
    await chat.publish_home("U0ANA", [CHART])
    await chat.close()
    picture = page.get_by_role("img", name="Tea: Green: 2, No: 1")
    await expect(picture).to_be_visible()
    assert await picture.evaluate(WIDTHS) == [True, 760, True]
    await page.goto(f"{address.page_url}#as=U0ANA&channel=C0BACK&tab=home")
    await expect(picture).to_be_visible()
    assert await picture.evaluate(WIDTHS) == [True, 760, True]


async def test_where_it_is_gone_its_words_stand_in_its_place(
    page: Page, address: Address, workspace: Workspace, app: SmallApp
) -> None:
    chat = Chat("xoxb-local", api_url=address.api_url, shelf=Shelf())
    said = Post(headline=("Tea",), blocks=(CHART,))
    await chat.prepare(said, key="k")
    workspace.files.picture(workspace.files.ids[0]).content = b""
    await chat.post("C0BACK", said, key="k")
    await chat.close()
    await expect(page.locator(".no-picture", has_text="Tea: Green: 2, No: 1")).to_be_visible()
