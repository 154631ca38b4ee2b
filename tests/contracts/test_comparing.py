# ruff: noqa: E501 - a case a line is easier to read
"""Contracts before and after: what breaks callers is found, and nothing that is no contract trips us."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.contracts import ContractKind, NoContract, Unreadable, claims, compare, is_telling, kind_of

OPENAPI = """
openapi: 3.1.0
info: {title: Payments, version: "1"}
paths:
  /payments/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        "200":
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Payment"}
    delete:
      responses: {"204": {description: gone}}
  /payments:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties:
                amount: {type: integer}
                currency: {type: string, enum: [EUR, USD, GBP]}
      responses: {"201": {description: made}}
components:
  schemas:
    Payment:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        state: {type: string, enum: [open, paid]}
        retries: {type: integer}
"""
GRAPHQL = "type Query { payment(id: ID!): Payment }\ntype Payment { id: ID! amount: Int! }\n"
PROTO = """
syntax = "proto3";
package pay.v1;
message Payment {
  string id = 1;  // the key
  int64 amount = 2;
  oneof how { string card = 3; string iban = 4; }
  enum State { OPEN = 0; PAID = 1; }
  State state = 5 [deprecated = true];
  map<string, string> labels = 6;
  reserved 9, 12 to 14;
}
service Payments { rpc Get (GetRequest) returns (stream Payment) { option idempotency_level = NO_SIDE_EFFECTS; } }
message GetRequest { string id = 1; }
"""


async def found(kind: ContractKind, before: str | None, after: str | None) -> list[tuple[str, str]]:
    return [(change.effect, f"{change.where} {change.what}") for change in await compare(kind, before, after)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    delete:\n      responses: {\"204\": {description: gone}}\n", "", ("breaking", "DELETE /payments/{id} was removed")),
        ("        retries: {type: integer}\n", "", ("breaking", "GET /payments/{id} 200: retries was removed")),
        ("required: [id, state]", "required: [id]", ("breaking", "GET /payments/{id} 200: state may be missing now")),
        ("retries: {type: integer}", "retries: {type: [integer, 'null']}", ("breaking", "GET /payments/{id} 200: retries is integer or null now, it was integer")),
        ("enum: [open, paid]", "enum: [open, paid, lost]", ("unclear", "GET /payments/{id} 200: state may be lost too")),
        ("enum: [EUR, USD, GBP]", "enum: [EUR, USD]", ("breaking", "POST /payments request: currency has no GBP any more")),
        ("required: [amount]", "required: [amount, currency]", ("breaking", "POST /payments request: currency is required now")),
        ("amount: {type: integer}", "amount: {type: number}", ("compatible", "POST /payments request: amount is number now, it was integer")),
        ("amount: {type: integer}", "amount: {type: string}", ("breaking", "POST /payments request: amount is string now, it was integer")),
        ("      requestBody:\n", "      requestBody:\n        required: true\n", ("breaking", "POST /payments request is required now")),
        ("    get:\n", "    get:\n      parameters: [{name: page, in: query, required: true}]\n", ("breaking", "GET /payments/{id} query parameter page is new and required")),
        ("    get:\n", "    get:\n      parameters: [{name: page, in: query}]\n", ("compatible", "GET /payments/{id} query parameter page is new")),
        ('        "200":', '        "206":', ("breaking", "GET /payments/{id} 200 was removed")),
        ("  /payments:\n", "  /refunds: {get: {responses: {}}}\n  /payments:\n", ("compatible", "GET /refunds is new")),
    ],
)  # fmt: skip
async def test_what_an_openapi_document_changes_for_callers_is_told(
    old: str, new: str, expected: tuple[str, str]
) -> None:
    assert old in OPENAPI
    assert expected in await found("openapi", OPENAPI, OPENAPI.replace(old, new, 1))


async def test_swagger_2_is_compared_too() -> None:
    before = '{"swagger": "2.0", "paths": {"/a": {"post": {"parameters": [{"in": "body", "name": "b", "schema": {"properties": {"x": {"type": "string"}}}}], "responses": {"200": {"schema": {"properties": {"y": {"type": "string"}}}}}}}}}'
    after = before.replace('{"y": {"type": "string"}}', "{}").replace('"in": "body"', '"required": true, "in": "body"')
    assert await found("openapi", before, after) == [
        ("breaking", "POST /a 200: y was removed"),
        ("breaking", "POST /a request is required now"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("amount: Int!", "", "Payment.amount was removed"),
        ("id: ID!)", "id: ID!, at: String!)", "A required argument Query.payment(at:) was added"),
    ],
)
async def test_graphql_is_judged_by_its_reference_implementation(old: str, new: str, expected: str) -> None:
    changes = await found("graphql", GRAPHQL, GRAPHQL.replace(old, new, 1))
    assert changes
    assert changes[0][0] == "breaking"
    assert changes[0][1].strip() == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  int64 amount = 2;\n", "", ("breaking", "Payment.amount was removed; reserve its number 2, or it may be given away")),
        ("int64 amount = 2", "string amount = 2", ("breaking", "Payment.amount is string now, it was int64")),
        ("amount = 2", "total = 2", ("breaking", "Payment.amount is called total now: JSON and generated code change")),
        ("string card = 3", "string card = 12", ("breaking", "Payment.card takes the reserved number 12")),
        ("PAID = 1;", "PAID = 2;", ("breaking", "Payment.State.PAID is 2 now, it was 1")),
        ("stream Payment", "Payment", ("breaking", "Payments.Get returns Payment now, it returned stream Payment")),
        ("  string id = 1;  //", "  repeated string id = 1;  //", ("breaking", "Payment.id is a list now")),
        ("pay.v1", "pay.v2", ("breaking", "pay.v1 is now pay.v2")),
        ("message GetRequest { string id = 1; }", "message GetRequest { string id = 1; bool all = 2; }", ("compatible", "GetRequest.all is new")),
    ],
)  # fmt: skip
async def test_what_a_protobuf_file_changes_on_the_wire_is_told(old: str, new: str, expected: tuple[str, str]) -> None:
    assert old in PROTO
    assert expected in await found("proto", PROTO, PROTO.replace(old, new, 1))


@pytest.mark.parametrize(("kind", "text"), [("openapi", OPENAPI), ("graphql", GRAPHQL), ("proto", PROTO)])
async def test_a_new_contract_breaks_nobody_and_a_removed_one_does(kind: ContractKind, text: str) -> None:
    assert {effect for effect, _ in await found(kind, None, text)} == {"compatible"}
    assert "breaking" in {effect for effect, _ in await found(kind, text, None)}
    assert await found(kind, text, text + "\n") == []


BOMB = "a: &a [x]\n" + "".join(f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi"))  # noqa: B905


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("openapi", "just words"),
        ("openapi", "{" * 5000),
        ("openapi", "openapi: 3.0.0\n" + BOMB * 150),
        ("openapi", "openapi: 3.0.0\nx: " + "[" * 100_000),
        ("openapi", "openapi: 3.0.0\nx: &a [*a]"),
        ("openapi", "openapi: 3.0.0\n---\nopenapi: 3.0.0"),
        ("openapi", "paths: !!python/object/apply:os.system ['true']"),
        ("openapi", "x" * 2_000_001),
        ("graphql", "type {"),
        ("proto", "message Payment { string id = ; }"),
        ("proto", "message M {" * 500),
        ("proto", "§"),
    ],
)
async def test_what_is_no_contract_is_said_in_one_line(kind: ContractKind, text: str) -> None:
    with pytest.raises(Unreadable) as told:
        await compare(kind, None, text)
    assert "\n" not in str(told.value)


async def test_a_schema_that_refers_to_itself_ends() -> None:
    node = "type: object, properties: {left: {$ref: '#/components/schemas/N'}, right: {$ref: '#/components/schemas/N'}}"
    text = f"openapi: 3.1.0\npaths: {{/a: {{get: {{responses: {{'200': {{content: {{j: {{schema: {{$ref: '#/components/schemas/N'}}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{N: {{{node}}}}}}}\n"
    assert await found("openapi", text, text + "x-more: 1\n") == []


SCHEMA = (
    "openapi: 3.1.0\n{more}paths: {{/a: {{get: {{responses: {{'200': {{content: {{j: {{schema: {schema}}}}}}}}}}}}}}}\n"
)
SELF = {"allOf": [{"$ref": "#/components/schemas/N"}] * 50}
MANY = {"type": "object", "properties": {f"p{n}": {"$ref": f"#/components/schemas/S{n}"} for n in range(30)}}


def grown(line: str) -> str:
    """Ten names, each of nine times the one before."""
    return "x0: &x0 {k: [v]}\n" + "".join(
        f"x{n}: &x{n} {line.format(', '.join([f'*x{n - 1}'] * 9))}\n" for n in range(1, 11)
    )


def of_schemas(**schemas: object) -> str:
    responses = {"200": {"content": {"j": {"schema": {"$ref": f"#/components/schemas/{next(iter(schemas))}"}}}}}
    return json.dumps(
        {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": responses}}}, "components": {"schemas": schemas}}
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("openapi", SCHEMA.format(more=grown("[{}]"), schema="{oneOf: *x10}")),
        ("openapi", SCHEMA.format(more=grown("{{<<: [{}]}}"), schema="*x10")),
        ("openapi", of_schemas(N=SELF)),
        ("openapi", of_schemas(**{f"S{n}": MANY for n in range(30)})),
        ("proto", "message M {" + "".join(f"reserved {n * 10_001 + 1} to {n * 10_001 + 10_000};" for n in range(9_000)) + "}"),
    ],
    ids=["aliases of aliases", "merges of merges", "made of itself fifty times", "each of all others", "reserved numbers"],
)  # fmt: skip
async def test_a_document_that_grows_without_end_when_followed_is_compared_all_the_same(
    kind: ContractKind, text: str
) -> None:
    assert await found(kind, text, text + "\n") == []


async def test_a_change_deep_in_what_refers_to_itself_is_found_once_and_at_its_shortest_place() -> None:
    schemas: dict[str, Any] = {f"S{n}": MANY for n in range(30)}
    less = {"type": "object", "properties": {k: v for k, v in MANY["properties"].items() if k != "p3"}}  # type: ignore[attr-defined]
    assert await found("openapi", of_schemas(**schemas), of_schemas(**schemas | {"S7": less})) == [
        ("breaking", "GET /a 200: p7: p3 was removed")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/payments/{id}:", "/payments/{payment}:"),
        ('        "200":', "        200:"),
        ("        amount: {type: integer}", "        amount: {type: integer}\n                made: {type: string, readOnly: true}"),
        ("enum: [EUR, USD, GBP]", "enum: ['EUR', \"USD\", GBP]"),
        ("required: [id, state]", "required: &must [id, state]"),
    ],
)  # fmt: skip
async def test_what_no_caller_can_notice_is_no_change(old: str, new: str) -> None:
    assert old in OPENAPI
    after = (
        OPENAPI.replace(old, new, 1).replace("{name: id,", "{name: payment,")
        if "payment}" in new
        else OPENAPI.replace(old, new, 1)
    )
    assert await found("openapi", OPENAPI, after) == []


async def test_a_type_that_is_only_extended_here_is_judged_as_far_as_it_goes() -> None:
    before = 'extend type Query { me: User, you: User }\nextend type Query { us: Int }\ntype User @key(fields: "id") { id: ID! }'
    assert await found("graphql", before, before.replace(", you: User", "")) == [("breaking", "Query.you was removed")]
    assert await found("graphql", before, before.replace("us: Int", "us: Int!")) == [
        ("compatible", "Query.us changed type from Int to Int!")
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("optional string id = 1;", "required string id = 1;", ("breaking", "M.id is required now")),
        ("string id = 1;", "string id = 1; required string at = 2;", ("breaking", "M.at is new and required")),
        ("M up = 1;", "p.v1.M up = 1;", None),
        ("M up = 1;", ".p.v1.M up = 1;", None),
        ("M up = 1;", "q.v1.M up = 1;", ("breaking", "M.up is q.v1.M now, it was M")),
    ],
)
async def test_labels_and_written_out_packages_of_protobuf_count_for_what_they_are(
    before: str, after: str, expected: tuple[str, str] | None
) -> None:
    text = "\ufeffsyntax = 'proto2'; package p.v1; message M {{ {} }}"
    assert await found("proto", text.format(before), text.format(after)) == ([expected] if expected else [])


async def test_what_alternatives_refer_to_is_compared_and_one_beside_null_is_that_one() -> None:
    def text(schema: object, **payment: object) -> str:
        return of_schemas(
            Answer=schema, Payment={"type": "object", "properties": {"id": {"type": "string"}, **payment}}
        )

    payment, nothing = {"$ref": "#/components/schemas/Payment"}, {"type": "null"}
    more = {"note": {"type": "string"}}
    lost = [("breaking", "GET /a 200: note was removed")]
    for schema in ({"anyOf": [payment, nothing]}, {"oneOf": [payment, {"type": "array"}]}):
        assert await found("openapi", text(schema, **more), text(schema)) == lost
    nullable = {"allOf": [payment], "nullable": True}
    assert await found("openapi", text(nullable), text({"anyOf": [payment, nothing]})) == []
    assert await found("openapi", text(payment), text({"anyOf": [payment, nothing]})) == [
        ("breaking", "GET /a 200 is null or object now, it was object")
    ]


async def test_queries_that_somebody_sends_are_no_contract() -> None:
    with pytest.raises(NoContract):
        await compare("graphql", "query { payment(id: 1) { id } }", "query { payment(id: 1) { id amount } }")


async def test_a_countrys_code_is_no_truth_value() -> None:
    before = OPENAPI.replace("[EUR, USD, GBP]", "[NO, SE]")
    after = OPENAPI.replace("[EUR, USD, GBP]", "[SE]")
    assert await found("openapi", before, after) == [
        ("breaking", "POST /payments request: currency has no NO any more")
    ]


async def test_numbers_reserved_up_to_the_end_are() -> None:
    before = PROTO.replace("reserved 9, 12 to 14;", "reserved 100 to max;")
    changed = before.replace("map<string", "bool late = 5000; map<string")
    assert await found("proto", before, changed) == [("breaking", "Payment.late takes the reserved number 5000")]


@settings(max_examples=60)
@given(st.sampled_from(["openapi", "graphql", "proto"]), st.text(max_size=300), st.integers(0, 300), st.integers(0, 40))
async def test_whatever_the_text_nothing_but_unreadable_is_raised(
    kind: ContractKind, junk: str, at: int, cut: int
) -> None:
    good = {"openapi": OPENAPI, "graphql": GRAPHQL, "proto": PROTO}[kind]
    for text in (junk, good[:at] + junk + good[at + cut :]):
        with contextlib.suppress(Unreadable):
            await compare(kind, good, text)


@pytest.mark.parametrize(
    ("path", "kind", "telling"),
    [
        ("api/openapi.yaml", "openapi", True),
        ("openapi31.json", "openapi", True),
        ("swagger2.json", "openapi", True),
        ("docs/api-docs.json", "openapi", True),
        ("src/MyOpenAPI.yaml", "openapi", True),
        ("spec/payments.yml", "openapi", False),
        ("schema.graphqls", "graphql", True),
        ("proto/pay/v1/pay.proto", "proto", True),
        (".github/workflows/openapi.yml", None, False),
        ("redocly.yaml", None, False),
        (".redocly.yaml", None, False),
        ("web/package.json", None, False),
        ("web/tsconfig.build.json", None, False),
        ("deploy/values.yaml", None, False),
        ("docker-compose.openapi.yml", None, False),
        ("README.md", None, False),
    ],
)
def test_what_may_be_a_contract_is_known_by_its_path(path: str, kind: str | None, telling: bool) -> None:
    assert (kind_of(path), is_telling(path)) == (kind, telling)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("openapi: 3.1.0\ninfo: {}\n", True),
        ("# ours\nswagger: '2.0'\n", True),
        ('{\n  "openapi": "3.0.3"}', True),
        ('{"swagger":"2.0"}', True),
        ("name: openapi\non: push\njobs: {}\n", False),
        ("apis:\n  main: {root: openapi.yaml}\n", False),
        ("openapi: ./openapi.yaml\n", False),
        ("", False),
    ],
)
def test_a_contract_is_known_by_what_it_says_of_itself(text: str, claimed: bool) -> None:
    assert claims(text) is claimed
