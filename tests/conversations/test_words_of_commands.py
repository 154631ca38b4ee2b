"""A word that one command knows, typed behind another: it is told so, and begins nothing."""

import io
import zipfile

import aiohttp
import pytest

from bot.demo.stage import Stage
from integrations.workspace import Said
from tests.stage import BACKEND, LEADS

TEXT = {"Context": "Two.", "Decision": "One.", "Consequences": "- one"}


async def types(stage: Stage, name: str, words: str) -> Said:
    """Type a command, and return what is said of it to them alone."""
    actor = stage.workspace.member(name)
    before = len(actor.whispers(BACKEND))
    await actor.command(words, BACKEND)
    await stage.workspace.until(lambda: len(actor.whispers(BACKEND)) > before)
    assert actor.view is None, "no form opens"
    return actor.whispers(BACKEND)[-1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/runbook preview", "/ritual preview NAME is what you may mean"),
        ("/adr history", "/standup history is what you may mean"),
        ("/standup list", "/ritual list is what you may mean"),
        ("/ritual export", "/standup export csv 14 is what you may mean"),
        ("/focus skip", "/ritual skip NAME is what you may mean"),
        ("/runbook help", "What /runbook can do"),
        ("/adr ?", "What /adr can do"),
        ("/standup ?", "What /standup can do"),
        ("/focus help", "keeps nudges back for an hour"),
        ("/adr list", "No ADRs here yet"),
        ("/adr 3", "You see no ADR 3"),
        ("/runbook export", "No runbooks that you can see yet"),
    ],
)
async def test_a_word_of_a_command_begins_nothing(stage: Stage, typed: str, told: str) -> None:
    said = await types(stage, "Ana", typed)
    assert told in said.shown.replace("`", "")
    assert "I did not understand “help”" not in said.shown


async def writes(stage: Stage, name: str, title: str, where: str) -> None:
    actor = stage.workspace.member(name)
    await actor.command(f"/adr {title}", where)
    view = await stage.workspace.until(lambda: actor.view)
    await stage.settle()
    assert view is not None
    assert actor.view is not None
    assert await actor.fills(actor.view, TEXT) == {}
    await stage.pass_(seconds=5)


async def test_an_export_has_what_the_asker_may_see_and_is_theirs_alone(stage: Stage) -> None:
    await writes(stage, "Ana", "Use one queue", BACKEND)
    await writes(stage, "Ana", "A secret of the leads", LEADS)
    expected = {"Ana": {"use-one-queue", "a-secret-of-the-leads"}, "Ben": {"use-one-queue"}}
    for name, titles in expected.items():
        assert "I sent you " in (await types(stage, name, "/adr export")).shown
        sent = stage.workspace.dm_with_app(name)[-1]
        (file,) = sent.raw["files"]
        async with aiohttp.ClientSession() as http, http.get(file["url_private_download"]) as answer:
            with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
                names = archive.namelist()
                assert all(each.startswith("adr/") for each in names)
                assert {title for title in titles if any(title in each for each in names)} == titles
                assert len(names) == len(titles) + 1
                assert "Two." in archive.read(next(each for each in names if "use-one-queue" in each)).decode()
    assert not any("sent you" in each.shown for each in stage.workspace.messages_in(BACKEND))


async def test_without_the_right_to_send_files_the_export_says_what_is_missing(stage: Stage) -> None:
    await writes(stage, "Ana", "Use one queue", BACKEND)
    stage.workspace.faults.refuse("files.getUploadURLExternal", code="missing_scope")
    assert "files:write" in (await types(stage, "Ana", "/adr export")).shown
