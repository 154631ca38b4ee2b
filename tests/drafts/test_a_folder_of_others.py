"""A folder that others began: numbers go on, the index names both, and each habit of writing a status is kept."""

import asyncio
from pathlib import Path

import pytest

from integrations.markdown.front_matter import front_matter
from integrations.words import words
from jobs.drafts.export import Exported, export
from jobs.drafts.kinds import ADR
from tests.drafts.house import ADA, GENERAL, House

NYGARD = """# {number}. {title}

Date: 2024-05-0{day}

## Status

{status}

## Context

It was late.
"""
MADR = """---
status: "{status}"
date: 2024-05-0{day}
decision-makers: Ada
---

# {title}

## Context and Problem Statement
"""
BULLETS = """# {title}

- Status: {status}
- Deciders: Ada
- Date: 2024-05-0{day}

Technical Story: none
"""
HABITS = {"adr-tools": NYGARD, "madr": MADR, "log4brains": BULLETS}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Files are the same on each engine."""
    return sqlite_url


def begin(folder: Path, form: str, numbers: range) -> None:
    """Records of others, as their tool writes them."""
    (folder / "adr").mkdir(parents=True)
    for number in numbers:
        said = {"number": number, "title": f"Choice {number}", "status": "Accepted", "day": number % 9 + 1}
        (folder / "adr" / f"{number:04d}-choice-{number}.md").write_text(form.format(**said))


async def exported(house: House, folder: Path) -> tuple[Exported, dict[str, str]]:
    done = await export(house.drafts, house.db, folder)

    def read() -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in (folder / "adr").glob("*.md")}

    return done, await asyncio.to_thread(read)


async def superseding(house: House) -> None:
    """ADR 1, which ADR 2 has superseded."""
    old = await house.accepted("Use SQLite")
    new = await house.adr("Use Postgres", supersedes=old.id)
    await house.drafts.decide(ADA, new.id, "accept", seen_in=GENERAL)


@pytest.mark.parametrize("habit", HABITS)
async def test_numbers_go_on_and_the_index_names_both(house: House, tmp_path: Path, habit: str) -> None:
    await asyncio.to_thread(begin, tmp_path / "docs", HABITS[habit], range(1, 37))
    await superseding(house)
    done, files = await exported(house, tmp_path / "docs")
    assert done.renumbered == ["ADR 1 is ADR 37 now", "ADR 2 is ADR 38 now"]
    assert {"0037-use-sqlite.md", "0038-use-postgres.md", "0001-choice-1.md"} <= set(files)
    assert "| 36 | [Choice 36](0036-choice-36.md) | accepted | 2024-05-01 |" in files["README.md"]
    assert "| 37 | [Use SQLite](0037-use-sqlite.md) | superseded | 2026-11-23 |" in files["README.md"]
    assert [line.split("|")[1].strip() for line in files["README.md"].splitlines()[4:]] == [*map(str, range(1, 39))]
    told = [words(post.headline) for _, post, _ in await house.said()]
    assert any("ADR 1 is ADR 37 now" in each for each in told)
    later = await house.accepted("Use Redis")
    assert later.number == 39


@pytest.mark.parametrize("habit", HABITS)
async def test_what_took_its_place_is_said_where_that_folders_tool_reads_it(
    house: House, tmp_path: Path, habit: str
) -> None:
    await asyncio.to_thread(begin, tmp_path / "docs", HABITS[habit], range(1, 4))
    await superseding(house)
    _, files = await exported(house, tmp_path / "docs")
    old, new = files["0004-use-sqlite.md"], files["0005-use-postgres.md"]
    if habit == "adr-tools":
        assert "\n\nDate: 2026-11-23\n\n## Status\n\nSuperseded by [5. Use Postgres](0005-use-postgres.md)\n\n" in old
        assert "\n## Status\n\nAccepted\n\nSupersedes [4. Use SQLite](0004-use-sqlite.md)\n\n" in new
        assert "Status:" not in old
    elif habit == "madr":
        matter = front_matter(old.splitlines()).fields
        assert matter == {"status": "superseded by ADR-5", "date": "2026-11-23"}
        assert "\n---\n\n# 4. Use SQLite\n" in old
        assert front_matter(new.splitlines()).fields["status"] == "accepted"
    else:
        assert "\n- Status: superseded by [0005-use-postgres](0005-use-postgres.md)\n- Date: 2026-11-23\n" in old
        assert "\n- Status: accepted\n" in new


async def test_a_second_export_into_it_changes_nothing(house: House, tmp_path: Path) -> None:
    await asyncio.to_thread(begin, tmp_path / "docs", MADR, range(1, 4))
    await superseding(house)
    await exported(house, tmp_path / "docs")
    again, _ = await exported(house, tmp_path / "docs")
    assert (again.written, again.deleted, again.kept, again.renumbered) == ([], [], [], [])


async def test_a_number_that_others_take_later_leaves_ours_alone(house: House, tmp_path: Path) -> None:
    await superseding(house)
    await exported(house, tmp_path / "docs")
    await asyncio.to_thread((tmp_path / "docs" / "adr" / "0002-theirs.md").write_text, BULLETS)
    done, files = await exported(house, tmp_path / "docs")
    assert done.renumbered == []
    assert {"0002-theirs.md", "0002-use-postgres.md"} <= set(files)
    assert (await house.drafts.show(ADA, ADR, "use-postgres")).draft.number == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0007-binary.md", b"\xff\xfe\x00\x01"),
        ("0007-empty.md", b""),
        ("0007.md", b"\xef\xbb\xbf# 7. Marked\n\n## Status\n"),
        ("7-unpadded.md", b"---\n" + b"x" * 100_000),
        ("20240507-dated-by-log4brains.md", b"# Dated\n\n- Status: accepted\n"),
        ("template.md", b"# Title\n"),
        ("0008-🚀 (draft).md", b"# [8](javascript:x). <b>Loud</b> | loud\n"),
    ],
)
async def test_any_file_of_theirs_is_left_as_it_is(house: House, tmp_path: Path, name: str, text: bytes) -> None:
    await superseding(house)
    path = tmp_path / "docs" / "adr" / name
    await asyncio.to_thread(path.parent.mkdir, parents=True)
    await asyncio.to_thread(path.write_bytes, text)
    done = await export(house.drafts, house.db, tmp_path / "docs")
    assert await asyncio.to_thread(path.read_bytes) == text
    index = await asyncio.to_thread((tmp_path / "docs" / "adr" / "README.md").read_text)
    assert "<b>Loud" not in index
    assert done.kept == []
