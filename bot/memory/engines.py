"""How each engine finds messages with any of some words, the best of them first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import sqlalchemy as sa

from bot.memory.asked import KIN, Term, rarity
from integrations.database import Tx
from integrations.database.tables.memory import memories

_COMMON_SQLITE, _COMMON_POSTGRES = 10_000, 3_000
"""A word in more messages than this says little, and costs much: rarer words alone decide what is looked
at, where there are any. PostgreSQL reads each row that it ranks; FTS5 reads its index."""
_KIN_SHARE = 4
"""Words of the same meaning are looked for only where they are this many times rarer than what is common."""
COLUMNS = tuple(
    memories.c[name] for name in ("id", "channel", "ts", "thread_ts", "person", "text", "search", "said_at", "noted_by")
)
"""What is read of a message."""
_INDEX = sa.table("memories_fts", sa.column("rowid"), sa.column("rank"))
_WORDS: sa.ColumnElement[Any] = sa.literal_column("memories.words")


class Engine(Protocol):
    """A database's own full-text search."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> tuple[list[Term], list[Term]]:
        """Every term with its weight, and those of them that are worth searching for."""

    def matching(self, telling: Sequence[Term], said: Sequence[Term]) -> sa.Select[Any]:
        """The messages with any of the telling terms, best first, with their `relevance`."""


class Sqlite:
    """FTS5. Every term is quoted: what is typed is never its query language."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> tuple[list[Term], list[Term]]:
        """Every term with its weight, and those of them that are worth searching for."""
        return await _weighed(tx, wanted, lambda words: sa.select(_INDEX.c.rowid).where(_match(words)), _COMMON_SQLITE)

    def matching(self, telling: Sequence[Term], said: Sequence[Term]) -> sa.Select[Any]:
        """The messages with any of the telling terms, best first, with their `relevance`."""
        words = [word for term in telling for word in (*term.forms, *term.kin)]
        return (
            sa.select(*COLUMNS, (-_INDEX.c.rank).label("relevance"))
            .select_from(_INDEX)
            .join(memories, memories.c.id == _INDEX.c.rowid)
            .where(_match(words))
            .order_by(_INDEX.c.rank)
        )


def _match(words: Sequence[str]) -> sa.ColumnElement[bool]:
    query = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
    return sa.literal_column("memories_fts", sa.String).op("MATCH", is_comparison=True)(query)


class Postgres:
    """tsvector. Each term is parsed as plain text, and the parts are joined by OR."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> tuple[list[Term], list[Term]]:
        """Every term with its weight, and those of them that are worth searching for."""
        # Compiling these queries takes longer than running them, and reading every row longer than the index.
        await tx.execute(sa.text("SET LOCAL jit = off"))
        await tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return await _weighed(tx, wanted, lambda words: sa.select(memories.c.id).where(_has(words)), _COMMON_POSTGRES)

    def matching(self, telling: Sequence[Term], said: Sequence[Term]) -> sa.Select[Any]:
        """The messages with any of the telling terms, best first, with their `relevance` to all of them."""
        having: sa.ColumnElement[Any] = sa.literal(0.0)
        for term in said:
            having += sa.case((_has(term.forms), term.weight), else_=0.0)
            if term.kin:
                having += sa.case((_has(term.kin), KIN * term.weight), else_=0.0)
        # A long message is not better for being long.
        relevance = (having / (20 + sa.func.length(_WORDS))).label("relevance")
        words = [word for term in telling for word in (*term.forms, *term.kin)]
        return sa.select(*COLUMNS, relevance).where(_has(words)).order_by(relevance.desc(), memories.c.id.desc())


def _has(words: Sequence[str]) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[Any]] = [
        sa.func.plainto_tsquery(sa.literal_column(f"'{how}'::regconfig"), word)
        for word in words
        for how in ("english", "simple")
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op("||")(part)
    return _WORDS.op("@@", is_comparison=True)(whole)


async def _weighed(
    tx: Tx, wanted: Sequence[Term], having: Callable[[Sequence[str]], sa.Select[Any]], common: int
) -> tuple[list[Term], list[Term]]:
    """Every term that there is with its weight, and of these the rarer ones; the first alone where none is rare.

    Names are worth searching for only where nothing else is.
    """

    def count(words: Sequence[str], most: int) -> sa.ScalarSelect[Any]:
        some = having(words).limit(most + 1).subquery()
        return sa.select(sa.func.count()).select_from(some).scalar_subquery()

    if not wanted:
        return [], []
    columns = [count(term.forms, common) for term in wanted]
    columns += [count(term.kin, common // _KIN_SHARE) for term in wanted if term.kin]
    newest = sa.select(sa.func.max(memories.c.id)).scalar_subquery()
    most, *counts = (await tx.execute(sa.select(newest, *columns))).one()
    others = iter(counts[len(wanted) :])
    present: list[Term] = []
    rare: list[Term] = []
    for term, number in zip(wanted, counts, strict=False):
        kin = term.kin if term.kin and 0 < next(others) <= common // _KIN_SHARE else ()
        if number or kin:
            present.append(replace(term, kin=kin, weight=rarity(max(number, 1), most or 0)))
            if number <= common:
                rare.append(present[-1])
    return present, [term for term in rare if not term.is_name] or rare or present[:1]
