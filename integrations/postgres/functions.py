"""Which functions of people's own the planner might run for a statement.

To plan, the server works out what functions say that call themselves immutable or stable, with the rights
of our role; one that runs with its owner's may do anything. So a statement that leads to any such function
is not planned. Functions of the server and of extensions are trusted: an administrator installed them.
"""

import re

from integrations.postgres.literals import names
from integrations.postgres.session import Session

WHY_NOT = "it leads to a function of your own ({name}), which the server may run to plan it"
_ESCAPED_NAME = re.compile(r'[uU]&"')
_OF_PEOPLE = """
WITH RECURSIVE said(every, called, of_something, text) AS (
  SELECT %s::text[], %s::text[], %s::text[], %s::text
), theirs AS (
  SELECT p.oid FROM pg_proc p
  WHERE p.oid >= 16384 AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
), read(oid) AS (
  SELECT c.oid FROM pg_class c, said WHERE c.oid >= 16384 AND c.relname = ANY(said.every)
  UNION
  SELECT below.oid FROM read r CROSS JOIN LATERAL (
    SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = r.oid
    UNION ALL
    SELECT d.refobjid FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
    WHERE w.ev_class = r.oid AND d.refclassid = 'pg_class'::regclass
    UNION ALL
    SELECT d.refobjid FROM pg_policy y JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = y.oid
    WHERE y.polrelid = r.oid AND d.refclassid = 'pg_class'::regclass
  ) below
), parts(classid, objid) AS (
  SELECT 'pg_rewrite'::regclass, w.oid FROM pg_rewrite w WHERE w.ev_class IN (SELECT oid FROM read)
  UNION ALL
  SELECT 'pg_policy'::regclass, y.oid FROM pg_policy y WHERE y.polrelid IN (SELECT oid FROM read)
  UNION ALL
  SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index i WHERE i.indrelid IN (SELECT oid FROM read)
  UNION ALL
  SELECT 'pg_class'::regclass, oid FROM read
  UNION ALL
  SELECT 'pg_constraint'::regclass, c.oid FROM pg_constraint c WHERE c.conrelid IN (SELECT oid FROM read)
  UNION ALL
  SELECT 'pg_attrdef'::regclass, f.oid FROM pg_attrdef f
  JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated <> ''
  WHERE f.adrelid IN (SELECT oid FROM read)
), used(oid) AS (
  SELECT p.oid FROM pg_proc p, said
  WHERE p.proname = ANY(said.called) OR (p.pronargs = 1 AND p.proname = ANY(said.of_something))
  UNION ALL
  SELECT o.oprcode FROM pg_operator o, said WHERE position(o.oprname IN said.text) > 0
  UNION ALL
  SELECT castfunc FROM pg_cast
  UNION ALL
  SELECT d.refobjid FROM parts JOIN pg_depend d USING (classid, objid) WHERE d.refclassid = 'pg_proc'::regclass
  UNION ALL
  SELECT o.oprcode FROM parts JOIN pg_depend d USING (classid, objid)
  JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
)
SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.oid IN (SELECT oid FROM theirs) AND p.oid IN (SELECT oid FROM used) ORDER BY 1 LIMIT 1
"""


async def of_people(session: Session, text: str) -> str:
    """The name of a function of people's own that a statement leads to, or nothing. Raises `Refused`.

    It goes by the names in the text, in any schema: rather one too many than one that was overlooked.
    """
    if _ESCAPED_NAME.search(text):
        return "a name in escapes"
    rows = await session.rows(_OF_PEOPLE.strip(), *(list(each) for each in names(text)), text)
    return str(rows[0][0]) if rows else ""
