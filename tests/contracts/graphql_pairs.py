# ruff: noqa: E501 - a pair a line is easier to read
"""For each rule of GraphQL: schemas before and after that break callers by it, and such that harm nobody."""

Pair = tuple[str, str]


def schema(more: str = "", fields: str = "a: Int") -> str:
    return f"type Query {{ {fields} }} {more}"


def takes(fields: str, more: str = "") -> str:
    return schema(f"input In {{ {fields} }} {more}", "a(b: In): Int")


PAIRS: dict[str, tuple[list[Pair], list[Pair]]] = {
    "graphql-root": (
        [
            (schema("type M { a: Int } schema { query: Query mutation: M }"), schema("type M { a: Int } schema { query: Query }")),
            (schema("type Mutation { a: Int }"), schema("type Mutation { a: Int } schema { query: Query }")),
            (schema("type S { a: Int } schema { query: Query subscription: S }"), schema("type S { a: Int }")),
        ],
        [
            (schema(), schema("type Mutation { a: Int }")),
            (schema("type M { a: Int } schema { query: Query }"), schema("type M { a: Int } schema { query: Query } extend schema { mutation: M }")),
        ],
    ),
    "graphql-type": (
        [(schema("type B { a: Int }"), schema()), (schema("type B { a: Int }"), schema("interface B { a: Int }"))],
        [(schema(), schema("type B { a: Int }")), (schema("type B { a: Int } extend type B { b: Int }"), schema("type B { a: Int b: Int }"))],
    ),
    "graphql-field": (
        [(schema(fields="a: Int b: Int"), schema()), (takes("a: Int b: Int"), takes("a: Int"))],
        [(schema(), schema(fields="a: Int b: Int"))],
    ),
    "graphql-field-type": (
        [(schema(), schema(fields="a: String")), (schema(fields="a: Int!"), schema()), (takes("a: Int"), takes("a: Int!"))],
        [(schema(), schema(fields="a: Int!")), (takes("a: Int!"), takes("a: Int"))],
    ),
    "graphql-argument": (
        [
            (schema(fields="a(b: Int): Int"), schema()),
            (schema(), schema(fields="a(b: Int!): Int")),
            (schema(fields="a(b: Int): Int"), schema(fields="a(b: String): Int")),
        ],
        [(schema(fields="a(b: Int!): Int"), schema(fields="a(b: Int): Int"))],
    ),
    "graphql-input-field": (
        [(takes("a: Int"), takes("a: Int b: Int!")), (takes("a: Int"), takes("a: Int b: [Int]!"))],
        [(takes("a: Int!"), takes("a: Int! = 1"))],
    ),
    "graphql-default": (
        [
            (takes("a: Int! = 1"), takes("a: Int!")),
            (schema(fields="a(b: Int! = 1): Int"), schema(fields="a(b: Int!): Int")),
        ],
        [(takes("a: Int"), takes("a: Int = 1")), (schema(fields="a(b: [Int] = [1,2]): Int"), schema(fields="a(b: [Int] = [1, 2]): Int"))],
    ),
    "graphql-enum": (
        [(schema("enum E { A B }"), schema("enum E { A }"))],
        [(schema("enum E { A B }"), schema("enum E { B A }"))],
    ),
    "graphql-union": (
        [(schema("type A { a: Int } type B { a: Int } union U = A | B"), schema("type A { a: Int } type B { a: Int } union U = A"))],
        [(schema("type A { a: Int } union U = A"), schema("type A { a: Int } union U = | A"))],
    ),
    "graphql-interface": (
        [(schema("interface N { a: Int } type A implements N { a: Int }"), schema("interface N { a: Int } type A { a: Int }"))],
        [(schema("interface N { a: Int } type A implements N { a: Int }"), schema("interface N { a: Int } type A { a: Int } extend type A implements N"))],
    ),
    "graphql-directive": (
        [
            (schema("directive @live on QUERY"), schema()),
            (schema("directive @live on QUERY | FIELD"), schema("directive @live on FIELD")),
            (schema("directive @live(a: Int) on QUERY"), schema("directive @live on QUERY")),
        ],
        [(schema("directive @live on QUERY"), schema("directive @live on QUERY | FIELD"))],
    ),
    "graphql-one-of": (
        [(takes("a: Int b: Int"), takes("a: Int b: Int").replace("In {", "In @oneOf {"))],
        [(takes("a: Int b: Int").replace("In {", "In @oneOf {"), takes("a: Int b: Int"))],
    ),
    "graphql-scalar": (
        [(schema('scalar T @specifiedBy(url: "https://a.example")'), schema('scalar T @specifiedBy(url: "https://b.example")'))],
        [(schema('scalar T @specifiedBy(url: "https://a.example")'), schema('"Time" scalar T @specifiedBy(url: "https://a.example")'))],
    ),
    "graphql-deprecated": (
        [
            (schema(), schema(fields='a: Int @deprecated(reason: "b")')),
            (schema("enum E { A }"), schema("enum E { A @deprecated }")),
            (schema(fields="a(b: Int): Int"), schema(fields="a(b: Int @deprecated): Int")),
        ],
        [(schema(fields="a: Int @deprecated"), schema())],
    ),
}  # fmt: skip
