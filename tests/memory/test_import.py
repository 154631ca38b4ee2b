"""An export comes into memory with its people, channels and members, and with nothing that nobody may read."""

import asyncio
import json
import os
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.cli_commands import app
from bot.memory.erasure import PersonalData
from bot.memory.importing import Imported, Importing
from bot.memory.keeping import Keeping
from bot.memory.past import Past
from integrations.chat_history import NoExport
from integrations.database import Database
from integrations.database.tables.memory import memories
from integrations.database.tables.team import channels, memberships, people
from integrations.slack.export import SlackExport, archive
from jobs.people import epochs
from tests.memory.exported import DAY, LISTS, files, in_a_folder, in_a_zip, said, ts
from tests.memory.house import House

SECRET = "the zebra budget is forty thousand"
EVERYWHERE = {
    place: [said(number, "UANNA", f"{SECRET} in {place.lower()}")]
    for number, place in enumerate(("C1", "C2", "G1", "D1", "G2"))
}

Import = Callable[[Mapping[str, bytes]], Awaitable[Imported]]


@pytest.fixture
def take(house: House, tmp_path: Path) -> Import:
    """Import an export of these files."""
    numbers = iter(range(100))

    async def run(content: Mapping[str, bytes]) -> Imported:
        path = await asyncio.to_thread(in_a_zip, tmp_path / f"{next(numbers)}.zip", content)
        export = await asyncio.to_thread(SlackExport, path)
        try:
            past = Past(house.db, Keeping(house.db, house.clock, None))
            return await Importing(house.db, house.clock, house.memory, past, export).run(lambda _: None)
        finally:
            export.close()

    return run


async def texts(db: Database) -> dict[str, str]:
    async with db.read() as tx:
        rows = (await tx.execute(sa.select(memories).where(~memories.c.gone))).all()
    return {f"{row.channel}:{row.message_id}": row.text for row in rows}


async def everything(db: Database) -> dict[str, list[Any]]:
    async with db.read() as tx:
        return {
            table.name: [tuple(row) for row in (await tx.execute(sa.select(table).order_by(*table.primary_key))).all()]
            for table in (memories, channels, memberships, people)
        }


@pytest.mark.parametrize(
    ("asker", "where", "found"),
    [
        ("UANNA", "C1", {"c1", "c2"}),
        ("UANNA", "G1", {"c1", "c2", "g1", "g2"}),
        ("UANNA", "D1", {"c1", "c2", "d1", "g2"}),
        ("UANNA", "G2", {"c1", "c2", "g2"}),
        ("UDORA", "C1", {"c1", "c2"}),
        ("UDORA", "G1", {"c1", "c2"}),
        ("UGUEST", "C2", {"c2"}),
        ("UANNA", "C2", {"c2"}),
        ("UNOBODY", "C1", set()),
    ],
)
async def test_an_export_alone_tells_everybody_what_they_may_read_and_no_more(
    house: House, take: Import, asker: str, where: str, found: set[str]
) -> None:
    await take(files(EVERYWHERE))
    answers = await house.memory.recall("zebra budget", asker=asker, channel=where, limit=100)
    # One message that says the same as another is told once, so each is asked for by itself as well.
    each = [
        answer.channel.lower()
        for place in EVERYWHERE
        for answer in await house.memory.recall(f"zebra budget {place}", asker=asker, channel=where, limit=100)
    ]
    assert {answer.channel.lower() for answer in answers} | set(each) == found


async def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
        broken = files(EVERYWHERE) | {"general/2026-11-03.json": b'[{"type": "message"},\n{"ts": '}
        path = in_a_folder(tmp_path / "export", broken)
        first = CliRunner().invoke(app, ["memory", "import", str(path)])
        assert first.exit_code == 0, first.output
        assert "5 messages, 5 of them new" in first.stdout
        assert f"{path}/general/2026-11-03.json:2: is no JSON" in first.stderr
        again = CliRunner().invoke(app, ["memory", "import", str(path)])
        assert "5 messages, 0 of them new" in again.stdout
        asked = ["memory", "recall", "zebra budget", "--user", "UBEN", "--channel", "G1", "--json"]
        answer = json.loads(CliRunner().invoke(app, asked).stdout)
        assert "D1" not in {each["channel"] for each in answer["results"]}
        assert "G1" in {each["channel"] for each in answer["results"]}

    await asyncio.to_thread(run)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and so on", b"", b"[]"])
