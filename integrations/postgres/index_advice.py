"""Asks the planner, with hypothetical indexes of hypopg, whether one would help.

hypopg keeps them in this session's memory alone: nothing is created, and nobody else sees them.
"""

from collections.abc import Sequence

from integrations.deferred import dataclass
from integrations.postgres.index_candidates import Candidate, candidates
from integrations.postgres.normalised import Normalised
from integrations.postgres.plans import Node, nodes, plan
from integrations.postgres.session import Refused, Session
from integrations.postgres.statements import schema_of
from integrations.postgres.types import IndexProposal, NotPlanned

HELPS = 0.7
"""An index is worth a word where the whole statement costs at most this part of what it did."""
LARGE_BLOCKS = 128
"""A table of less (1 MB) is read in one go anyhow."""
_AS_GOOD = 1.05
"""Of two that cost the same but for this the one with fewer columns is better."""
NO_HYPOPG = (
    "hypopg is not installed in {database}; with it I could say which index would help"
    " (package postgresql-{major}-hypopg, then CREATE EXTENSION hypopg)."
)


NOT_TO_BE_USED = "hypopg of {database} cannot be used by my role, so I cannot say which index would help."
INVALID = (
    "The index {name} would help, but it is invalid (its making was cut short), so it is not used:"
    " REINDEX INDEX CONCURRENTLY {name} makes it again."
)
MOST_PARTITIONS = 256
"""Of a table with more none is pretended."""
_TABLE = """
WITH top AS (
  SELECT t.oid, t.relkind, quote_ident(n.nspname) || '.' || quote_ident(t.relname) AS name
  FROM pg_class c JOIN pg_namespace m ON m.oid = c.relnamespace
  JOIN pg_class t ON t.oid = coalesce(pg_partition_root(c.oid)::oid, c.oid)
  JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE m.nspname = %s AND c.relname = %s
)
SELECT top.name, top.relkind = 'p', array_agg(quote_ident(n.nspname) || '.' || quote_ident(l.relname)),
  sum(l.relpages)::bigint
FROM top CROSS JOIN LATERAL (
  SELECT relid::oid FROM pg_partition_tree(top.oid) WHERE isleaf UNION SELECT top.oid WHERE top.relkind <> 'p'
) leaf JOIN pg_class l ON l.oid = leaf.relid AND l.relkind IN ('r', 'm') JOIN pg_namespace n ON n.oid = l.relnamespace
GROUP BY 1, 2
"""
_LIKE_IT = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(x.relname), i.indisvalid AND i.indisready
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace
JOIN pg_am m ON m.oid = x.relam
WHERE i.indrelid = %s::text::regclass AND m.amname = 'btree' AND i.indpred IS NULL AND %s::text[] = (
  SELECT array_agg(quote_ident(a.attname) ORDER BY k.place)
  FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE k.place <= %s AND k.place <= i.indnkeyatts AND i.indcollation[k.place - 1] = a.attcollation)
ORDER BY 2 DESC LIMIT 1
"""
"""An index that begins with the same columns: the planner had it, and does without."""


@dataclass(frozen=True, slots=True)
class Advice:
    """An index that would help, or what stood in the way of looking for one."""

    proposal: IndexProposal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Try:
    """An index to pretend. Names are quoted."""

    table: str
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    """The tables that hold its rows: itself, or all its partitions."""
    partitioned: bool
    invalid: str = ""
    """The name of one like it that is there and invalid."""

    @property
    def definition(self) -> str:
        """The server makes none concurrently on a table with partitions."""
        how = "CREATE INDEX" if self.partitioned else "CREATE INDEX CONCURRENTLY"
        return f"{how} ON {self.table} ({', '.join(self.columns)})"


async def advice(session: Session, statement: Normalised, root: Node, *, database: str, major: int) -> Advice:
    """The best of the candidates for a statement whose plan is `root`. Raises `Refused` of our own questions."""
    tries = dict.fromkeys([each for candidate in candidates(root) for each in await _worth(session, candidate)])
    if not tries:
        return Advice()
    schema = await schema_of(session, "hypopg")
    if schema is None:
        return Advice(note=NO_HYPOPG.format(database=database, major=major))
    try:
        async with session.attempt():
            await session.rows(f"SELECT {schema}.hypopg_reset()")
    except Refused:
        return Advice(note=NOT_TO_BE_USED.format(database=database))
    try:
        tried = [await _tried(session, schema, statement, root, each) for each in tries]
    finally:
        await session.rows(f"SELECT {schema}.hypopg_reset()")
    best = _best([each for each in tried if each is not None])
    if best is not None and best[0].invalid:
        return Advice(note=INVALID.format(name=best[0].invalid))
    return Advice(best[1] if best else None)


def _best(found: Sequence[tuple[_Try, IndexProposal]]) -> tuple[_Try, IndexProposal] | None:
    helping = [each for each in found if each[1].cost_after <= HELPS * each[1].cost_before]
    if not helping:
        return None
    least = min(proposal.cost_after for _, proposal in helping)
    as_good = [each for each in helping if each[1].cost_after <= _AS_GOOD * least]
    return min(as_good, key=lambda each: (len(each[0].columns), each[1].cost_after))


async def _tried(
    session: Session, schema: str, statement: Normalised, root: Node, candidate: _Try
) -> tuple[_Try, IndexProposal] | None:
    """The plan with the candidate there; None where the planner leaves it alone or it cannot be one."""
    await session.rows(f"SELECT {schema}.hypopg_reset()")
    columns = ", ".join(candidate.columns)
    try:
        async with session.attempt():
            made = await session.rows(
                "SELECT h.indexrelid::bigint, h.indexname FROM unnest(%s::text[]) AS wanted,"  # noqa: S608
                f" LATERAL {schema}.hypopg_create_index(wanted) h",
                [f"CREATE INDEX ON {part} ({columns})" for part in candidate.parts],
            )
            with_it = await plan(session, statement)
            ((size,),) = await session.rows(
                f"SELECT sum({schema}.hypopg_relation_size(number::oid))::bigint FROM unnest(%s::bigint[]) AS number",  # noqa: S608
                [number for number, _ in made],
            )
    except (Refused, NotPlanned):
        return None  # a type that no B-tree orders, or a column of an expression
    names = {name for _, name in made}
    if not any(node.get("Index Name") in names for node, _ in nodes(with_it)):
        return None
    return candidate, IndexProposal(
        candidate.definition, float(root["Total Cost"]), float(with_it["Total Cost"]), int(size)
    )


async def _worth(session: Session, candidate: Candidate) -> Sequence[_Try]:
    """The candidate, of all partitions where its table is one; nothing for a small table, or one that has it."""
    rows = await session.rows(_TABLE.strip(), candidate.schema, candidate.table)
    if not rows or rows[0][3] < LARGE_BLOCKS or len(rows[0][2]) > MOST_PARTITIONS:
        return []
    ((name, partitioned, parts, _),) = rows
    alike = await session.rows(_LIKE_IT.strip(), name, list(candidate.columns), len(candidate.columns))
    if alike and alike[0][1]:
        return []
    return [_Try(name, candidate.columns, tuple(sorted(parts)), partitioned, alike[0][0] if alike else "")]
