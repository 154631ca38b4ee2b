"""Pictures in Slack: uploaded once, shown when Slack has taken them in, deleted when nothing shows them any more."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from integrations.chat import ChatLimited, ChatRefused, Refusal
from integrations.database import Database
from integrations.post import Bar, Block, Chart, Post
from integrations.slack import pictures
from integrations.slack.chat import Chat
from integrations.time import TurnableClock
from integrations.workspace import App, Person, Place, Sample, Workspace, serving
from jobs.delivery.picture_shelf import PictureShelf

TEAM = Sample(
    "T",
    (Person("U1", "ana", "Ana"),),
    (Place("C1", "team", ("U1", "UBOT")),),
    App(bot_user="UBOT", bot_token="xoxb-local"),
)
BEGIN, END, DELETE = "files.getUploadURLExternal", "files.completeUploadExternal", "files.delete"
POST, UPDATE, PUBLISH = "chat.postMessage", "chat.update", "views.publish"


class Shelf:
    """Keeps it in memory, past any `Chat`."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}

    async def of(self, place: str) -> Mapping[str, str]:
        return dict(self.kept.get(place, {}))

    async def put(self, place: str, imprint: str, file: str) -> str:
        return self.kept.setdefault(place, {}).setdefault(imprint, file)

    async def drop(self, place: str, file: str) -> None:
        self.kept[place] = {each: kept for each, kept in self.kept[place].items() if kept != file}


def chart(*counts: int) -> Chart:
    bars = tuple(Bar(label=str(number), value=many, shown=str(many)) for number, many in enumerate(counts, 1))
    return Chart(title="How was it?", bars=bars, most=5)


def post(*blocks: Block) -> Post:
    return Post(headline=("Monday",), blocks=blocks)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PAUSES_S", (0, 0, 0, 0))


@pytest.fixture
async def workspace(clock: TurnableClock) -> AsyncIterator[Workspace]:
    workspace = Workspace(TEAM, clock)
    async with serving(workspace) as address:
        workspace.address = address.page_url.rstrip("/")
        yield workspace


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def chat(workspace: Workspace, shelf: Shelf) -> AsyncIterator[Chat]:
    chat = Chat("xoxb-local", api_url=f"{workspace.address}/api/", shelf=shelf)
    yield chat
    await chat.close()


async def says(chat: Chat, said: Post) -> None:
    await chat.prepare(said, key="k")
    await chat.post("C1", said, key="k")


def calls(workspace: Workspace, method: str) -> int:
    return len(workspace.journal.accepted(method))


def images(workspace: Workspace) -> Sequence[Any]:
    """The image blocks of everything that was said."""
    blocks = (block for said in workspace.messages_in("#team") for block in said.raw.get("blocks", ()))
    return [block for block in blocks if block["type"] == "image"]


async def test_a_chart_is_a_picture_whose_alternative_and_whose_words_say_its_numbers(
    chat: Chat, workspace: Workspace
) -> None:
    await says(chat, post(chart(0, 2, 5)))
    [image] = images(workspace)
    assert image["alt_text"] == "How was it?: 1: 0, 2: 2, 3: 5"
    assert "1: 0, 2: 2, 3: 5" in workspace.messages_in("#team")[0].text
    file = workspace.files.picture(image["slack_file"]["id"])
    assert (file.kind, (file.content or b"")[:4]) == ("image/png", b"\x89PNG")
    assert not any(each.args.get("channel_id") for each in workspace.journal.accepted(END)), "it is shared nowhere else"


async def test_a_process_that_dies_between_upload_and_post_leaves_its_picture_to_the_next(
    chat: Chat, workspace: Workspace, shelf: Shelf
) -> None:
    await chat.prepare(post(chart(1)), key="k")
    after = Chat("xoxb-local", api_url=f"{workspace.address}/api/", shelf=shelf)
    await says(after, post(chart(1)))
    await after.close()
    assert len(images(workspace)) == 1
    assert calls(workspace, BEGIN) == 1


@pytest.mark.parametrize("method", [BEGIN, END])
@pytest.mark.parametrize("code", ["missing_scope", "not_allowed_token_type", "storage_limit_reached", "internal_error"])
async def test_without_the_right_or_the_room_to_upload_it_is_said_in_words(
    chat: Chat, workspace: Workspace, method: str, code: str
) -> None:
    workspace.faults.refuse(method, code=code)
    await says(chat, post(chart(0, 2)))
    assert images(workspace) == []
    assert "2: 2 ■■" in workspace.messages_in("#team")[0].shown


@pytest.mark.parametrize("fault", ["limit", "fail", "html", "drop", "lose"])
async def test_an_upload_that_fails_costs_the_picture_and_not_the_post(
    chat: Chat, workspace: Workspace, fault: str
) -> None:
    getattr(workspace.faults, fault)(END)
    await says(chat, post(chart(0, 2)))
    assert images(workspace) == []
    assert len(workspace.messages_in("#team")) == 1