async def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    with pytest.raises(NoExport, match="neither a folder nor a zip"):
        await asyncio.to_thread(SlackExport, path)
    with pytest.raises(NoExport, match=r"no channels\.json"):
        await asyncio.to_thread(SlackExport, in_a_zip(tmp_path / "other.zip", {"readme.json": b"[]"}))
    with pytest.raises(NoExport, match="no channel is in it"):
        await asyncio.to_thread(SlackExport, in_a_zip(tmp_path / "empty.zip", {"channels.json": b"[]"}))


async def test_again_changes_nothing(house: House, take: Import) -> None:
    await take(files(EVERYWHERE))
    before = await everything(house.db)
    assert (await take(files(EVERYWHERE))).kept == 0
    assert await everything(house.db) == before


async def test_an_export_that_goes_on_longer_says_who_is_where_and_an_older_one_brings_nobody_back(
    house: House, take: Import
) -> None:
    later = {**LISTS, "groups.json": [{"id": "G1", "name": "leads", "members": ["UANNA", "UDORA"]}]}
    december = {"leads/2026-12-01.json": json.dumps([said(2_600_000, "UANNA", "hello")]).encode()}
    await take(files(EVERYWHERE))
    await take(files({}, later) | december)
    await take(files(EVERYWHERE))
    async with house.db.read() as tx:
        listed = sa.select(memberships.c.person).where(memberships.c.channel == "G1")
        assert set((await tx.execute(listed)).scalars()) == {"UANNA", "UDORA"}


async def test_once_a_chat_was_connected_an_export_says_nothing_of_who_may_read_what(
    house: House, take: Import
) -> None:
    await house.channel("C1", ["UANNA"])
    await epochs.begin(house.db)
    await take(files(EVERYWHERE))
    assert len(await texts(house.db)) == len(EVERYWHERE)
    for place in EVERYWHERE:
        assert await house.recalls("zebra budget", asker="UANNA", channel=place, limit=100) == []
        assert await house.recalls("zebra budget", asker="UANNA", channel=place, limit=100, alone=True) == []
    async with house.db.read() as tx:
        here = set((await tx.execute(sa.select(channels.c.id).where(channels.c.here))).scalars())
        assert here == {"C1"}


# --- messages ------------------------------------------------------------------------


async def test_words_are_as_people_saw_them_and_what_says_nothing_is_left_out(house: House, take: Import) -> None:
    shared = {"is_share": True, "text": "rollback at noon", "fallback": "x"}
    day = [
        said(1, "UANNA", "hi <@UBEN>, see <#C2> and <#G1|leads> &amp; <!subteam^S1|@payments>"),
        said(2, "UBEN", "fixed", edited={"user": "UBEN", "ts": ts(50)}, thread_ts=ts(1)),
        said(3, "UBEN", "", attachments=[shared], thread_ts=ts(1)),
        said(4, "USLACKBOT", "This message was deleted.", subtype="tombstone", thread_ts=ts(4)),
        said(5, "UCLEO", "<@UCLEO> has joined the channel", subtype="channel_join"),
        {"subtype": "bot_message", "bot_id": "B1", "username": "deploys", "text": "v7 is out", "ts": ts(6)},
        said(7, "UFAR", "hello from elsewhere", user_profile={"display_name": "far"}),
        said(8, "UANNA", "ask <@UFAR>"),
        said(9, "UANNA", "<@UANNA> set the topic", subtype="channel_topic"),
        said(10, "UANNA", "a picture", subtype="file_share", files=[{}]),
    ]  # fmt: skip
    done = await take(files({"C1": day}))
    assert done.problems == []
    assert await texts(house.db) == {
        f"C1:{ts(1)}": "hi @ben, see #lobby and #private-channel & @payments",
        f"C1:{ts(2)}": "fixed",
        f"C1:{ts(3)}": "rollback at noon",
        f"C1:{ts(6)}": "v7 is out",
        f"C1:{ts(7)}": "hello from elsewhere",
        f"C1:{ts(8)}": "ask @far",
        f"C1:{ts(10)}": "a picture",
    }
    async with house.db.read() as tx:
        row = (await tx.execute(sa.select(memories).where(memories.c.message_id == ts(2)))).one()
        strangers = (await tx.execute(sa.select(people).where(people.c.id.in_(("B1", "UFAR"))))).all()
    assert (row.thread, row.edited_at) == (ts(1), datetime.fromtimestamp(float(ts(50)), UTC))
    assert row.said_at == datetime.fromtimestamp(float(ts(2)), UTC)
    assert {(each.id, each.name, each.is_bot, each.is_guest) for each in strangers} == {
        ("B1", "deploys", True, False),
        ("UFAR", "far", False, True),
    }


