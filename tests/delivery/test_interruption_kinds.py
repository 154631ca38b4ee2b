"""Whatever nudges a person says what it interrupts them for: else they could not have less of it."""

import ast
from pathlib import Path

import pytest

from integrations.database.tables.delivery import Interruption
from jobs.delivery import ledger_posts

ROOT = Path(__file__).parents[2]


def nudges() -> list[tuple[str, ast.Call]]:
    """Every message in the code that waits for its person's hours."""
    found = []
    for path in sorted((ROOT / "jobs").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(code)) if "Priority.NUDGE" in code else ():
            is_message = isinstance(node, ast.Call) and ast.unparse(node.func) == "OutgoingMessage"
            if is_message and isinstance(node, ast.Call) and "Priority.NUDGE" in ast.unparse(node):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node))
    return found


@pytest.mark.parametrize(("where", "call"), nudges(), ids=[where.partition(":")[0] for where, _ in nudges()])
def test_a_nudge_says_what_it_interrupts_for(where: str, call: ast.Call) -> None:
    assert {"person", "kind"} <= {each.arg for each in call.keywords}, where


@pytest.mark.parametrize("kind", Interruption)
def test_every_kind_has_a_name_and_all_but_questions_a_button(kind: Interruption) -> None:
    assert kind in ledger_posts.NAMES
    assert (kind in ledger_posts.CAN_BE_LESS) == (kind is not Interruption.QUESTION)
