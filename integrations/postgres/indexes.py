"""Asks the planner, with indexes that hypopg pretends are there, whether one would help.

hypopg keeps them in this session's memory alone: nothing is created, and nobody else sees them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from integrations.postgres.candidates import Candidate, candidates
from integrations.postgres.plans import Node, nodes, plan
from integrations.postgres.session import Refused, Session
from integrations.postgres.statements import schema_of
from integrations.postgres.types import Proposal

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


@dataclass(frozen=True, slots=True)
class Advice:
    """An index that would help, or what stood in the way of looking for one."""

    proposal: Proposal | None = None
    note: str = ""


async def advice(session: Session, text: str, path: str, root: Node, *, database: str, major: int) -> Advice:
    """The best of the candidates for a statement whose plan is `root`. Raises `Refused` of our own questions."""
    wanted = [each for each in candidates(root) if await _is_large(session, each)]
    if not wanted:
        return Advice()
    schema = await schema_of(session, "hypopg")
    if schema is None:
        return Advice(note=NO_HYPOPG.format(database=database, major=major))
    try:
        tried = [await _tried(session, schema, text, path, root, each) for each in wanted]
    finally:
        await session.rows(f"SELECT {schema}.hypopg_reset()")
    return Advice(_best([each for each in tried if each is not None]))


def _best(found: Sequence[tuple[Candidate, Proposal]]) -> Proposal | None:
    helping = [each for each in found if each[1].cost_after <= HELPS * each[1].cost_before]
    if not helping:
        return None
    least = min(proposal.cost_after for _, proposal in helping)
    as_good = [each for each in helping if each[1].cost_after <= _AS_GOOD * least]
    return min(as_good, key=lambda each: (len(each[0].columns), each[1].cost_after))[1]


async def _tried(
    session: Session, schema: str, text: str, path: str, root: Node, candidate: Candidate
) -> tuple[Candidate, Proposal] | None:
    """The plan with the candidate there; None where the planner leaves it alone or it cannot be one."""
    ((table,),) = await session.rows(
        "SELECT quote_ident(%s) || '.' || quote_ident(%s)", candidate.schema, candidate.table
    )
    what = f"ON {table} ({', '.join(candidate.columns)})"
    await session.rows(f"SELECT {schema}.hypopg_reset()")
    try:
        async with session.attempt():
            ((number, name),) = await session.rows(
                f"SELECT indexrelid::bigint, indexname FROM {schema}.hypopg_create_index(%s::text)",  # noqa: S608
                f"CREATE INDEX {what}",
            )
            with_it = await plan(session, text, path)
            ((size,),) = await session.rows(f"SELECT {schema}.hypopg_relation_size(%s::oid)", number)
    except Refused:
        return None  # a type that no B-tree orders, or a column of an expression
    if not any(node.get("Index Name") == name for node, _ in nodes(with_it)):
        return None
    definition = f"CREATE INDEX CONCURRENTLY {what}"
    return candidate, Proposal(definition, float(root["Total Cost"]), float(with_it["Total Cost"]), int(size))


async def _is_large(session: Session, candidate: Candidate) -> bool:
    rows = await session.rows(
        "SELECT relpages FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s",
        candidate.schema,
        candidate.table,
    )
    return bool(rows) and int(rows[0][0]) >= LARGE_BLOCKS
