# ruff: noqa: E501 - a case a line is easier to read
"""Whatever differs in a contract is judged by a rule, is there for people, or is told as not compared."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from integrations.contracts import ContractChange, ContractKind, compare, compare_openapi, compare_together
from tests.contracts.graphql_pairs import schema
from tests.contracts.openapi_pairs import CAT, STRING, document, form, operation, parameter, request, response
from tests.contracts.proto_pairs import file, message, service

RICH: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://{at}.example", "variables": {"at": {"default": "eu", "enum": ["eu", "us"]}}}],
    "security": [{"token": []}],
    "paths": {
        "/pets/{id}": {
            "summary": "One pet",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}],
            "post": {
                "operationId": "feed",
                "tags": ["pets"],
                "description": "Feeds it.",
                "deprecated": True,
                "parameters": [
                    {"name": "page", "in": "query", "required": True, "schema": {"type": "integer", "default": 1}},
                    {"name": "ids", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "maxItems": 9}},
                    {"name": "f", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Food", "minProperties": 1}}},
                },
                "responses": {
                    "200": {
                        "description": "Fed.",
                        "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                        "links": {"next": {"operationId": "feed"}},
                    }
                },
                "callbacks": {"done": {"{$request.query.to}": {"post": {"responses": {"204": {"description": "ok"}}}}}},
            },
        }
    },
    "webhooks": {"born": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}}},
    "components": {
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Token"}},
        "schemas": {
            "Food": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string", "enum": ["dry", "wet"], "maxLength": 9, "pattern": "^[dw]"},
                    "grams": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
                    "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 1},
                },
                "additionalProperties": False,
            },
            "Pet": {
                "allOf": [
                    {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
                    {"properties": {"name": {"type": ["string", "null"], "title": "Name"}}},
                ],
                "dependentRequired": {"name": ["id"]},
                "patternProperties": {"^x-": {"type": "integer"}},
                "propertyNames": {"maxLength": 20},
                "properties": {
                    "kind": {"oneOf": [{"const": "cat"}, {"const": "dog"}]},
                    "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
                    "note": {"type": "string", "not": {"enum": ["none"]}, "example": "a", "description": "b"},
                    "raw": {"type": "string", "contentEncoding": "base64", "xml": {"attribute": True}},
                },
            },
        },
    },
}  # fmt: skip
FOR_PEOPLE = {"info", "title", "version", "summary", "description", "tags", "example", "operationId"}
"""Entries that callers do not notice; of an operation's id only that it is another one."""
MEAN_NOTHING = {
    "paths / /pets/{id} / parameters / 0 / required",  # of a path they always are
    "components / schemas / Food / properties / kind / type",  # its values say so
    "paths / /pets/{id} / parameters / 0 / name",  # it is known by its place
}


