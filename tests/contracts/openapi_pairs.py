# ruff: noqa: E501 - a pair a line is easier to read
"""For each rule of OpenAPI: documents before and after that break callers by it, and such that harm nobody."""

import json
from typing import Any

Pair = tuple[str, str]


def document(version: str = "3.1.0", **entries: Any) -> str:
    """A document with an operation that takes and gives nothing, and with those entries."""
    paths: Any = {"/pets": {"get": {"responses": {"204": {}}}}}
    return json.dumps({"openapi": version, "info": {"title": "Pets", "version": "1"}, "paths": paths, **entries})


def operation(
    node: Any = None, path: str = "/pets", method: str = "post", version: str = "3.1.0", **entries: Any
) -> str:
    """A document with that operation."""
    given = {"responses": {"204": {}}, **(node or {})}
    return document(version, paths={path: {method: given}}, **entries)


def request(schema: Any, version: str = "3.1.0", **entries: Any) -> str:
    """A document with an operation that takes JSON of that schema."""
    return operation({"requestBody": {"content": {"application/json": {"schema": schema}}}}, version=version, **entries)


def response(schema: Any, version: str = "3.1.0", **entries: Any) -> str:
    """A document with an operation that gives JSON of that schema."""
    responses = {"200": {"content": {"application/json": {"schema": schema}}}}
    return operation({"responses": responses}, version=version, **entries)


def parameter(version: str = "3.1.0", **given: Any) -> str:
    """A document with an operation that takes that parameter."""
    return operation({"parameters": [{"name": "kind", "in": "query", **given}]}, version=version)


def header(**given: Any) -> str:
    """A document with an operation whose answer has that header; none where nothing is given."""
    return operation({"responses": {"200": {"headers": {"X-Rate": given} if given else {}}}})


def swagger(node: Any = None, **entries: Any) -> str:
    """A Swagger 2 document with that operation."""
    given = {"responses": {"204": {}}, **(node or {})}
    return json.dumps({"swagger": "2.0", "info": {}, "paths": {"/pets": {"post": given}}, **entries})


def tighter(before: Any, after: Any, version: str = "3.1.0") -> tuple[list[Pair], list[Pair]]:
    """A schema, and one that takes less: that breaks those who give, and the other way round those who get."""
    bad = [
        (request(before, version), request(after, version)),
        (response(after, version), response(before, version)),
    ]
    return bad, [
        (request(after, version), request(before, version)),
        (response(before, version), response(after, version)),
    ]


def both(*several: tuple[list[Pair], list[Pair]]) -> tuple[list[Pair], list[Pair]]:
    return [pair for bad, _ in several for pair in bad], [pair for _, good in several for pair in good]


def secured(*scopes: str, name: str = "o", **scheme: Any) -> str:
    given = scheme or {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {"r": "", "w": ""}}},
    }
    return operation({"security": [{name: list(scopes)}]}, components={"securitySchemes": {name: given}})


def flows(**given: Any) -> str:
    return document(components={"securitySchemes": {"o": {"type": "oauth2", "flows": given}}})


def form(**given: Any) -> str:
    return operation({"requestBody": {"content": given}})


def hook(node: Any) -> Any:
    return {"onPet": {"{$request.query.to}": {"post": {"responses": {"204": {}}, **node}}}}


STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
CAT = {"type": "object", "required": ["purrs"], "properties": {"purrs": {"type": "boolean"}}}
DOG = {"type": "object", "required": ["barks"], "properties": {"barks": {"type": "boolean"}}}
PETS: dict[str, Any] = {"components": {"schemas": {"Cat": CAT, "Dog": DOG}}}
CAT_REF, DOG_REF = {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}
TWO = {"securitySchemes": {"b": {"type": "http", "scheme": "basic"}, "c": {"type": "http", "scheme": "basic"}}}
BASIC: dict[str, Any] = {"securitySchemes": {"b": {"type": "http", "scheme": "basic"}}}
NAMES: dict[str, Any] = {"components": {"schemas": {"Name": {"type": "string"}}}}
NAME = "#/components/schemas/Name"
TOKEN = {"tokenUrl": "/t", "scopes": {"r": ""}}


def told_apart(**given: Any) -> Any:
    return {"oneOf": [CAT_REF, DOG_REF], "discriminator": {"propertyName": "kind", **given}}


