"""Files that an app shares: begun, uploaded, shown in a message, and read by who has its link."""

import io
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from integrations.time import TurnableClock
from integrations.workspace import Address, App, Person, Sample, Workspace, serving
from integrations.workspace.files import LARGEST, MOST_BEGUN
from tests.workspace.test_web_api import refused

WORDS = "date,person\r\n2026-11-23,Zoë\r\n".encode("utf-8-sig")


async def begun(slack: AsyncWebClient, content: bytes = WORDS) -> tuple[str, str]:
    """A file that is begun: its id and where its content goes."""
    answer = await slack.files_getUploadURLExternal(filename="a.csv", length=len(content))
    return answer["file_id"], answer["upload_url"]


async def put(url: str, content: bytes = WORDS) -> int:
    async with aiohttp.ClientSession() as http, http.post(url, data=io.BytesIO(content)) as answer:
        return answer.status


async def test_slacks_own_client_shares_a_file_that_people_download(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    dm = (await slack.conversations_open(users="U0ANA"))["channel"]["id"]
    await slack.files_upload_v2(channel=dm, content=WORDS, filename="day 1.csv", initial_comment="Here")
    (said,) = workspace.dm_with_app("ana")
    (file,) = said.raw["files"]
    assert (said.text, file["name"], file["size"], file["mimetype"]) == ("Here", "day 1.csv", len(WORDS), "text/csv")
    url = file["url_private_download"]
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as answer:
            assert await answer.read() == WORDS
            assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''day%201.csv"
            assert answer.headers["x-content-type-options"] == "nosniff"
        number, secret = url.split("/")[-3:-1]
        for wrong in (url.replace(secret, "guessed"), url.replace(number, "F000000AA"), url.replace(secret, "ä")):
            async with http.get(wrong) as answer:
                assert answer.status == 404
        async with http.get(url, headers={"sec-fetch-site": "cross-site"}) as answer:
            assert answer.status == 403


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"filename": "a.csv"}, "missing_argument"),
        ({"filename": "a.csv", "length": 0}, "missing_argument"),
        ({"length": 3}, "missing_argument"),
        ({"filename": "a.csv", "length": "many"}, "invalid_arguments"),
        ({"filename": "a.csv", "length": LARGEST + 1}, "file_upload_size_restricted"),
    ],
)
async def test_a_file_that_cannot_be_is_refused_before_it_comes(
    slack: AsyncWebClient, args: dict[str, Any], code: str
) -> None:
    assert await refused(slack.api_call("files.getUploadURLExternal", params=args)) == code


async def test_a_content_is_taken_once_and_in_the_length_that_was_said(slack: AsyncWebClient) -> None:
    number, url = await begun(slack)
    assert await put(url, b"short") == 400
    assert await refused(slack.files_completeUploadExternal(files=[{"id": number}])) == "file_update_failed"
    assert await put(url) == 200
    assert await put(url) == 404
    assert (await slack.files_completeUploadExternal(files=[{"id": number}]))["files"][0]["id"] == number
    assert await refused(slack.files_completeUploadExternal(files=[{"id": number}])) == "file_not_found"


async def test_it_is_shown_only_where_the_app_is(slack: AsyncWebClient, workspace: Workspace) -> None:
    number, url = await begun(slack)
    await put(url)
    for place, code in (("C0NONE", "channel_not_found"), ("C0HIDE", "channel_not_found"), ("C0RAND", "not_in_channel")):
        call = slack.files_completeUploadExternal(files=[{"id": number}], channel_id=place)
        assert await refused(call) == code
    assert (
        await refused(slack.files_completeUploadExternal(files=[{"id": number}], channel_id="C0GONE")) == "is_archived"
    )
    assert await refused(slack.api_call("files.completeUploadExternal", params={"files": "[1"})) == "invalid_arguments"
    await slack.files_completeUploadExternal(files=[{"id": number}], channel_id="C0BACK")
    assert [each.raw["files"][0]["id"] for each in workspace.messages_in("#backend")] == [number]


async def test_files_that_nobody_shares_are_dropped(slack: AsyncWebClient) -> None:
    number, url = await begun(slack)
    for _ in range(MOST_BEGUN):
        await begun(slack)
    assert await put(url) == 404
    assert await refused(slack.files_completeUploadExternal(files=[{"id": number}])) == "file_not_found"


async def test_without_its_scope_no_file_is_begun(clock: TurnableClock) -> None:
    app = App(scopes=frozenset({"chat:write"}), bot_token="xoxb-local")
    async with serving(Workspace(Sample("T", (Person("U1", "a", "A"),), (), app), clock)) as address:
        slack = AsyncWebClient("xoxb-local", base_url=address.api_url)
        with pytest.raises(SlackApiError) as caught:
            await begun(slack)
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "files:write")


async def test_more_than_a_file_may_hold_is_not_kept(slack: AsyncWebClient, address: Address) -> None:
    assert await put(f"{address.page_url}upload/v1/any", b"x" * (LARGEST + 1)) == 413
