"""Which indexes might help a plan: columns that its large sequential scans filter, join or sort by.

It only proposes what to try. Whether one helps is the planner's word, never this file's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from integrations.postgres.plans import Node, nodes

MOST = 8
"""Candidates of one statement."""
MOST_COLUMNS = 3
_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_COLUMN = rf"\(*(?P<alias>{_NAME})\.(?P<column>{_NAME})\)*(?:::[\w ]+(?:\(\d+\))?)?\)*"
_OPERATOR = r"(?P<operator>=|<=|>=|<|>)"
_LEFT = re.compile(rf"{_COLUMN} {_OPERATOR} ")
_NULL = re.compile(rf"{_COLUMN} IS NULL\)*$")
_RIGHT = re.compile(rf"\(*\$\d+\)*(?:::[\w ]+)?\)* {_OPERATOR} {_COLUMN}$")
_BOTH = re.compile(
    rf"\(*(?P<alias>{_NAME})\.(?P<column>{_NAME})\)*(?:::[\w ]+)?\)* = "
    rf"\(*(?P<other>{_NAME})\.(?P<others>{_NAME})\)*(?:::[\w ]+)?\)*$"
)
_SORTED = re.compile(rf"(?P<alias>{_NAME})\.(?P<column>{_NAME})(?P<down> DESC)?$")
_JOINS = ("Hash Cond", "Merge Cond", "Join Filter")
_NOT_THEIRS = re.compile(r"pg_|information_schema$")


class Candidate(NamedTuple):
    """An index that could be tried."""

    schema: str
    """As it is, not quoted; so is the table's name."""
    table: str
    columns: tuple[str, ...]
    """Quoted where SQL needs it."""


def candidates(root: Node) -> Sequence[Candidate]:
    """What could be tried, the likeliest first; at most `MOST`."""
    found: dict[Candidate, None] = {}
    for node, above in nodes(root):
        schema = str(node.get("Schema", ""))
        if node["Node Type"] != "Seq Scan" or not schema or _NOT_THEIRS.match(schema):
            continue
        for columns in _of_scan(node, above):
            found[Candidate(schema, str(node["Relation Name"]), columns)] = None
    return list(found)[:MOST]


def _of_scan(node: Node, above: Sequence[Node]) -> Iterator[tuple[str, ...]]:
    alias = str(node["Alias"])
    equal, ranged = _filtered(str(node.get("Filter", "")), alias)
    joined = _joined(above, alias)
    ordered = _ordered(above, alias)
    for columns in (
        (*equal, *ordered) if ordered else (),
        (*equal, *ranged[:1]),
        equal,
        *((column,) for column in equal),
        *((column, *equal) for column in joined),
        *((column,) for column in joined),
        ranged[:1],
        ordered,
    ):
        if columns:
            yield tuple(dict.fromkeys(columns))[:MOST_COLUMNS]


def _filtered(condition: str, alias: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that are compared for equality, and those that are compared for order."""
    equal: list[str] = []
    ranged: list[str] = []
    for part in conjuncts(condition):
        match = _LEFT.match(part) or _NULL.match(part) or _RIGHT.match(part)
        alone = len(list(_split(part, " OR "))) == 1
        if match and alone and _plain(match["alias"]) == alias:
            operator = match.groupdict().get("operator", "=")
            (equal if operator == "=" else ranged).append(match["column"])
    return tuple(dict.fromkeys(equal)), tuple(dict.fromkeys(ranged))


def _joined(above: Sequence[Node], alias: str) -> Sequence[str]:
    found: dict[str, None] = {}
    for node in above:
        for part in (part for name in _JOINS for part in conjuncts(str(node.get(name, "")))):
            if match := _BOTH.match(part):
                for whose, column in ((match["alias"], match["column"]), (match["other"], match["others"])):
                    if _plain(whose) == alias:
                        found[column] = None
    return list(found)


def _ordered(above: Sequence[Node], alias: str) -> tuple[str, ...]:
    """The columns of a sort right above the scan, where all go the same way."""
    sort = next((node for node in reversed(above) if not str(node["Node Type"]).startswith("Gather")), None)
    if sort is None or "Sort Key" not in sort:
        return ()
    keys = [_SORTED.match(key) for key in sort["Sort Key"]]
    if not all(key and _plain(key["alias"]) == alias for key in keys) or len({bool(k and k["down"]) for k in keys}) > 1:
        return ()
    return tuple(key["column"] for key in keys if key)


def conjuncts(condition: str) -> Sequence[str]:
    """The parts of a condition that must all hold, as the server writes them; an OR is one part."""
    inner = _unwrapped(condition)
    parts = list(_split(inner, " AND "))
    return [part for each in parts for part in conjuncts(each)] if len(parts) > 1 else [inner] if inner else []


def _unwrapped(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _depths(text: str) -> Iterable[tuple[int, int]]:
    """Each place outside quotes, and how many parentheses are open after it."""
    depth, quote = 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
            continue
        if letter in "'\"":
            quote = letter
        depth += (letter == "(") - (letter == ")")
        yield place, depth


def _closing(text: str) -> int:
    return next((place for place, depth in _depths(text) if depth == 0), -1)


def _split(text: str, word: str) -> Iterator[str]:
    start = 0
    for place, depth in _depths(text):
        if depth == 0 and place >= start and text.startswith(word, place):
            yield text[start:place]
            start = place + len(word)
    yield text[start:]


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