def nested(keyword: str, before: Any, after: Any) -> tuple[list[Pair], list[Pair]]:
    return tighter({keyword: before}, {keyword: after})


PAIRS: dict[str, tuple[list[Pair], list[Pair]]] = {
    "operation": (
        [
            (operation(), operation(method="get")),
            (operation(), document(paths={})),
            (operation({"operationId": "add"}), operation({"operationId": "add"}, path="/animals")),
        ],
        [
            (document(paths={}), operation()),
            (operation(path="/pets/{id}"), operation(path="/pets/{pet}")),
            (
                operation(servers=[{"url": "https://a.example/v1"}]),
                operation(path="/v1/pets", servers=[{"url": "https://a.example"}]),
            ),
        ],
    ),
    "operation-id": (
        [(operation({"operationId": "add"}), operation({"operationId": "create"}))],
        [(operation(), operation({"operationId": "create"}))],
    ),
    "webhook": (
        [
            (document(webhooks={"onPet": {"post": {}}}), document(webhooks={})),
            (document(webhooks={"onPet": {"post": {}, "put": {}}}), document(webhooks={"onPet": {"post": {}}})),
        ],
        [(document(webhooks={}), document(webhooks={"onPet": {"post": {}}}))],
    ),
    "callback": (
        [(operation({"callbacks": hook({})}), operation({"callbacks": {}})), (operation({"callbacks": hook({})}), operation())],
        [(operation(), operation({"callbacks": hook({})}))],
    ),
    "server": (
        [
            (document(servers=[{"url": "https://a.example"}]), document(servers=[{"url": "https://b.example"}])),
            (swagger(basePath="/v1"), swagger(basePath="/v2")),
            (swagger(host="a.example", schemes=["http", "https"]), swagger(host="a.example", schemes=["https"])),
            (swagger(host="a.example"), swagger(host="b.example")),
            (
                document(servers=[{"url": "https://{at}.example", "variables": {"at": {"enum": ["eu", "us"], "default": "eu"}}}]),
                document(servers=[{"url": "https://{at}.example", "variables": {"at": {"enum": ["eu"], "default": "eu"}}}]),
            ),
        ],
        [
            (document(), document(servers=[{"url": "/"}, {"url": "https://b.example"}])),
            (swagger(host="a.example", basePath="/v1"), operation(servers=[{"url": "https://a.example/v1/"}], version="3.0.3")),
        ],
    ),
    "security": (
        [
            (operation(), secured("r")),
            (secured("r"), secured("r", "w")),
            (secured(type="apiKey", name="key", **{"in": "header"}), secured(type="http", scheme="bearer")),
            (document(components=BASIC), document(components=BASIC, security=[{"b": []}])),
            (document(components=TWO, security=[{"b": []}]), document(components=TWO, security=[{"b": [], "c": []}])),
        ],
        [
            (secured("r", "w"), secured("r")),
            (secured(type="http", scheme="Bearer"), secured(name="token", type="http", scheme="bearer")),
            (document(components=BASIC, security=[{"b": []}]), document(components=BASIC, security=[{"b": []}, {}])),
        ],
    ),
    "security-scheme": (
        [
            (flows(clientCredentials=TOKEN, password=TOKEN), flows(password=TOKEN)),
            (flows(password=TOKEN), flows(password={**TOKEN, "tokenUrl": "/other"})),
            (flows(password=TOKEN), flows(password={**TOKEN, "scopes": {}})),
        ],
        [(flows(password=TOKEN), flows(password={**TOKEN, "scopes": {"r": "read", "w": "write"}}, clientCredentials=TOKEN))],
    ),
    "sunset": (
        [
            (
                operation({"deprecated": True, "x-sunset": "2027-05-01"}),
                operation({"deprecated": True, "x-sunset": "2027-01-01"}),
            ),
            (
                parameter(schema=STRING, deprecated=True, **{"x-sunset": "2027-05-01"}),
                parameter(schema=STRING, deprecated=True, **{"x-sunset": "2027-04-30"}),
            ),
            (request({"properties": {"id": {"x-sunset": "2028-01-01"}}}), request({"properties": {"id": {"x-sunset": "2027-12-31"}}})),
        ],
        [
            (operation(), operation({"deprecated": True})),
            (operation({"x-sunset": "2027-05-01"}), operation({"x-sunset": "2027-06-01"})),
            (response({"properties": {"id": STRING}}), response({"properties": {"id": {**STRING, "deprecated": True}}})),
        ],
    ),
    "parameter": (
        [
            (parameter(schema=STRING), operation()),
            (parameter(schema=STRING), operation({"parameters": [{"name": "kind", "in": "header", "schema": STRING}]})),
        ],
        [
            (parameter(schema=STRING), operation({"parameters": [{"$ref": "#/components/parameters/K"}]}, components={
                "parameters": {"K": {"name": "kind", "in": "query", "schema": STRING}}})),
            (operation({"parameters": [{"name": "X-A", "in": "header"}]}), operation({"parameters": [{"name": "x-a", "in": "header"}]})),
            (operation({"parameters": [{"name": "Accept", "in": "header"}]}), operation()),
        ],
    ),
    "parameter-required": (
        [
            (operation(), parameter(schema=STRING, required=True)),
            (parameter(schema=STRING), parameter(schema=STRING, required=True)),
            (
                swagger({"parameters": [{"name": "kind", "in": "query", "type": "string"}]}),
                swagger({"parameters": [{"name": "kind", "in": "query", "type": "string", "required": True}]}),
            ),
        ],
        [(operation(), parameter(schema=STRING)), (parameter(schema=STRING, required=True), parameter(schema=STRING))],
    ),
    "parameter-default": (
        [
            (parameter(schema={**INTEGER, "default": 20}), parameter(schema={**INTEGER, "default": 50})),
            (parameter(schema={**INTEGER, "default": 20}), parameter(schema=INTEGER)),
        ],
        [(parameter(schema={**INTEGER, "default": 20}), parameter(schema={**INTEGER, "default": 20.0}))],
    ),
    "parameter-style": (
        [
            (parameter(schema={"type": "array"}), parameter(schema={"type": "array"}, explode=False)),
            (parameter(schema={"type": "array"}, explode=False), parameter(schema={"type": "array"}, style="pipeDelimited", explode=False)),
            (parameter(schema=STRING, allowReserved=True), parameter(schema=STRING)),
            (
                swagger({"parameters": [{"name": "ids", "in": "query", "type": "array", "items": STRING}]}),
                swagger({"parameters": [{"name": "ids", "in": "query", "type": "array", "items": STRING, "collectionFormat": "multi"}]}),
            ),
        ],
        [
            (parameter(schema=STRING), parameter(schema=STRING, explode=False)),
            (parameter(schema={"type": "array"}), parameter(schema={"type": "array"}, explode=True, style="form")),
            (parameter(schema=STRING), parameter(schema=STRING, allowEmptyValue=True)),
        ],
    ),
    "parameter-content": (
        [
            (parameter(schema=STRING), parameter(content={"application/json": {"schema": STRING}})),
            (parameter(content={"application/json": {"schema": STRING}}), parameter(schema=STRING)),
        ],
        [(parameter(content={"application/json": {"schema": STRING}}), parameter(content={"application/json": {"schema": {}}}))],
    ),
    "request-body": (
        [
            (request({}), operation()),
            (request({}), operation({"requestBody": {"required": True, "content": {"application/json": {}}}})),
            (operation(), operation({"requestBody": {"required": True, "content": {"application/json": {}}}})),
        ],
        [
            (operation(), request({})),
            (
                swagger({"consumes": ["multipart/form-data"], "parameters": [{"name": "a", "in": "formData", "type": "string"}]}),
                operation({"requestBody": {"content": {"multipart/form-data": {"schema": {
                    "type": "object", "properties": {"a": STRING}}}}}}, version="3.0.3"),
            ),
        ],
    ),
    "media-type": (
        [
            (form(**{"application/json": {}}), form(**{"application/xml": {}})),
            (
                swagger({"produces": ["application/json", "text/csv"], "responses": {"200": {"schema": STRING}}}),
                swagger({"produces": ["application/json"], "responses": {"200": {"schema": STRING}}}),
            ),
            (
                swagger({"parameters": [{"name": "b", "in": "body", "schema": STRING}]}, consumes=["application/xml"]),
                swagger({"parameters": [{"name": "b", "in": "body", "schema": STRING}]}, consumes=["application/json"]),
            ),
        ],
        [
            (form(**{"application/json": {}}), form(**{"application/json": {}, "text/csv": {}})),
            (form(**{"application/json": {}}), form(**{"*/*": {}})),
            (form(**{"application/json": {}}), form(**{"application/JSON; charset=utf-8": {}})),
            (form(**{"image/png": {}}), form(**{"image/*": {}})),
        ],
    ),
    "response": (
        [
            (operation({"responses": {"200": {}, "404": {}}}), operation({"responses": {"404": {}}})),
            (operation({"responses": {"200": {}}}), operation({"responses": {"202": {}, "default": {}}})),
        ],
        [
            (operation({"responses": {"200": {}}}), operation({"responses": {"2XX": {}}})),
            (operation({"responses": {"2XX": {}}}), operation({"responses": {"201": {}, "200": {}}})),
            (operation({"responses": {"200": {}, "404": {}}}), operation({"responses": {"200": {}, "default": {}}})),
            (operation({"responses": {"200": {}}}), operation({"responses": {"200": {}, "409": {}}})),
        ],
    ),
    "response-header": (
        [(header(schema=INTEGER), header()), (header(schema=INTEGER, required=True), header(schema=INTEGER))],
        [(header(), header(schema=INTEGER)), (header(schema=INTEGER), header(schema=INTEGER, required=True))],
    ),
    "type": both(
        tighter({}, STRING),
        tighter({"type": ["string", "integer"]}, STRING),
        tighter({"anyOf": [STRING, INTEGER]}, {"oneOf": [STRING]}),
        tighter({}, {"oneOf": [{"type": "null"}]}),
        tighter(NUMBER, INTEGER),
        nested("properties", {"a": NUMBER}, {"a": INTEGER}),
        nested("items", {}, STRING),
        nested("prefixItems", [STRING, {}], [STRING, STRING]),
        nested("additionalProperties", {}, STRING),
        nested("patternProperties", {"^x-": {}}, {"^x-": STRING}),
        nested("contains", {}, STRING),
        nested("dependentSchemas", {"a": {"properties": {"b": {}}}}, {"a": {"properties": {"b": STRING}}}),
        nested("unevaluatedProperties", {}, STRING),
        nested("unevaluatedItems", {}, STRING),
        nested("not", STRING, {}),
        nested("allOf", [{"properties": {"a": {}}}, {"properties": {"b": {}}}], [{"properties": {"a": {}}}, {"properties": {"b": STRING}}]),
        (
            [
                (parameter(schema=STRING), parameter(schema=INTEGER)),
                (parameter(content={"application/json": {"schema": STRING}}), parameter(content={"application/json": {"schema": INTEGER}})),
                (header(schema=INTEGER), header(schema=STRING)),
                (request(CAT_REF, **PETS), request(INTEGER)),
            ],
            [
                (parameter(schema=INTEGER), parameter(schema=STRING)),
                (request({"type": ["string", "integer"]}), request({"oneOf": [INTEGER, {**STRING, "title": "Name"}]})),
                (swagger({"parameters": [{"name": "b", "in": "body", "schema": INTEGER}]}), swagger(
                    {"parameters": [{"name": "b", "in": "body", "schema": NUMBER}]})),
            ],
        ),
    ),
    "nullable": both(
        tighter({"type": ["string", "null"]}, STRING),
        tighter({**STRING, "nullable": True}, STRING, "3.0.3"),
        tighter({"anyOf": [CAT, {"type": "null"}]}, CAT),
        tighter({"oneOf": [CAT, DOG, {"type": "null"}]}, {"oneOf": [CAT, DOG]}),
        (
            [(request({"type": ["string", "null"]}), request(STRING, "3.0.3"))],
            [(request({**STRING, "nullable": True}, "3.0.3"), request({"type": ["string", "null"]}))],
        ),
    ),
    "enum": (
        [
            (request({"enum": ["a", "b"]}), request({"enum": ["a"]})),
            (request(STRING), request({**STRING, "enum": ["a"]})),
            (request({"const": "a"}), request({"const": "b"})),
            (response({**STRING, "const": "a"}), response(STRING)),
            (request({"enum": [1]}), request({"enum": ["1"]})),
        ],
        [
            (request({"enum": ["a"]}), request({"enum": ["b", "a"]})),
            (response({"enum": ["a", "b"]}), response({"const": "a"})),
            (request({"enum": ["a"]}), request({**STRING, "enum": ["a"]})),
        ],
    ),
    "property": (
        [
            (response({"properties": {"id": STRING}}), response({"properties": {}})),
            (response({"properties": {"id": STRING}}), response({"properties": {"id": {**STRING, "writeOnly": True}}})),
            (
                request({"additionalProperties": False, "properties": {"id": STRING}}),
                request({"additionalProperties": False, "properties": {}}),
            ),
        ],
        [
            (response({"properties": {}}), response({"properties": {"id": STRING}})),
            (request({"properties": {"id": {**STRING, "readOnly": True}}}), request({"properties": {}})),
            (response({"properties": {"id": {**STRING, "writeOnly": True}}}), response({"properties": {}})),
        ],
    ),
    "required-property": (
        [
            (request({"properties": {"id": STRING}}), request({"properties": {"id": STRING}, "required": ["id"]})),
            (request({}), request({"properties": {"id": STRING}, "required": ["id"]})),
            (response({"properties": {"id": STRING}, "required": ["id"]}), response({"properties": {"id": STRING}})),
            (request({"allOf": [{}, {}]}), request({"allOf": [{}, {"required": ["id"]}]})),
        ],
        [
            (request({}), request({"properties": {"id": {**STRING, "default": "x"}}, "required": ["id"]})),
            (request({"properties": {"id": {**STRING, "readOnly": True}}}), request(
                {"properties": {"id": {**STRING, "readOnly": True}}, "required": ["id"]})),
            (response({"properties": {"id": STRING}}), response({"properties": {"id": STRING}, "required": ["id"]})),
        ],
    ),
    "additional-properties": (
        [
            (request({"type": "object"}), request({"type": "object", "additionalProperties": False})),
            (request({"unevaluatedProperties": True}), request({"unevaluatedProperties": False})),
        ],
        [
            (request({"additionalProperties": False}), request({})),
            (response({"additionalProperties": True}), response({"additionalProperties": False})),
        ],
    ),
    "default": (
        [(request({"properties": {"a": {**INTEGER, "default": 1}}}), request({"properties": {"a": {**INTEGER, "default": 2}}}))],
        [(response({"properties": {"a": {**INTEGER, "default": 1}}}), response({"properties": {"a": INTEGER}}))],
    ),
    "format": both(
        tighter(STRING, {**STRING, "format": "uuid"}),
        tighter({**INTEGER, "format": "int64"}, {**INTEGER, "format": "int32"}),
        ([(request({**STRING, "format": "date"}), request({**STRING, "format": "date-time"}))], []),
    ),
    "pattern": (
        [
            (request(STRING), request({**STRING, "pattern": "^a"})),
            (request({"allOf": [STRING, {"pattern": "^a"}]}), request({"allOf": [STRING, {"pattern": "^a"}, {"pattern": "b$"}]})),
        ],
        [
            (request({**STRING, "pattern": "^a"}), request(STRING)),
            (request({**STRING, "pattern": "^a"}), request({**STRING, "pattern": ".*"})),
        ],
    ),
    "max-length": both(
        tighter({"maxLength": 9}, {"maxLength": 8}),
        tighter({}, {"maxLength": 8}),
        (
            [(request({"$ref": NAME}, **NAMES), request({"$ref": NAME, "maxLength": 3}, **NAMES))],
            [(request({"$ref": NAME}, "3.0.3", **NAMES), request({"$ref": NAME, "maxLength": 3}, "3.0.3", **NAMES))],
        ),
    ),
    "min-length": both(tighter({"minLength": 1}, {"minLength": 2}), tighter({"minLength": 0}, {"minLength": 1})),
    "maximum": both(
        tighter({"maximum": 10}, {"maximum": 9}),
        tighter({"maximum": 10}, {"exclusiveMaximum": 10}),
        tighter({"maximum": 10}, {"maximum": 10, "exclusiveMaximum": True}, "3.0.3"),
        ([], [
            (request({"maximum": 10, "exclusiveMaximum": True}, "3.0.3"), request({"exclusiveMaximum": 10})),
            (request({**INTEGER, "exclusiveMaximum": 11}), request({**INTEGER, "maximum": 10})),
        ]),
    ),
    "minimum": both(
        tighter({"minimum": 1}, {"minimum": 2}),
        tighter({"minimum": 1}, {"exclusiveMinimum": 1}),
        tighter({}, {"minimum": 0, "exclusiveMinimum": True}, "3.0.3"),
        ([], [(request({**INTEGER, "exclusiveMinimum": 0}), request({**INTEGER, "minimum": 1}))]),
    ),
    "multiple-of": both(
        tighter({"multipleOf": 2}, {"multipleOf": 6}),
        tighter({}, {"multipleOf": 0.01}),
        ([(request({"multipleOf": 2}), request({"multipleOf": 3}))], []),
    ),
    "max-items": tighter({"maxItems": 3}, {"maxItems": 2}),
    "min-items": tighter({}, {"minItems": 1}),
    "unique-items": tighter({}, {"uniqueItems": True}),
    "max-properties": tighter({"maxProperties": 3}, {"maxProperties": 2}),
    "min-properties": tighter({}, {"minProperties": 1}),
    "contains": both(
        tighter({"contains": STRING}, {"contains": STRING, "minContains": 2}),
        tighter({"contains": STRING, "maxContains": 3}, {"contains": STRING, "maxContains": 2}),
    ),
    "dependent-required": both(
        tighter({}, {"dependentRequired": {"a": ["b"]}}),
        tighter({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["b", "c"]}}),
        tighter({}, {"dependentSchemas": {"a": {"required": ["b"]}}}),
    ),
    "not": tighter(STRING, {**STRING, "not": {"enum": ["a"]}}),
    "if-then-else": both(
        tighter({"if": {"required": ["a"]}}, {"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        tighter({}, {"if": {"required": ["a"]}, "else": {"required": ["b"]}}),
    ),
    "one-of": (
        [
            (request({"oneOf": [CAT_REF, DOG_REF]}, **PETS), request({"oneOf": [CAT_REF]}, **PETS)),
            (response({"anyOf": [CAT_REF, STRING]}, **PETS), response({"anyOf": [CAT_REF, STRING, INTEGER]}, **PETS)),
            (response(CAT_REF, **PETS), response({"oneOf": [CAT_REF, DOG_REF]}, **PETS)),
            (request({"type": "object", "anyOf": [CAT, DOG]}), request({"type": "object", "anyOf": [CAT]})),
            (request({"type": "object"}), request({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]})),
        ],
        [
            (request({"oneOf": [CAT_REF]}, **PETS), request({"oneOf": [DOG_REF, CAT_REF]}, **PETS)),
            (request({"oneOf": [CAT, {"type": "null"}]}), request({"oneOf": [DOG, CAT, {"type": "null"}]})),
            (response({"anyOf": [CAT]}), response({"anyOf": [{"allOf": [CAT]}]})),
            (request(CAT_REF, **PETS), request({"oneOf": [CAT_REF, DOG_REF]}, **PETS)),
            (response({"anyOf": [CAT_REF, DOG_REF]}, **PETS), response({"anyOf": [DOG]}, **PETS)),
            (response({"oneOf": [CAT_REF, DOG_REF]}, **PETS), response({"oneOf": [DOG, CAT]}, **PETS)),
        ],
    ),
    "discriminator": (
        [
            (request(told_apart(), **PETS), request({**told_apart(), "discriminator": {"propertyName": "type"}}, **PETS)),
            (
                request(told_apart(mapping={"cat": CAT_REF["$ref"], "dog": DOG_REF["$ref"]}), **PETS),
                request(told_apart(mapping={"cat": CAT_REF["$ref"]}), **PETS),
            ),
            (
                response(told_apart(mapping={"pet": CAT_REF["$ref"]}), **PETS),
                response(told_apart(mapping={"pet": DOG_REF["$ref"]}), **PETS),
            ),
        ],
        [
            (request(told_apart(), **PETS), request(told_apart(mapping={"cat": CAT_REF["$ref"]}), **PETS)),
            (swagger({"responses": {"200": {"schema": {**CAT, "discriminator": "kind"}}}}), operation(
                {"responses": {"200": {"content": {"application/json": {"schema": {
                    **CAT, "discriminator": {"propertyName": "kind"}}}}}}}, version="3.0.3")),
        ],
    ),
    "content-encoding": (
        [
            (response({**STRING, "contentEncoding": "base64"}), response({**STRING, "contentEncoding": "base16"})),
            (request({**STRING, "contentMediaType": "image/png"}), request({**STRING, "contentMediaType": "image/jpeg"})),
        ],
        [(response({**STRING, "contentEncoding": "base64"}), response({**STRING, "contentEncoding": "base64", "title": "A"}))],
    ),
}  # fmt: skip
