"""Whoever may open a pull request writes contracts: none of them raises, and each ends."""

import contextlib
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.contracts import Unreadable, compare
from tests.contracts.graphql_pairs import PAIRS as GRAPHQL
from tests.contracts.openapi_pairs import request, response
from tests.contracts.proto_pairs import PAIRS as PROTO
from tests.contracts.test_not_compared import ENTRIES, RICH, changed

# fmt: off
KEYS = [
    "$ref", "type", "properties", "items", "allOf", "oneOf", "not", "enum", "required", "schema", "content", "in",
    "name", "post", "get", "200", "mapping", "propertyName", "additionalProperties", "maxLength", "minimum",
    "exclusiveMinimum", "pattern", "dependentRequired", "discriminator", "default", "const",
]
# fmt: on
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("#/components")
ODD = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
"""Whatever JSON can say, with words that mean something in a contract."""


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ENTRIES), ODD, st.booleans())
async def test_an_entry_of_any_form_is_compared_or_told(at: tuple[str | int, ...], odd: Any, swagger: bool) -> None:
    before, after = dict(RICH), changed(at, odd if odd is not None else {})
    if swagger:
        before = {"swagger": "2.0", **{key: each for key, each in before.items() if key != "openapi"}}
        after = {"swagger": "2.0", **{key: each for key, each in after.items() if key != "openapi"}}
    for one, other in ((before, after), (after, before)):
        with contextlib.suppress(Unreadable):
            await compare("openapi", json.dumps(one), json.dumps(other))


@settings(max_examples=30, deadline=None)
@given(st.data())
async def test_words_of_protobuf_and_graphql_in_any_order_are_compared_or_told(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["proto", "graphql"]))
    pairs = [pair for bad, _ in (PROTO if kind == "proto" else GRAPHQL).values() for pair in bad]
    before, after = data.draw(st.sampled_from(pairs))
    words = after.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    words[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.sampled_from(words + list("{}[]();=<>.,-"))))
    with contextlib.suppress(Unreadable):
        await compare("proto" if kind == "proto" else "graphql", before, " ".join(words))


def schemas(count: int, node: Any) -> dict[str, Any]:
    return {"components": {"schemas": {f"S{n}": node(n) for n in range(count)}}}


def ref(n: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/S{n}"}


HOSTILE = {
    "alternatives of each other": schemas(40, lambda n: {"oneOf": [ref(m) for m in range(40)]}),
    "alternatives without names": schemas(12, lambda n: {"anyOf": [{"items": ref(m)} for m in range(12)]}),
    "conditions within each other": schemas(30, lambda n: {"not": ref((n + 1) % 30), "then": ref((n + 7) % 30)}),
    "parts of each other": schemas(30, lambda n: {"allOf": [ref(m) for m in range(30)], "title": str(n)}),
    "references to each other": schemas(2, lambda n: ref(1 - n)),
    "a long way": schemas(1_000, lambda n: {"items": ref(n + 1)}),
    "a long way of parts": schemas(3_000, lambda n: {"allOf": [ref(n + 1)]}),
    "many values": schemas(1, lambda n: {"enum": list(range(20_000))}),
    "all of everything": schemas(60, lambda n: {"properties": {f"p{m}": ref(m) for m in range(60)}, "maxLength": 9}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_made_to_grow_is_compared_or_told_within_its_time(name: str) -> None:
    entries = HOSTILE[name]
    other = json.loads(json.dumps(entries))
    last = list(other["components"]["schemas"].values())[-1]
    last["maxItems"] = 3
    for way in (request, response):
        with contextlib.suppress(Unreadable):
            await compare("openapi", way(ref(0), **entries), way(ref(0), **other))


def test_who_has_no_graphql_does_not_load_what_reads_it() -> None:
    code = """
import asyncio, sys
from integrations.contracts import compare
asyncio.run(compare("openapi", 'openapi: 3.0.0', 'openapi: 3.1.0'))
asyncio.run(compare("proto", "message A {}", "message B {}"))
sys.exit("graphql" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
