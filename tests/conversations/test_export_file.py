"""A channel's standups as a file: in the direct messages of whoever asked, and nowhere else."""

import aiohttp
import pytest

from bot.demo.stage import Stage
from tests.stage import BACKEND, shown, with_a_standup


async def answered(stage: Stage) -> None:
    """Let Ana answer a round of #backend."""
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    ana = stage.workspace.member("Ana")
    await ana.command("/standup", BACKEND)
    await stage.workspace.until(lambda: ana.view)
    assert ana.view is not None
    typed = {"What did you finish since last time?": "Zoë's ledger", "What is your plan for today?": "the index"}
    assert await ana.fills(ana.view, typed) == {}


@pytest.mark.slow_where("csv")
@pytest.mark.parametrize(("kind", "ending"), [("csv", "csv"), ("markdown 7", "md"), ("", "md")])
async def test_the_asker_gets_the_file_and_is_told_where_they_asked(stage: Stage, kind: str, ending: str) -> None:
    await answered(stage)
    ana = stage.workspace.member("Ana")
    await ana.command(f"/standup export {kind}", BACKEND)
    name = f"standup-backend-2026-11-23.{ending}"
    await stage.workspace.until(lambda: any(name in each.shown for each in ana.whispers(BACKEND)))
    said = stage.workspace.dm_with_app("Ana")[-1]
    (file,) = said.raw["files"]
    assert (file["name"], said.text) == (name, "1 round of <#C0BACKEND>, for you alone.")
    async with aiohttp.ClientSession() as http, http.get(file["url_private_download"]) as answer:
        assert "Zoë's ledger" in (await answer.read()).decode()
    assert not any(each.raw.get("files") for each in stage.workspace.dm_with_app("Ben"))
    assert not any(name in words for words in shown(stage))


async def test_who_is_not_in_the_channel_gets_nothing(stage: Stage) -> None:
    await answered(stage)
    ben = stage.workspace.member("Ben")
    await ben.leaves(BACKEND)
    await stage.settle()
    await ben.command("/standup export csv", BACKEND)
    await stage.workspace.until(lambda: any("has no standup that you" in each.shown for each in ben.whispers(BACKEND)))
    assert not any(each.raw.get("files") for each in stage.workspace.dm_with_app("Ben"))


async def test_an_app_without_the_scope_says_it_in_a_message_and_names_what_is_missing(stage: Stage) -> None:
    await answered(stage)
    ana = stage.workspace.member("Ana")
    stage.workspace.faults.refuse("files.getUploadURLExternal", code="missing_scope")
    await ana.command("/standup export csv", BACKEND)
    said = await stage.workspace.until(lambda: [each for each in ana.whispers(BACKEND) if "files:write" in each.shown])
    assert "Zoë's ledger" in said[-1].shown