@pytest.mark.parametrize(("refused", "shown"), [(1, 1), (4, 0)])
async def test_a_picture_that_slack_has_not_taken_in_yet_is_waited_for_and_then_done_without(
    chat: Chat, workspace: Workspace, refused: int, shown: int
) -> None:
    workspace.faults.unprocessed_files = refused
    await says(chat, post(chart(0, 2)))
    assert len(workspace.messages_in("#team")) == 1
    assert len(images(workspace)) == shown
    assert len(workspace.files.ids) == shown, "one that is not shown is not kept"


async def test_another_refusal_and_an_uncertain_answer_are_the_outboxs_to_decide(
    chat: Chat, workspace: Workspace
) -> None:
    await chat.prepare(post(chart(1)), key="k")
    workspace.faults.limit(POST, retry_after=7)
    with pytest.raises(ChatLimited):
        await chat.post("C1", post(chart(1)), key="k")
    workspace.faults.refuse(POST, code="invalid_blocks")
    with pytest.raises(ChatRefused) as refused:
        await chat.post("C1", post(chart(1)), key="k")
    assert refused.value.meaning is Refusal.OTHER
    assert workspace.messages_in("#team") == []


async def test_an_edit_shows_the_new_picture_and_the_one_before_is_deleted(
    chat: Chat, workspace: Workspace, shelf: Shelf
) -> None:
    await says(chat, post(chart(1), chart(2)))
    [said] = workspace.messages_in("#team")
    kept, gone = workspace.files.ids
    changed = post(chart(1), chart(3))
    await chat.prepare(changed, key="k")
    await chat.update("C1", said.ts, changed, key="k")
    assert len(images(workspace)) == 2
    assert kept in workspace.files.ids
    assert gone not in workspace.files.ids
    await chat.update("C1", said.ts, post(), key="k")
    assert workspace.files.ids == []
    assert shelf.kept["k"] == {}


async def test_a_deletion_that_fails_is_tried_with_the_next_edit(chat: Chat, workspace: Workspace) -> None:
    await says(chat, post(chart(1)))
    [said] = workspace.messages_in("#team")
    workspace.faults.fail(DELETE)
    await chat.update("C1", said.ts, post(), key="k")
    assert len(workspace.files.ids) == 1
    await chat.update("C1", said.ts, post(), key="k")
    assert workspace.files.ids == []


async def test_a_page_is_shown_at_once_in_words_and_uploads_again_only_what_has_changed(
    chat: Chat, workspace: Workspace
) -> None:
    await chat.publish_home("U1", [chart(1)])
    assert calls(workspace, PUBLISH) == 2
    assert _pictures_at_home(workspace) == 1
    await chat.publish_home("U1", [chart(1)])
    assert (calls(workspace, PUBLISH), calls(workspace, BEGIN)) == (3, 1)
    await chat.publish_home("U1", [], whole=False)
    assert len(workspace.files.ids) == 1, "the rest of the page is still being looked for"
    await chat.publish_home("U1", [chart(2)])
    assert (calls(workspace, BEGIN), len(workspace.files.ids)) == (2, 1)
    await chat.publish_home("U1", [])
    assert workspace.files.ids == []


async def test_two_replicas_that_draw_one_page_at_once_keep_one_picture_of_it(
    chat: Chat, workspace: Workspace, db: Database, clock: TurnableClock
) -> None:
    two = [Chat("xoxb-local", api_url=f"{workspace.address}/api/", shelf=PictureShelf(db, clock)) for _ in range(2)]
    both = asyncio.Barrier(2)
    for each in two:
        assert each._pictures is not None
        each._pictures._upload = _uploaded_together(each._own_file, both)
    await asyncio.gather(*(each.publish_home("U1", [chart(1)]) for each in two))
    assert calls(workspace, BEGIN) == 2
    assert _pictures_at_home(workspace) == 1
    assert len(workspace.files.ids) == 1
    await two[0].publish_home("U1", [])
    assert workspace.files.ids == []
    for each in two:
        await each.close()


def _uploaded_together(upload: pictures.Upload, both: asyncio.Barrier) -> pictures.Upload:
    async def uploaded(name: str, content: bytes) -> str:
        file = await upload(name, content)
        await both.wait()
        return file

    return uploaded


async def test_somebody_deleted_a_picture_of_a_page_and_it_is_shown_in_words_and_then_drawn_anew(
    chat: Chat, workspace: Workspace
) -> None:
    await chat.publish_home("U1", [chart(1)])
    workspace.files.delete(workspace.files.ids[0])
    await chat.publish_home("U1", [chart(1)])
    assert _pictures_at_home(workspace) == 0
    await chat.publish_home("U1", [chart(1)])
    assert _pictures_at_home(workspace) == 1


def _pictures_at_home(workspace: Workspace) -> int:
    home = workspace.member("ana").home
    assert home is not None
    return sum(block["type"] == "image" for block in home.blocks)
