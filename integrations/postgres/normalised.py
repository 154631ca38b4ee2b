"""A statement as `pg_stat_statements` keeps it, in pieces that the server can read in one way only.

Its author may be anybody. So a text with a string in it, or with a character that is not understood, is not
read at all, and comments are dropped: what is sent to the server is put together anew from the pieces.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from integrations.postgres.types import NotPlanned

MOST_LETTERS = 20_000
"""Of a text that is planned: the planner's work grows faster than its length."""
_PIECE = re.compile(
    r"""
    (?P<space> [ \t\n\r\f\v]+ )
  | (?P<comment> --[^\n\r]* | /\* )
  | (?P<quoted> "(?:[^"\0]|"")+" )
  | (?P<parameter> \$[0-9]+ )
  | (?P<name> [A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]* )
  | (?P<number> (?: [0-9]+(?:\.[0-9]*)? | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
  | (?P<mark> :: | [(),.\[\]:] )
  | (?P<operator> (?: (?!--|/\*) [-+*/<>=~!@\#%^&|`?] )+ )
    """,
    re.VERBOSE,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_NAME_BYTES = 63
"""The server cuts longer names."""
_READS = ("select", "with", "table", "values")
_WRITES = frozenset({"insert", "update", "delete", "merge", "into"})
_LOCKS = frozenset({"update", "no", "share", "key"})
_TYPED = frozenset({"interval", "date", "timestamptz", "timestamp", "time"})
NO_SELECT = "it is no SELECT, and to plan anything else the role would need rights to it"
LOCKS_OR_WRITES = "it locks or changes rows, which to plan the role would need more rights than to read"
NOT_NORMALISED = "its text still has strings in it, or something else that I cannot read for certain"
TOO_LONG = "its text is too long"
OTHERS = "it names something of the schema {schema} that is no table"


class Piece(NamedTuple):
    """A word, number, parameter, operator or mark."""

    kind: str
    text: str
    """As it is sent."""
    name: str = ""
    """A name as the server reads it: unquoted and folded. Empty for anything else."""


class Normalised(NamedTuple):
    """A statement that reads, in its pieces."""

    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        """What is sent: the pieces, a space between each two."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def names(self) -> frozenset[str]:
        """All names in it, and the words."""
        return frozenset(piece.name for piece in self.pieces if piece.name)

    def called(self) -> frozenset[str]:
        """Names with a parenthesis after them: functions, and much else."""
        return frozenset(
            piece.name for place, piece in enumerate(self.pieces) if piece.name and self.after(place) == "("
        )

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Each two names with a point between them."""
        return [
            (piece.name, self.pieces[place + 2].name)
            for place, piece in enumerate(self.pieces[:-2])
            if piece.name and self.after(place) == "." and self.pieces[place + 2].name
        ]

    def after(self, place: int) -> str:
        """The text of the next piece."""
        return self.pieces[place + 1].text if place + 1 < len(self.pieces) else ""

    def before(self, place: int) -> str:
        """The text of the piece before, in lower case."""
        return self.pieces[place - 1].text.lower() if place else ""


def normalised(sql: str) -> Normalised:
    """The statement in pieces. Raises `NotPlanned` unless it is one that reads, and surely understood."""
    if len(sql) > MOST_LETTERS:
        raise NotPlanned(TOO_LONG)
    found = Normalised(list(_mended(list(_pieces(sql)))))
    first = next((piece.name for piece in found.pieces if piece.text != "("), "")
    if first not in _READS:
        raise NotPlanned(NO_SELECT)
    for place, piece in enumerate(found.pieces):
        after = found.after(place)
        if piece.kind == "name" and found.before(place) != ".":
            if piece.name in _WRITES or (piece.name == "for" and after.lower() in _LOCKS):
                raise NotPlanned(LOCKS_OR_WRITES)
            if piece.name == "operator" and after == "(" and found.pieces[place + 2 :][:1] != [_SERVERS_OWN]:
                raise NotPlanned(OTHERS.format(schema="before an operator"))
        # A type that has a schema. Only in these two places may one stand in a statement without strings.
        if piece.name and after == "." and found.before(place) in ("::", "as") and piece.name != "pg_catalog":
            raise NotPlanned(OTHERS.format(schema=piece.name))
    return found


_SERVERS_OWN = Piece("name", "pg_catalog", "pg_catalog")


def _pieces(sql: str) -> Iterator[Piece]:
    place = 0
    while place < len(sql):
        found = _PIECE.match(sql, place)
        if found is None:
            raise NotPlanned(NO_SELECT if not _begins_to_read(sql) else NOT_NORMALISED)
        kind, text = str(found.lastgroup), found.group()
        place = _after_comment(sql, place) if text == "/*" else found.end()
        if kind in ("name", "quoted"):
            yield _name(kind, text)
        elif kind not in ("space", "comment"):
            yield Piece(kind, text)


def _name(kind: str, text: str) -> Piece:
    name = text[1:-1].replace('""', '"') if kind == "quoted" else _folded(text)
    if len(name.encode()) > _NAME_BYTES:
        raise NotPlanned(NOT_NORMALISED)
    # What the server folds beyond ASCII depends on its encoding; quoted it folds nothing.
    return Piece(kind, text, name) if text.isascii() else Piece("quoted", quoted(name), name)


def _mended(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What normalising made to be no SQL, as it takes words for strings: `interval $1` and `EXTRACT($1 FROM …)`.

    They become `CAST($1 AS interval)` and `"extract"(CAST($1 AS text), …)`.
    """
    rest = iter(enumerate(pieces))
    for place, piece in rest:
        following = pieces[place + 1 : place + 4]
        kinds = [each.kind for each in following]
        if piece.kind == "name" and piece.name in _TYPED and kinds[:1] == ["parameter"]:
            yield from (*_CAST, following[0], _word("AS"), piece, Piece("mark", ")"))
            next(rest)
        elif piece.name == "extract" and kinds == ["mark", "parameter", "name"] and following[2].name == "from":
            yield from (Piece("quoted", quoted("extract"), "extract"), following[0])
            yield from (*_CAST, following[1], _word("AS"), _word("text"), Piece("mark", ")"), Piece("mark", ","))
            for _ in following:
                next(rest)
        else:
            yield piece


def _word(text: str) -> Piece:
    return Piece("name", text, text.lower())


_CAST = (_word("CAST"), Piece("mark", "("))


def quoted(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def _folded(name: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _begins_to_read(sql: str) -> bool:
    first = re.match(r"(?:\s|\(|--[^\n\r]*[\n\r]|/\*.*?\*/)*([A-Za-z]*)", sql, re.DOTALL)
    return first is not None and first[1].lower() in _READS


def _after_comment(sql: str, start: int) -> int:
    """Comments may stand within comments."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if not depth:
            return edge.end()
    raise NotPlanned(NOT_NORMALISED)
