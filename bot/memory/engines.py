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
from bot.memory.frequencies import Counted, Frequencies
from bot.memory.weighing import Weighed, parts, weigh
from integrations.database import Tx
from integrations.database.tables.memory import memories

_COMMON_SQLITE, _COMMON_POSTGRES = 5_000, 1_500
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
_RANKED_BY = (memories.c.id, memories.c.channel, memories.c.person)
"""What is read of those that may be among the best."""
_INDEX = sa.table("memories_fts", sa.column("rowid"))
_WORDS: sa.ColumnElement[Any] = sa.literal_column("memories.words")
_WORTH_SQLITE = """
WITH part AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS query, json_extract(value, '$[1]') AS weight FROM json_each(:parts)
)
SELECT memories_fts.rowid AS id, sum(part.weight) AS worth FROM part CROSS JOIN memories_fts
WHERE memories_fts MATCH part.query GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :deep
"""
"""The messages with any of some parts of a question, by what these weigh together.

FTS5's own `rank` looks up how long each message is, and where each word stands in it: ten times the work.
"""
Condition = sa.ColumnElement[bool]
Given = dict[str, Any]
"""The values of what a statement has names for."""


class Engine(Hashable, Protocol):
    """A database's own full-text search."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term], places: Sequence[str]) -> Weighed:
        """Return the terms with their weights in these places, and which of them are worth searching for."""

    def counted(self, places: Sequence[str]) -> Counted:
        """Return in how many messages of places stems are, as it was read when terms were `weighed` there last."""

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
        """Those of the messages with any of the telling terms that may be told, with their `relevance`.

        `left` says of each whether there may be others that were not looked at.
        """

    def looked_for(self, weighed: Weighed, most: int, deep: int) -> Given:
        """Return what `matching` finds: the `most` of these that weigh most, of `deep` of them (-1: all)."""

    def newest(self, names: Sequence[str], told: Condition) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names and may be told."""

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

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts = Frequencies()

    async def weighed(self, tx: Tx, wanted: Sequence[Term], places: Sequence[str]) -> Weighed:
        """Return the terms with their weights in these places, and which of them are worth searching for."""
        return await weigh(tx, wanted, places, self._counts, _COMMON_SQLITE)

    def counted(self, places: Sequence[str]) -> Counted:
        """Return in how many messages of places stems are, as it was read when terms were `weighed` there last."""
        return self._counts.read(places)

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
        worth = sa.text(_WORTH_SQLITE).columns(sa.column("id", sa.Integer), sa.column("worth", sa.Float)).cte("worth")
        may_be = sa.exists().where(memories.c.id == worth.c.id, told).correlate(worth)
        # One after the other, the best first, until there are enough: of the others nothing is read.
        most, deep = (sa.bindparam(name, type_=sa.Integer) for name in ("most", "deep"))
        found = sa.select(worth.c.id, worth.c.worth).where(may_be).limit(most).subquery()
        looked_at = sa.select(sa.func.count()).select_from(worth).scalar_subquery()
        left = sa.and_(sa.func.count().over() < most, looked_at == deep).label("left")
        relevance = (found.c.worth / (100 + sa.func.length(memories.c.search))).label("relevance")
        return sa.select(*_RANKED_BY, relevance, left).join(found, found.c.id == memories.c.id)

    def looked_for(self, weighed: Weighed, most: int, deep: int) -> Given:
        """Return what `matching` finds: the `most` of these that weigh most, of `deep` of them (-1: all)."""
        queries = [(self.any_of(words), weight) for words, weight in parts(weighed.telling)]
        return {"parts": json.dumps(queries), "most": most, "deep": deep}

    def newest(self, names: Sequence[str], told: Condition) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names and may be told."""
        whole: sa.ColumnElement[str] = sa.literal("(")
        for at, name in enumerate(names):
            whole = whole.concat(") AND (" if at else "").concat(sa.bindparam(name, type_=sa.Text))
        may_be = sa.exists().where(memories.c.id == _INDEX.c.rowid, told).correlate(_INDEX)
        ids = sa.select(_INDEX.c.rowid.label("id")).where(_match(whole.concat(")")), may_be)
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

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts = Frequencies()

    async def weighed(self, tx: Tx, wanted: Sequence[Term], places: Sequence[str]) -> Weighed:
        """Return the terms with their weights in these places, and which of them are worth searching for."""
        # Reading every row takes longer than the index, whatever is thought of how many have a word.
        await tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return await weigh(tx, wanted, places, self._counts, _COMMON_POSTGRES)

    def counted(self, places: Sequence[str]) -> Counted:
        """Return in how many messages of places stems are, as it was read when terms were `weighed` there last."""
        return self._counts.read(places)

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
        return sa.select(*_RANKED_BY, relevance, sa.false().label("left")).join(found, found.c.id == memories.c.id)

    def looked_for(self, weighed: Weighed, most: int, deep: int) -> Given:
        """Return what `matching` finds: the `most` of these that weigh most, of `deep` of them (-1: all)."""
        queries = [{"query": self.any_of(words), "weight": weight} for words, weight in parts(weighed.telling)]
        return {"parts": queries, "most": most}

    def newest(self, names: Sequence[str], told: Condition) -> sa.Select[Any]:
        """The ids of the newest messages that have all of the queries of these names and may be told."""
        having = (_WORDS.op("@@", is_comparison=True)(_query(sa.bindparam(name, type_=sa.Text))) for name in names)
        return sa.select(memories.c.id).where(*having, told).order_by(memories.c.id.desc())

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
    union = sa.union_all(*(_newest(engine, some, told) for some in (*several, (0,)))).subquery()
    best = sa.select(union.c.id, sa.func.max(union.c.relevance).label("relevance")).group_by(union.c.id).subquery()
    return sa.select(*_RANKED_BY, best.c.relevance, sa.false().label("left")).join(best, best.c.id == memories.c.id)


def _newest(engine: Engine, some: Sequence[int], told: Condition) -> sa.Select[Any]:
    share = sa.bindparam("share", type_=sa.Integer)
    ids = engine.newest([f"query_{at}" for at in some], told).limit(share).subquery()
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
