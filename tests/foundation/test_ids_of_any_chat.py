"""A database from before ids were any chat's keeps its places, and the order of what was said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.database.tables.delivery import outbox
from integrations.database.tables.memory import memories
from integrations.database.tables.team import channels

BEFORE = (
    "INSERT INTO channels (id, name, kind, archived, here) VALUES ('C1', 'backend', 'public', false, true),"
    " ('D1', 'ana', 'im', false, true), ('G1', 'us', 'mpim', false, true)",
    "INSERT INTO memories (channel, ts, person, text, search, said_at, version) VALUES"
    " ('C1', '1795000000.000100', 'U1', 'a', 'a', '2026-11-18 11:06:40+00:00', '1795000009.1'),"
    " ('C1', '1795000001.000100', 'U1', 'b', 'b', '2026-11-18 11:06:41+00:00', '')",
    "INSERT INTO outbox (key, priority, channel, post, not_before, created_at, ts) VALUES"
    " ('one', 'reply', 'C1', '{}', '2026-11-18 11:06:40+00:00', '2026-11-18 11:06:40+00:00', '1795000000.000100'),"
    " ('two', 'reply', 'C1', '{}', '2026-11-18 11:06:40+00:00', '2026-11-18 11:06:40+00:00', NULL)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/x.db"
    return str(request.getfixturevalue("empty_postgres_url"))


async def test_what_was_kept_before_is_read_as_it_was_meant(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db, upgrade = Database(empty_url), command.upgrade
    with monkeypatch.context() as then:
        then.setattr(command, "upgrade", lambda config, _: upgrade(config, "0017"))
        await db.upgrade()
    async with db.write() as tx:
        for statement in BEFORE:
            await tx.execute(sa.text(statement))
    await db.upgrade()
    async with db.read() as tx:
        kinds = (await tx.execute(sa.select(channels.c.kind).order_by(channels.c.id))).scalars().all()
        edited = (await tx.execute(sa.select(memories.c.edited_at).order_by(memories.c.id))).scalars().all()
        posted = (await tx.execute(sa.select(outbox.c.posted_at).order_by(outbox.c.id))).scalars().all()
    await db.close()
    assert kinds == [PlaceKind.PUBLIC, PlaceKind.DIRECT, PlaceKind.GROUP]
    assert edited == [datetime.fromtimestamp(1795000009, UTC).replace(microsecond=100_000), None]
    assert posted == [datetime.fromtimestamp(1795000000, UTC).replace(microsecond=100), None]
