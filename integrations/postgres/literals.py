"""Leaves the literals out of SQL.

`pg_stat_statements` puts `$1` in their place, but not in utility statements before PostgreSQL 17,
and not where an entry was pushed out while its statement ran. What is left may be anybody's data.
"""

import re
from collections.abc import Iterator
from functools import cache

from integrations.deferred import pattern
from integrations.words import shortened

_COMMENT_EDGE = pattern(r"/\*|\*/")
_MANY = "/*, ... */"
"""Stands for the rest of a list where PostgreSQL 18 counts lists of any length as one."""


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
