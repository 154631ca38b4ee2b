"""What the role may do that watches a database."""

from integrations.deferred import dataclass
from integrations.postgres import plans
from integrations.postgres.session import Session

_TABLES = """
SELECT count(*) FILTER (WHERE pg_has_role(c.relowner, 'USAGE')),
       count(*) FILTER (WHERE has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """What our role may do besides looking."""

    superuser: bool
    owns: int
    """How many tables of this database are its own, or those of a role that it is a member of."""
    writes: int
    """How many it may change."""


async def rights(session: Session) -> Rights:
    """Ask the database. Raises `SourceError`."""
    superuser = await plans.is_superuser(session)
    ((owns, writes),) = await session.rows(_TABLES)
    return Rights(superuser, int(owns), int(writes))
