"""Reads `pg_stat_statements`, whatever its version and schema."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from integrations.postgres.literals import without_literals
from integrations.postgres.session import MARK, POSTGRES, Refused, Session
from integrations.postgres.types import Counters, Snapshot, StatementKey
from integrations.source import SourceError

MOST = 10_000
"""Statements of one snapshot. The server itself keeps 5,000 where nobody said otherwise."""
_NO_SUCH_LETTER = ("22021", "22P05")
OTHER_LETTERS = "the text of a statement, of this or another database, is in letters that this one's encoding has not"
"""The server reads all texts to give one."""
_NEEDED = frozenset({"userid", "dbid", "queryid", "toplevel", "calls", "total_exec_time", "rows"})
"""Columns since version 1.9 of the extension, which came with PostgreSQL 14."""


async def snapshot(session: Session) -> Snapshot:
    """The counters of the session's database now. Raises `SourceError` where they are not kept, with why."""
    (server,) = await session.rows(
        "SELECT current_setting('server_version_num')::int, pg_postmaster_start_time(), current_database(),"
        " (SELECT oid::bigint FROM pg_database WHERE datname = current_database())"
    )
    version, started_at, database, dbid = server
    if version < 140000:
        raise SourceError(POSTGRES, f"version {version // 10000} is too old: 14 is the first that tells enough")
    view = await _view(session, database)
    try:
        (info,) = await session.rows(f"SELECT dealloc, stats_reset FROM {view.schema}.pg_stat_statements_info")  # noqa: S608
        rows = await session.rows(
            "SELECT userid::bigint, dbid::bigint, queryid, toplevel, calls, total_exec_time, rows,"  # noqa: S608
            f" shared_blks_hit, shared_blks_read, temp_blks_written, {view.since}"
            f" FROM {view.schema}.pg_stat_statements(false)"
            " WHERE dbid = %s ORDER BY total_exec_time DESC LIMIT %s",
            dbid,
            MOST + 1,
        )
    except Refused as problem:
        raise SourceError(POSTGRES, _why_not_read(problem)) from None
    return Snapshot(
        database=database,
        version=version,
        started_at=started_at.astimezone(UTC),
        reset_at=info[1].astimezone(UTC),
        evictions=info[0],
        statements=dict(_counted(rows[:MOST])),
        hidden=sum(1 for row in rows[:MOST] if row[2] is None),
        hidden_ms=sum(row[5] for row in rows[:MOST] if row[2] is None and row[3]),
        cut=len(rows) > MOST,
    )


async def texts(session: Session, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
    """The server's own texts of these statements; without those that are ours or hidden."""
    (row,) = await session.rows("SELECT current_database()")
    view = await _view(session, row[0])
    try:
        rows = await session.rows(
            "SELECT userid::bigint, dbid::bigint, queryid, toplevel,"  # noqa: S608
            " convert_to(query, CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END)"
            f" FROM {view.schema}.pg_stat_statements WHERE queryid = ANY(%s)",
            [key.queryid for key in keys],
        )
    except Refused as problem:
        if problem.state in _NO_SUCH_LETTER:
            raise SourceError(POSTGRES, OTHER_LETTERS) from None
        raise
    wanted = set(keys)
    # A database in SQL_ASCII keeps whatever bytes it was given.
    found = {StatementKey(*row[:4]): row[4].decode("utf-8", "replace") for row in rows if row[4] is not None}
    return {key: text for key, text in found.items() if key in wanted and MARK not in text}


async def shown_texts(session: Session, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
    """The texts as people may see them: no literals."""
    return {key: without_literals(text) for key, text in (await texts(session, keys)).items()}


async def schema_of(session: Session, extension: str) -> str | None:
    """Where an extension of this database is, quoted for SQL; None where it is not installed."""
    rows = await session.rows(
        "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
        " WHERE e.extname = %s",
        extension,
    )
    return str(rows[0][0]) if rows else None


class _View:
    def __init__(self, schema: str, columns: Iterable[str]) -> None:
        self.schema = schema
        self.columns = frozenset(columns)

    @property
    def since(self) -> str:
        return "stats_since" if "stats_since" in self.columns else "NULL::timestamptz"


async def _view(session: Session, database: str) -> _View:
    schema = await schema_of(session, "pg_stat_statements")
    if schema is None:
        raise SourceError(
            POSTGRES,
            f"pg_stat_statements is not installed in the database {database}"
            " (CREATE EXTENSION pg_stat_statements, with it in shared_preload_libraries)",
        )
    rows = await session.rows(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0",
        f"{schema}.pg_stat_statements",
    )
    view = _View(schema, (row[0] for row in rows))
    if not view.columns >= _NEEDED:
        raise SourceError(
            POSTGRES,
            f"pg_stat_statements of the database {database} is of an older version"
            " (ALTER EXTENSION pg_stat_statements UPDATE)",
        )
    return view


def _counted(rows: Sequence[tuple[Any, ...]]) -> Iterable[tuple[StatementKey, Counters]]:
    for userid, dbid, queryid, toplevel, calls, exec_ms, count, hit, read, temp, since in rows:
        if queryid is not None:
            began = since.astimezone(UTC) if isinstance(since, datetime) else None
            counters = Counters(calls, float(exec_ms), count, hit, read, temp, began)
            yield StatementKey(userid, dbid, queryid, toplevel), counters


def _why_not_read(problem: Refused) -> str:
    if "shared_preload_libraries" in problem.message:
        return "pg_stat_statements is not in its shared_preload_libraries, so nothing is counted"
    if problem.state == "42501":
        return "the role may not read pg_stat_statements (GRANT pg_read_all_stats)"
    return "pg_stat_statements cannot be read (its own log says why)"
