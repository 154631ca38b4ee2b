"""Work on many messages never keeps others from writing for long: it writes some at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from bot.memory import erasure
from bot.memory.erasure import PersonalData
from bot.memory.importing import Importing
from bot.memory.keeping import Keeping
from bot.memory.past import Past
from bot.memory.reindexing import reindex
from integrations.database import Database, Tx
from integrations.database.steps import INSERTED, STEP
from integrations.database.tables.memory import SEARCH_FORM, memories
from integrations.slack.export import SlackExport
from tests.memory.exported import files, in_a_folder, said
from tests.memory.house import House

MANY = 2 * INSERTED + 30
Work = Callable[[House, Path], Awaitable[object]]


async def an_import(house: House, folder: Path) -> None:
    export = await asyncio.to_thread(SlackExport, folder)
    try:
        past = Past(house.db, Keeping(house.db, house.clock, None))
        await Importing(house.db, house.clock, house.memory, past, export).run(lambda _: None)
    finally:
        export.close()


async def an_upgrade(house: House, _: Path) -> None:
    await reindex(house.db)


async def an_erasure(house: House, _: Path) -> None:
    await PersonalData(house.db, house.clock).forget("UBEN")


async def a_channel_that_is_gone(house: House, _: Path) -> None:
    await house.memory.delete_channel("C1")


@pytest.mark.parametrize("work", [an_import, an_upgrade, an_erasure, a_channel_that_is_gone])
async def test_a_transaction_changes_a_hundred_messages_at_most_or_inserts_five_hundred(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Work
) -> None:
    messages = [said(number, "UBEN", f"item {number} is done") for number in range(MANY)]
    folder = await asyncio.to_thread(in_a_folder, tmp_path / "export", files({"C1": messages}))
    if work is not an_import:
        await an_import(house, folder)
        async with house.db.write() as tx:
            await tx.execute(memories.update().values(search_form=0 if work is an_upgrade else SEARCH_FORM))
    write, seen = house.db.write, SimpleNamespace(before=await state(house.db), changed=[])

    @asynccontextmanager
    async def counted() -> AsyncIterator[Tx]:
        async with write() as tx:
            yield tx
        after = await state(house.db)
        seen.changed.append(len(seen.before ^ after))
        seen.before = after

    monkeypatch.setattr(house.db, "write", counted)
    await work(house, folder)
    assert sum(seen.changed) == MANY
    assert max(seen.changed) == (INSERTED if work is an_import else STEP)


async def state(db: Database) -> set[str]:
    """Every message in memory that is searched in its present form."""
    async with db.read() as tx:
        query = sa.select(memories.c.message_id).where(memories.c.search_form == SEARCH_FORM)
        return set((await tx.execute(query)).scalars())


async def test_an_erasure_that_is_killed_is_not_undone_and_ended_by_the_next(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await asyncio.to_thread(
        in_a_folder,
        tmp_path / "export",
        files({"C1": [said(number, "USTRANGE", f"item {number} is done") for number in range(3)]}),
    )
    await an_import(house, folder)
    personal = PersonalData(house.db, house.clock)

    async def killed(db: Database, table: sa.Table, rows: sa.ColumnElement[bool], change: sa.Delete) -> int:
        async with db.write() as tx:
            await tx.execute(change.where(rows))
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(erasure, "in_steps", killed)
        with pytest.raises(asyncio.CancelledError):
            await personal.forget("USTRANGE")
    await an_import(house, folder)
    async with house.db.read() as tx:
        assert (await tx.execute(sa.select(memories.c.text))).all() == []
    await personal.forget("USTRANGE")
    await an_import(house, folder)
    async with house.db.read() as tx:
        assert (await tx.execute(sa.select(memories.c.text))).all() == []
