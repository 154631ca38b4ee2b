"""Checks the tables of a prepared statement for functions of people's own that the planner would run.

A table leads to more than its rows: the functions of its indexes and constraints are worked out to plan, the
types of its columns have casts, and a view or a policy is anybody's code. Which tables a statement reads the
server itself says: they are those that it locked to prepare it.
"""

from integrations.postgres.session import Session
from integrations.postgres.types import NotPlanned

_WHY = {
    "all": "the database has operators or casts of its own that any statement may use",
    "right": "the role may not read {name} (GRANT SELECT)",
    "table": "{name}, which it reads, is no table of this database but a view or the like, which may run anything",
    "policy": "{name} has row-level security, whose rules the server may run to plan it",
    "function": "it leads to a function of your own ({name}), which the server may run to plan it",
    "parameter": "a parameter of it is of a type of your own ({name})",
    "column": "it uses {name}, which is of a type that is not the server's own",
}
_REACHED = """
WITH RECURSIVE locked(oid) AS (
  SELECT relation FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), parameter(oid) AS (
  SELECT kind::oid FROM pg_prepared_statements, unnest(parameter_types) AS kind WHERE name = %s
), servers_way(oid) AS (
  SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE l.lanname IN ('internal', 'c')
), reached(classid, objid) AS (
  SELECT 'pg_class'::regclass::oid, oid FROM locked
  UNION
  SELECT 'pg_type'::regclass::oid, oid FROM parameter WHERE oid >= 16384
  UNION
  SELECT next.* FROM reached r CROSS JOIN LATERAL (
    SELECT d.refclassid, d.refobjid FROM pg_depend d WHERE d.classid = r.classid AND d.objid = r.objid
    AND r.classid <> 'pg_proc'::regclass
    AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass)
    AND NOT (d.refclassid = 'pg_proc'::regclass AND r.classid IN ('pg_type'::regclass, 'pg_cast'::regclass)
      AND d.refobjid IN (SELECT oid FROM servers_way))
    UNION ALL
    SELECT 'pg_class'::regclass, inhrelid FROM pg_inherits
    WHERE r.classid = 'pg_class'::regclass AND inhparent = r.objid
    UNION ALL
    SELECT 'pg_class'::regclass, indexrelid FROM pg_index WHERE r.classid = 'pg_class'::regclass AND indrelid = r.objid
    UNION ALL
    SELECT 'pg_class'::regclass, typrelid FROM pg_type WHERE r.classid = 'pg_type'::regclass AND oid = r.objid
    UNION ALL
    SELECT 'pg_constraint'::regclass, oid FROM pg_constraint WHERE contype = 'c' AND (
      (r.classid = 'pg_class'::regclass AND conrelid = r.objid)
      OR (r.classid = 'pg_type'::regclass AND contypid = r.objid))
    UNION ALL
    SELECT 'pg_attrdef'::regclass, f.oid FROM pg_attrdef f
    JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated <> ''
    WHERE r.classid = 'pg_class'::regclass AND f.adrelid = r.objid
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
    WHERE r.classid = 'pg_class'::regclass AND stxrelid = r.objid
    UNION ALL
    SELECT 'pg_cast'::regclass, oid FROM pg_cast
    WHERE r.classid = 'pg_type'::regclass AND r.objid IN (castsource, casttarget)
  ) next(classid, objid) WHERE next.objid >= 16384
), kinds(oid, base) AS (
  SELECT t.oid, coalesce(b.oid, t.oid) FROM pg_type t LEFT JOIN pg_type b
  ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE nullif(t.typelem, 0) END
), well_known(oid) AS (
  SELECT k.oid FROM kinds k JOIN pg_type t ON t.oid = k.base WHERE t.oid < 16384 OR t.typtype = 'e'
)
SELECT 'all', '' WHERE
  EXISTS (SELECT FROM pg_proc WHERE oid >= 16384 AND pronamespace = 'pg_catalog'::regnamespace
    AND oid NOT IN (SELECT oid FROM servers_way))
  OR EXISTS (SELECT FROM pg_cast WHERE castfunc >= 16384 AND castsource < 16384 AND casttarget < 16384)
  OR EXISTS (SELECT FROM pg_operator WHERE oid >= 16384 AND oprnamespace = 'pg_catalog'::regnamespace)
  OR EXISTS (SELECT FROM pg_operator WHERE oid < 16384 AND (oprcom >= 16384 OR oprnegate >= 16384))
  OR EXISTS (SELECT FROM pg_amproc WHERE amproc >= 16384 AND amproc NOT IN (SELECT oid FROM servers_way))
  OR EXISTS (SELECT FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr
    WHERE o.oprcode >= 16384 AND o.oprcode NOT IN (SELECT oid FROM servers_way))
UNION ALL
SELECT 'right', oid::regclass::text FROM locked JOIN pg_class c USING (oid)
WHERE c.relkind NOT IN ('i', 'I') AND NOT has_any_column_privilege(oid, 'SELECT')
UNION ALL
SELECT CASE WHEN c.relrowsecurity THEN 'policy' ELSE 'table' END, c.oid::regclass::text
FROM reached r JOIN pg_class c ON r.classid = 'pg_class'::regclass AND c.oid = r.objid
WHERE c.relrowsecurity OR c.relkind NOT IN ('r', 'p', 'm', 'i', 'I', 't', 'S', 'c')
UNION ALL
SELECT 'function', n.nspname || '.' || p.proname
FROM reached r JOIN pg_proc p ON r.classid = 'pg_proc'::regclass AND p.oid = r.objid
JOIN pg_namespace n ON n.oid = p.pronamespace
UNION ALL
SELECT 'parameter', parameter.oid::regtype::text FROM parameter JOIN pg_type t USING (oid)
WHERE t.typtype = 'd' OR oid NOT IN (SELECT oid FROM well_known)
UNION ALL
SELECT 'column', a.attrelid::regclass || '.' || a.attname FROM pg_attribute a JOIN locked ON locked.oid = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attname = ANY(%s) OR 'natural' = ANY(%s))
AND a.atttypid NOT IN (SELECT oid FROM well_known)
LIMIT 1
"""


async def check(session: Session, prepared: str, names: frozenset[str]) -> None:
    """Raise `NotPlanned` where the statement prepared under that name, which has these names, leads to such a thing.

    What a superuser alone can make (types, index methods and their classes in C) is trusted as the server is.
    """
    for kind, name in await session.rows(_REACHED.strip(), prepared, list(names), list(names)):
        raise NotPlanned(_WHY[kind].format(name=name))
