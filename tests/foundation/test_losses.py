"""What a SQLite database lost with a file of its own is noticed, and said."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from integrations.database import Database
from integrations.database.losses import Acked, LogFile
from integrations.slack.events import envelope
from integrations.time import Clock
from jobs.delivery.inbox import Inbox
from jobs.delivery.retention import Retention
from tests.running import MENTION, outside
from tests.waiting import until


async def nothing(_body: dict[str, Any]) -> None:
    """Handle it."""


def event(number: int) -> dict[str, Any]:
    return {"event_id": f"Ev{number}", "event": {"type": "message", "channel": "C1", "ts": f"{number}.0"}}


async def accepted(url: str, *numbers: int) -> None:
    db = Database(url)
    inbox = Inbox(db, nothing, envelope)
    await inbox.start()
    for number in numbers:
        await inbox.accept(event(number))
    await until(lambda: inbox.idle)
    await inbox.stop()
    await db.close()


async def missing(url: str) -> int:
    db = Database(url)
    try:
        return await Inbox(db, nothing, envelope).missing()
    finally:
        await db.close()


async def test_nothing_is_missing_after_a_start_and_an_end(sqlite_url: str) -> None:
    assert await missing(sqlite_url) == 0
    await accepted(sqlite_url, 1, 2, 3)
    assert await missing(sqlite_url) == 0
    await accepted(sqlite_url, 2, 3)  # told again
    assert await missing(sqlite_url) == 0


async def test_an_older_copy_that_is_put_back_is_said_once_with_how_much_is_missing(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    await accepted(sqlite_url, 1, 2)
    shutil.copy(file, tmp_path / "copy")
    await accepted(sqlite_url, 3, 4, 5)
    shutil.copy(tmp_path / "copy", file)
    assert await missing(sqlite_url) == 3
    assert await missing(sqlite_url) == 0
    await accepted(sqlite_url, 6)
    assert await missing(sqlite_url) == 0


async def test_the_newest_event_stays_so_that_a_quiet_month_is_no_loss(sqlite_url: str) -> None:
    await accepted(sqlite_url, 1, 2, 3)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        file.execute("UPDATE inbox SET done_at = '2020-01-01 00:00:00.000000'")
    db = Database(sqlite_url)
    await Retention(db, Clock()).sweep()
    await db.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        assert file.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
    assert await missing(sqlite_url) == 0


@pytest.mark.parametrize("kept", [b"", b"rubbish", b"-5", b"\x00" * 20])
def test_a_number_that_cannot_be_read_is_none(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "x.db-acked").write_bytes(kept)
    acked = Acked(tmp_path / "x.db")
    assert acked.highest() <= 0
    acked.note(7)
    acked.note(3)
    assert acked.highest() == 7
    acked.close()


def test_the_file_beside_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    acked = Acked(tmp_path / "x.db")
    acked.note(1)
    acked.close()
    assert (tmp_path / "x.db-acked").stat().st_mode & 0o077 == 0


def test_a_log_file_is_gone_when_it_is_removed_or_is_another(tmp_path: Path) -> None:
    file, seen = tmp_path / "x.db-wal", LogFile(tmp_path / "x.db")
    assert not seen.is_gone()
    file.touch()
    assert not seen.is_gone()
    file.rename(tmp_path / "elsewhere")
    assert seen.is_gone()
    file.touch()
    assert seen.is_gone()


async def test_a_log_file_removed_from_a_stopped_process_is_said_at_the_next_start(tmp_path: Path) -> None:
    async with outside(tmp_path) as (workspace, running):
        await running.run()
        ben = workspace.member("Ben")
        for number in range(3):
            await ben.says("#backend", f"number {number}")
        await workspace.until(lambda: workspace.delivering == 0)
        await running.die()
        (tmp_path / "rolecall.db-wal").unlink()
        (tmp_path / "rolecall.db-shm").unlink()
        await running.run()
        (said,) = [line for line in running.lines if line["event"] == "acked_events_are_missing"]
        assert said["count"] >= 3


async def test_a_log_file_removed_under_a_running_process_costs_nothing_that_was_acked(tmp_path: Path) -> None:
    async with outside(tmp_path) as (workspace, running):
        await running.run()
        asked = await workspace.member("Ben").says("#backend", f"{MENTION} hello")
        await until(lambda: [said for said in workspace.messages_in("#backend") if said.thread_ts == asked])
        for name in ("wal", "shm"):
            (tmp_path / f"rolecall.db-{name}").unlink()
        assert await running.ended() == 1
        assert [line for line in running.lines if line["event"] == "database_file_removed"]
        await running.run()
        assert not [line for line in running.lines if line["event"] == "acked_events_are_missing"]
        again = await workspace.member("Ben").says("#backend", f"{MENTION} hello again")
        await until(lambda: [said for said in workspace.messages_in("#backend") if said.thread_ts == again])


async def test_a_process_ends_when_a_newer_version_has_upgraded_its_database(tmp_path: Path) -> None:
    async with outside(tmp_path) as (_, running):
        await running.run()
        with closing(sqlite3.connect(tmp_path / "rolecall.db")) as newer:
            newer.execute("UPDATE alembic_version SET version_num = '9999'")
            newer.commit()
        assert await running.ended() == 1
        [said] = [line for line in running.lines if line["event"] == "database_was_upgraded"]
        assert said["schema"] == "9999"