async def test_what_was_deleted_edited_muted_or_erased_since_stays_so(house: House, take: Import) -> None:
    day = [said(number, "UBEN", f"message {number}") for number in range(1, 5)]
    await take(files({"C1": day, "G1": [said(1, "UANNA", "leads only")]}))
    at = datetime.fromtimestamp(float(ts(60)), UTC)
    await house.memory.delete("C1", ts(1), at=at)
    await house.memory.edit("C1", ts(2), "UBEN", "edited since", at=at, edited_at=at)
    async with house.db.write() as tx:
        await house.memory.listen(tx, "G1", on=False, by="UANNA")
    day[1] |= {"text": "an older edit", "edited": {"user": "UBEN", "ts": ts(50)}}
    day[2] |= {"text": "a later edit", "edited": {"user": "UBEN", "ts": ts(50)}}
    done = await take(files({"C1": day, "G1": [said(2, "UANNA", "said while muted")]}))
    assert done.muted == ["leads"]
    assert await texts(house.db) == {
        f"C1:{ts(2)}": "edited since",
        f"C1:{ts(3)}": "a later edit",
        f"C1:{ts(4)}": "message 4",
        f"G1:{ts(1)}": "leads only",
    }
    assert await house.recalls("later edit", asker="UANNA", channel="C1") == ["a later edit", "edited since"]
    await PersonalData(house.db, house.clock).forget("UBEN")
    await take(files({"C1": day}))
    assert set(await texts(house.db)) == {f"G1:{ts(1)}"}


# --- what may be wrong with it ---------------------------------------------------------

GOOD = said(1, "UANNA", "kept all the same")
BAD_FILES: Mapping[str, tuple[dict[str, bytes], str]] = {
    "half a JSON": ({f"lobby/{DAY}": b'[\n{"ts": '}, f"lobby/{DAY}:2: is no JSON"),
    "no list": ({f"lobby/{DAY}": b'{"ok": true}'}, f"lobby/{DAY}: is no list"),
    "Latin 1": ({f"lobby/{DAY}": '["\xe9"]'.encode("latin-1")}, f"lobby/{DAY}: byte 2: is no text in UTF-8"),
    "nested for ever": ({f"lobby/{DAY}": b"[" * 200_000}, f"lobby/{DAY}: is no JSON that can be read"),
    "no object": ({f"lobby/{DAY}": b"[1]"}, f"lobby/{DAY}: entry 1: is no object"),
    "no ts": ({f"lobby/{DAY}": b'[{"type": "message", "user": "UANNA"}]'}, f"lobby/{DAY}: message 1: its ts is none"),
    "a ts of 1970": (
        {f"lobby/{DAY}": b'[{"type": "message", "user": "UANNA", "text": "x", "ts": "0.0"}]'},
        "message 1: its ts is none",
    ),
    "a text that is none": (
        {f"lobby/{DAY}": b'[{"type": "message", "user": "UANNA", "text": {}, "ts": "1.2"}]'},
        "message 1: its text is none",
    ),
    "a path that leads out": ({"../../lobby/x.json": b"[]"}, "../../lobby/x.json: leads out of the export"),
    "an absolute path": ({"/etc/x.json": b"[]"}, "/etc/x.json: leads out of the export"),
    "a folder of nobody's": ({"elsewhere/2026-11-02.json": b"[]"}, "elsewhere/: no list has a conversation"),
    "people that are none": ({"users.json": b'[7, {"id": []}, {"x": 1}]'}, "users.json: entry 2: is no person"),
    "a list that is none": ({"dms.json": b"null"}, "dms.json: is no list"),
}


@pytest.mark.parametrize("name", BAD_FILES)
async def test_what_is_wrong_is_told_with_its_place_and_costs_itself_alone(
    house: House, take: Import, name: str
) -> None:
    wrong, told = BAD_FILES[name]
    done = await take(files({"C1": [GOOD]}) | wrong)
    assert any(told in f"{each.place}: {each.what}" for each in done.problems), done.problems
    assert (await texts(house.db)) == {f"C1:{ts(1)}": "kept all the same"}


