"""Leaves the literals out of SQL.

`pg_stat_statements` puts `$1` in their place, but not in utility statements before PostgreSQL 17,
and not where an entry was pushed out while its statement ran. What is left may be anybody's data.
"""

import re

_TOKEN = re.compile(
    r"""
    (?P<comment> --[^\n]* | /\*.*?(?:\*/|\Z) )
  | (?P<dollars> \$(?P<tag>(?:[^\W\d]\w*)?)\$ .*? (?: \$(?P=tag)\$ | \Z ) )
  | (?P<string>
        [eE]' (?: [^'\\] | \\. | '' )* (?: ' | \Z )
      | (?: [bBxXnN] | [uU]& )? ' (?: [^'] | '' )* (?: ' | \Z )
    )
  | (?P<parameter> \$\d+ )
  | (?P<name> "(?:[^"]|"")*(?:"|\Z) | [^\W\d][\w$]* )
  | (?P<number> 0[xX][0-9a-fA-F_]+ | (?: \d[\d_]* (?:\.[\d_]*)? | \.\d[\d_]* ) (?: [eE][+-]?\d+ )? )
    """,
    re.VERBOSE | re.DOTALL,
)


def without_literals(sql: str) -> str:
    """The same SQL with `…` for every string and number, and no comments; names and `$1` stay.

    A string that does not end goes on to the end of the text.
    """

    def shown(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "comment":
                return " "
            case "parameter" | "name":
                return found.group()
            case "number":
                return "…"
            case _:
                return "'…'"

    return _TOKEN.sub(shown, sql)


def in_one_line(sql: str, most: int = 0) -> str:
    """SQL without its line breaks, cut to `most` characters where that is given."""
    line = " ".join(sql.split())
    return line if not most or len(line) <= most else f"{line[: most - 1]}…"
