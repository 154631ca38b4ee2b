"""How each engine finds messages with any of some words, the best of them first.

A statement is made once, with names for what is looked for, and given that as it runs: to make one takes as long as to
run it. Engines of a kind are equal, so that what is made for one can be kept.
"""

import json
from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa

from bot.memory.asked import Term
from bot.memory.weighing import Counts, Weighed, parts, weigh
from integrations.database import Tx
from integrations.database.tables.memory import memories

_COMMON_SQLITE, _COMMON_POSTGRES = 10_000, 3_000
"""A word in more messages than this says little, and costs much: rarer words alone decide what is looked
at, where there are any. PostgreSQL reads each row that it ranks; FTS5 reads its index."""
MOST_LOOKED_AT = 5_000
"""Messages that are looked at where every word of a question is common: those with the most of its words, the newest
of these."""


class Candidate(NamedTuple):
    """A message that may answer: what is read of it, by the names of its columns."""

    id: int
    channel: str
    message_id: str
    thread: str | None
    person: str
    text: str
    search: str
    said_at: datetime
    noted_by: str | None


COLUMNS = tuple(memories.c[name] for name in Candidate._fields)
"""What every query for candidates selects first."""
_INDEX = sa.table("memories_fts", sa.column("rowid"))
_WORDS: sa.ColumnElement[Any] = sa.literal_column("memories.words")
_COUNTING_SQLITE = """
SELECT '' AS word, coalesce(max(id), 0) AS messages, 0 AS is_kin FROM memories
UNION ALL SELECT value, (
    SELECT CASE WHEN count(*) < :most THEN count(*)
        ELSE count(*) * (SELECT max(id) FROM memories) / ((SELECT max(id) FROM memories) - min(rowid) + 1) END
    FROM (SELECT rowid FROM memories_fts WHERE memories_fts MATCH '"' || value || '"' ORDER BY rowid DESC LIMIT :most)
), 0 FROM json_each(:words)
UNION ALL SELECT value, (
    SELECT count(*) FROM (SELECT 1 FROM memories_fts WHERE memories_fts MATCH '"' || value || '"' LIMIT :most_kin)
), 1 FROM json_each(:kin)
"""
"""How many messages have a word; above a limit, as many as would have it if it were said as often all the time."""
_WORTH_SQLITE = """
WITH part AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS query, json_extract(value, '$[1]') AS weight FROM json_each(:parts)
)
SELECT memories_fts.rowid AS id, sum(part.weight) AS worth FROM part CROSS JOIN memories_fts
WHERE memories_fts MATCH part.query GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :most
"""
"""The messages with any of some parts of a question, by what these weigh together.

FTS5's own `rank` looks up how long each message is, and where each word stands in it: ten times the work.
"""
_COUNTING_POSTGRES = """
SELECT '' AS word, coalesce(max(id), 0) AS messages, false AS is_kin FROM memories
UNION ALL SELECT word, (SELECT count(*) FROM (SELECT FROM memories WHERE words @@
    (plainto_tsquery('english', word) || plainto_tsquery('simple', word)) LIMIT :most) AS found), false
    FROM json_array_elements_text(CAST(:words AS json)) AS each(word)
UNION ALL SELECT word, (SELECT count(*) FROM (SELECT FROM memories WHERE words @@
    (plainto_tsquery('english', word) || plainto_tsquery('simple', word)) LIMIT :most_kin) AS found), true
    FROM json_array_elements_text(CAST(:kin AS json)) AS each(word)
"""
_USUAL_POSTGRES = """
SELECT word, share FROM pg_stats, unnest(CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs)
    AS each(word, share)
WHERE schemaname = current_schema() AND tablename = 'memories' AND attname = 'words' AND word IS NOT NULL
"""
"""What ANALYZE found: to count a word that is in a third of a million messages takes ten milliseconds."""

Condition = sa.ColumnElement[bool]
Given = dict[str, Any]
"""The values of what a statement has names for."""


class Engine(Hashable, Protocol):
    """A database's own full-text search."""

    weighs_first: bool
    """Whether `matching` takes what weighs most before it is looked at what may be told."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""

    def listed(self, values: Sequence[Any]) -> Any:
        """Return several values as one, for `among` and `each`."""

    def among(self, column: sa.ColumnElement[Any], name: str) -> Condition:
        """That a column has one of the values of that name: one parameter, so that one statement fits however many."""

    def each(self, name: str) -> sa.FromClause:
        """The words of that name, one a row: its column is `value`."""

    def gathered(self, query: sa.Select[Any]) -> sa.ScalarSelect[Any]:
        """The one column of a query as one value, in its order."""

    def spread(self, gathered: Any) -> Sequence[Any]:
        """Return the values that were `gathered`."""

    def any_of(self, words: Sequence[str]) -> str:
        """Return what any of these words is to the engine: a query."""

    def matching(self, told: Condition) -> sa.Select[Any]:
        """Those of the messages with any of the telling terms that may be told, with their `relevance`."""

    def looked_for(self, weighed: Weighed, most: int | None) -> Given:
        """Return what `matching` finds: these, or the `most` of them that weigh most."""

    def newest(self, names: Sequence[str]) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names."""

    def having(self, word: sa.ColumnElement[str]) -> sa.Select[Any]:
        """The texts of the messages with a word, in any order."""

    def beginning(self, name: str) -> Condition:
        """That a message has a word that begins with the letters of that name, which are plain ones."""


