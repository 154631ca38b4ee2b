"""Contract changes under way, as a channel reads them."""

import pytest

from integrations.workspace import Said
from tests.contracts.test_comparing import OPENAPI, PROTO
from tests.faults import FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work
from tests.github.server import Pull
from tests.stage import BACKEND, opened, thread

SPEC = [{"filename": "api/openapi.yaml", "status": "modified"}]


async def asked(work: Work) -> Said:
    await work.stage.workspace.member("Ana").command("/ritual run api_design", BACKEND)
    await work.stage.pass_(seconds=8)
    return opened(work.stage)


def changes(work: Work, number: int, after: str, *, repo: str = PAYMENTS, title: str = "Change") -> Pull:
    pull = Pull(number, title, files=SPEC)
    work.hub.repo(repo).has(pull)
    work.hub.repo(repo).files["base", "api/openapi.yaml"] = OPENAPI
    work.hub.repo(repo).files[pull.sha, "api/openapi.yaml"] = after
    return pull


async def test_what_breaks_callers_comes_first_with_who_builds_on_it(work: Work) -> None:
    changes(
        work,
        1,
        OPENAPI.replace("  /payments:\n", "  /refunds: {get: {responses: {}}}\n  /payments:\n"),
        title="Refunds",
    )
    changes(work, 2, OPENAPI.replace("        retries: {type: integer}\n", ""), repo=ORDERS, title="Less")
    work.hub.repo(PAYMENTS).has(Pull(3, "Code only", files=[{"filename": "src/a.py", "status": "modified"}]))
    said = (await asked(work)).shown
    assert said.startswith("2 open pull requests change a contract; one breaks callers")
    assert said.index("orders#2 Less") < said.index("payments#1 Refunds")
    assert "breaks: GET /payments/{id} 200: retries was removed" in said
    assert "GET /refunds is new" in said
    assert "Who builds on these: Frontend Engineer" in said
    assert "Code only" not in said


async def test_a_renamed_file_is_compared_with_what_it_was(work: Work) -> None:
    pull = Pull(
        1, "Move", files=[{"filename": "proto/b.proto", "status": "renamed", "previous_filename": "proto/a.proto"}]
    )
    repo = work.hub.repo(PAYMENTS)
    repo.has(pull)
    repo.files["base", "proto/a.proto"] = PROTO
    repo.files[pull.sha, "proto/b.proto"] = PROTO.replace("  int64 amount = 2;\n", "")
    assert "breaks: Payment.amount was removed" in (await asked(work)).shown


async def test_what_cannot_be_compared_is_said(work: Work) -> None:
    changes(work, 1, "{{{")
    said = (await asked(work)).shown
    assert "api/openapi.yaml changes, but cannot be compared: it is no YAML or JSON" in said


async def test_more_than_are_compared_are_counted(work: Work) -> None:
    for number in range(1, 32):
        changes(work, number, OPENAPI + f"x-n: {number}\n")
    said = (await asked(work)).shown
    assert "payments: 6 more may change a contract; the oldest 25 were compared." in said


async def test_what_github_refuses_half_way_is_one_line_and_the_rest_is_told(work: Work) -> None:
    for number in range(1, 6):
        changes(work, number, OPENAPI.replace("        retries: {type: integer}\n", ""))
    work.front.fault, work.front.only = FAULTS["500"], f"ref={work.hub.repo(PAYMENTS).pulls[3].sha}"
    said = (await asked(work)).shown
    assert said.startswith("4 open pull requests change a contract")
    assert said.count("GitHub cannot be read") == 1
    assert "payments: 1 pull request was not compared. GitHub cannot be read: it answered 500." in said


async def test_a_contract_beyond_the_hundredth_file_is_found(work: Work) -> None:
    code = [{"filename": f"src/{n}.py", "status": "modified"} for n in range(130)]
    pull = changes(work, 1, OPENAPI.replace("        retries: {type: integer}\n", ""))
    pull.files = [*code, *SPEC]
    work.hub.repo(PAYMENTS).has(Pull(2, "Much code", files=code))
    said = (await asked(work)).shown
    assert said.startswith("1 open pull request changes a contract; it breaks callers")
    assert "Much code" not in said


async def test_what_breaks_comes_first_whichever_file_it_is_in(work: Work) -> None:
    many = "".join(f"  /new{n}: {{get: {{responses: {{}}}}}}\n" for n in range(9))
    pull = changes(work, 1, OPENAPI.replace("  /payments:\n", f"{many}  /payments:\n"))
    pull.files = [*SPEC, {"filename": "pay.proto", "status": "modified"}]
    repo = work.hub.repo(PAYMENTS)
    repo.files["base", "pay.proto"] = PROTO
    repo.files[pull.sha, "pay.proto"] = PROTO.replace("int64 amount = 2", "string amount = 2")
    assert "breaks: Payment.amount is string now" in (await asked(work)).shown


async def test_no_contract_changes_is_one_line(work: Work) -> None:
    pull = Pull(4, "A query", files=[{"filename": "web/payment.graphql", "status": "added"}])
    work.hub.repo(PAYMENTS).has(Pull(3, "Code only", files=[{"filename": "src/a.py", "status": "modified"}]), pull)
    work.hub.repo(PAYMENTS).files[pull.sha, "web/payment.graphql"] = "query { payment(id: 1) { id } }"
    assert (await asked(work)).shown == "API contracts: no open pull request changes one."


async def test_too_much_is_short_with_every_change_in_the_thread(work: Work) -> None:
    many = "".join(f"  /new{n}: {{get: {{responses: {{}}}}}}\n" for n in range(80))
    for number in range(1, 9):
        changes(work, number, OPENAPI.replace("  /payments:\n", f"{many}  /payments:\n"))
    said = await asked(work)
    assert said.shown.count("payments#") == 5
    assert "3 more pull requests in the thread." in said.shown
    (whole,) = thread(work.stage, said)
    assert whole.shown.count("is new") > 40


@pytest.mark.parametrize("name", FAULTS)
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    assert (await asked(work)).shown.startswith("API contracts: GitHub cannot be read: ")
