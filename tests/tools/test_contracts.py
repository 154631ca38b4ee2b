"""Whoever asks which contracts change is told what breaks callers first."""

from tests.contracts.test_comparing import OPENAPI
from tests.faults import FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work, work
from tests.github.server import Pull
from tests.github.test_api_design import changes
from tests.tools.asking import finding, told

__all__ = ["work"]
TOOL = "contract_changes"


async def test_what_breaks_callers_comes_first_and_a_repository_narrows_it(work: Work) -> None:
    new = OPENAPI.replace("  /payments:\n", "  /refunds: {get: {responses: {}}}\n  /payments:\n")
    changes(work, 1, new, title="<!channel> *Refunds*")
    changes(work, 2, OPENAPI.replace("        retries: {type: integer}\n", ""), repo=ORDERS, title="Less")
    said = await told(work.stage, TOOL)
    assert said.startswith("2 open pull requests change a contract; one breaks callers.")
    assert said.index("Less") < said.index("<!channel> *Refunds*")
    assert "breaks: GET /payments/{id} 200: retries was removed" in said
    only = await told(work.stage, TOOL, words="payments")
    assert only.startswith("1 open pull request changes a contract; none breaks callers.")


async def test_nothing_is_said_of_what_was_looked_at(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(3, "Code only", files=[{"filename": "src/a.py", "status": "modified"}]))
    said = await told(work.stage, TOOL)
    assert said.startswith("No open pull request of payments, orders is known to change a contract.")
    del work.hub.repos[ORDERS]
    said = await told(work.stage, TOOL)
    assert said.startswith("No open pull request of payments is known to change a contract.")
    assert "orders: GitHub cannot be read" in said
    work.front.fault = FAULTS["500"]
    assert not (await finding(work.stage, TOOL)).found