class _Kind:
    """One is as good as another for whoever keeps statements."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlite(_Kind):
    """FTS5. Every term is quoted: what is typed is never its query language."""

    weighs_first = True

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts = Counts(sa.text(_COUNTING_SQLITE))

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""
        return await weigh(tx, wanted, self._counts, _COMMON_SQLITE)

    def listed(self, values: Sequence[Any]) -> Any:
        """Return several values as one, for `among` and `each`."""
        return json.dumps(list(values))

    def among(self, column: sa.ColumnElement[Any], name: str) -> Condition:
        """That a column has one of the values of that name: one parameter, so that one statement fits however many."""
        return column.in_(sa.select(self.each(name).c.value))

    def each(self, name: str) -> sa.FromClause:
        """The words of that name, one a row: its column is `value`."""
        return sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value")

    def gathered(self, query: sa.Select[Any]) -> sa.ScalarSelect[Any]:
        """The one column of a query as one value, in its order."""
        (column,) = query.subquery().c
        return sa.select(sa.func.json_group_array(column)).scalar_subquery()

    def spread(self, gathered: Any) -> Sequence[Any]:
        """Return the values that were `gathered`."""
        return json.loads(gathered) if gathered != "[]" else ()

    def any_of(self, words: Sequence[str]) -> str:
        """Return what any of these words is to the engine: a query."""
        return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)

    def matching(self, told: Condition) -> sa.Select[Any]:
        """Those of the messages with any of the telling terms that may be told, with their `relevance`."""
        found = sa.text(_WORTH_SQLITE).columns(sa.column("id", sa.Integer), sa.column("worth", sa.Float)).subquery()
        relevance = (found.c.worth / (100 + sa.func.length(memories.c.search))).label("relevance")
        return sa.select(*COLUMNS, relevance).join(found, found.c.id == memories.c.id).where(told)

    def looked_for(self, weighed: Weighed, most: int | None) -> Given:
        """Return what `matching` finds: these, or the `most` of them that weigh most."""
        queries = [(self.any_of(words), weight) for words, weight in parts(weighed.telling)]
        return {"parts": json.dumps(queries), "most": -1 if most is None else most}

    def newest(self, names: Sequence[str]) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names."""
        whole: sa.ColumnElement[str] = sa.literal("(")
        for at, name in enumerate(names):
            whole = whole.concat(") AND (" if at else "").concat(sa.bindparam(name, type_=sa.Text))
        ids = sa.select(_INDEX.c.rowid.label("id")).where(_match(whole.concat(")")))
        return ids.order_by(_INDEX.c.rowid.desc())

    def having(self, word: sa.ColumnElement[str]) -> sa.Select[Any]:
        """The texts of the messages with a word, in any order."""
        both = _INDEX.join(memories, memories.c.id == _INDEX.c.rowid)
        return sa.select(memories.c.text).select_from(both).where(_match(sa.literal('"').concat(word).concat('"')))

    def beginning(self, name: str) -> Condition:
        """That a message has a word that begins with the letters of that name, which are plain ones."""
        begins = sa.literal('"').concat(sa.bindparam(name, type_=sa.Text)).concat('" *')
        return memories.c.id.in_(sa.select(_INDEX.c.rowid).where(_match(begins)))


def _match(query: sa.ColumnElement[str]) -> Condition:
    return sa.literal_column("memories_fts", sa.String).op("MATCH", is_comparison=True)(query)


