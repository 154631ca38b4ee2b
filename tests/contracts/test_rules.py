"""Every rule of a contract finds what breaks, and lets pass what harms nobody."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from integrations.contracts import ContractChange, ContractKind, compare
from integrations.contracts.files import MOST_FILES, MOST_TEXT
from integrations.contracts.model import LIMIT_S, NOT_COMPARED
from integrations.contracts.rules import RULES, Rule
from jobs.reviews.contract_changes import MOST_PULLS
from jobs.reviews.contracts import MOST_CONTRACTS, MOST_READ
from tests.contracts import graphql_pairs, openapi_pairs, proto_pairs

PAIRS: Mapping[ContractKind, Mapping[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]]] = {
    "openapi": openapi_pairs.PAIRS,
    "proto": proto_pairs.PAIRS,
    "graphql": graphql_pairs.PAIRS,
}
ALL = [(kind, rule) for kind, rules in RULES.items() for rule in rules]
KNOWN = {rule.id for _, rule in ALL} | {NOT_COMPARED}


async def changes(kind: ContractKind, before: str, after: str) -> list[ContractChange]:
    found = list(await compare(kind, before, after))
    assert {change.rule for change in found} <= KNOWN
    return found


@pytest.mark.parametrize(("kind", "rule"), ALL, ids=lambda each: each.id if isinstance(each, Rule) else "")
async def test_what_a_rule_is_for_is_found_and_the_other_way_round_harms_nobody(kind: ContractKind, rule: Rule) -> None:
    bad, harmless = PAIRS[kind][rule.id]
    assert bad
    assert harmless
    for before, after in bad:
        assert rule.level in {change.effect for change in await changes(kind, before, after) if change.rule == rule.id}
    for before, after in harmless:
        assert {change.effect for change in await changes(kind, before, after)} <= {"compatible"}


def test_the_documentation_has_the_rules_and_the_limits_that_there_are() -> None:
    text = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text("utf-8")
    limits = f"the oldest {MOST_PULLS} pull requests; of a pull request {MOST_READ} files that may be contracts and "
    limits += f"{MOST_CONTRACTS} OpenAPI documents; of a contract {MOST_FILES} files, two megabytes and ten seconds."
    assert limits in " ".join(text.split())
    assert (MOST_TEXT, LIMIT_S) == (2_000_000, 10)
    told = re.findall(r"^\| `([a-z-]+)` \| ([^|]+?) \| (.+?) \|$", text, re.MULTILINE)
    assert told == [(rule.id, rule.level.replace("unclear", "may break"), rule.sentence) for _, rule in ALL]
