"""Who may hear what is decided in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALLOWED = {f"jobs/people/{each}.py" for each in ("team", "audience", "team_store", "kept_team", "freshness")}
"""The rule, and what keeps and reads that of which it decides."""
DECIDING = {
    "channels": {"kind", "shared", "epoch", "members_epoch"},
    "people": {"is_guest", "epoch"},
    "memberships": {"channel", "person"},
}
"""The columns that say who may hear what."""


def columns(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every `table.c.column` of the tables of people and places, whatever they are called there."""
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "integrations.database.tables.team"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "c"):
            continue
        if isinstance(node.value.value, ast.Name) and node.value.value.id in names:
            yield names[node.value.value.id], node.attr


def test_nobody_else_reads_who_is_where_to_decide_who_hears_what() -> None:
    found = set()
    for path in sorted(each for room in ("bot", "jobs") for each in (ROOT / room).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        used = set(columns(ast.parse(path.read_text("utf-8"))))
        if any(column in DECIDING.get(table, ()) for table, column in used):
            found.add(name)
    assert found == ALLOWED