class Postgres(_Kind):
    """tsvector. Each term is quoted, and the parts are joined by OR."""

    weighs_first = False

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts = Counts(sa.text(_COUNTING_POSTGRES), sa.text(_USUAL_POSTGRES))

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""
        # Reading every row takes longer than the index, whatever is thought of how many have a word.
        await tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return await weigh(tx, wanted, self._counts, _COMMON_POSTGRES)

    def listed(self, values: Sequence[Any]) -> Any:
        """Return several values as one, for `among` and `each`."""
        return list(values)

    def among(self, column: sa.ColumnElement[Any], name: str) -> Condition:
        """That a column has one of the values of that name: one parameter, so that one statement fits however many."""
        kind = sa.BigInteger() if isinstance(column.type, sa.Integer) else sa.Text()
        return column == sa.any_(sa.bindparam(name, type_=sa.ARRAY(kind)))

    def each(self, name: str) -> sa.FromClause:
        """The words of that name, one a row: its column is `value`."""
        return sa.func.unnest(sa.bindparam(name, type_=sa.ARRAY(sa.Text()))).table_valued("value").render_derived()

    def gathered(self, query: sa.Select[Any]) -> sa.ScalarSelect[Any]:
        """The one column of a query as one value, in its order."""
        return sa.select(sa.func.array(query.scalar_subquery())).scalar_subquery()

    def spread(self, gathered: Any) -> Sequence[Any]:
        """Return the values that were `gathered`."""
        found: list[Any] = gathered
        return found

    def any_of(self, words: Sequence[str]) -> str:
        """Return what any of these words is to the engine: a query."""
        return " | ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)

    def matching(self, told: Condition) -> sa.Select[Any]:
        """Those of the messages with any of the telling terms that may be told, with their `relevance`."""
        part = _parts("parts")
        having = _WORDS.op("@@", is_comparison=True)(_query(part.c.query))
        worth = sa.func.sum(part.c.weight).label("worth")
        each = sa.select(memories.c.id, worth).select_from(part.join(memories, having)).where(told)
        best = each.group_by(memories.c.id).order_by(worth.desc(), memories.c.id.desc())
        found = best.limit(sa.bindparam("most", type_=sa.BigInteger)).subquery()
        # A long message is not better for being long.
        relevance = (found.c.worth / (20 + sa.func.length(_WORDS))).label("relevance")
        return sa.select(*COLUMNS, relevance).join(found, found.c.id == memories.c.id)

    def looked_for(self, weighed: Weighed, most: int | None) -> Given:
        """Return what `matching` finds: these, or the `most` of them that weigh most."""
        queries = [{"query": self.any_of(words), "weight": weight} for words, weight in parts(weighed.telling)]
        return {"parts": queries, "most": most}

    def newest(self, names: Sequence[str]) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names."""
        having = (_WORDS.op("@@", is_comparison=True)(_query(sa.bindparam(name, type_=sa.Text))) for name in names)
        return sa.select(memories.c.id).where(*having).order_by(memories.c.id.desc())

    def having(self, word: sa.ColumnElement[str]) -> sa.Select[Any]:
        """The texts of the messages with a word, in any order."""
        query = _query(sa.func.quote_literal(word))
        return sa.select(memories.c.text).where(_WORDS.op("@@", is_comparison=True)(query))

    def beginning(self, name: str) -> Condition:
        """That a message has a word that begins with the letters of that name, which are plain ones."""
        begins = sa.func.to_tsquery(_simple(), sa.bindparam(name, type_=sa.Text).concat(":*"))
        return _WORDS.op("@@", is_comparison=True)(begins)


def _parts(name: str) -> sa.TableValuedAlias:
    given = sa.func.json_to_recordset(sa.bindparam(name, type_=sa.JSON))
    named = given.table_valued(sa.column("query", sa.Text), sa.column("weight", sa.Double))
    return named.render_derived(with_types=True)


def _query(words: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    """What these words are, by their English stems or as they are."""
    english = sa.func.to_tsquery(sa.literal_column("'english'::regconfig"), words)
    return english.op("||")(sa.func.to_tsquery(_simple(), words))


def _simple() -> sa.ColumnElement[Any]:
    return sa.literal_column("'simple'::regconfig")


@cache
def having_most_of(engine: Engine, number: int, told: Condition) -> sa.Select[Any]:
    """Those of the messages with the most of so many common terms that may be told, with their `relevance`.

    Whatever has several of the words comes first, however old it is. Of what has but one, all say as little.
    """
    names = range(number)
    several = [some for size in range(number, 1, -1) for some in combinations(names, size)]
    union = sa.union_all(*(_newest(engine, some) for some in (*several, (0,)))).subquery()
    best = sa.select(union.c.id, sa.func.max(union.c.relevance).label("relevance")).group_by(union.c.id).subquery()
    return sa.select(*COLUMNS, best.c.relevance).join(best, best.c.id == memories.c.id).where(told)


def _newest(engine: Engine, some: Sequence[int]) -> sa.Select[Any]:
    share = sa.bindparam("share", type_=sa.Integer)
    ids = engine.newest([f"query_{at}" for at in some]).limit(share).subquery()
    worth: sa.ColumnElement[float] = sa.literal(0.0)
    for at in some:
        worth += sa.bindparam(f"weight_{at}", type_=sa.Double)
    return sa.select(ids.c.id, worth.label("relevance"))


def most_of(engine: Engine, common: Sequence[Term]) -> Given:
    """Return what `having_most_of` finds: messages with these, `MOST_LOOKED_AT` of them at most."""
    number = len(common)
    queries = {f"query_{at}": engine.any_of(term.forms) for at, term in enumerate(common)}
    weights = {f"weight_{at}": term.weight for at, term in enumerate(common)}
    return {**queries, **weights, "share": MOST_LOOKED_AT // (2**number - number)}
