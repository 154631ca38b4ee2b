"""A database that cannot be used is a sentence and exit 2 at every command; its files are their owner's alone."""

import asyncio
import ctypes
import os
import resource
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.cli_commands import app
from integrations.database import Database, problem_of
from tests.stage import fresh_database

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run",),
    ("db", "upgrade"),
    ("drafts", "list"),
    ("rituals", "export", "-"),
    ("memory", "recall", "why?", "--user", "U1", "--channel", "C1"),
)


def of_version(number: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = ?", (number,))

    return change


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def no_database(file: Path) -> None:
    file.write_text("Dear diary, " * 1000)


def malformed(file: Path) -> None:
    with file.open("r+b") as pages:
        pages.seek(100)
        pages.write(b"\xff" * 2000)


def malformed_further_on(file: Path) -> None:
    """Its schema can be read, and none of its tables."""
    with closing(sqlite3.connect(file)) as database:
        ((page,),) = database.execute("PRAGMA page_size")
        tables = (
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name <> 'alembic_version'"
        )
        roots = [root for (root,) in database.execute(tables)]
    with file.open("r+b") as pages:
        for root in roots:
            pages.seek((root - 1) * page)
            pages.write(b"\xff" * page)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the commands use."""
    url = fresh_database(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", url)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    return Path(url.removeprefix("sqlite:///"))


@pytest.mark.parametrize("typed", COMMANDS, ids=lambda typed: typed[0])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (of_version("9999"), "newer Rolecall"),
        (of_version("1a2b3c4d"), "another program"),
        (a_folder, "cannot be opened"),
        (no_database, "is no SQLite database"),
        (malformed, "is malformed"),
    ],
    ids=["newer", "another's", "folder", "text", "malformed"],
)
def test_a_database_that_cannot_be_used_is_a_sentence(
    database: Path, spoil: Callable[[Path], None], words: str, typed: tuple[str, ...]
) -> None:
    spoil(database)
    result = CliRunner().invoke(app, list(typed))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.output
    assert result.stderr.startswith("ROLECALL_DATABASE_URL: ")
    assert words in result.stderr


def test_what_is_only_found_by_reading_is_a_sentence_too(database: Path) -> None:
    malformed_further_on(database)
    result = CliRunner().invoke(app, ["rituals", "export", "-"])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.output
    assert "is malformed" in result.stderr


async def fill(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(sa.text("PRAGMA max_page_count = 1"))  # no less than there are
        await tx.execute(sa.text("CREATE TABLE more AS SELECT zeroblob(1000000) AS words"))


async def test_a_full_disk_is_named(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/x.db")
    await db.upgrade()
    with pytest.raises(sa.exc.OperationalError) as full:
        await fill(db)
    await db.close()
    assert "its disk is full" in str(problem_of(full.value))


def test_a_mistake_of_ours_is_none_of_the_database() -> None:
    mistake = sa.exc.OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: x"))
    assert problem_of(mistake) is None
    assert problem_of(RuntimeError()) is None


def as_anybody() -> None:
    """Let even root be held to a file's permissions, from the next exec on."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def with_little_room() -> None:
    """Let no file grow past 8 kB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


async def said(folder: Path, *typed: str, url: str, before: Callable[[], None]) -> tuple[int | None, str]:
    """The exit code and standard error of a command in a process of its own.

    It writes no bytecode: where no file can grow, Python keeps the cut one, and nobody imports that module again.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", *typed),
        env={
            "PATH": os.environ.get("PATH", ""),
            "ROLECALL_DATABASE_URL": url,
            "HOME": str(folder),
            "SLACK_API_URL": "http://127.0.0.1:1/",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=before,
    )
    _, errors = await asyncio.wait_for(process.communicate(), 50)
    return process.returncode, errors.decode()


async def test_a_file_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    url = fresh_database(tmp_path)
    (tmp_path / "rolecall.db").chmod(0o400)
    code, errors = await said(tmp_path, "drafts", "list", url=url, before=as_anybody)
    assert (code, len(errors.splitlines())) == (2, 1), errors
    assert "cannot be written" in errors


@pytest.mark.parametrize("typed", COMMANDS[:2], ids=" ".join)
async def test_a_disk_without_room_is_a_sentence(tmp_path: Path, typed: tuple[str, ...]) -> None:
    code, errors = await said(tmp_path, *typed, url=f"sqlite:///{tmp_path}/x.db", before=with_little_room)
    assert (code, len(errors.splitlines())) == (2, 1), errors
    assert "its disk" in errors


# --- whose its files are ---------------------------------------------------------------


def permissions(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
async def test_what_we_make_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        db = Database(f"sqlite:///{tmp_path}/.rolecall/rolecall.db")
        assert await db.upgrade() == []
        async with db.write() as tx:
            await tx.execute(sa.text("DELETE FROM paces"))
            found = permissions(tmp_path / ".rolecall")
        await db.close()
    finally:
        os.umask(before)
    files = {"rolecall.db", "rolecall.db-wal", "rolecall.db-shm"}
    assert found == {".rolecall": 0o700, **dict.fromkeys(files, 0o600)}


def test_what_others_could_read_is_mended_and_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".rolecall"
    folder.mkdir(0o755)
    fresh_database(folder)
    for path in (folder, folder / "rolecall.db"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.chdir(tmp_path)
    first, second = (CliRunner().invoke(app, ["drafts", "list"]) for _ in range(2))
    assert [line.split(":")[0] for line in first.stderr.splitlines()] == [".rolecall", ".rolecall/rolecall.db"]
    assert set(permissions(folder).values()) == {0o700, 0o600}
    assert (second.exit_code, second.stderr) == (0, "")


def test_a_folder_that_is_somebodys_own_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    assert permissions(tmp_path) == {tmp_path.name: 0o755, "x.db": 0o600}