def places(node: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every entry of a document."""
    if at and at[-1] in FOR_PEOPLE:
        return
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places(value, (*at, key))
    if at:
        yield at


def named(at: tuple[str | int, ...]) -> str:
    return " / ".join(map(str, at))


def changed(at: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The document with an entry gone, where the value is None, or with that entry besides it."""
    found = copy.deepcopy(RICH)
    node: Any = found
    for key in at[:-1]:
        node = node[key]
    if value is None:
        del node[at[-1]]
    else:
        node[at[-1]] = value
    return found


ENTRIES = [at for at in places(RICH) if at not in (("openapi",), ("info",))]


async def test_whatever_is_gone_or_is_new_is_told() -> None:
    whole, untold = json.dumps(RICH), set()
    for at in ENTRIES:
        less = json.dumps(changed(at, None))
        if not await compare("openapi", whole, less) or not await compare("openapi", less, whole):
            untold.add(named(at))
    assert untold == MEAN_NOTHING


NAMES = {"paths", "responses", "headers", "content", "links", "callbacks", "done", "webhooks", "components", "security",
         "securitySchemes", "schemas", "properties", "patternProperties", "dependentRequired", "variables", "born"}  # fmt: skip
"""Entries that hold others by names of their own, and no keywords."""


def at_of(at: tuple[str | int, ...]) -> Any:
    node: Any = RICH
    for key in at:
        node = node[key]
    return node


OBJECTS = [
    at for at in ENTRIES
    if isinstance(at_of(at), dict) and at[-1] not in NAMES and not {"security", "links", "variables", "xml"} & set(at)
]  # fmt: skip


async def test_an_entry_that_nobody_knows_is_told_as_not_compared_wherever_it_stands() -> None:
    assert len(OBJECTS) > 40
    for at in OBJECTS:
        after = json.dumps(changed((*at, "surprise"), {"some": "thing"}))
        found = await compare("openapi", json.dumps(RICH), after)
        assert "not compared" in {each.effect for each in found}, named(at)


async def told(kind: ContractKind, before: str, after: str) -> list[tuple[str, str]]:
    return [(f"{each.where} {each.what}".strip(), each.effect) for each in await compare(kind, before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (response({"$dynamicRef": "#a"}), response({"$dynamicRef": "#b"}), "POST /pets 200 `$dynamicRef`"),
        (response({"xml": {"name": "a"}}), response({}), "POST /pets 200 `xml`"),
        (document(jsonSchemaDialect="a"), document(jsonSchemaDialect="b"), "the API `jsonSchemaDialect`"),
        (form(a={"encoding": {"x": {"contentType": "b"}}}), form(a={}), "POST /pets request `encoding`"),
        (operation({"responses": {"200": {"links": {"a": {}}}}}), operation({"responses": {"200": {}}}), "POST /pets 200 `links`"),
        (request({"if": {"a": 1}, "then": CAT}), request({"if": {"a": 2}, "then": CAT}), "POST /pets request `if`"),
        (request({"$ref": "#/gone"}), request({"$ref": "https://a.example/b.yaml"}), "POST /pets request what https://a.example/b.yaml refers to"),
        (request(5), request(STRING), "POST /pets request `no schema`"),
        (parameter(schema=STRING, matrix=1), parameter(schema=STRING), "POST /pets query parameter kind `matrix`"),
        (request({"properties": 5}), request({}), "POST /pets request `properties of another form`"),
        (request({"maxLength": "many"}), request({"maxLength": 3}), "POST /pets request `maxLength`"),
        (
            request({"allOf": [{"additionalProperties": False, "properties": {"a": {}}}, {"properties": {"b": {}}}]}),
            request({"allOf": [{"additionalProperties": False, "properties": {"a": {}, "c": {}}}, {"properties": {"b": {}}}]}),
            "POST /pets request `additionalProperties of a part`",
        ),
    ],
)  # fmt: skip
async def test_what_is_left_out_of_openapi_is_told_as_not_compared(before: str, after: str, expected: str) -> None:
    assert (expected, "not compared") in await told("openapi", before, after)


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [
        ("proto", message("string a = 1;"), message("string a = 1 [(acme.secret) = true];"), "Payment.a the option (acme.secret)"),
        ("proto", service("rpc G (A) returns (B) { option (google.api.http) = { get: '/a' }; }"), service("rpc G (A) returns (B) { option (google.api.http) = { get: '/b' }; }"), "Payments.G the option (google.api.http)"),
        ("proto", file("option (acme.x) = 1;"), file(""), "the file the option (acme.x)"),
        ("proto", file("enum S { X = 0 [(a) = 1]; }"), file("enum S { X = 0; }"), "S.X the option (a)"),
        ("graphql", schema(), schema(fields="a: Int @auth(requires: ADMIN)"), "Query.a a new directive @auth(requires: ADMIN)"),
        ("graphql", schema("type U @key(fields: \"a\") { a: Int }"), schema("type U { a: Int }"), 'U a removed directive @key(fields: "a")'),
        ("graphql", schema("type B { a: Int }", "a: B"), schema(fields="a: B"), "B (no file that was read declares it on both sides)"),
        ("graphql", schema("extend schema @link(url: \"a\")"), schema("extend schema @link(url: \"b\")"), 'the schema a new directive @link(url: "b")'),
    ],
)  # fmt: skip
async def test_what_is_left_out_of_the_others_is_told_as_not_compared(
    kind: ContractKind, before: str, after: str, expected: str
) -> None:
    assert (expected, "not compared") in await told(kind, before, after)


# --- several files -----------------------------------------------------------------


async def across(before: dict[str, str], after: dict[str, str], root: str = "api/openapi.json") -> list[ContractChange]:
    def reader(files: dict[str, str]) -> Any:
        async def read(path: str) -> str | None:
            return files.get(path)

        return read

    sides = [(root, files.get(root), reader(files)) for files in (before, after)]
    return list(await compare_openapi(*sides))


PET = {"type": "object", "required": ["id"], "properties": {"id": STRING, "name": STRING}}
ROOT = "api/openapi.json"


async def test_a_part_that_moves_into_another_file_is_no_change_and_is_compared_there() -> None:
    before = {ROOT: response(PET)}
    parts = "type: object\nrequired: [id]\nproperties:\n  id: {$ref: 'more/ids.yaml#/Id'}\n  name: {type: string}\n"
    after = {
        ROOT: response({"$ref": "schemas/pet.yaml"}),
        "api/schemas/pet.yaml": parts,
        "api/schemas/more/ids.yaml": "Id: {type: string}",
    }
    assert await across(before, after) == []
    less = {**after, "api/schemas/more/ids.yaml": "Id: {type: integer}"}
    assert [(each.where, each.effect) for each in await across(before, less)] == [("POST /pets 200: id", "breaking")]


