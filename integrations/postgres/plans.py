"""How the server would run a statement, without running it.

The normalised text has `$1` for its literals. It is prepared, and EXPLAIN without ANALYZE asks for the
generic plan, which holds for any values. Only statements that read are planned: to plan one that writes,
the role would need rights that it should not have.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from integrations.postgres.literals import in_one_line, without_literals
from integrations.postgres.session import NAMES, Refused, Session
from integrations.postgres.types import StatementKey

Node = Mapping[str, Any]
"""A node of EXPLAIN's JSON."""
MOST_LINES = 40
_NAME = "rolecall_plan"
_READS = re.compile(r"(?:\s|\()*(?:select|with|table|values)\b", re.IGNORECASE)
_LEADING_COMMENT = re.compile(r"\s*(?:--[^\n]*\n|/\*.*?\*/)", re.DOTALL)
_TYPED_LITERAL = re.compile(r"\b(interval|date|timestamptz|timestamp|time)\s+(\$\d+)", re.IGNORECASE)
"""`interval '1 day'` is normalised to `interval $1`, which is no SQL."""
_NEEDS_MORE = re.compile(
    r"\bfor\s+(no\s+key\s+update|update|key\s+share|share)\b|\b(insert\s+into|delete\s+from|merge\s+into)\b"
    r"|\(\s*update\b",
    re.IGNORECASE,
)
_CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "One-Time Filter")
_NOT_FOUND, _NO_SCHEMA, _NOT_ALLOWED, _LOCKED = "42P01", "3F000", "42501", "55P03"


SUPERUSER = (
    "the role of ROLECALL_POSTGRES_DSN is a superuser, and to plan may run functions that others made;"
    " it needs a role of its own"
)
"""The planner works out what a function says that calls itself immutable. It is not ours to do that with all rights."""


async def is_superuser(session: Session) -> bool:
    """Whether our role may do everything."""
    ((answer,),) = await session.rows("SELECT current_setting('is_superuser')")
    return bool(answer == "on")


def reads_only(text: str) -> bool:
    """Whether a statement begins like one that reads."""
    while found := _LEADING_COMMENT.match(text):
        text = text[found.end() :]
    return bool(_READS.match(text))


async def path_of(session: Session, key: StatementKey) -> str:
    """The search_path that a statement's own role has, or the one that the operator put into the DSN."""
    if session.chosen_path:
        return session.chosen_path
    ((role, path),) = await session.rows(
        "SELECT (SELECT quote_ident(rolname) FROM pg_roles WHERE oid = %s),"
        " (SELECT substr(setting, length('search_path=') + 1) FROM pg_db_role_setting, unnest(setconfig) AS setting"
        "  WHERE setrole IN (0, %s) AND setdatabase IN (0, %s) AND setting LIKE 'search\\_path=%%'"
        "  ORDER BY setrole <> 0 DESC, setdatabase <> 0 DESC LIMIT 1)",
        key.userid,
        key.userid,
        key.dbid,
    )
    return str(path or '"$user", public').replace('"$user"', role or '"$user"')


async def plan(session: Session, text: str, path: str) -> Node:
    """The root of the generic plan of a statement that reads, its names looked up by `path`. Raises `Refused`.

    That path holds for nothing but the statement: none of our own questions is asked under it.
    """
    text = _TYPED_LITERAL.sub(r"CAST(\2 AS \1)", text)
    # Parameters that are NULL would have every partition pruned from what EXPLAIN shows.
    await session.set(plan_cache_mode="force_generic_plan", enable_partition_pruning="off")
    async with session.attempt():
        await session.set(search_path=path)
        await session.rows(f"PREPARE {_NAME} AS {text}")
        await session.set(search_path=NAMES)
    try:
        async with session.attempt():
            ((count,),) = await session.rows(
                "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = %s", _NAME
            )
            values = f"({', '.join(['NULL'] * count)})" if count else ""
            await session.set(search_path=path)
            ((found,),) = await session.rows(f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE {_NAME}{values}")
            await session.set(search_path=NAMES)
            root: Node = found[0]["Plan"]
            return root
    finally:
        await session.rows(f"DEALLOCATE {_NAME}")  # it would outlive the transaction


def why_no_plan(problem: Refused, text: str) -> str:
    """A refusal for people. Only messages that name nothing but tables are passed on."""
    message = in_one_line(problem.message, 200)
    if problem.state == _NOT_ALLOWED and _NEEDS_MORE.search(without_literals(text)):
        return f"it locks or changes rows, which to plan the role would need more rights than to read ({message})"
    if problem.state == _NOT_ALLOWED:
        return f"the role may not read what it reads ({message}; GRANT SELECT)"
    if problem.state in (_NOT_FOUND, _NO_SCHEMA):
        return f"its tables are not found ({message})"
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
