"""Contract changes under way, as a channel reads them."""

import json

import pytest

from integrations.workspace import Said
from tests.contracts.test_comparing import OPENAPI, PROTO
from tests.faults import FAULTS, KINDS_OF_FAULTS
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


PARTED = """
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: 'schemas/pet.yaml'}}}}}
"""
WHOLE = PARTED.replace("{$ref: 'schemas/pet.yaml'}", "{type: object, required: [id], properties: {id: {type: string}}}")
PET = "type: object\nrequired: [id]\nproperties:\n  id: {type: string}\n"


def changed(work: Work, before: dict[str, str], after: dict[str, str], *, beside: dict[str, str] | None = None) -> Pull:
    """A pull request that makes the one of the other; `beside` are files that it leaves as they are."""
    paths = sorted(before.keys() | after.keys())
    status = {path: "added" if path not in before else "removed" if path not in after else "modified" for path in paths}
    pull = Pull(1, "Pets", files=[{"filename": path, "status": status[path]} for path in paths])
    repo = work.hub.repo(PAYMENTS)
    repo.has(pull)
    repo.files.update({("base", path): text for path, text in {**(beside or {}), **before}.items()})
    repo.files.update({(pull.sha, path): text for path, text in {**(beside or {}), **after}.items()})
    return pull


async def test_a_part_that_moves_into_another_file_is_followed_and_is_nothing_to_callers(work: Work) -> None:
    changed(work, {"api/openapi.yaml": WHOLE}, {"api/openapi.yaml": PARTED, "api/schemas/pet.yaml": PET})
    said = (await asked(work)).shown
    assert said.startswith("1 open pull request changes a contract; none breaks callers")
    assert "nothing that callers would notice" in said


async def test_a_part_that_is_not_there_is_not_compared_and_nothing_is_called_gone(work: Work) -> None:
    changed(work, {"api/openapi.yaml": WHOLE}, {"api/openapi.yaml": PARTED})
    said = (await asked(work)).shown
    assert said.startswith("1 open pull request changes a contract; none is known to break callers")
    assert "not compared: api/schemas/pet.yaml (there is no such file), which it refers to" in said
    assert "was removed" not in said


async def test_a_change_in_a_part_alone_is_found_through_the_document_that_refers_to_it(work: Work) -> None:
    less = PET.replace("required: [id]\n", "")
    changed(work, {"api/schemas/pet.yaml": PET}, {"api/schemas/pet.yaml": less}, beside={"api/openapi.yaml": PARTED})
    assert "breaks: GET /pets 200: id may be missing now" in (await asked(work)).shown


async def test_a_part_is_told_where_the_files_of_the_repository_are_not_listed(work: Work) -> None:
    work.hub.lists_files = False
    changed(work, {"api/schemas/pet.yaml": PET}, {"api/schemas/pet.yaml": PET + "title: Pet\n"})
    assert "api/schemas/pet.yaml changes, and may be a part of a contract" in (await asked(work)).shown


async def test_contracts_are_found_by_what_they_say_of_themselves(work: Work) -> None:
    paths = ["openapi31.json", "swagger2.json", "web/api-docs.json", "MyOpenAPI.yaml", "spec/pets.yml"]
    less = OPENAPI.replace("        retries: {type: integer}\n", "")
    changed(work, dict.fromkeys(paths, OPENAPI), dict.fromkeys(paths, less))
    assert (await asked(work)).shown.count("breaks: GET /payments/{id} 200: retries was removed") == 5


async def test_what_is_no_contract_is_not_counted_whatever_it_is_called(work: Work) -> None:
    files = {".github/workflows/openapi.yml": "on: push\n", "redocly.yaml": "apis: {}\n", "package.json": "{}"}
    files |= {"config/openapi-generator.yaml": "generatorName: python\n", "data/people.json": "[1]", "a.yaml": "{{{"}
    changed(work, files, {path: text + " " for path, text in files.items()})
    assert (await asked(work)).shown == "API contracts: no open pull request changes one."


async def test_a_graphql_schema_over_several_files_is_compared_as_one(work: Work) -> None:
    user, query = "type User { id: ID! name: String }", "type Query { me: User }"
    beside = {"schema/query.graphqls": query, "web/me.graphql": "query { me { id } }"}
    changed(work, {"schema/user.graphqls": user}, {"schema/user.graphqls": "type User { id: ID! }"}, beside=beside)
    said = (await asked(work)).shown
    assert "breaks: User.name was removed" in said
    assert "not compared" not in said


async def test_what_breaks_is_first_then_what_was_not_compared_and_then_the_harmless(work: Work) -> None:
    changed(
        work,
        {"openapi.yaml": OPENAPI, "old.proto": PROTO},
        {
            "openapi.yaml": OPENAPI.replace("        retries: {type: integer}\n", "").replace(
                "  /payments:\n", "  /refunds: {get: {responses: {}}}\n  /payments:\n"
            ),
            "old.proto": PROTO.replace("int64 amount = 2", "int64 amount = 2 [(acme.money) = true]"),
        },
    )
    said = (await asked(work)).shown
    places = [
        said.index(each) for each in ("breaks: GET", "not compared: Payment.amount the option", "GET /refunds is")
    ]
    assert places == sorted(places)


async def test_many_harmless_changes_are_counted_and_listed_in_the_thread(work: Work) -> None:
    many = "".join(f"  /new{n}: {{get: {{responses: {{}}}}}}\n" for n in range(9))
    changes(
        work,
        1,
        OPENAPI.replace("  /payments:\n", f"{many}  /payments:\n").replace("amount: {type: integer}", "amount: {}"),
    )
    said = await asked(work)
    assert "… and 5 more, harmless" in said.shown
    (whole,) = thread(work.stage, said)
    assert whole.shown.count("is new") == 9


async def test_names_of_theirs_are_shown_as_they_are_written(work: Work) -> None:
    name = "<!channel> *bold* `code` <https://evil.example|x>"
    changed(work, {"a.json": document_with(name)}, {"a.json": document_with("other")})
    assert f"{name} was removed" in (await asked(work)).shown


def document_with(name: str) -> str:
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    responses = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
    return json.dumps({"openapi": "3.0.0", "info": {}, "paths": {"/a": {"get": {"responses": responses}}}})


@pytest.mark.parametrize("name", KINDS_OF_FAULTS)
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    assert (await asked(work)).shown.startswith("API contracts: GitHub cannot be read: ")
