# ruff: noqa: E501 - a pair a line is easier to read
"""For each rule of protobuf: files before and after that break callers by it, and such that harm nobody."""

Pair = tuple[str, str]
ANY = 'import "google/protobuf/any.proto";'


def file(body: str, syntax: str = 'syntax = "proto3";') -> str:
    return f"{syntax} package pay.v1; {body}"


def proto2(body: str) -> str:
    return file(body, 'syntax = "proto2";')


def edition(body: str, year: str = "2024") -> str:
    return file(body, f'edition = "{year}";')


def message(fields: str) -> str:
    return file(f"message Payment {{ {fields} }} message Money {{}} enum State {{ OPEN = 0; }}")


def message2(fields: str) -> str:
    return proto2(f"message Payment {{ {fields} }}")


def service(rpc: str) -> str:
    return file(f"message A {{}} message B {{}} service Payments {{ {rpc} }}")


PAIRS: dict[str, tuple[list[Pair], list[Pair]]] = {
    "proto-package": (
        [(file("message A {}"), file("message A {}").replace("pay.v1", "pay.v2"))],
        [(file("message A {}"), file("message A {}").replace("pay.v1", "pay.\n  v1"))],
    ),
    "proto-syntax": (
        [(file("message A {}"), proto2("message A {}"))],
        [(file("message A {}"), file("message A {}", "syntax\n=\n'proto3';"))],
    ),
    "proto-file-option": (
        [(file('option go_package = "a/b";'), file('option go_package = "a/c";')), (file(""), file('option java_package = "a.b";'))],
        [(file('option java_package = "a.b";'), file("option java_package = 'a' '.b';"))],
    ),
    "proto-features": (
        [(edition("option features.utf8_validation = VERIFY;"), edition("option features.utf8_validation = NONE;"))],
        [(edition("option features.utf8_validation = NONE;"), edition("option features . utf8_validation = NONE;"))],
    ),
    "proto-type": (
        [(file("message A {} message B {}"), file("message A {}")), (file("message A { enum S { X = 0; } }"), file("message A {}"))],
        [(file("message A {}"), file("message A { message In {} } message B {} enum S { X = 0; }"))],
    ),
    "proto-visibility": (
        [(edition("export message A {}"), edition("local message A {}")), (edition("message A { export enum S { X = 0; } }"), edition("message A { local enum S { X = 0; } }"))],
        [(edition("local message A {}"), edition("export message A {}"))],
    ),
    "proto-field": (
        [(message("string id = 1;"), message("")), (message("oneof how { string a = 1; string b = 2; }"), message("oneof how { string a = 1; }"))],
        [(message(""), message("string id = 1;")), (message("string a = 1; string b = 2;"), message("string b = 2; string a = 1;"))],
    ),
    "proto-name": (
        [(message("string id = 1;"), message("string key = 1;")), (message("string id = 1;"), message('string key = 1 [json_name = "id"];'))],
        [(message("string id = 1;"), message("string\n  id = 0x1; /* the key */"))],
    ),
    "proto-json-name": (
        [(message("string pay_id = 1;"), message('string pay_id = 1 [json_name = "id"];'))],
        [(message("string pay_id = 1;"), message("string pay_id = 1 [json_name = 'payId'];"))],
    ),
    "proto-field-type": (
        [
            (message("int32 a = 1;"), message("int64 a = 1;")),
            (message("Money a = 1;"), message("State a = 1;")),
            (message("map<string, int32> a = 1;"), message("map<string, int64> a = 1;")),
            (message2("optional group Part = 1 { optional string a = 1; }"), message2("message Part { optional string a = 1; } optional Part part = 1;")),
            (edition("message A { A a = 1; }", "2023"), edition("message A { A a = 1 [features.message_encoding = DELIMITED]; }", "2023")),
        ],
        [
            (message("Money a = 1;"), message(".pay.v1.Money a = 1;")),
            (message("enum S { X = 0; } S a = 1;"), message("enum S { X = 0; } Payment.S a = 1;")),
            (file(f"{ANY} message A {{ google.protobuf.Any a = 1; }}"), file(f"{ANY} message A {{ google.\n  protobuf.\n  Any a = 1; }}")),
            (message("map<string, Money> a = 1;"), message("map < string ,\n pay.v1.Money > a = 1;")),
        ],
    ),
    "proto-field-option": (
        [(message("int64 a = 1;"), message("int64 a = 1 [jstype = JS_STRING];")), (message("string a = 1 [ctype = CORD];"), message("string a = 1;"))],
        [(message("int64 a = 1;"), message("int64 a = 1 [deprecated = true];")), (message("repeated int64 a = 1;"), message("repeated int64 a = 1 [packed = false];"))],
    ),
    "proto-label": (
        [
            (message("string a = 1;"), message("repeated string a = 1;")),
            (message2("optional string a = 1;"), message2("required string a = 1;")),
            (message2("required string a = 1;"), message2("optional string a = 1;")),
            (message2(""), message2("required string a = 1;")),
            (edition("message A { string a = 1; }"), edition("message A { string a = 1 [features.field_presence = LEGACY_REQUIRED]; }")),
        ],
        [(message2("optional string a = 1;"), message2("optional string a = 1; repeated string b = 2;"))],
    ),
    "proto-presence": (
        [
            (message("string a = 1;"), message("optional string a = 1;")),
            (message("optional State a = 1;"), message("State a = 1;")),
            (edition("message A { string a = 1; }"), edition("message A { string a = 1 [features.field_presence = IMPLICIT]; }")),
        ],
        [(message("Money a = 1;"), message("optional Money a = 1;"))],
    ),
    "proto-oneof": (
        [
            (message("string a = 1; oneof how { string b = 2; }"), message("oneof how { string a = 1; string b = 2; }")),
            (message("oneof how { string a = 1; string b = 2; }"), message("string a = 1; oneof how { string b = 2; }")),
            (message("oneof how { string a = 1; }"), message("oneof why { string a = 1; }")),
        ],
        [(message("oneof how { string a = 1; }"), message("oneof how { string a = 1; string b = 2; }"))],
    ),
    "proto-default": (
        [
            (message2("optional int32 a = 1 [default = 1];"), message2("optional int32 a = 1 [default = 2];")),
            (message2("optional string a = 1;"), message2('optional string a = 1 [default = "x"];')),
            (proto2("enum S { X = 0; Y = 1; }"), proto2("enum S { Y = 1; X = 0; }")),
        ],
        [(message2("optional int32 a = 1;"), message2("optional int32 a = 1 [default = 0];")), (proto2("enum S { X = 0; Y = 1; Z = 2; }"), proto2("enum S { X = 0; Z = 2; Y = 1; }"))],
    ),
    "proto-reserved": (
        [
            (message("reserved 5 to 9;"), message("reserved 5, 6, 8, 9; string a = 7;")),
            (message('reserved "a";'), message("string a = 7;")),
            (edition("message A { reserved a, b; }"), edition("message A { string b = 7; }")),
            (file("enum S { reserved -5 to -1; X = 0; }"), file("enum S { reserved -5, -4; X = 0; Y = -2; }")),
        ],
        [(message("reserved 5 to 9;"), message("reserved 4 to 20; string a = 3;")), (message("string a = 1;"), message('string a = 1; reserved "b";'))],
    ),
    "proto-extension": (
        [
            (proto2("message A { extensions 100 to 199; }"), proto2("message A { extensions 100 to 150; }")),
            (
                proto2("message A { extensions 100 to max; } extend A { optional string b = 100; }"),
                proto2("message A { extensions 100 to max; }"),
            ),
        ],
        [
            (
                proto2("message A { extensions 100 to max; }"),
                proto2("message A { extensions 100 to max; } extend pay.v1.A { optional string b = 100; }"),
            ),
        ],
    ),
    "proto-enum-value": (
        [
            (file("enum S { X = 0; Y = 1; }"), file("enum S { X = 0; }")),
            (file("enum S { X = 0; Y = 1; }"), file("enum S { X = 0; Z = 1; }")),
            (file("enum S { X = 0; Y = 1; }"), file("enum S { X = 0; Y = 2; }")),
        ],
        [(file("enum S { X = 0; Y = 1; }"), file("enum S { option allow_alias = true; X = 0; Y = 1; Z = 1; }"))],
    ),
    "proto-enum-type": (
        [(edition("enum S { X = 0; }"), edition("enum S { option features.enum_type = CLOSED; X = 0; }"))],
        [(edition("enum S { X = 0; }"), edition("enum S { option features.enum_type = OPEN; X = 0; }"))],
    ),
    "proto-rpc": (
        [
            (service("rpc Get (A) returns (B);"), service("")),
            (service("rpc Get (A) returns (B);"), service("rpc Get (A) returns (stream B);")),
            (service("rpc Get (stream A) returns (B);"), service("rpc Get (A) returns (B);")),
            (service("rpc Get (A) returns (B);"), service("rpc Get (B) returns (B);")),
        ],
        [(service("rpc Get (A) returns (B);"), service("rpc Get (.pay.v1.A) returns (pay.v1.B) {} rpc Put (A) returns (B);"))],
    ),
    "proto-idempotency": (
        [
            (
                service("rpc Get (A) returns (B) { option idempotency_level = NO_SIDE_EFFECTS; }"),
                service("rpc Get (A) returns (B) { option idempotency_level = IDEMPOTENT; }"),
            )
        ],
        [(service("rpc Get (A) returns (B);"), service("rpc Get (A) returns (B) { option idempotency_level = IDEMPOTENT; }"))],
    ),
}  # fmt: skip
