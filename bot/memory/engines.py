"""How each engine finds messages with any of some words, the best of them first."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, Protocol

import sqlalchemy as sa

from bot.memory.asked import Term, rarity
from integrations.database import Tx
from integrations.database.tables.memory import memories
from integrations.deferred import dataclass

_COMMON_SQLITE, _COMMON_POSTGRES = 10_000, 3_000
"""A word in more messages than this says little, and costs much: rarer words alone decide what is looked
at, where there are any. PostgreSQL reads each row that it ranks; FTS5 reads its index."""
MOST_LOOKED_AT = 5_000
"""Messages that are looked at where every word of a question is common: those with the most of its words, the newest
of these."""
_MOST_COMMON_WORDS = 3
"""Of common words the rarest so many are searched for."""
_KIN_SHARE, _LEAST_KIN, _MOST_KIN = 0.03, 20, 1_000
"""Other words are looked for only where they are in no more than this share of the messages, within these bounds."""
COLUMNS = tuple(
    memories.c[name]
    for name in ("id", "channel", "message_id", "thread", "person", "text", "search", "said_at", "noted_by")
)
"""What is read of a message."""
_INDEX = sa.table("memories_fts", sa.column("rowid"), sa.column("rank"))
_WORDS: sa.ColumnElement[Any] = sa.literal_column("memories.words")
_COUNTING_SQLITE = sa.text(
    "SELECT (SELECT CASE WHEN count(*) < :most THEN count(*)"
    " ELSE count(*) * :newest / (:newest - min(rowid) + 1) END"
    " FROM (SELECT rowid FROM memories_fts WHERE memories_fts MATCH '\"' || word.value || '\"'"
    " ORDER BY rowid DESC LIMIT :most)) FROM json_each(:words) AS word"
)
"""How many messages have a word; above a limit, as many as would have it if it were said as often all the time."""
_WORTH_SQLITE = sa.text(
    "SELECT memories_fts.rowid AS id, sum(json_extract(part.value, '$[1]')) AS worth"
    " FROM json_each(:parts) AS part CROSS JOIN memories_fts"
    " WHERE memories_fts MATCH json_extract(part.value, '$[0]') GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :most"
).columns(sa.column("id", sa.Integer), sa.column("worth", sa.Float))
"""The messages with any of some parts of a question, by what these weigh together.

FTS5's own `rank` looks up how long each message is, and where each word stands in it: ten times the work.
"""
_COUNTING_POSTGRES = sa.text(
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM memories WHERE words @@"
    " (plainto_tsquery('english', word) || plainto_tsquery('simple', word)) LIMIT :most) AS found)"
    " FROM json_array_elements_text(CAST(:words AS json)) WITH ORDINALITY AS each(word, place) ORDER BY place"
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a question by how rare they are."""

    terms: Sequence[Term]
    """Every term that there is, with its weight."""
    telling: Sequence[Term]
    """Those of them that are searched for."""
    common: bool = False
    """Whether each of these is in so many messages that not all of them can be looked at."""
    messages: int = 0
    """How many have these, counted for each by itself."""


