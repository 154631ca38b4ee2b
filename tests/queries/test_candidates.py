"""Which indexes are worth a try, read from plans as PostgreSQL writes them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from integrations.postgres.index_candidates import MOST, candidates, conjuncts


def scan(condition: str = "", alias: str = "orders", schema: str = "public") -> dict[str, Any]:
    node = {"Node Type": "Seq Scan", "Schema": schema, "Relation Name": "orders", "Alias": alias}
    return {**node, "Filter": condition} if condition else node


def over(node: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"Node Type": facts.pop("kind"), "Plans": [node], **facts}


def columns(root: dict[str, Any]) -> list[tuple[str, ...]]:
    return [each.columns for each in candidates(root)]


def test_equality_comes_first_and_one_range_after_it() -> None:
    found = columns(scan("((orders.created_at > $1) AND ((orders.status)::text = $2))"))
    assert found == [("status", "created_at"), ("status",), ("created_at",)]


def test_in_lists_null_and_turned_round_comparisons_count() -> None:
    assert columns(scan("(orders.id = ANY ($1))")) == [("id",)]
    assert columns(scan("(orders.deleted_at IS NULL)")) == [("deleted_at",)]
    assert columns(scan("($1 = orders.id)")) == [("id",)]


def test_what_no_index_on_columns_helps_is_left_alone() -> None:
    for condition in (
        "((orders.a = $1) OR (orders.b = $2))",
        "(lower(orders.name) = $1)",
        "(orders.name ~~ $1)",
        "(orders.a <> $1)",
        "orders.active",
        "(NOT orders.active)",
        "(other.a = $1)",
        "((orders.note)::text = 'a AND (orders.b = $1)'::text) OR true",
        "",
    ):
        assert columns(scan(condition)) == [], condition


def test_the_order_and_the_join_above_a_scan_are_tried() -> None:
    sorted_ = over(scan("(orders.a = $1)"), kind="Sort", **{"Sort Key": ["orders.b DESC", "orders.c DESC"]})
    assert columns(sorted_)[0] == ("a", "b", "c")
    gathered = over(over(scan(), kind="Sort", **{"Sort Key": ["orders.b"]}), kind="Gather Merge")
    assert columns(gathered) == [("b",)]
    assert columns(over(scan(), kind="Sort", **{"Sort Key": ["orders.b", "orders.c DESC"]})) == []
    joined = over(scan(alias="o"), kind="Hash Join", **{"Hash Cond": "(o.customer = c.id)"})
    assert columns(joined) == [("customer",)]


def test_quoted_names_stay_quoted_and_system_tables_are_left_alone() -> None:
    assert columns(scan('("Odd"."Customer Id" = $1)', alias="Odd")) == [('"Customer Id"',)]
    assert columns(scan("(orders.a = $1)", schema="pg_catalog")) == []


def test_there_are_never_many() -> None:
    condition = " AND ".join(f"(orders.c{number} = ${number})" for number in range(1, 40))
    found = columns(scan(f"({condition})"))
    assert len(found) == MOST
    assert all(len(each) <= 3 for each in found)


@given(st.text("()' \"AND=$1orders.ab", max_size=60))
def test_any_condition_is_survived(condition: str) -> None:
    conjuncts(condition)
    candidates(scan(condition))
