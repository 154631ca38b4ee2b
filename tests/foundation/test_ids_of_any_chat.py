"""A database from before ids were any chat's keeps its places, and the order of what was said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from bot.conversation.asked import Asked, asked_of
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.database.columns import Json
from integrations.database.tables.answers import answers
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


async def upgraded(url: str, version: str, *kept: sa.TextClause, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database of this version that was of an earlier one when those rows came into it."""
    db, upgrade = Database(url), command.upgrade
    with monkeypatch.context() as then:
        then.setattr(command, "upgrade", lambda config, _: upgrade(config, version))
        await db.upgrade()
    async with db.write() as tx:
        for statement in kept:
            await tx.execute(statement)
    await db.upgrade()
    return db


async def test_what_was_kept_before_is_read_as_it_was_meant(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db = await upgraded(empty_url, "0017", *map(sa.text, BEFORE), monkeypatch=monkeypatch)
    async with db.read() as tx:
        kinds = (await tx.execute(sa.select(channels.c.kind).order_by(channels.c.id))).scalars().all()
        edited = (await tx.execute(sa.select(memories.c.edited_at).order_by(memories.c.id))).scalars().all()
        posted = (await tx.execute(sa.select(outbox.c.posted_at).order_by(outbox.c.id))).scalars().all()
    await db.close()
    assert kinds == [PlaceKind.PUBLIC, PlaceKind.DIRECT, PlaceKind.GROUP]
    assert edited == [datetime.fromtimestamp(1795000009, UTC).replace(microsecond=100_000), None]
    assert posted == [datetime.fromtimestamp(1795000000, UTC).replace(microsecond=100), None]


async def test_a_question_of_an_earlier_version_can_be_asked_anew(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 11, 18, 11, tzinfo=UTC)
    asked = Asked("C1", "1795000000.000100", at, "1794000000.000100", "U1", "why?", PlaceKind.PUBLIC)
    named = {"message_id": "ts", "thread": "thread_ts"}
    kept = {named.get(field, field): value for field, value in asked.kept().items()}
    answer = sa.text(
        "INSERT INTO answers (key, asker, place, begun_at, question)"
        " VALUES ('a', 'U1', 'C1', '2026-11-18 11:00:00+00:00', :question)"
    ).bindparams(sa.bindparam("question", kept, Json()))
    db = await upgraded(empty_url, "0041", answer, monkeypatch=monkeypatch)
    async with db.read() as tx:
        question = (await tx.execute(sa.select(answers.c.question))).scalar_one()
    await db.close()
    assert asked_of(question, again=0) == asked