class Engine(Protocol):
    """A database's own full-text search."""

    weighs_first: bool
    """Whether `matching` takes what weighs most before it is looked at what may be told."""

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""

    def among(self, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """That a column has one of these values: one parameter, so that one statement fits however many."""

    def matching(self, weighed: Weighed, most: int | None) -> sa.Select[Any]:
        """The messages with any of the telling terms, or the `most` of them that weigh most, with their `relevance`."""

    def newest(self, terms: Sequence[Term], most: int) -> sa.Select[Any]:
        """The ids of the newest `most` messages that have all of these terms."""

    def having(self, words: Sequence[str]) -> sa.Select[Any]:
        """The texts of the messages with one of these words, in any order."""

    def beginning(self, letters: str) -> sa.ColumnElement[bool]:
        """That a message has a word that begins with these letters, which are plain ones."""


class Sqlite:
    """FTS5. Every term is quoted: what is typed is never its query language."""

    weighs_first = True

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""
        return await _weighed(tx, wanted, _COUNTING_SQLITE, _COMMON_SQLITE)

    def among(self, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """That a column has one of these values: one parameter, so that one statement fits however many."""
        each = sa.func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(sa.select(each.c.value))

    def matching(self, weighed: Weighed, most: int | None) -> sa.Select[Any]:
        """The `most` messages that weigh most of those with any of the telling terms, with their `relevance`."""
        parts = [(_any_of(term.forms), term.weight) for term in weighed.telling]
        parts += [(_any_of(tuple(term.kin)), _of_kin(term)) for term in weighed.telling if term.kin]
        found = _WORTH_SQLITE.bindparams(parts=json.dumps(parts), most=-1 if most is None else most).subquery()
        relevance = (found.c.worth / (100 + sa.func.length(memories.c.search))).label("relevance")
        return sa.select(*COLUMNS, relevance).join(found, found.c.id == memories.c.id)

    def newest(self, terms: Sequence[Term], most: int) -> sa.Select[Any]:
        """The ids of the newest `most` messages that have all of these terms."""
        having = " AND ".join(f"({_any_of(term.forms)})" for term in terms)
        ids = sa.select(_INDEX.c.rowid.label("id")).where(_match(having))
        return ids.order_by(_INDEX.c.rowid.desc()).limit(most)

    def having(self, words: Sequence[str]) -> sa.Select[Any]:
        """The texts of the messages with one of these words, in any order."""
        both = _INDEX.join(memories, memories.c.id == _INDEX.c.rowid)
        return sa.select(memories.c.text).select_from(both).where(_match(_any_of(words)))

    def beginning(self, letters: str) -> sa.ColumnElement[bool]:
        """That a message has a word that begins with these letters, which are plain ones."""
        return memories.c.id.in_(sa.select(_INDEX.c.rowid).where(_match(f'"{letters}" *')))


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def _match(query: str) -> sa.ColumnElement[bool]:
    return sa.literal_column("memories_fts", sa.String).op("MATCH", is_comparison=True)(query)


class Postgres:
    """tsvector. Each term is parsed as plain text, and the parts are joined by OR."""

    weighs_first = False

    async def weighed(self, tx: Tx, wanted: Sequence[Term]) -> Weighed:
        """Return the terms with their weights, and which of them are worth searching for."""
        # Compiling these queries takes longer than running them, and reading every row longer than the index.
        await tx.execute(sa.text("SET LOCAL jit = off"))
        await tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return await _weighed(tx, wanted, _COUNTING_POSTGRES, _COMMON_POSTGRES)

    def among(self, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """That a column has one of these values: one parameter, so that one statement fits however many."""
        kind = sa.BigInteger() if isinstance(column.type, sa.Integer) else sa.Text()
        return column == sa.any_(sa.bindparam(None, list(values), type_=sa.ARRAY(kind)))

    def matching(self, weighed: Weighed, most: int | None) -> sa.Select[Any]:
        """The messages with any of the telling terms, with their `relevance` to all of them."""
        having: sa.ColumnElement[Any] = sa.literal(0.0)
        for term in weighed.terms:
            having += sa.case((_has(term.forms), term.weight), else_=0.0)
            if term.kin:
                having += sa.case((_has(tuple(term.kin)), _of_kin(term)), else_=0.0)
        # A long message is not better for being long.
        relevance = (having / (20 + sa.func.length(_WORDS))).label("relevance")
        words = [word for term in weighed.telling for word in (*term.forms, *term.kin)]
        found = sa.select(*COLUMNS, relevance).where(_has(words))
        return found.order_by(relevance.desc(), memories.c.id.desc()).limit(most)

    def newest(self, terms: Sequence[Term], most: int) -> sa.Select[Any]:
        """The ids of the newest `most` messages that have all of these terms."""
        ids = sa.select(memories.c.id).where(*(_has(term.forms) for term in terms))
        return ids.order_by(memories.c.id.desc()).limit(most)

    def having(self, words: Sequence[str]) -> sa.Select[Any]:
        """The texts of the messages with one of these words, in any order."""
        return sa.select(memories.c.text).where(_has(words))

    def beginning(self, letters: str) -> sa.ColumnElement[bool]:
        """That a message has a word that begins with these letters, which are plain ones."""
        begins = sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), f"{letters}:*")
        return _WORDS.op("@@", is_comparison=True)(begins)


def having_most_of(engine: Engine, common: Sequence[Term]) -> sa.Select[Any]:
    """The messages with the most of these common terms, with their `relevance`: `MOST_LOOKED_AT` of them at most.

    Whatever has several of the words comes first, however old it is. Of what has but one, all say as little.
    """
    several = [some for size in range(len(common), 1, -1) for some in combinations(common, size)]
    parts = [*several, common[:1]]
    share = MOST_LOOKED_AT // len(parts)
    each = [(engine.newest(some, share).subquery(), sum(term.weight for term in some)) for some in parts]
    union = sa.union_all(*(sa.select(ids.c.id, sa.literal(worth).label("relevance")) for ids, worth in each)).subquery()
    best = sa.select(union.c.id, sa.func.max(union.c.relevance).label("relevance")).group_by(union.c.id).subquery()
    found = sa.select(*COLUMNS, best.c.relevance).join(best, best.c.id == memories.c.id)
    return found.order_by(best.c.relevance.desc(), memories.c.id.desc())


def _of_kin(term: Term) -> float:
    return max(term.kin.values()) * term.weight


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


async def _weighed(tx: Tx, wanted: Sequence[Term], counting: sa.TextClause, common: int) -> Weighed:
    """Every term that there is with its weight, and of these the rarer ones; where none is rare, the least common.

    Names are worth searching for only where nothing else is.
    """
    if not wanted:
        return Weighed((), ())
    newest = (await tx.execute(sa.select(sa.func.max(memories.c.id)))).scalar_one() or 0
    counts = await _counts(tx, counting, [form for term in wanted for form in term.forms], common, newest)
    rare_kin = min(_MOST_KIN, max(_LEAST_KIN, int(newest * _KIN_SHARE)))
    others = await _counts(tx, counting, [word for term in wanted for word in term.kin], rare_kin, newest)
    present: list[Term] = []
    rare: list[Term] = []
    having: dict[str, int] = {}
    for term in wanted:
        number = sum(counts[form] for form in term.forms)
        weight = rarity(max(number, 1), newest)
        kin = {
            word: share * min(1, rarity(others[word], newest) / weight)
            for word, share in term.kin.items()
            if 0 < others[word] <= rare_kin
        }
        if number or kin:
            present.append(replace(term, kin=kin, weight=weight))
            having[term.word] = number + sum(others[word] for word in kin)
            if number <= common:
                rare.append(present[-1])
    if rare:
        telling = [term for term in rare if not term.is_name] or rare
        return Weighed(present, telling, messages=sum(having[term.word] for term in telling))
    usual = sorted(present, key=lambda term: (term.is_name, -term.weight))
    return Weighed(present, usual[:_MOST_COMMON_WORDS], common=True)


async def _counts(tx: Tx, counting: sa.TextClause, words: Sequence[str], most: int, newest: int) -> dict[str, int]:
    """In how many messages each word is; more than `most`, but not how many, where it is in more."""
    if not words:
        return {}
    each = list(dict.fromkeys(words))
    given = {"words": json.dumps(each), "most": most + 1, "newest": newest}
    found = (await tx.execute(counting, given)).scalars()
    return dict(zip(each, found, strict=True))