async def test_a_thousand_mistakes_of_one_file_are_counted(take: Import) -> None:
    done = await take(files({"C1": [{"type": "message"}] * 1000}))
    assert len(done.problems) == 21
    assert done.problems[-1].what == "980 more like these"


async def test_a_bomb_is_not_unpacked(house: House, take: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 50_000)
    bomb = {f"lobby/{DAY}": b"[" + b" " * 50_000 + b"]"}
    done = await take(files({"C1": [GOOD]}) | bomb)
    assert [each.what for each in done.problems] == ["has 50,002 bytes; more than 50,000 are not read"]
    assert len(await texts(house.db)) == 1


def test_a_size_that_is_a_lie_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 50_000)
    path = in_a_zip(tmp_path / "export.zip", files({"C1": [GOOD]}) | {f"lobby/{DAY}": b" " * 90_000})
    found = archive.Archive(path)
    entry = found._files[("lobby", DAY)]
    found._files[("lobby", DAY)] = archive._Entry(entry.path, 10, entry.read)
    with pytest.raises(archive.BadFile, match="whatever its size"):
        found.read("lobby", DAY)
    found.close()


async def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.json"
    outside.write_text(json.dumps([said(1, "UANNA", "from outside")]))
    folder = in_a_folder(tmp_path / "export", files({"C1": [GOOD]}))
    (folder / "lobby").symlink_to(tmp_path)
    (folder / "general" / "2026-11-03.json").symlink_to(outside)
    os.mkfifo(folder / "general" / "2026-11-04.json")
    export = await asyncio.to_thread(SlackExport, folder)
    assert {each.place for each in export.problems} == {
        "lobby",
        "general/2026-11-03.json",
        "general/2026-11-04.json",
    }
    assert [place.days for place in export.places if place.channel.name == "general"] == [(DAY,)]
    path = tmp_path / "linked.zip"
    with zipfile.ZipFile(path, "w") as linked:
        linked.writestr("channels.json", json.dumps(LISTS["channels.json"]))
        info = zipfile.ZipInfo(f"general/{DAY}")
        info.external_attr = 0o120777 << 16
        linked.writestr(info, str(outside))
    export = await asyncio.to_thread(SlackExport, path)
    assert [each.what for each in export.problems] == ["is a link; it is left out"]
    export.close()


async def test_members_that_are_not_all_ids_make_nobody_a_member(house: House, take: Import) -> None:
    """A list that lacks somebody would tell a private channel's words where they hear them."""
    lists = {**LISTS, "groups.json": [{"id": "G1", "name": "leads", "members": ["UANNA", 7]}]}
    done = await take(files({"G1": [said(1, "UANNA", SECRET)]}, lists))
    assert [each.place for each in done.problems] == ["groups.json: entry 1"]
    assert await house.recalls("zebra budget", asker="UANNA", channel="G1") == []


async def test_a_place_of_two_lists_is_never_more_open_than_one_of_them_says(house: House, take: Import) -> None:
    leads = {"id": "G1", "name": "leads", "members": ["UANNA", "UBEN"]}
    done = await take(files({"G1": [said(1, "UANNA", SECRET)]}, {**LISTS, "channels.json": [leads]}))
    assert "G1 was listed before; it is left out here" in {each.what for each in done.problems}
    assert await house.recalls("zebra budget", asker="UCLEO", channel="G1", alone=True) == []


async def test_a_folder_that_two_places_claim_is_nobodys(house: House, take: Import) -> None:
    lists = {**LISTS, "channels.json": [{"id": "C9", "name": "leads", "members": []}]}
    done = await take(files({"G1": [said(1, "UANNA", SECRET)]}, lists))
    assert [each.place for each in done.problems] == ["leads/"]
    assert await texts(house.db) == {}


async def test_an_export_that_was_packed_again_with_its_folder_is_read(house: House, take: Import) -> None:
    content = {f"My export/{name}": data for name, data in files({"C1": [GOOD]}).items()}
    done = await take(content | {f"__MACOSX/My export/general/{DAY}": b"\x00"})
    assert (done.problems, done.kept) == ([], 1)
