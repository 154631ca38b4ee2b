"""Checks what a statement calls and names, so that planning it runs no code of anybody's.

To plan, the server works out functions of constants, with the rights of our role. Under a search_path of
pg_catalog it finds none but its own. But some of those run what others made (`database_to_xml` reads every
view), so only those that are known to do nothing of the kind may be called, besides what is never worked out
before a statement runs: volatile functions, aggregates and window functions.
"""

from integrations.postgres.normalised import OTHERS, Normalised
from integrations.postgres.session import Session
from integrations.postgres.types import NotPlanned

HARMLESS = frozenset(
    """
    abs ascii btrim bit_length ceil ceiling char_length character_length chr concat concat_ws decode div encode exp
    floor initcap left length ln log lower ltrim md5 mod octet_length overlay position power quote_literal
    regexp_count regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table replace
    reverse right round rtrim sha256 sha512 sign split_part sqrt starts_with string_to_array string_to_table strpos
    substr substring translate trim trunc upper width_bucket
    age date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval make_date
    make_interval make_time make_timestamp make_timestamptz now overlaps statement_timestamp timezone to_char to_date
    to_number to_timestamp transaction_timestamp
    array_append array_cat array_length array_lower array_position array_positions array_prepend array_remove
    array_replace array_to_string array_upper cardinality generate_series generate_subscripts unnest
    daterange int4range int8range isempty lower_inc lower_inf numrange range_merge tsrange tstzrange upper_inc upper_inf
    json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each
    json_each_text json_extract_path json_extract_path_text json_object_keys json_typeof jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
    jsonb_extract_path jsonb_extract_path_text jsonb_object_keys jsonb_path_exists jsonb_set jsonb_strip_nulls
    jsonb_typeof row_to_json to_json to_jsonb
    numnode phraseto_tsquery plainto_tsquery to_tsquery to_tsvector ts_rank ts_rank_cd websearch_to_tsquery
    date int2 int4 int8 float4 float8 numeric text bpchar varchar time timestamp timestamptz interval bool
    bit char like notlike
    """.split()  # noqa: SIM905 - a list of words reads better than two hundred quotes
)
"""Functions of pg_catalog that are stable or immutable, and run nothing, read nothing and are quick."""
CALLS = "it calls {names}, which I do not know to be harmless to plan"
TEMPORARY = "the connection, which others use too, has temporary tables"
_CALLED = """
SELECT DISTINCT proname::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY(%s) AND prokind = 'f' AND provolatile <> 'v'
ORDER BY 1
"""
_NAMED = """
SELECT n.nspname::text
FROM unnest(%s::text[], %s::text[]) AS said(schema, name) JOIN pg_namespace n ON n.nspname = said.schema
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = said.name AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
WHERE n.nspname <> 'pg_catalog'
AND (c.oid IS NULL OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname = said.name))
"""
_TEMPORARY = """
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_my_temp_schema())
OR EXISTS (SELECT FROM pg_type WHERE typnamespace = pg_my_temp_schema())
"""


async def check(session: Session, statement: Normalised) -> None:
    """Raise `NotPlanned` unless a statement names only tables outside pg_catalog, and calls only what is harmless."""
    ((temporary,),) = await session.rows(_TEMPORARY.strip())
    if temporary:
        raise NotPlanned(TEMPORARY)
    called = [str(row[0]) for row in await session.rows(_CALLED.strip(), list(statement.called() - HARMLESS))]
    if called:
        raise NotPlanned(CALLS.format(names=", ".join(called[:3])))
    pairs = statement.pairs()
    others = await session.rows(_NAMED.strip(), [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    schemas = [str(row[0]) for row in others] + [pair[0] for pair in pairs if pair[0] == "pg_temp"]
    if schemas:
        raise NotPlanned(OTHERS.format(schema=schemas[0]))
