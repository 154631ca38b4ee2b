"""Qualifies the tables of a statement with their schemas, so that it can run under a search_path of pg_catalog alone.

Which search_path its author had nobody knows. So a name is completed only where one table of that name is
there, in whichever schema, or where the operator said in the DSN which schemas to look into. Where a table is
named is not guessed: the server itself points at each name that it cannot find.
"""

from collections.abc import Sequence

from integrations.postgres.normalised import Normalised, Piece, quoted
from integrations.postgres.session import Refused, Session
from integrations.postgres.types import NotPlanned

MOST_TABLES = 40
NOT_FOUND = "its tables are not found"
SEVERAL = "there are several tables named {name}, and I cannot know which one it means (search_path in the DSN says it)"
_NAME = "rolecall_names"
_POINTS_AT_IT = ("from", "join", "only")
_UNDEFINED_TABLE = "42P01"
_WHERE = """
SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = %s AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema' ORDER BY 1
"""


async def qualified(session: Session, statement: Normalised) -> Normalised:
    """The statement with a schema before each table's name.

    Raises `NotPlanned` where that cannot be known, `Refused` where the server does not take it for another reason.
    """
    ((encoding,),) = await session.rows("SELECT getdatabaseencoding()")
    known = await _likely(session, statement)
    for _ in range(MOST_TABLES):
        try:
            async with session.attempt():
                await session.rows(f"PREPARE {_NAME} AS {known.text}")
                await session.rows(f"DEALLOCATE {_NAME}")
            return known
        except Refused as problem:
            if problem.state != _UNDEFINED_TABLE:
                raise
            place = _pointed_at(known, problem.place - len(f"PREPARE {_NAME} AS "), in_bytes=encoding == "SQL_ASCII")
        if place is None:
            raise NotPlanned(NOT_FOUND)
        schemas = await _schemas(session, known.pieces[place].name)
        if len(schemas) != 1:
            raise NotPlanned(SEVERAL.format(name=known.pieces[place].name) if schemas else NOT_FOUND)
        known = _completed(known, {place: schemas[0]})
    raise NotPlanned("it reads too many tables")


async def _likely(session: Session, statement: Normalised) -> Normalised:
    """With those completed that stand where tables do, so that the server's log is spared an error for each."""
    if "with" in statement.names:
        return statement  # a name may be that of a part of the statement
    found: dict[int, str] = {}
    for place, piece in enumerate(statement.pieces):
        if piece.name and statement.before(place) in _POINTS_AT_IT and statement.after(place) not in (".", "("):
            schemas = await _schemas(session, piece.name)
            if len(schemas) == 1:
                found[place] = schemas[0]
    return _completed(statement, found)


async def _schemas(session: Session, name: str) -> Sequence[str]:
    """Where a table, or something like it, has that name: the first of the operator's schemas, or all there are."""
    found = [str(row[0]) for row in await session.rows(_WHERE.strip(), name)]
    if not session.chosen_path:
        return found
    chosen = [schema.strip().strip('"') for schema in session.chosen_path.split(",")]
    return [schema for schema in chosen if schema in found][:1]


def _pointed_at(statement: Normalised, offset: int, *, in_bytes: bool) -> int | None:
    """Which piece begins there, if it is a name that has no schema yet."""
    reached = 0
    for place, piece in enumerate(statement.pieces):
        if reached == offset:
            bare = bool(piece.name) and statement.before(place) != "." and statement.after(place) != "."
            return place if bare else None
        reached += (len(piece.text.encode()) if in_bytes else len(piece.text)) + 1
    return None


def _completed(statement: Normalised, schemas: dict[int, str]) -> Normalised:
    pieces: list[Piece] = []
    for place, piece in enumerate(statement.pieces):
        if schema := schemas.get(place):
            pieces += (Piece("quoted", quoted(schema), schema), Piece("mark", "."))
        pieces.append(piece)
    return Normalised(pieces)
