"""Leaves the literals out of SQL.

`pg_stat_statements` puts `$1` in their place, but not in utility statements before PostgreSQL 17,
and not where an entry was pushed out while its statement ran. What is left may be anybody's data.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from integrations.words import shortened

_COMMENT_EDGE = re.compile(r"/\*|\*/")
_MANY = "/*, ... */"
"""Stands for the rest of a list where PostgreSQL 18 counts lists of any length as one."""
_CALL = re.compile(r"\s*\(")
_NAME_BYTES = 63
"""Of a name the server reads no more."""


@cache
def _token() -> re.Pattern[str]:
    """Made when it is first asked for, since it takes 9 ms.

    Names are what the server takes for one: any letter beyond ASCII is part of it.
    """
    return re.compile(
        r"""
    (?P<comment> --[^\n]* | /\* )
  | (?P<dollars> \$(?P<tag>(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?)\$ .*? (?: \$(?P=tag)\$ | \Z ) )
  | (?P<string>
        [eE]' (?: [^'\\] | \\. | '' )* (?: ' | \Z )
      | (?: [bBxXnN] | [uU]& )? ' (?: [^'] | '' )* (?: ' | \Z )
    )
  | (?P<parameter> \$[0-9]+ )
  | (?P<name> "(?:[^"]|"")*(?:"|\Z) | [A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]* )
  | (?P<number>
        0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
      | (?: [0-9][0-9_]* (?:\.[0-9_]*)? | \.[0-9][0-9_]* ) (?: [eE][+-]?[0-9]+ )?
    )
        """,
        re.VERBOSE | re.DOTALL,
    )


def without_literals(sql: str) -> str:
    """The same SQL with `…` for every string and number, and no comments; names and `$1` stay.

    A string that does not end goes on to the end of the text.
    """
    shown: list[str] = []
    done = 0
    for kind, start, end in _tokens(sql):
        shown.append(sql[done:start])
        done = end
        match kind:
            case "comment":
                shown.append(", …" if sql[start:end] == _MANY else " ")
            case "parameter" | "name":
                shown.append(sql[start:end])
            case "number":
                shown.append("…")
            case _:
                shown.append("'…'")
    return "".join([*shown, sql[done:]])


class Names(NamedTuple):
    """Names in SQL as the server reads them: folded, unquoted, cut."""

    every: frozenset[str]
    """All of them, and the words."""
    called: frozenset[str]
    """Those with a parenthesis after them."""
    of_something: frozenset[str]
    """Those with a point before them."""


def names(sql: str) -> Names:
    """The names in SQL. Those in Unicode escapes (`U&"…"`) are not understood."""
    every: set[str] = set()
    called: set[str] = set()
    of_something: set[str] = set()
    bare = without_literals(sql)
    for kind, start, end in _tokens(bare):
        if kind == "name":
            forms = _forms(bare[start:end])
            every |= forms
            if _CALL.match(bare, end):
                called |= forms
            if _after_point(bare, start):
                of_something |= forms
    return Names(frozenset(every), frozenset(called), frozenset(of_something))


def _after_point(sql: str, place: int) -> bool:
    while place and sql[place - 1].isspace():
        place -= 1
    return place > 0 and sql[place - 1] == "."


def _forms(text: str) -> set[str]:
    """What a name may mean: the server folds letters beyond ASCII in some encodings and leaves them in others."""
    quoted = text.startswith('"')
    forms = {text[1:].removesuffix('"').replace('""', '"')} if quoted else {text.lower(), _folded(text)}
    return {form.encode()[:_NAME_BYTES].decode(errors="ignore") for form in forms}


def _folded(name: str) -> str:
    """In lower case as far as ASCII goes."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _tokens(sql: str) -> Iterator[tuple[str, int, int]]:
    """The kind of each token that matters, where it begins and where it ends."""
    place = 0
    while found := _token().search(sql, place):
        place = found.end()
        if sql.startswith("/*", found.start()):
            place = _after_comment(sql, found.start())
        yield str(found.lastgroup), found.start(), place


def _after_comment(sql: str, start: int) -> int:
    """Comments may stand within comments."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if not depth:
            return edge.end()
    return len(sql)


def in_one_line(sql: str, most: int) -> str:
    """SQL without its line breaks, cut to `most` characters."""
    return shortened(" ".join(sql.split()), most)
