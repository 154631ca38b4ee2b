"""How the server would run a statement, without running it.

The normalised text has `$1` for its literals. It is prepared, and EXPLAIN without ANALYZE asks for the
generic plan, which holds for any values. Between the two nothing but our own look at what it leads to.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from integrations.postgres import table_check
from integrations.postgres.literals import without_literals
from integrations.postgres.normalised import Normalised
from integrations.postgres.qualified_names import NOT_FOUND
from integrations.postgres.session import Refused, Session

Node = Mapping[str, Any]
"""A node of EXPLAIN's JSON."""
MOST_LINES = 40
_NAME = "rolecall_plan"
_CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "One-Time Filter")
_NO_SCHEMA, _NO_TABLE, _NOT_ALLOWED, _LOCKED = "3F000", "42P01", "42501", "55P03"
_NO_FUNCTION, _NO_TYPE = "42883", "42704"
_SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_partition_pruning": "off",  # parameters that are NULL would prune every partition from what is shown
    "constraint_exclusion": "off",
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
    # The owner of a database may have set any of these for all who connect: to plan must not take for ever.
    "geqo": "on",
    "geqo_threshold": "12",
    "geqo_effort": "5",
    "from_collapse_limit": "8",
    "join_collapse_limit": "8",
}


SUPERUSER = (
    "the role of ROLECALL_POSTGRES_DSN is a superuser, and to plan may run functions that others made;"
    " it needs a role of its own"
)
"""What has all rights should plan nothing that others wrote, however carefully."""


async def is_superuser(session: Session) -> bool:
    """Return True if our role may do everything."""
    ((answer,),) = await session.rows("SELECT current_setting('is_superuser')")
    return bool(answer == "on")


async def plan(session: Session, statement: Normalised) -> Node:
    """The root of the generic plan of a statement whose tables are named in full.

    Raises `NotPlanned` where it leads to something of people's own, `Refused` where the server does not plan it.
    """
    await session.set(**_SETTINGS)
    async with session.attempt():
        await session.rows(f"PREPARE {_NAME} AS {statement.text}")
    try:
        async with session.attempt():
            await table_check.check(session, _NAME, statement.names)
            ((count,),) = await session.rows(
                "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = %s", _NAME
            )
            values = f"({', '.join(['NULL'] * count)})" if count else ""
            ((found,),) = await session.rows(f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE {_NAME}{values}")
            root: Node = found[0]["Plan"]
            return root
    finally:
        await session.rows(f"DEALLOCATE {_NAME}")  # it would outlive the transaction


def why_no_plan(problem: Refused) -> str:
    """A refusal in our own words: what the server says may be what somebody made it say."""
    if problem.state == _NOT_ALLOWED:
        return "the role may not read what it reads (GRANT USAGE on the schema and SELECT on the tables)"
    if problem.state in (_NO_SCHEMA, _NO_TABLE):
        return NOT_FOUND
    if problem.state in (_NO_FUNCTION, _NO_TYPE):
        return "it uses a function, an operator or a type that is not the server's own, so that it may be anybody's"
    if problem.state == _LOCKED:
        return "somebody holds a lock on its tables"
    return "the server cannot plan its normalised text"


def nodes(root: Node) -> Iterator[tuple[Node, Sequence[Node]]]:
    """Every node with those above it, the nearest last."""

    def below(node: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, Sequence[Node]]]:
        yield node, above
        for child in node.get("Plans", ()):
            yield from below(child, (*above, node))

    return below(root, ())


def lines(root: Node) -> str:
    """A plan as EXPLAIN writes it, with no literals and at most `MOST_LINES` lines."""
    every: list[str] = []
    for node, above in nodes(root):
        indent = "      " * len(above)
        arrow = f"{indent[:-4]}->  " if above else ""
        name = f"{node['Subplan Name']}: " if "Subplan Name" in node else ""
        rows = f"rows={node['Plan Rows']}"
        every.append(f"{arrow}{name}{_title(node)}  (cost={node['Startup Cost']}..{node['Total Cost']} {rows})")
        if keys := node.get("Sort Key"):
            every.append(f"{indent}  Sort Key: {without_literals(', '.join(keys))}")
        every += [f"{indent}  {name}: {without_literals(node[name])}" for name in _CONDITIONS if name in node]
    if len(every) > MOST_LINES:
        every = [*every[: MOST_LINES - 1], f"… {len(every) - MOST_LINES + 1} more lines"]
    return "\n".join(every)


def _title(node: Node) -> str:
    title = f"Parallel {node['Node Type']}" if node.get("Parallel Aware") else str(node["Node Type"])
    if "Index Name" in node:
        title += f" using {node['Index Name']}"
    if "Relation Name" in node:
        title += f" on {node.get('Schema', 'public')}.{node['Relation Name']}"
        if node.get("Alias", node["Relation Name"]) != node["Relation Name"]:
            title += f" {node['Alias']}"
    return title
