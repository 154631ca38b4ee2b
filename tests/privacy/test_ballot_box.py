"""Nobody who reads the machine's memory can tell in what order ballots came, and which are of one person."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from integrations.ballot_box import Ballot, BallotBox


def files(folder: Path) -> dict[str, os.stat_result]:
    """Every ballot's file, by what is in it."""
    return {each.read_text(): each.stat() for each in folder.rglob("[!.]*") if each.is_file()}


@pytest.mark.parametrize("round_", ["retro/1", "12/2026-11-23/1", "a"])
async def test_every_file_is_made_anew_with_every_ballot(tmp_path: Path, round_: str) -> None:
    box = BallotBox(tmp_path / "rolecall-1" / "box")
    before = dict[str, os.stat_result]()
    for number in range(5):
        await box.put(round_, [Ballot("0", f"answer {number}")])
        after = await asyncio.to_thread(files, tmp_path)
        assert len(after) == number + 1
        assert {kept.st_mtime for kept in after.values()} == {0}
        assert all(after[said].st_ino != kept.st_ino for said, kept in before.items())
        before = after


async def test_what_is_taken_back_and_thrown_away_is_gone_and_others_stay(tmp_path: Path) -> None:
    box = BallotBox(tmp_path / "rolecall-1" / "box")
    names = await box.put("retro/1", [Ballot("0", "first")])
    await box.put("retro/1", [Ballot("0", "second")])
    await box.put("retro/2", [Ballot("0", "third")])
    await box.take_back("retro/1", names)
    assert [each.answer for each in await box.look("retro/1")] == ["second"]
    await box.empty("retro/1")
    assert (await box.look("retro/1"), await box.rounds()) == ([], ["retro/2"])


def test_words_of_any_language_are_kept_where_the_machine_knows_ascii_alone(tmp_path: Path) -> None:
    code = (
        "import asyncio\nfrom pathlib import Path\nfrom integrations.ballot_box import Ballot, BallotBox\n"
        f"box = BallotBox(Path({str(tmp_path)!r}) / 'one' / 'two')\n"
        "said = ['\\u00fc', '\\u65e5\\u672c', '\\U0001f642']\n"
        "asyncio.run(box.put('a', [Ballot('0', each) for each in said]))\n"
        "assert {each.answer for each in asyncio.run(box.look('a'))} == set(said)\n"
    )
    plain = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=plain)  # noqa: S603