async def test_a_path_of_another_file_is_followed_and_so_is_what_goes_back() -> None:
    item = {
        "post": {
            "responses": {
                "200": {
                    "content": {"application/json": {"schema": {"$ref": "../openapi.json#/components/schemas/Pet"}}}
                }
            }
        }
    }
    after = {
        ROOT: document(paths={"/pets": {"$ref": "paths/pets.json"}}, components={"schemas": {"Pet": PET}}),
        "api/paths/pets.json": json.dumps(item),
    }
    assert await across({ROOT: response(PET)}, after) == []


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("schemas/gone.yaml", "there is no such file"),
        ("../../../etc/passwd.json", "it is outside of the repository"),
        ("/etc/passwd.yaml", "it is outside of the repository"),
        ("../.env", "it is no YAML or JSON file"),
        ("broken.yaml", "it is no YAML or JSON"),
    ],
)
async def test_a_part_that_cannot_be_read_is_told_and_nothing_is_called_gone(ref: str, why: str) -> None:
    found = await across({ROOT: response(PET)}, {ROOT: response({"$ref": ref}), "api/broken.yaml": "{{{"})
    assert {each.effect for each in found} == {"not compared"}
    assert any(why in each.what for each in found)


async def test_what_stands_beside_a_part_that_cannot_be_read_is_compared() -> None:
    lost = {"$ref": "gone.yaml"}
    before, after = response({"allOf": [lost, PET]}), response({"allOf": [lost, {"type": "object"}]})
    assert ("POST /pets 200: id", "breaking") in [
        (each.where, each.effect) for each in await across({ROOT: before}, {ROOT: after})
    ]


async def test_an_address_is_never_followed() -> None:
    asked = []

    async def read(path: str) -> str | None:
        asked.append(path)
        return None

    root = response({"$ref": "https://a.example/pet.yaml"})
    found = await compare_openapi((ROOT, response(PET), read), (ROOT, root, read))
    assert not asked
    assert {each.effect for each in found} == {"not compared"}


async def test_parts_are_read_up_to_a_limit_and_the_rest_is_told() -> None:
    files = {f"api/{n}.json": json.dumps({"$ref": f"{n + 1}.json"}) for n in range(200)}
    found = await across({ROOT: response(PET)}, {ROOT: response({"$ref": "0.json"}), **files})
    assert ("api/59.json", "(only 60 files of a contract are read), which it refers to") in [
        (each.where, each.what) for each in found
    ]


async def test_a_renamed_document_is_the_same_document() -> None:
    def text(name: str) -> str:
        return response({"$ref": f"{name}#/components/schemas/Pet"}, components={"schemas": {"Pet": PET}})

    before = ("a.json", text("a.json"), None)
    assert await compare_openapi(before, ("b/c.json", text("c.json"), None)) == []


async def test_graphql_in_several_files_is_one_schema() -> None:
    query, user = "type Query { me: User }", "type User { id: ID! name: String }"
    before = {"a/query.graphqls": query, "a/user.graphqls": user}
    assert await compare_together("graphql", before, {"a/all.graphqls": f"{query} {user}"}) == []
    moved = {"a/query.graphqls": f"{query} {user}", "a/user.graphqls": None}
    assert await compare_together("graphql", before, moved) == []
    less = await compare_together("graphql", before, {**before, "a/user.graphqls": "type User { id: ID! }"})
    assert [(each.where, each.what, each.effect) for each in less] == [("User.name", "was removed", "breaking")]


async def test_a_type_that_is_declared_elsewhere_on_both_sides_is_the_same() -> None:
    before, after = schema(fields="a: AWSDate"), schema(fields="a: AWSDate b: AWSDate")
    assert await told("graphql", before, after) == [("Query.b was added", "compatible")]


async def test_folders_that_declare_the_same_types_are_schemas_of_their_own() -> None:
    before = {f"{name}/schema.graphql": schema(fields="a: Int b: Int") for name in ("shop", "blog")}
    after = {**before, "blog/schema.graphql": schema()}
    found = await compare_together("graphql", before, after)
    assert [each.where for each in found] == ["Query.b"]


async def test_a_type_of_protobuf_may_move_to_another_file_of_its_package() -> None:
    both = {"a.proto": file("message A { B b = 1; } message B {}"), "b.proto": file("")}
    moved = {"a.proto": file("message A { B b = 1; }"), "b.proto": file("message B {}")}
    assert await compare_together("proto", both, moved) == []
    assert [each.what for each in await compare_together("proto", moved, {**moved, "b.proto": file("")})] == [
        "was removed"
    ]
