"""Drafts as files: only ours, only what changed, and nothing outside of the folder."""

import asyncio
import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from jobs.drafts.export import MANIFEST, Exported, export, left_out, list_, show
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.errors import UserError
from tests.drafts.house import ADA, CY, GENERAL, SECRET, House, adr


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Files are the same on each engine."""
    return sqlite_url


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in found}


async def look(folder: Path) -> dict[str, str]:
    return await asyncio.to_thread(files, folder)


async def put(path: Path, text: str) -> None:
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    await asyncio.to_thread(path.write_text, text)


async def write_some(house: House) -> None:
    old = await house.accepted("Use SQLite")
    new = await house.adr("Use *Postgres* | <b>now</b>", context="## Why\n\n- `one` file\n- slow", supersedes=old.id)
    await house.drafts.decide(ADA, new.id, "accept", seen_in=GENERAL)
    await house.adr("Use Kafka", people=(CY,), alternatives="```\nopen")
    book = await house.runbook("Restart the queue")
    await house.drafts.decide(ADA, book.id, "publish", seen_in=GENERAL)
    await house.runbook("Drain a node")
    await house.adr("Secret plan", channel=SECRET)
    await house.adr("My plan", channel=f"D{ADA}")


async def test_each_draft_is_a_file_and_each_kind_has_an_index(house: House, tmp_path: Path) -> None:
    await write_some(house)
    done = await export(house.drafts, house.db, tmp_path / "docs")
    written = await look(tmp_path / "docs")
    assert (
        sorted(written)
        == sorted(done.written)
        == [
            "adr/0001-use-sqlite.md",
            "adr/0002-use-postgres-b-now-b.md",
            "adr/README.md",
            "adr/proposed-use-kafka.md",
            "runbooks/0001-restart-the-queue.md",
            "runbooks/README.md",
            "runbooks/draft-drain-a-node.md",
        ]
    )
    assert done.left_out == await left_out(house.db) == 2
    new = written["adr/0002-use-postgres-b-now-b.md"]
    assert new.startswith("# 2. Use \\*Postgres\\* \\| \\<b\\>now\\</b\\>\n\n- Status: accepted\n- Date: 2026-11-23\n")
    assert "- Supersedes: [ADR 1: Use SQLite](0001-use-sqlite.md)\n" in new
    assert "\n## Context\n\n### Why\n\n- `one` file\n- slow\n\n## Decision\n" in new
    assert (
        "- Status: superseded by [0002-use-postgres-b-now-b](0002-use-postgres-b-now-b.md)\n"
        in written["adr/0001-use-sqlite.md"]
    )
    assert "- Deciders: Cy\n" in written["adr/proposed-use-kafka.md"]
    assert "```\nopen\n```\n" in written["adr/proposed-use-kafka.md"]
    book = written["runbooks/0001-restart-the-queue.md"]
    assert "- Service: payments\n- Owner: Ada\n" in book
    assert "## Steps\n\n1. Stop it\n2. Start it\n3. Watch it\n" in book
    assert "| 1 | [Use SQLite](0001-use-sqlite.md) | superseded | 2026-11-23 |" in written["adr/README.md"]
    table = MarkdownIt("commonmark").enable("table").render(written["adr/README.md"])
    assert table.count("<tr>") == 4
    assert "Use *Postgres* | &lt;b&gt;now&lt;/b&gt;</a>" in table


@pytest.mark.parametrize(
    "theirs",
    [
        "<!-- to be done",
        "Because:\n\n<pre>\n# Loud",
        "<script>\n\nalert(1)",
        "<details><summary>More</summary>\n\nhidden",
        "- first\n  ```\n  code\n  ```\n- second\n  ```\n  open",
        "# Context\n\nas a heading\n\n## Decision\n\nno",
        "Loud\n====\n\nQuiet\n----",
        "1. ```sh\n   rm -rf /",
        "> ```\n> open",
        "~~~\n```\nopen",
        "a <b>bold start",
        "[//]: # (\n| a |\n| - |",
    ],
)
async def test_what_an_author_left_open_ends_with_its_section(house: House, tmp_path: Path, theirs: str) -> None:
    made = await house.adr("Use SQLite", context=theirs, alternatives=theirs)
    await house.drafts.decide(ADA, made.id, "accept", seen_in=GENERAL)
    book = await house.runbook("Restart the queue", when=theirs, rollback=theirs)
    await house.drafts.decide(ADA, book.id, "publish", seen_in=GENERAL)
    await export(house.drafts, house.db, tmp_path / "docs")
    files = await look(tmp_path / "docs")
    assert outline(files["adr/0001-use-sqlite.md"]) == ["Context", "Decision", "Consequences", "Alternatives"]
    assert outline(files["runbooks/0001-restart-the-queue.md"]) == ["When to use it", "Steps", "Rollback"]
    for text in files.values():
        assert "<script" not in MarkdownIt("commonmark").render(text)


def outline(text: str) -> list[str]:
    """The headings of the second level of a file whose first is its title."""
    tokens = MarkdownIt("commonmark").parse(text)
    high = [
        (token.tag, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2")
    ]
    assert [tag for tag, _ in high] == ["h1", *["h2"] * (len(high) - 1)]
    return [words for _, words in high[1:]]


async def test_a_second_export_writes_nothing_and_a_later_one_only_what_changed(house: House, tmp_path: Path) -> None:
    await write_some(house)
    await export(house.drafts, house.db, tmp_path / "docs")
    before = await look(tmp_path / "docs")
    again = await export(house.drafts, house.db, tmp_path / "docs")
    assert (again.written, again.deleted, again.kept) == ([], [], [])
    kafka = await house.drafts.show(ADA, ADR, "use-kafka")
    await house.drafts.decide(ADA, kafka.draft.id, "accept", seen_in=GENERAL)
    later = await export(house.drafts, house.db, tmp_path / "docs")
    assert sorted(later.written) == ["adr/0003-use-kafka.md", "adr/README.md"]
    assert later.deleted == ["adr/proposed-use-kafka.md"]
    after = await look(tmp_path / "docs")
    assert {name: text for name, text in after.items() if "kafka" not in name and "adr/README" not in name} == {
        name: text for name, text in before.items() if "kafka" not in name and "adr/README" not in name
    }


async def test_files_of_others_and_edits_by_hand_are_left_alone(house: House, tmp_path: Path) -> None:
    await put(tmp_path / "docs" / "adr" / "README.md", "ours for years")
    await put(tmp_path / "docs" / "adr" / "0009-by-hand.md", "by hand")
    await house.accepted("Use SQLite")
    await house.adr("Use Kafka")
    first = await export(house.drafts, house.db, tmp_path / "docs")
    assert first.kept == []
    assert "adr/index.md" in first.written
    await put(tmp_path / "docs" / "adr" / "0001-use-sqlite.md", "edited by hand")
    await put(tmp_path / "docs" / "adr" / "proposed-use-kafka.md", "edited too")
    kafka = await house.drafts.show(ADA, ADR, "use-kafka")
    await house.drafts.decide(ADA, kafka.draft.id, "accept", seen_in=GENERAL)
    second = await export(house.drafts, house.db, tmp_path / "docs")
    assert sorted(second.kept) == ["adr/0001-use-sqlite.md", "adr/proposed-use-kafka.md"]
    assert second.deleted == []
    now = await look(tmp_path / "docs")
    assert now["adr/README.md"] == "ours for years"
    assert now["adr/0001-use-sqlite.md"] == "edited by hand"
    forced = await export(house.drafts, house.db, tmp_path / "docs", force=True)
    now = await look(tmp_path / "docs")
    assert forced.kept == []
    assert now["adr/README.md"] == "ours for years"
    assert now["adr/0001-use-sqlite.md"].startswith("# 1. Use SQLite")
    assert now["adr/0009-by-hand.md"] == "by hand"


async def test_what_a_crash_left_half_done_is_finished_by_the_next_export(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_some(house)
    from jobs.drafts import export as module

    real, calls = module._put, 0

    def failing(path: Path, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise OSError(28, "No space left on device")
        real(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_put", failing)
        with pytest.raises(UserError, match="No space left"):
            await export(house.drafts, house.db, tmp_path / "docs")
    done = await export(house.drafts, house.db, tmp_path / "docs")
    assert len(await look(tmp_path / "docs")) == 7
    assert done.kept == []
    await house.adr("One more")
    assert "adr/proposed-one-more.md" in (await export(house.drafts, house.db, tmp_path / "docs")).written


async def test_nothing_is_written_or_deleted_outside_of_the_folder(house: House, tmp_path: Path) -> None:
    await put(tmp_path / "precious.md", "precious")
    folder, away = tmp_path / "docs", tmp_path / "away"
    hashes = ["0" * 64]
    listed = {
        "../precious.md": hashes,
        "adr/../../precious.md": hashes,
        "/etc/passwd": hashes,
        "adr/.hidden.md": hashes,
    }
    await put(folder / MANIFEST, json.dumps({"files": listed}))
    await house.accepted("../../precious")
    await export(house.drafts, house.db, folder, force=True)
    assert await asyncio.to_thread((tmp_path / "precious.md").read_text) == "precious"
    assert sorted(await look(folder)) == ["adr/0001-precious.md", "adr/README.md"]
    await asyncio.to_thread(away.mkdir)
    other = tmp_path / "linked"
    await asyncio.to_thread(other.mkdir)
    await asyncio.to_thread((other / "adr").symlink_to, away)
    with pytest.raises(UserError, match="leads out of the folder"):
        await export(house.drafts, house.db, other)
    assert await look(away) == {}


async def test_a_folder_that_cannot_be_used_is_said_kindly(house: House, tmp_path: Path) -> None:
    await house.accepted("Use SQLite")
    await put(tmp_path / "file", "text")
    with pytest.raises(UserError, match="is no folder"):
        await export(house.drafts, house.db, tmp_path / "file")
    await put(tmp_path / "docs" / MANIFEST, "no json")
    with pytest.raises(UserError, match="is damaged"):
        await export(house.drafts, house.db, tmp_path / "docs")


async def test_the_command_line_lists_and_shows_what_everybody_may_read(house: House) -> None:
    await write_some(house)
    listed = [(each.kind.name, each.number, each.slug) for each in await list_(house.db)]
    assert listed == [
        ("adr", 1, "use-sqlite"),
        ("adr", 2, "use-postgres-b-now-b"),
        ("adr", None, "use-kafka"),
        ("runbook", 1, "restart-the-queue"),
        ("runbook", None, "drain-a-node"),
    ]
    assert len(await list_(house.db, kind=ADR, everything=True)) == 5
    assert (await show(house.db, "1", kind=RUNBOOK)).startswith("# 1. Restart the queue\n")
    assert "1. Stop it" in await show(house.db, "restart-the-queue", plain=True)
    assert "Superseded by: ADR 2" in await show(house.db, "use-sqlite")
    assert (await show(house.db, "secret-plan", everything=True)).startswith("# Secret plan\n")
    for ref, reason in (("secret-plan", "There is no draft"), ("1", "say which kind"), ("nothing", "no draft")):
        with pytest.raises(UserError, match=reason):
            await show(house.db, ref)


async def test_notes_and_versions_are_in_the_file(house: House, tmp_path: Path) -> None:
    draft = await house.adr()
    await house.drafts.edit(CY, draft.id, 1, adr(decision="Really."), seen_in=GENERAL)
    await house.drafts.decide(ADA, draft.id, "accept", seen_in=GENERAL)
    await house.drafts.annotate(CY, draft.id, "Done *today*.", seen_in=GENERAL)
    done: Exported = await export(house.drafts, house.db, tmp_path / "docs")
    text = (await look(tmp_path / "docs"))["adr/0001-use-postgres.md"]
    assert done.kept == []
    assert "- Version: 2, edited by Cy on 2026-11-23\n" in text
    assert text.endswith("## Notes\n\n2026-11-23, Cy: Done \\*today\\*.\n")
