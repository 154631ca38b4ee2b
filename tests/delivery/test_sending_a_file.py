"""A file goes to Slack in three steps, once, and what fails on the way has our own words."""

from collections.abc import AsyncIterator

import pytest

from integrations.chat import ChatError, ChatIll, ChatLimited, ChatRefused, ChatUncertain
from integrations.post import Post
from integrations.slack.chat import Chat
from integrations.time import TurnableClock
from integrations.workspace import App, Person, Sample, Workspace, serving

TEAM = Sample("T", (Person("U1", "ana", "Ana"),), (), App(bot_token="xoxb-local"))
ABOVE = Post(headline=("For <you> & nobody else",))


@pytest.fixture
async def workspace(clock: TurnableClock) -> Workspace:
    return Workspace(TEAM, clock)


@pytest.fixture
async def chat(workspace: Workspace) -> AsyncIterator[Chat]:
    async with serving(workspace) as address:
        chat = Chat("xoxb-local", api_url=address.api_url)
        yield chat
        await chat.close()


@pytest.mark.parametrize("size", [1, 2_000_000])
async def test_it_arrives_whole_below_words_that_are_shown_literally(
    chat: Chat, workspace: Workspace, size: int
) -> None:
    address = await chat.send_file("U1", "zoë.csv", b"x" * size, ABOVE)
    (said,) = workspace.dm_with_app("ana")
    assert address == f"{workspace.address}/archives/{said.channel}"
    assert said.text == "For &lt;you&gt; &amp; nobody else"
    assert [(file["name"], file["size"]) for file in said.raw["files"]] == [("zoë.csv", size)]


async def test_what_fails_is_not_tried_again(chat: Chat, workspace: Workspace) -> None:
    begin, end = "files.getUploadURLExternal", "files.completeUploadExternal"
    faults = workspace.faults
    faults.refuse(begin, code="missing_scope")
    assert await _problem(chat) == (ChatRefused, "missing_scope")
    faults.limit(begin, retry_after=7)
    assert await _problem(chat) == (ChatLimited, "ratelimited")
    faults.fail(end)
    assert await _problem(chat) == (ChatIll, "http_503")
    faults.drop(end)
    assert (await _problem(chat))[0] is ChatUncertain
    assert workspace.dm_with_app("ana") == []
    assert await _problem(chat, b"") == (ChatRefused, "missing_argument")


async def test_an_address_that_does_not_take_the_content_is_a_refusal(
    chat: Chat, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = workspace.files.begin
    monkeypatch.setattr(
        workspace.files, "begin", lambda name, size: (begin(name, size)[0], f"{workspace.address}/upload/v1/x")
    )
    assert await _problem(chat) == (ChatRefused, "http_404")
    monkeypatch.setattr(workspace.files, "begin", lambda name, size: (begin(name, size)[0], "file:///etc/passwd"))
    assert (await _problem(chat))[0] is ChatUncertain


async def _problem(chat: Chat, content: bytes = b"x") -> tuple[type[ChatError], str]:
    with pytest.raises(ChatError) as caught:
        await chat.send_file("U1", "a.csv", content, ABOVE)
    return type(caught.value), caught.value.code
